#include "core/metrics/query.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace saduak::metrics {
namespace {

constexpr std::int64_t kDaysAsked_max = std::int64_t{366} * 20;

// Calls `each` for every part between commas; an empty text has none.
template <class Each>
Status for_each_part(std::string_view text, Each const& each)
{
    while (!text.empty()) {
        std::size_t const comma = text.find(',');
        SADUAK_TRY_STATUS(each(text.substr(0, comma)));
        if (comma == std::string_view::npos) break;
        text.remove_prefix(comma + 1);
        if (text.empty()) return fail(Errc::invalid_argument, "a list must not end with a comma");
    }
    return {};
}

std::string quoted(std::string_view text) { return "\"" + std::string(text.substr(0, 40)) + "\""; }

}  // namespace

std::string to_string(Decimal value)
{
    if (value.decimals == 0) return std::to_string(value.scaled);
    std::int64_t const size = value.scaled < 0 ? -value.scaled : value.scaled;
    std::array<char, 48> text{};
    int const length = std::snprintf(text.data(), text.size(), "%s%lld.%02lld", value.scaled < 0 ? "-" : "", static_cast<long long>(size / 100),
                                     static_cast<long long>(size % 100));
    return {text.data(), static_cast<std::size_t>(length)};
}

Result<std::vector<Metric>> parse_metrics(std::string_view text)
{
    std::vector<Metric> metrics;
    SADUAK_TRY_STATUS(for_each_part(text, [&](std::string_view id) -> Status {
        auto const metric = metric_from(id);
        if (!metric) return fail(Errc::invalid_argument, "no metric " + quoted(id) + ": they are named M01, M02, ...");
        if (std::find(metrics.begin(), metrics.end(), *metric) == metrics.end()) metrics.push_back(*metric);
        return {};
    }));
    return metrics;
}

Result<std::vector<Group>> parse_groups(std::string_view text)
{
    std::vector<Group> groups;
    SADUAK_TRY_STATUS(for_each_part(text, [&](std::string_view name) -> Status {
        auto const group = group_from(name);
        if (!group)
            return fail(Errc::invalid_argument,
                        "no group " + quoted(name) + ": service, class, counter, agent, channel, hour, weekday, day, month, fiscal_year");
        groups.push_back(*group);
        return {};
    }));
    return groups;
}

Status validate(MetricQuery const& query)
{
    if (!valid_date(query.from) || !valid_date(query.to)) return fail(Errc::invalid_argument, "from and to must be dates");
    if (query.to < query.from) return fail(Errc::invalid_argument, "from must not be after to");
    if (days_from_civil(query.to) - days_from_civil(query.from) >= kDaysAsked_max)
        return fail(Errc::invalid_argument, "from and to may be 20 years apart at most");
    for (auto group = query.groups.begin(); group != query.groups.end(); ++group)
        if (std::find(query.groups.begin(), group, *group) != group)
            return fail(Errc::invalid_argument, "group " + std::string(to_string(*group)) + " stands twice");
    return {};
}

}  // namespace saduak::metrics
