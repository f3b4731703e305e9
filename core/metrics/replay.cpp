#include "core/metrics/replay.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <queue>
#include <tuple>
#include <utility>

#include "core/base/assert.hpp"
#include "core/domain/calling.hpp"

namespace saduak::metrics {
namespace {

using domain::Ticket;

constexpr Instant kNever{std::numeric_limits<std::int64_t>::max() / 2};

class Replay {
public:
    Replay(ReplayDay const& day, domain::SiteConfig const& under) : day_(day)
    {
        hall_.config = under;
        for (ReplayCounter const& counter : day.counters) desks_.push_back(Desk{.counter = &counter, .open = counter.open, .held = {}});
        keep_last_desks();
        for (std::size_t desk = 0; desk < desks_.size(); ++desk) {
            for (TimeSpent const& span : desks_[desk].open) happens(span.from, What::desk_wakes, desk);
            for (TimeSpent const& span : desks_[desk].counter->away) happens(span.from, What::desk_wakes, desk);
        }
        visits_.resize(day.visits.size());
        for (std::size_t visit = 0; visit < day.visits.size(); ++visit) happens(day.visits[visit].stops[0].joined_at, What::visit_joins, visit);
    }

    std::vector<ReplayedWait> run()
    {
        while (!coming_.empty()) {
            Instant const now = coming_.top().at;
            while (!coming_.empty() && coming_.top().at == now) {
                Happening const next = coming_.top();
                coming_.pop();
                take(next);
            }
            call(now);
        }
        std::vector<ReplayedWait> waits;
        for (Visit& visit : visits_) waits.insert(waits.end(), visit.waits.begin(), visit.waits.end());
        return waits;
    }

private:
    // At one instant counters become free before citizens come and leave; calls are made when all that is done.
    enum class What { desk_frees, desk_wakes, visit_joins, visit_leaves };
    struct Happening {
        Instant at;
        What what;
        std::size_t which;  // desk or visit
        std::size_t stop;   // of visit_leaves

        bool operator>(Happening const& other) const
        {
            return std::tie(at, what, which, stop) > std::tie(other.at, other.what, other.which, other.stop);
        }
    };
    struct Desk {
        ReplayCounter const* counter = nullptr;
        std::vector<TimeSpent> open;
        std::size_t away_taken = 0;
        std::size_t calls_begun = 0;
        bool busy = false;
        bool calls_when_free = false;  // it has been late for long enough
        TicketId held;                 // meanwhile no other counter is late for the same one
        Instant idle_since;
    };
    struct Visit {
        std::size_t stop = 0;
        Instant joined_at;
        domain::QueuePlace place;  // the last that it had
        bool waits_now = false;
        std::vector<ReplayedWait> waits;
    };

    void happens(Instant at, What what, std::size_t which, std::size_t stop = 0) { coming_.push({at, what, which, stop}); }

    static TicketId id_of(std::size_t visit) { return TicketId(std::to_string(visit)); }

    ReplayStop const& stop_of(std::size_t visit) const { return day_.visits[visit].stops[visits_[visit].stop]; }

    // For each stop that somebody was called for, the counter that was open last stays open.
    void keep_last_desks()
    {
        std::map<std::tuple<ServiceId, std::size_t, CounterId>, Desk*> last;
        for (ReplayVisit const& visit : day_.visits)
            for (ReplayStop const& stop : visit.stops) {
                if (!stop.called_at.is_set()) continue;
                auto const [known, is_new] = last.try_emplace({stop.service, stop.step, stop.only_at}, nullptr);
                if (is_new) known->second = last_desk(stop);
            }
        for (auto const& [stop, desk] : last)
            if (desk != nullptr) desk->open.back().to = kNever;
    }

    Desk* last_desk(ReplayStop const& stop)
    {
        Ticket ticket;
        ticket.service = stop.service;
        ticket.step = stop.step;
        ticket.only_at = stop.only_at;
        Desk* last = nullptr;
        for (Desk& desk : desks_) {
            bool const later = last == nullptr || desk.open.back().to > last->open.back().to;
            if (later && can_serve(desk.counter->config, hall_.config, ticket)) last = &desk;
        }
        return last;
    }

