#include "core/metrics/estimate.hpp"

#include <algorithm>
#include <cmath>

namespace saduak::metrics {
namespace {

constexpr double kServiceTimeUnknown_s = 300;  // neither measured nor published
constexpr double kNormal80 = 0.8416;
constexpr double kNormal90 = 1.2816;

struct ServiceTime {
    double mean_s = 0;
    std::int64_t n = 0;
};

ServiceTime expected_service(domain::SiteState const& state, ServiceId const& service)
{
    auto const recent = state.recent_service_s.find(service);
    if (recent != state.recent_service_s.end() && !recent->second.empty()) {
        std::int64_t sum = 0;
        for (std::int64_t const duration_s : recent->second) sum += duration_s;
        auto const n = static_cast<std::int64_t>(recent->second.size());
        return {static_cast<double>(sum) / static_cast<double>(n), n};
    }
    domain::Service const* published = state.config.find_service(service);
    bool const has_standard = published != nullptr && published->standard_s > 0;
    return {has_standard ? static_cast<double>(published->standard_s) : kServiceTimeUnknown_s, 0};
}

// A new ticket waits for the service's first step, so a counter for later steps alone is no help to it.
bool takes_arrivals(domain::CounterConfig const& counter, domain::Service const& service)
{
    return std::any_of(counter.skills.begin(), counter.skills.end(), [&](domain::Skill const& skill) {
        bool const step_fits = skill.step.empty() || service.steps.empty() || skill.step == service.steps.front().id;
        return skill.service == service.id && step_fits;
    });
}

struct Capacity {
    std::int64_t open = 0;
    std::int64_t idle = 0;
};

Capacity capacity(domain::SiteState const& state, domain::Service const& service)
{
    Capacity found;
    for (domain::CounterConfig const& config : state.config.counters) {
        auto const counter = state.counters.find(config.id);
        if (counter == state.counters.end() || counter->second.state != domain::CounterState::open) continue;
        if (!takes_arrivals(config, service)) continue;
        ++found.open;
        if (counter->second.ticket.empty()) ++found.idle;
    }
    return found;
}

std::int64_t whole_seconds(double duration_s) { return std::llround(std::max(0.0, duration_s)); }

}  // namespace

// Nobody waits while counters stand idle for everyone ahead and for this one too. Otherwise `ahead + 1` services must end
// among c counters before this one is called; that the first of them is under way already is ignored, on the safe side.
// Service times are taken as exponential, so their standard deviation is their mean.
WaitEstimate estimate_wait(domain::SiteState const& state, ServiceId const& service, std::int64_t ahead)
{
    ServiceTime const expected = expected_service(state, service);
    WaitEstimate estimate;
    estimate.n = expected.n;
    domain::Service const* published = state.config.find_service(service);
    Capacity const counters = published != nullptr ? capacity(state, *published) : Capacity{};
    std::int64_t const before = std::max<std::int64_t>(ahead, 0);
    if (before < counters.idle) return estimate;

    double const servers = static_cast<double>(std::max<std::int64_t>(counters.open, 1));
    double const departures = static_cast<double>(before + 1);
    double const mean_s = expected.mean_s * departures / servers;
    double const deviation_s = expected.mean_s * std::sqrt(departures) / servers;
    estimate.p50_s = whole_seconds(mean_s);
    estimate.p80_s = whole_seconds(mean_s + kNormal80 * deviation_s);
    estimate.p90_s = whole_seconds(mean_s + kNormal90 * deviation_s);
    return estimate;
}

}  // namespace saduak::metrics
