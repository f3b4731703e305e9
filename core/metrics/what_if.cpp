#include "core/metrics/what_if.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "core/metrics/exact.hpp"
#include "core/metrics/pool.hpp"

namespace saduak::metrics {
namespace {

using domain::TicketClass;

constexpr std::array kClasses{TicketClass::appointment, TicketClass::priority, TicketClass::general};

struct Group {
    std::optional<TicketClass> ticket_class;
    ServiceId service;

    [[nodiscard]] bool holds(ReplayedWait const& wait) const
    {
        return (!ticket_class || wait.ticket_class == *ticket_class) && (service.empty() || wait.service == service);
    }
};

WaitFigures figures(std::vector<ReplayedWait> const& waits, domain::SiteConfig const& config, Group const& group)
{
    Pool pool;
    WaitFigures figures;
    for (ReplayedWait const& wait : waits) {
        if (!group.holds(wait)) continue;
        domain::Service const* service = config.find_service(wait.service);
        SegmentFact fact;
        fact.wait_s = wait.wait_s;
        fact.target_s = service == nullptr ? 0 : service->wait_target_s;
        fact.ending = wait.ending;
        pool.add(fact);
        figures.left += wait.ending == Ending::served ? 0 : 1;
    }
    pool.sort();
    figures.n = pool.wait.n();
    figures.p50_s = pool.wait.percentile(50);
    figures.p90_s = pool.wait.percentile(90);
    if (figures.n > 0) figures.mean_s = divide_half_up(pool.wait.sum(), figures.n);
    figures.within_bp = basis_points(pool.offered.part, pool.offered.whole);
    figures.within_n = pool.offered.whole;
    return figures;
}

std::vector<Group> groups_of(std::vector<ReplayedWait> const& waits, domain::SiteConfig const& config)
{
    std::set<ServiceId> met;
    for (ReplayedWait const& wait : waits) met.insert(wait.service);
    std::vector<ServiceId> services;  // in the catalogue's order, then those that it does not have
    for (domain::Service const& service : config.services)
        if (met.erase(service.id) > 0) services.push_back(service.id);
    services.insert(services.end(), met.begin(), met.end());

    std::vector<Group> groups{{}};
    for (TicketClass const ticket_class : kClasses) groups.push_back({ticket_class, {}});
    for (ServiceId const& service : services) groups.push_back({std::nullopt, service});
    for (ServiceId const& service : services)
        for (TicketClass const ticket_class : kClasses) groups.push_back({ticket_class, service});
    std::erase_if(groups, [&](Group const& group) {
        return std::none_of(waits.begin(), waits.end(), [&](ReplayedWait const& wait) { return group.holds(wait); });
    });
    return groups;
}

std::int64_t called(std::vector<ReplayedWait> const& waits)
{
    return std::count_if(waits.begin(), waits.end(), [](ReplayedWait const& wait) { return wait.called; });
}

}  // namespace

WhatIf what_if(ReplayDay const& day, domain::SiteConfig const& changed)
{
    std::vector<ReplayedWait> const recorded = recorded_waits(day);
    std::vector<ReplayedWait> const own = replayed_waits(day, day.config);
    std::vector<ReplayedWait> const other = replayed_waits(day, changed);
    WhatIf answer;
    for (Group const& group : groups_of(recorded, day.config))
        answer.rows.push_back({group.ticket_class, group.service, figures(recorded, day.config, group), figures(own, day.config, group),
                               figures(other, day.config, group)});
    answer.called_in_record = called(recorded);
    answer.called_in_own = called(own);
    answer.called_in_changed = called(other);
    return answer;
}

}  // namespace saduak::metrics
