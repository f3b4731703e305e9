#include "core/metrics/replay_presence.hpp"

#include <algorithm>

#include "core/domain/calling.hpp"

namespace saduak::metrics {

std::vector<TimeSpent> united(std::vector<TimeSpent> spans)
{
    std::sort(spans.begin(), spans.end());
    std::vector<TimeSpent> found;
    for (TimeSpent const& span : spans) {
        if (span.to <= span.from) continue;
        if (!found.empty() && span.from <= found.back().to) found.back().to = std::max(found.back().to, span.to);
        else found.push_back(span);
    }
    return found;
}

std::vector<TimeSpent> intersection(std::vector<TimeSpent> const& spans, std::vector<TimeSpent> const& within)
{
    std::vector<TimeSpent> found;
    auto other = within.begin();
    for (TimeSpent const& span : spans) {
        while (other != within.end() && other->to <= span.from) ++other;
        for (auto next = other; next != within.end() && next->from < span.to; ++next)
            found.push_back({std::max(span.from, next->from), std::min(span.to, next->to)});
    }
    return found;
}

std::vector<TimeSpent> difference(std::vector<TimeSpent> const& spans, std::vector<TimeSpent> const& without)
{
    std::vector<TimeSpent> found;
    for (TimeSpent span : spans) {
        for (TimeSpent const& hole : without) {
            if (hole.to <= span.from || hole.from >= span.to) continue;
            if (hole.from > span.from) found.push_back({span.from, hole.from});
            span.from = std::min(hole.to, span.to);
        }
        if (span.from < span.to) found.push_back(span);
    }
    return found;
}

std::vector<TimeSpent> somebody_waited(ReplayDay const& day, domain::CounterConfig const& counter)
{
    std::vector<TimeSpent> waits;
    domain::Ticket ticket;
    for (ReplayVisit const& visit : day.visits)
        for (ReplayStop const& stop : visit.stops) {
            ticket.service = stop.service;
            ticket.step = stop.step;
            ticket.only_at = stop.only_at;
            Instant const until = stop.called_at.is_set() ? stop.called_at : stop.left_at;
            if (until > stop.joined_at && can_serve(counter, day.config, ticket)) waits.push_back({stop.joined_at, until});
        }
    return united(std::move(waits));
}

std::int64_t infer_counters(std::vector<ReplayVisit>& visits)
{
    std::vector<ReplayStop*> services;
    for (ReplayVisit& visit : visits)
        for (ReplayStop& stop : visit.stops)
            if (stop.called_at.is_set() && stop.counter.empty()) services.push_back(&stop);
    std::stable_sort(services.begin(), services.end(), [](ReplayStop const* a, ReplayStop const* b) { return a->called_at < b->called_at; });

    std::vector<Instant> free_at;  // by counter made
    for (ReplayStop* stop : services) {
        auto best = free_at.end();
        for (auto counter = free_at.begin(); counter != free_at.end(); ++counter)
            if (*counter <= stop->called_at && (best == free_at.end() || *counter > *best)) best = counter;
        if (best == free_at.end()) best = free_at.insert(best, Instant{});
        *best = stop->called_at + stop->at_counter;
        stop->counter = CounterId("inferred-" + std::to_string(best - free_at.begin() + 1));
    }
    return static_cast<std::int64_t>(free_at.size());
}

}  // namespace saduak::metrics