    void take(Happening const& happening)
    {
        switch (happening.what) {
        case What::desk_frees:
            desks_[happening.which].busy = false;
            desks_[happening.which].idle_since = happening.at;
            return;
        case What::desk_wakes: return;  // call() looks at all who are idle
        case What::visit_joins: return join(happening.which, happening.at);
        case What::visit_leaves: return leave(happening);
        }
    }

    void join(std::size_t index, Instant now)
    {
        Visit& visit = visits_[index];
        ReplayVisit const& was = day_.visits[index];
        ReplayStop const& stop = stop_of(index);
        visit.joined_at = now;
        visit.waits_now = true;
        Ticket ticket;
        ticket.id = id_of(index);
        ticket.service = stop.service;
        ticket.step = stop.step;
        ticket.ticket_class = was.ticket_class;
        ticket.issued_at = was.issued_at;
        ticket.only_at = stop.only_at;
        place(ticket, visit, stop, now);
        visit.place = queue_place(ticket);
        hall_.queues[queue_key(ticket)].emplace(visit.place, ticket.id);
        hall_.tickets.insert_or_assign(ticket.id, std::move(ticket));
        if (stop.left_at.is_set()) happens(now + (stop.left_at - stop.joined_at), What::visit_leaves, index, visit.stop);
    }

    void place(Ticket& ticket, Visit const& visit, ReplayStop const& stop, Instant now)
    {
        ReplayVisit const& was = day_.visits[static_cast<std::size_t>(&visit - visits_.data())];
        bool const again = stop.joining == Joining::before || stop.joining == Joining::behind;
        if (again) {
            std::tie(ticket.queued_at, ticket.place, ticket.behind) = std::tie(visit.place.queued_at, visit.place.place, visit.place.behind);
            auto const queue = hall_.queues.find(queue_key(ticket));
            auto const after = static_cast<std::size_t>(hall_.config.return_after);
            if (stop.joining == Joining::before || queue == hall_.queues.end() || after == 0) return;
            auto const kth = std::next(queue->second.begin(), static_cast<std::ptrdiff_t>(std::min(queue->second.size(), after)) - 1);
            if (kth->first < visit.place) return;
            std::tie(ticket.queued_at, ticket.place) = std::tie(kth->first.queued_at, kth->first.place);
            ticket.behind = ++hall_.places;
            return;
        }
        ticket.queued_at = stop.joining == Joining::issue ? was.issued_at : now;
        if (was.ticket_class == domain::TicketClass::appointment) ticket.queued_at = was.slot;
        ticket.place = ++hall_.places;
    }

    void leave_queue(std::size_t index)
    {
        visits_[index].waits_now = false;
        auto const ticket = hall_.tickets.find(id_of(index));
        auto const queue = hall_.queues.find(queue_key(ticket->second));
        queue->second.erase(queue_place(ticket->second));
        if (queue->second.empty()) hall_.queues.erase(queue);
        hall_.tickets.erase(ticket);
    }

    void leave(Happening const& happening)
    {
        Visit& visit = visits_[happening.which];
        if (!visit.waits_now || visit.stop != happening.stop) return;
        leave_queue(happening.which);
        ReplayStop const& stop = stop_of(happening.which);
        if (stop.counted) note_wait(happening.which, happening.at, stop.ending, false);
    }

    void note_wait(std::size_t index, Instant until, Ending ending, bool called)
    {
        ReplayVisit const& was = day_.visits[index];
        ReplayStop const& stop = stop_of(index);
        Millis const waited = std::max(until - waits_from(was, stop, visits_[index].joined_at), Millis{0});
        visits_[index].waits.push_back({stop.service, was.ticket_class, floor_seconds(waited), ending, called});
    }

    // Every idle counter calls if it can, who has been idle for longest first.
    void call(Instant now)
    {
        std::vector<std::size_t> idle;
        for (std::size_t desk = 0; desk < desks_.size(); ++desk)
            if (!desks_[desk].busy && (desks_[desk].calls_when_free || is_open(desks_[desk], now))) idle.push_back(desk);
        std::stable_sort(idle.begin(), idle.end(), [&](std::size_t a, std::size_t b) { return desks_[a].idle_since < desks_[b].idle_since; });
        for (std::size_t const desk : idle) {
            if (desks_[desk].calls_when_free) stop_being_late(desk, now);
            else if (!go_away(desk, now)) begin_call(desk, now);
        }
    }

