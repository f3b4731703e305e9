#include "core/metrics/replay_record.hpp"

#include <algorithm>
#include <utility>

#include "core/base/overloaded.hpp"
#include "core/domain/calling.hpp"
#include "core/metrics/replay_presence.hpp"

namespace saduak::metrics {
namespace {

using domain::CounterConfig;
using domain::TicketClass;

Ending ending_of(std::string_view outcome)
{
    if (outcome == "served") return Ending::served;
    if (outcome == "no_show") return Ending::no_show;
    if (outcome == "expired") return Ending::expired;
    return Ending::cancelled;
}

// As decide() tells whether a counter may call somebody.
domain::Ticket asked_for(ReplayStop const& stop)
{
    domain::Ticket ticket;
    ticket.service = stop.service;
    ticket.step = stop.step;
    ticket.only_at = stop.only_at;
    return ticket;
}

Millis median(std::vector<Millis> durations)
{
    auto const middle = durations.begin() + static_cast<std::ptrdiff_t>((durations.size() - 1) / 2);
    std::nth_element(durations.begin(), middle, durations.end());
    return *middle;
}

}  // namespace

Instant ReplayRecord::begins() const { return instant_at(replay_.day, config_.day_starts_at); }
Instant ReplayRecord::ends() const { return domain::service_day_end(config_, replay_.day); }

void ReplayRecord::take(domain::Event const& event)
{
    std::visit(overloaded{
                   [&](domain::SiteConfigured const& body) { configure(body.config, event.at); },
                   [&](domain::TicketIssued const& body) { issue(event, body); },
                   [&](domain::TicketMerged const& body) { merge(event, body); },
                   [&](domain::TicketImported const& body) { import(event, body); },
                   [&](domain::TicketLate const& body) { replay_.left_out += body.day == replay_.day ? 1 : 0; },
                   [&](domain::TicketRecorded const& body) { replay_.left_out += body.day == replay_.day ? 1 : 0; },
                   [&](domain::DayClosed const& body) { closed_ = closed_ || body.day == replay_.day; },
                   [&](domain::CounterOpened const&) { counter_event(event); },
                   [&](domain::CounterPaused const&) { counter_event(event); },
                   [&](domain::CounterResumed const&) { counter_event(event); },
                   [&](domain::CounterClosed const&) { counter_event(event); },
                   [&](auto const&) {
                       if (!event.ticket.empty()) ticket_event(event);
                   },
               },
               event.body);
}

void ReplayRecord::configure(domain::SiteConfig const& config, Instant at)
{
    bool const historical = config.historical;
    // What a later day's catalogue says is not what this day went by. A historical site has one catalogue for all of its past.
    if (!historical && !config_.id.empty() && at >= ends()) return;
    if (!historical && !replay_.visits.empty()) ++replay_.config_changes;
    config_ = config;
}

void ReplayRecord::issue(domain::Event const& event, domain::TicketIssued const& body)
{
    if (body.day != replay_.day) return;
    closed_ = false;  // a day that was closed early may go on
    Open open;
    open.visit.place = ++places_;
    open.visit.issued_at = body.taken_at.is_set() ? body.taken_at : event.at;
    open.visit.ticket_class = body.ticket_class;
    open.visit.slot = body.slot;
    ReplayStop first;
    first.service = event.service;
    first.joining = body.offline ? Joining::issue : Joining::arrival;
    first.joined_at = event.at;
    first.waited_before = event.at - open.visit.issued_at;
    first.counted = !body.adopted || body.taken_at.is_set();
    open.visit.stops.push_back(std::move(first));
    open_.insert_or_assign(event.ticket, std::move(open));
}

void ReplayRecord::merge(domain::Event const& event, domain::TicketMerged const& body)
{
    auto const found = open_.find(event.ticket);
    if (found == open_.end() || !body.taken_at.is_set()) return;
    ReplayVisit& visit = found->second.visit;
    visit.issued_at = std::min(visit.issued_at, body.taken_at);
    if (visit.stops.size() > 1) return;
    visit.stops[0].waited_before = visit.stops[0].joined_at - visit.issued_at;
    visit.stops[0].counted = true;
}

void ReplayRecord::import(domain::Event const& event, domain::TicketImported const& body)
{
    if (domain::service_day(config_, body.issued_at) != replay_.day) return;
    closed_ = true;
    ReplayVisit visit;
    visit.place = ++places_;
    visit.issued_at = body.issued_at;
    visit.ticket_class = body.ticket_class;
    ReplayStop stop;
    stop.service = event.service;
    stop.counter = event.counter;
    stop.joined_at = body.issued_at;
    stop.called_at = body.called_at;
    stop.ending = ending_of(body.outcome);
    if (!stop.called_at.is_set()) {
        stop.left_at = body.left_at;
        stop.counter = {};
    } else {
        Instant const until = body.finished_at.is_set() ? body.finished_at : std::max(body.left_at, body.called_at);
        stop.at_counter = until - body.called_at;
    }
    visit.stops.push_back(std::move(stop));
    replay_.visits.push_back(std::move(visit));
}

void ReplayRecord::counter_event(domain::Event const& event)
{
    Presence& presence = presence_[event.counter];
    auto const end = [&](Instant& since, std::vector<TimeSpent>& spans) {
        // The day may end, and the counter's events go on: what lies in the day is kept.
        if (since.is_set() && since < ends() && event.at > begins()) spans.push_back({std::max(since, begins()), std::min(event.at, ends())});
        since = {};
    };
    std::visit(overloaded{
                   [&](domain::CounterOpened const&) { presence.open_since = event.at; },
                   [&](domain::CounterPaused const&) { presence.paused_since = event.at; },
                   [&](domain::CounterResumed const&) { end(presence.paused_since, presence.paused); },
                   [&](domain::CounterClosed const&) {
                       end(presence.paused_since, presence.paused);
                       end(presence.open_since, presence.open);
                   },
                   [](auto const&) {},  // take() has sorted them out
               },
               event.body);
}

void ReplayRecord::ticket_event(domain::Event const& event)
{
    auto const found = open_.find(event.ticket);
    if (found == open_.end()) return;
    Open& open = found->second;
    bool ended = false;
    auto const end = [&](Ending ending) {
        if (open.waits) open.visit.stops.back().left_at = event.at;
        leave_counter(open, event.at);
        open.visit.stops[open.segment].ending = ending;
        ended = true;
    };
    std::visit(overloaded{
                   [&](domain::TicketCalled const&) { call(open, event); }, [&](domain::TicketUndone const&) { undo(open, event.at); },
                   [&](domain::TicketHeld const&) {
                       leave_counter(open, event.at);
                       open.ended_at = event.at;
                   },
                   [&](domain::TicketResumed const& body) {
                       if (body.waits) return rejoin(open, event.at, Joining::before);
                       open.counter = event.counter;
                       open.at_counter_since = event.at;
                   },
                   [&](domain::TicketTransferred const& body) { transfer(open, event, body); },
                   [&](domain::TicketNoShow const&) {
                       leave_counter(open, event.at);
                       open.visit.stops[open.segment].ending = Ending::no_show;
                       open.ended_at = event.at;
                   },
                   [&](domain::TicketReturned const& body) {
                       std::size_t const segment = open.segment;
                       rejoin(open, event.at, body.behind.empty() ? Joining::before : Joining::behind);
                       open.visit.stops.back().counted = false;
                       open.segment = segment;
                   },
                   [&](domain::TicketFinished const&) { end(Ending::served); }, [&](domain::TicketCancelled const&) { end(Ending::cancelled); },
                   [&](domain::TicketExpired const&) { end(Ending::expired); },
                   [&](domain::TicketVoided const& body) {
                       bool const called = open.visit.stops.size() > 1 || open.visit.stops[0].called_at.is_set();
                       // No ticket reached the citizen, or another one took its place: nobody waited for this one.
                       if (body.reason == "no_paper" && !called) open.without_paper = true;
                       else if (!called || (body.reason == "superseded" && open.segment == 0)) open_.erase(found);
                       else end(Ending::expired);
                   },
                   [&](domain::TicketPaper const&) { open.without_paper = false; },
                   [&](domain::TicketReprinted const&) { open.without_paper = false; }, [](auto const&) {},  // changes neither queue nor counter
               },
               event.body);
    if (!ended) return;
    replay_.visits.push_back(std::move(open.visit));
    open_.erase(found);
}

void ReplayRecord::call(Open& open, domain::Event const& event)
{
    ReplayStop& stop = open.visit.stops.back();
    stop.called_at = event.at;
    stop.counter = event.counter;
    open.counter = event.counter;
    open.at_counter_since = event.at;
    open.waits = false;
}

// The call did not happen: to those who waited it was as if nobody was called.
void ReplayRecord::undo(Open& open, Instant at)
{
    leave_counter(open, at);
    presence_[open.visit.stops.back().counter].busy.pop_back();
    ReplayStop& stop = open.visit.stops.back();
    stop.called_at = {};
    stop.counter = {};
    stop.at_counter = {};
    open.waits = true;
}

void ReplayRecord::leave_counter(Open& open, Instant at)
{
    if (open.counter.empty()) return;
    open.visit.stops.back().at_counter = open.visit.stops.back().at_counter + (at - open.at_counter_since);
    presence_[open.counter].busy.push_back({open.at_counter_since, at});
    open.counter = {};
    open.ended_at = at;
}

void ReplayRecord::transfer(Open& open, domain::Event const& event, domain::TicketTransferred const& body)
{
    if (!open.waits) {
        leave_counter(open, event.at);
        rejoin(open, event.at, Joining::arrival);
    }
    ReplayStop& stop = open.visit.stops.back();
    // Moved while waiting: the same wait goes on in another queue.
    stop.after = stop.after + (event.at - stop.joined_at);
    stop.waited_before = stop.waited_before + (event.at - stop.joined_at);
    stop.joined_at = event.at;
    stop.joining = body.keeps_place ? Joining::issue : Joining::arrival;
    stop.service = !body.service.empty() ? body.service : stop.service;
    stop.step = step_index(stop.service, body.step);
    stop.only_at = body.to;
}

// A new stop of the same visit, for the same as the one before.
void ReplayRecord::rejoin(Open& open, Instant at, Joining joining)
{
    ReplayStop const& before = open.visit.stops.back();
    ReplayStop stop;
    stop.service = before.service;
    stop.step = before.step;
    stop.only_at = before.only_at;
    stop.joining = joining;
    stop.after = at - open.ended_at;
    stop.joined_at = at;
    open.visit.stops.push_back(std::move(stop));
    open.segment = open.visit.stops.size() - 1;
    open.waits = true;
}

std::size_t ReplayRecord::step_index(ServiceId const& service, StepId const& step) const
{
    domain::Service const* known = config_.find_service(service);
    if (known == nullptr || step.empty()) return 0;
    auto const found = std::find_if(known->steps.begin(), known->steps.end(), [&](domain::Step const& s) { return s.id == step; });
    return found == known->steps.end() ? 0 : static_cast<std::size_t>(found - known->steps.begin());
}

Result<ReplayDay> ReplayRecord::finish() &&
{
    std::string const day = format_date(replay_.day);
    std::erase_if(open_, [](auto const& entry) { return entry.second.without_paper; });
    if (replay_.visits.empty() && open_.empty()) return fail(Errc::not_found, "no visits on service day " + day);
    // A missed call is final once the day is closed.
    for (auto& [id, open] : open_) {
        bool const missed = !open.waits && open.counter.empty() && open.visit.stops[open.segment].ending == Ending::no_show;
        if (!closed_ || !missed) return fail(Errc::invalid_argument, "service day " + day + " is not over yet: a replay needs a whole day");
        replay_.visits.push_back(std::move(open.visit));
    }
    if (!closed_) return fail(Errc::invalid_argument, "service day " + day + " is not closed yet: a replay needs a whole day");
    replay_.config = std::move(config_);
    std::sort(replay_.visits.begin(), replay_.visits.end(), [](ReplayVisit const& a, ReplayVisit const& b) {
        return std::pair(a.stops[0].joined_at, a.place) < std::pair(b.stops[0].joined_at, b.place);
    });
    config_ = replay_.config;
    name_counters();
    impute_services();
    make_counters();
    return std::move(replay_);
}

// An imported service need not say where it was.
void ReplayRecord::name_counters()
{
    for (ReplayVisit const& visit : replay_.visits)
        for (ReplayStop const& stop : visit.stops) replay_.services_without_counter += stop.called_at.is_set() && stop.counter.empty() ? 1 : 0;
    replay_.counters_inferred = infer_counters(replay_.visits);
    if (!replay_.config.historical) return;
    for (ReplayVisit const& visit : replay_.visits)
        for (ReplayStop const& stop : visit.stops)
            if (stop.called_at.is_set()) presence_[stop.counter].busy.push_back({stop.called_at, stop.called_at + stop.at_counter});
    for (auto& [id, presence] : presence_) {
        TimeSpent whole = presence.busy.front();
        for (TimeSpent const& span : presence.busy) whole = {std::min(whole.from, span.from), std::max(whole.to, span.to)};
        presence.open.push_back(whole);
    }
}

// Who left before a call would have been served somehow: the service's median stands for it, or that of all services.
void ReplayRecord::impute_services()
{
    std::map<ServiceId, std::vector<Millis>> known;
    std::vector<Millis> all;
    for (ReplayVisit const& visit : replay_.visits)
        for (ReplayStop const& stop : visit.stops)
            if (stop.called_at.is_set() && stop.ending == Ending::served) {
                known[stop.service].push_back(stop.at_counter);
                all.push_back(stop.at_counter);
            }
    for (ReplayVisit& visit : replay_.visits)
        for (ReplayStop& stop : visit.stops)
            if (!stop.called_at.is_set() && !all.empty()) {
                auto const of_service = known.find(stop.service);
                stop.at_counter = median(of_service == known.end() ? all : of_service->second);
            }
}

void ReplayRecord::make_counters()
{
    std::map<CounterId, CounterConfig> configs;
    for (CounterConfig const& config : replay_.config.counters) configs[config.id] = config;
    // Whatever the catalogue says at the end of the day, a counter could do what it did.
    for (ReplayVisit const& visit : replay_.visits)
        for (ReplayStop const& stop : visit.stops) {
            if (!stop.called_at.is_set()) continue;
            CounterConfig& config = configs[stop.counter];
            config.id = stop.counter;
            if (can_serve(config, replay_.config, asked_for(stop))) continue;
            domain::Service const* service = replay_.config.find_service(stop.service);
            bool const stepped = service != nullptr && stop.step < service->steps.size();
            config.skills.push_back({stop.service, stepped ? service->steps[stop.step].id : StepId()});
        }
    for (ReplayVisit const& visit : replay_.visits)
        for (ReplayStop const& stop : visit.stops)
            if (stop.called_at.is_set()) presence_[stop.counter].calls.push_back(stop.called_at);
    for (auto& [id, presence] : presence_) {
        if (presence.open.empty() && presence.busy.empty()) continue;
        CounterConfig config = configs[id];
        config.id = id;
        replay_.counters.push_back(make_counter(std::move(config), std::move(presence)));
    }
}

ReplayCounter ReplayRecord::make_counter(CounterConfig config, Presence presence) const
{
    std::vector<TimeSpent> const busy = united(presence.busy);
    std::vector<TimeSpent> const paused = united(std::move(presence.paused));
    ReplayCounter counter;
    counter.open = std::move(presence.open);
    counter.open.insert(counter.open.end(), busy.begin(), busy.end());
    counter.open = united(std::move(counter.open));

    // Free while somebody waited: until its own call it was late for that; else it was not there for them.
    std::sort(presence.calls.begin(), presence.calls.end());
    counter.late.resize(presence.calls.size());
    counter.away = paused;
    for (TimeSpent const& span : difference(intersection(difference(counter.open, busy), somebody_waited(replay_, config)), paused)) {
        auto const call = std::lower_bound(presence.calls.begin(), presence.calls.end(), span.to);
        if (call != presence.calls.end() && *call == span.to)
            counter.late[static_cast<std::size_t>(call - presence.calls.begin())] = span.to - span.from;
        else counter.away.push_back(span);
    }
    counter.away = united(std::move(counter.away));
    counter.config = std::move(config);
    return counter;
}

}  // namespace saduak::metrics
