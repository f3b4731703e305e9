#include "tests/sim/auditor.hpp"

#include <algorithm>
#include <utility>

#include "core/base/overloaded.hpp"
#include "core/domain/gap_report.hpp"

namespace saduak::sim {

using namespace domain;

std::string Auditor::take(server::StoredEvent const& stored)
{
    if (stored.seq != state_.seq + 1) return "the log goes from " + std::to_string(state_.seq) + " to " + std::to_string(stored.seq);
    Event const& event = stored.event;
    std::string fault = take_own(event);
    if (auto const applied = apply(state_, event); !applied && fault.empty()) return "the log does not fold: " + applied.error().context;
    marks_.push_back({state_.open.size(), state_.tickets.size(), state_.last_at});
    if (fault.empty()) fault = check_touched(event);
    if (fault.empty() && state_.seq % 4 == 0) fault = check_whole();
    return fault.empty() ? fault : fault + " (seq " + std::to_string(stored.seq) + ", " + std::string(type_name(event.body)) + ")";
}

std::string Auditor::take_own(Event const& event)
{
    std::string fault;
    auto const leaves = [&](bool may_be_called_again) { leaves_counter(event, may_be_called_again); };
    std::visit(overloaded{
                   [&](TicketIssued const& e) {
                       fault = issued(event.ticket, e.day, e.number);
                       seen_[event.ticket].paper = e.paper;
                   },
                   [&](TicketLate const& e) { fault = issued(event.ticket, e.day, e.number); },
                   [&](TicketRecorded const& e) { fault = issued(event.ticket, e.day, e.number); },
                   [&](TicketMerged const& e) {
                       merged_[e.merged] = event.ticket;
                       ++issued_[e.merged];
                   },
                   [&](TicketPaper const& e) { paper(event, e.paper); },
                   [&](TicketReprinted const&) { paper(event, Paper::pending); },
                   [&](TicketCalled const&) { fault = called(event); },
                   [&](TicketUndone const&) { leaves(true); },
                   [&](TicketTransferred const&) { leaves(true); },
                   [&](TicketReturned const&) { seen_[event.ticket].called = false; },
                   [&](TicketHeld const&) { leaves(false); },
                   [&](TicketResumed const& e) {
                       if (e.waits) seen_[event.ticket].called = false;
                       else fault = at_counter(event);
                   },
                   [&](TicketFinished const&) { leaves(false); },
                   [&](TicketNoShow const&) { leaves(false); },
                   [&](TicketCancelled const&) { leaves(false); },
                   [&](TicketExpired const&) { leaves(false); },
                   [&](TicketVoided const& e) {
                       leaves(false);
                       seen_[event.ticket].void_reason = e.reason;
                   },
                   [](auto const&) {},
               },
               event.body);
    return fault;
}

// News of paper also makes a ticket wait again that was void for want of it.
void Auditor::paper(Event const& event, Paper paper)
{
    seen_[event.ticket].paper = paper;
    seen_[event.ticket].void_reason.clear();
}

std::string Auditor::called(Event const& event)
{
    Seen& seen = seen_[event.ticket];
    ++calls_;
    if (seen.paper == Paper::pending || seen.paper == Paper::failed) return "ghost: a ticket without paper was called";
    if (std::exchange(seen.called, true)) return "a ticket was called twice";
    return at_counter(event);
}

std::string Auditor::issued(TicketId const& ticket, Date day, std::string const& number)
{
    if (++issued_[ticket] > 1) return "one ticket was issued twice";
    return numbers_.emplace(day, number).second ? std::string() : "number " + number + " was given twice";
}

std::string Auditor::at_counter(Event const& event)
{
    Seen& seen = seen_[event.ticket];
    if (!seen.at.empty()) return "a ticket is at two counters";
    TicketId& there = counters_[event.counter];
    if (!there.empty()) return "a counter has two tickets";
    there = event.ticket;
    seen.at = event.counter;
    return {};
}

void Auditor::leaves_counter(Event const& event, bool may_be_called_again)
{
    Seen& seen = seen_[event.ticket];
    if (!seen.at.empty()) counters_[seen.at] = {};
    seen.at = {};
    if (may_be_called_again) seen.called = false;
}

// The product's fold must say the same of what this event touched.
std::string Auditor::check_touched(Event const& event) const
{
    if (event.ticket.empty()) return {};
    auto const seen = seen_.find(event.ticket);
    Ticket const* ticket = state_.find(event.ticket);
    if (seen == seen_.end() || ticket == nullptr) return {};
    CounterId const at = is_at_counter(ticket->state) ? ticket->counter : CounterId();
    if (at != seen->second.at) return "the fold and the log differ on where a ticket is";
    if (ticket->paper != seen->second.paper) return "the fold and the log differ on a ticket's paper";
    auto const queue = state_.queues.find(queue_key(*ticket));
    bool const queued = queue != state_.queues.end() && queue->second.contains(queue_place(*ticket));
    if (queued != (ticket->state == TicketState::waiting)) return "the queue and the waiting tickets differ";
    return {};
}

std::string Auditor::compare(SiteState const& published) const
{
    if (published.seq > state_.seq) return "a server shows what is not in the log";
    Mark const& mark = marks_[static_cast<std::size_t>(published.seq - 1)];
    bool const same = published.open.size() == mark.open && published.tickets.size() == mark.tickets && published.last_at == mark.last_at;
    return same ? std::string() : "a server's state is not the fold of the log up to " + std::to_string(published.seq);
}

std::string Auditor::check_whole() const
{
    for (auto const& [id, counter] : state_.counters) {
        if (counter.ticket.empty()) continue;
        Ticket const* ticket = state_.find(counter.ticket);
        if (ticket == nullptr || !is_at_counter(ticket->state) || ticket->counter != id)
            return "counter " + id.str() + " has a ticket that is not there";
    }
    std::size_t queued = 0;
    for (auto const& [key, queue] : state_.queues) {
        if (queue.empty()) return "an empty queue is kept";
        queued += queue.size();
        for (auto const& [place, id] : queue) {
            Ticket const* ticket = state_.find(id);
            if (ticket == nullptr || ticket->state != TicketState::waiting) return "somebody is queued who does not wait";
            if (queue_key(*ticket) != key || queue_place(*ticket) != place) return "a ticket is in another queue than its own";
        }
    }
    std::size_t waiting = 0;
    for (TicketId const& id : state_.open) {
        Ticket const& ticket = *state_.find(id);
        if (!is_open(ticket.state)) return "an ended ticket is among the open ones";
        if (ticket.state == TicketState::waiting) ++waiting;
        if (!is_at_counter(ticket.state)) continue;
        auto const counter = state_.counters.find(ticket.counter);
        if (counter == state_.counters.end() || counter->second.ticket != id) return "ticket " + ticket.number + " is called but no counter has it";
    }
    if (queued != waiting) return "the queues and the waiting tickets differ";
    return {};
}

std::string Auditor::check_issued(IssueTicket const& issue) const
{
    auto const found = issued_.find(issue.ticket);
    int const times = found == issued_.end() ? 0 : found->second;
    // Adopted on a day that was over before its kiosk was heard.
    auto const known = [&](auto const& entry) { return entry.second == issue.number; };
    if (times == 0 && !issue.number.empty() && std::any_of(numbers_.begin(), numbers_.end(), known)) return {};
    return times == 1 ? std::string() : "an acknowledged ticket is in the log " + std::to_string(times) + " times";
}

// Online numbering leaves no gaps.
std::string Auditor::check_numbers() const
{
    std::set<Date> days;
    for (auto const& [day, number] : numbers_) days.insert(day);
    for (Date const day : days)
        if (auto const report = gap_report(state_, day))
            for (auto const& prefix : report->prefixes)
                if (!prefix.gaps.empty()) return "number " + prefix.gaps.front() + " was given to nobody";
    return {};
}

std::string Auditor::check_settled(Papers const& papers) const
{
    if (std::string gap = check_numbers(); !gap.empty()) return gap;
    if (!state_.open.empty()) {
        Ticket const& ticket = *state_.find(*state_.open.begin());
        return std::to_string(state_.open.size()) + " tickets are open after healing, " + ticket.number + " is " +
               std::string(to_string(ticket.state)) + " with paper " + std::string(to_string(ticket.paper));
    }
    for (auto const& [ticket, promise] : papers.promised) {
        auto const merged = merged_.find(ticket);
        auto const seen = seen_.find(merged == merged_.end() ? ticket : merged->second);
        if (seen == seen_.end()) return "a ticket that somebody holds is not in the log: " + ticket.str();
        if (seen->second.void_reason == "no_paper") return "a ticket that somebody holds was voided for want of paper: " + ticket.str();
    }
    return {};
}

}  // namespace saduak::sim