    void begin_call(std::size_t index, Instant now)
    {
        Desk& desk = desks_[index];
        Ticket const* ticket = next_ticket(hall_, desk.counter->config, now);
        if (ticket == nullptr) return;
        std::vector<Millis> const& late = desk.counter->late;
        Millis const wait = late.empty() ? Millis{0} : late[desk.calls_begun++ % late.size()];
        if (wait == Millis{0}) return call_at(index, *ticket, now);
        desk.held = ticket->id;
        desk.calls_when_free = true;
        hall_.tickets.at(desk.held).paper = domain::Paper::pending;
        occupy(index, now + wait);
    }

    // It calls who is first now: perhaps another than when it became free, perhaps nobody.
    void stop_being_late(std::size_t index, Instant now)
    {
        Desk& desk = desks_[index];
        desk.calls_when_free = false;
        if (auto const held = hall_.tickets.find(desk.held); held != hall_.tickets.end()) held->second.paper = domain::Paper::none;
        if (Ticket const* ticket = next_ticket(hall_, desk.counter->config, now)) call_at(index, *ticket, now);
    }

    static bool is_open(Desk const& desk, Instant now)
    {
        return std::any_of(desk.open.begin(), desk.open.end(), [&](TimeSpent const& span) { return span.from <= now && now < span.to; });
    }

    // What was spent away begins now if it is due: all of it, though it begin late.
    bool go_away(std::size_t index, Instant now)
    {
        Desk& desk = desks_[index];
        std::vector<TimeSpent> const& away = desk.counter->away;
        if (desk.away_taken == away.size() || away[desk.away_taken].from > now) return false;
        TimeSpent const& due = away[desk.away_taken++];
        occupy(index, now + (due.to - due.from));
        return true;
    }

    void occupy(std::size_t desk, Instant until)
    {
        desks_[desk].busy = true;
        happens(until, What::desk_frees, desk);
    }

    void call_at(std::size_t desk, Ticket const& ticket, Instant now)
    {
        domain::Turn& turn = hall_.counters[desks_[desk].counter->config.id].turn;
        turn = after_call(hall_.config.calling, turn, ticket.ticket_class);

        auto const index = static_cast<std::size_t>(std::stoull(ticket.id.str()));
        leave_queue(index);
        Visit& visit = visits_[index];
        ReplayStop const& stop = stop_of(index);
        bool const new_call = !stop.called_at.is_set();
        if (stop.counted) note_wait(index, now, new_call ? Ending::served : stop.ending, true);
        else if (new_call && !visit.waits.empty()) visit.waits.back().ending = Ending::served;
        Instant const until = now + stop.at_counter;
        occupy(desk, until);
        if (visit.stop + 1 == day_.visits[index].stops.size()) return;
        visit.stop += 1;
        happens(until + stop_of(index).after, What::visit_joins, index);
    }

    ReplayDay const& day_;
    domain::SiteState hall_;
    std::vector<Desk> desks_;
    std::vector<Visit> visits_;
    std::priority_queue<Happening, std::vector<Happening>, std::greater<>> coming_;
};

}  // namespace

std::vector<ReplayedWait> recorded_waits(ReplayDay const& day)
{
    std::vector<ReplayedWait> waits;
    for (ReplayVisit const& visit : day.visits)
        for (ReplayStop const& stop : visit.stops) {
            if (!stop.counted) continue;
            bool const called = stop.called_at.is_set();
            Millis const waited = (called ? stop.called_at : stop.left_at) - waits_from(visit, stop, stop.joined_at);
            waits.push_back({stop.service, visit.ticket_class, floor_seconds(std::max(waited, Millis{0})), stop.ending, called});
        }
    return waits;
}

std::vector<ReplayedWait> replayed_waits(ReplayDay const& day, domain::SiteConfig const& under) { return Replay(day, under).run(); }

}  // namespace saduak::metrics
