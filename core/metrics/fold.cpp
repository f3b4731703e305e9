#include "core/metrics/fold.hpp"

#include <algorithm>
#include <string_view>
#include <type_traits>
#include <utility>

#include "core/base/overloaded.hpp"

namespace saduak::metrics {
namespace {

std::int32_t day_number(Date day) { return static_cast<std::int32_t>(days_from_civil(day)); }

Ending ending_of(std::string_view outcome)
{
    if (outcome == "served") return Ending::served;
    if (outcome == "no_show") return Ending::no_show;
    if (outcome == "expired") return Ending::expired;
    return Ending::cancelled;
}

template <class Body, class... Of>
concept OneOf = (std::is_same_v<Body, Of> || ...);
// Events of a visit under way: without one they are orphans.
template <class Body>
concept OfOpenVisit =
    OneOf<Body, domain::TicketPaper, domain::TicketReprinted, domain::TicketCalled, domain::TicketRecalled, domain::TicketUndone,
          domain::TicketStarted, domain::TicketFinished, domain::TicketTransferred, domain::TicketStepDone, domain::TicketHeld, domain::TicketResumed,
          domain::TicketNoShow, domain::TicketReturned, domain::TicketCancelled, domain::TicketExpired, domain::TicketVoided>;

Ending ending_of(domain::TicketVoided const& body, OpenVisit const& visit)
{
    // The citizen is counted with the ticket that took this one's place, unless they were served on this one.
    if (body.reason == "superseded" && visit.fact().segments == 1) return Ending::voided;
    // Who was called was there, whatever is said of the paper later: they have left, not never come.
    return visit.was_called() ? Ending::expired : Ending::voided;
}

void add_ended(Facts& facts, OpenVisit::Ended const& ended)
{
    // No ticket reached the citizen, so nobody waited: the visit alone is kept, for M40.
    if (ended.visit.ending != Ending::voided) facts.segments.push_back(ended.segment);
    facts.visits.push_back(ended.visit);
}

}  // namespace

MetricsFold::MetricsFold(Seal seal)
    : seq_(seal.seq), day_starts_at_(seal.day_starts_at), rules_(std::move(seal.rules)), names_(std::move(seal.names)),
      closings_(std::move(seal.closings)), back_office_(std::move(seal.back_office))
{
}

Status MetricsFold::take(Seq seq, domain::Event const& event)
{
    if (seq <= seq_) return {};
    if (seq != seq_ + 1) return fail(Errc::corrupt, "event " + std::to_string(seq) + " follows event " + std::to_string(seq_) + " in the log");
    take_body(seq, event);
    seq_ = seq;
    return {};
}

void MetricsFold::take_body(Seq seq, domain::Event const& event)
{
    std::visit(
        overloaded{
            [&](domain::SiteConfigured const& body) { configure(body.config); }, [&](domain::TicketIssued const& body) { issue(seq, event, body); },
            [&](domain::TicketImported const& body) { import(seq, event, body); }, [&](domain::TicketLate const& body) { late(seq, event, body); },
            [&](domain::TicketRecorded const& body) { record(seq, event, body); }, [&](domain::TicketMerged const& body) { merge(event, body); },
            [&](domain::RatingReceived const& body) { rate(seq, event, body); }, [&](domain::AdviceGiven const&) { advise(seq, event); },
            [&](domain::BackOfficeCompleted const& body) { complete(seq, event, body); },
            [&](domain::DayClosed const& body) { close_day(seq, event.at, body.day); }, [&](domain::ImportFinished const&) { seal_if_quiet(seq); },
            [&]<OfOpenVisit Body>(Body const&) { ticket_event(seq, event); }, [](auto const&) {},  // of no metric
        },
        event.body);
}

void MetricsFold::configure(domain::SiteConfig const& config)
{
    day_starts_at_ = config.day_starts_at;
    rules_.clear();
    for (domain::Service const& service : config.services) rules_[service.id] = {service.standard_s, service.standard_basis, service.wait_target_s};
}

// A service that the catalogue no longer has keeps no published time and no target: 0 and the default of Service.
ServiceRule MetricsFold::rule_of(ServiceId const& service) const
{
    auto const found = rules_.find(service);
    return found != rules_.end() ? found->second : ServiceRule{0, domain::StandardBasis::touch, domain::Service{}.wait_target_s};
}

Stop MetricsFold::stop_at(ServiceId const& service) { return {names_.index_of(service.str()), rule_of(service)}; }

void MetricsFold::issue(Seq seq, domain::Event const& event, domain::TicketIssued const& body)
{
    VisitFact fact;
    fact.issue_seq = seq;
    fact.day = day_number(body.day);
    // The citizen's own time where they took the ticket before the server heard of it.
    fact.issued_at = body.taken_at.is_set() ? body.taken_at : event.at;
    fact.slot = body.slot;
    fact.people = body.people;
    fact.ticket_class = body.ticket_class;
    fact.channel = body.channel;
    fact.origin = body.offline ? Origin::offline : Origin::live;
    fact.time_estimated = body.time_estimated;
    fact.issue_unknown = body.adopted && !body.taken_at.is_set();
    visits_.insert_or_assign(event.ticket, OpenVisit(fact, stop_at(event.service), body.paper));
}

void MetricsFold::import(Seq seq, domain::Event const& event, domain::TicketImported const& body)
{
    VisitFact fact;
    fact.issue_seq = seq;
    fact.day = day_number(local_time(body.issued_at - day_starts_at_).date);
    fact.issued_at = body.issued_at;
    fact.ticket_class = body.ticket_class;
    fact.origin = Origin::imported;
    OpenVisit visit(fact, stop_at(event.service), domain::Paper::none);
    took_by(event, visit);
    if (body.called_at.is_set()) visit.call(body.called_at);
    visit.start(body.started_at);
    Instant const left = body.left_at.is_set() ? body.left_at : body.called_at;
    Ending const ending = ending_of(body.outcome);
    end_visit(event.ticket, visit, {.seq = seq, .at = ending == Ending::served ? body.finished_at : left, .ending = ending, .matters = 1});
}

// Offline, and nobody called it before its day was over: the citizen waited until then.
void MetricsFold::late(Seq seq, domain::Event const& event, domain::TicketLate const& body)
{
    VisitFact fact;
    fact.issue_seq = seq;
    fact.day = day_number(body.day);
    fact.issued_at = body.taken_at;
    fact.ticket_class = body.ticket_class;
    fact.channel = body.channel;
    fact.origin = Origin::late;
    fact.time_estimated = body.time_estimated;
    fact.issue_unknown = !body.taken_at.is_set();
    Instant const closed = closing_after(fact.day, body.taken_at);
    OpenVisit visit(fact, stop_at(event.service), domain::Paper::none);
    if (!closed.is_set()) visit.forget_wait();
    end_visit(event.ticket, visit, {.seq = seq, .at = closed, .ending = Ending::expired});
}

void MetricsFold::record(Seq seq, domain::Event const& event, domain::TicketRecorded const& body)
{
    VisitFact fact;
    fact.issue_seq = seq;
    fact.day = day_number(body.day);
    fact.issued_at = body.taken_at;
    fact.ticket_class = body.ticket_class;
    fact.channel = domain::Channel::card;
    fact.origin = Origin::recorded;
    bool const served = body.finished_at.is_set();
    Instant const closed = closing_after(fact.day, body.taken_at);
    OpenVisit visit(fact, stop_at(event.service), domain::Paper::none);
    took_by(event, visit);
    if (body.called_at.is_set()) visit.call(body.called_at);
    else if (served || !closed.is_set()) visit.forget_wait();
    Closing closing{.seq = seq, .at = closed, .ending = Ending::expired};
    if (served) closing = {.seq = seq, .at = body.finished_at, .outcome = body.outcome, .matters = 1};
    else if (body.called_at.is_set()) closing = {.seq = seq, .at = body.called_at, .ending = Ending::no_show};
    end_visit(event.ticket, visit, closing);
}

// Once the visit has ended its facts stand as they are.
void MetricsFold::merge(domain::Event const& event, domain::TicketMerged const& body)
{
    auto const found = visits_.find(event.ticket);
    if (found != visits_.end() && body.taken_at.is_set()) found->second.learn_issue(body);
}

void MetricsFold::rate(Seq seq, domain::Event const& event, domain::RatingReceived const& body)
{
    RatingFact fact;
    fact.seq = seq;
    fact.day = day_number(body.day);
    if (!rated_.insert(body.key).second) {
        facts_.flaws.push_back({seq, fact.day, FlawKind::repeated_rating});
        return;
    }
    fact.at = body.given_at.is_set() ? body.given_at : event.at;
    fact.score = body.score;
    fact.service = names_.index_of(event.service.str());
    fact.counter = names_.index_of(event.counter.str());
    fact.agent = names_.index_of(event.agent.str());
    fact.ticket_class = body.ticket_class;
    fact.channel = body.channel;
    facts_.ratings.push_back(fact);
}

void MetricsFold::advise(Seq seq, domain::Event const& event)
{
    AdviceFact fact;
    fact.seq = seq;
    fact.day = day_number(local_time(event.at - day_starts_at_).date);
    fact.at = event.at;
    fact.service = names_.index_of(event.service.str());
    fact.counter = names_.index_of(event.counter.str());
    fact.agent = names_.index_of(event.agent.str());
    facts_.advice.push_back(fact);
}

// The visit's own facts may have been sealed days ago: the completion is a fact of its own, of the visit's day.
void MetricsFold::complete(Seq seq, domain::Event const& event, domain::BackOfficeCompleted const& body)
{
    if (auto const open = visits_.find(event.ticket); open != visits_.end()) return open->second.complete_back_office();
    auto const found = back_office_.find(event.ticket);
    if (found == back_office_.end()) return orphan(seq, event);
    VisitFact const& visit = found->second;
    CompletionFact fact;
    fact.seq = seq;
    fact.issue_seq = visit.issue_seq;
    fact.day = visit.day;
    fact.issued_at = visit.issued_at;
    if (!visit.issue_unknown && event.at >= visit.issued_at) fact.elapsed_s = floor_seconds(event.at - visit.issued_at);
    fact.standard_s = visit.standard_s;
    fact.service = visit.service;
    fact.counter = visit.counter;
    fact.agent = visit.agent;
    fact.ticket_class = visit.ticket_class;
    fact.channel = visit.channel;
    fact.standard_basis = visit.standard_basis;
    fact.outcome = body.outcome;
    facts_.completions.push_back(fact);
    back_office_.erase(found);
}

void MetricsFold::orphan(Seq seq, domain::Event const& event)
{
    facts_.flaws.push_back({seq, day_number(local_time(event.at - day_starts_at_).date), FlawKind::orphan});
}

void MetricsFold::ticket_event(Seq seq, domain::Event const& event)
{
    auto const found = visits_.find(event.ticket);
    if (found == visits_.end()) return orphan(seq, event);
    OpenVisit& visit = found->second;
    std::optional<Closing> leaves;
    auto const leave_for_now = [&](Ending ending) { visit.end_for_now({.seq = seq, .at = event.at, .ending = ending}); };
    auto const leave = [&](Ending ending) { leaves = Closing{.seq = seq, .at = event.at, .ending = ending}; };
    std::visit(overloaded{
                   [&](domain::TicketPaper const& body) { visit.set_paper(body.paper); },
                   [&](domain::TicketReprinted const&) { visit.set_paper(domain::Paper::pending); },
                   [&](domain::TicketCalled const&) {
                       visit.call(event.at);
                       took_by(event, visit);
                   },
                   [&](domain::TicketRecalled const&) { visit.recall(event.at); }, [&](domain::TicketUndone const&) { visit.undo(); },
                   [&](domain::TicketStarted const&) { visit.start(event.at); }, [&](domain::TicketHeld const&) { visit.hold(event.at); },
                   [&](domain::TicketResumed const& body) { resume(seq, event, body); },
                   [&](domain::TicketNoShow const&) { leave_for_now(Ending::no_show); }, [&](domain::TicketReturned const&) { visit.come_back(); },
                   [&](domain::TicketTransferred const& body) { transfer(seq, event, body); },
                   [&](domain::TicketStepDone const&) {
                       took_by(event, visit);
                       facts_.segments.push_back(visit.next_step({.seq = seq, .at = event.at}));
                   },
                   [&](domain::TicketFinished const& body) {
                       took_by(event, visit);
                       leaves =
                           Closing{.seq = seq, .at = event.at, .outcome = body.outcome, .matters = body.matters, .end_imputed = body.end_imputed};
                   },
                   [&](domain::TicketCancelled const&) { leave(Ending::cancelled); }, [&](domain::TicketExpired const&) { leave(Ending::expired); },
                   [&](domain::TicketVoided const& body) {
                       if (body.reason == "no_paper") leave_for_now(ending_of(body, visit));
                       else leave(ending_of(body, visit));
                   },
                   [](auto const&) {},  // no event of a visit under way: take_body() has sorted them out
               },
               event.body);
    if (!leaves) return;
    end_visit(event.ticket, visit, *leaves);
    visits_.erase(found);
}

// Where it is, and with whom. A supervisor's act at another's counter names no counter or keeps the old agent.
void MetricsFold::took_by(domain::Event const& event, OpenVisit& visit)
{
    visit.took_by(names_.index_of(event.counter.str()), names_.index_of(event.agent.str()));
}

// Back to the queue: what was done until the hold is one segment, the new wait begins another.
void MetricsFold::resume(Seq seq, domain::Event const& event, domain::TicketResumed const& body)
{
    OpenVisit& visit = visits_.at(event.ticket);
    if (body.waits) {
        facts_.segments.push_back(visit.requeue({.seq = seq, .at = event.at}, stop_at(ServiceId(names_.text(visit.service())))));
        return;
    }
    visit.resume(event.at);
    took_by(event, visit);
}

void MetricsFold::transfer(Seq seq, domain::Event const& event, domain::TicketTransferred const& body)
{
    OpenVisit& visit = visits_.at(event.ticket);
    ServiceId service = body.service.empty() ? event.service : body.service;
    if (service.empty()) service = ServiceId(names_.text(visit.service()));
    if (visit.waits()) return visit.relabel(stop_at(service));
    took_by(event, visit);
    facts_.segments.push_back(visit.requeue({.seq = seq, .at = event.at, .outcome = body.outcome, .matters = body.matters}, stop_at(service)));
}

void MetricsFold::end_visit(TicketId const& ticket, OpenVisit const& visit, Closing const& closing)
{
    OpenVisit::Ended const facts = visit.ended(closing);
    add_ended(facts_, facts);
    if (facts.visit.back_office) keep_back_office(ticket, facts.visit);
}

void MetricsFold::keep_back_office(TicketId const& ticket, VisitFact const& fact)
{
    if (back_office_.size() < kBackOfficeKept) back_office_.insert_or_assign(ticket, fact);
}

// Oldest issue first: an order that the log alone decides.
template <class Wanted>
std::vector<TicketId> MetricsFold::by_issue(Wanted const& wanted) const
{
    std::vector<std::pair<Seq, TicketId>> found;
    for (auto const& [ticket, visit] : visits_)
        if (wanted(visit)) found.emplace_back(visit.fact().issue_seq, ticket);
    std::sort(found.begin(), found.end());
    std::vector<TicketId> tickets;
    tickets.reserve(found.size());
    for (auto const& [seq, ticket] : found) tickets.push_back(ticket);
    return tickets;
}

void MetricsFold::close_day(Seq seq, Instant at, Date day)
{
    auto const over = [&](OpenVisit const& visit) { return visit.ended_for_now() && visit.fact().day <= day_number(day); };
    for (TicketId const& ticket : by_issue(over)) {
        OpenVisit const& visit = visits_.at(ticket);
        end_visit(ticket, visit, *visit.ended_for_now());
        visits_.erase(ticket);
    }
    rated_.clear();
    closings_[day] = at;
    if (closings_.size() > kClosingsKept) closings_.erase(closings_.begin());
    seal_if_quiet(seq);
}

// Until when one who came then has waited at most. Unset: the day is open, was closed before, or too long ago.
Instant MetricsFold::closing_after(std::int32_t day, Instant came) const
{
    auto const found = closings_.find(civil_from_days(day));
    return found == closings_.end() || found->second < came ? Instant{} : found->second;
}

void MetricsFold::seal_if_quiet(Seq seq)
{
    if (!visits_.empty() || !rated_.empty()) return;
    sealed_ = SealMark{Seal{seq, day_starts_at_, rules_, names_, closings_, back_office_}, facts_.counts()};
}

Facts MetricsFold::provisional() const
{
    Facts facts;
    for (TicketId const& ticket : by_issue([](OpenVisit const&) { return true; })) {
        OpenVisit const& visit = visits_.at(ticket);
        if (visit.ended_for_now()) {
            add_ended(facts, visit.ended(*visit.ended_for_now()));
        } else {
            facts.visits.push_back(visit.fact());
            facts.visits.back().ending = Ending::open;
        }
    }
    return facts;
}

std::optional<MetricsFold::Sealed> MetricsFold::take_sealed()
{
    if (!sealed_) return std::nullopt;
    Sealed taken{std::move(sealed_->seal), facts_.take_first(sealed_->sealed)};
    sealed_.reset();
    return taken;
}

}  // namespace saduak::metrics
