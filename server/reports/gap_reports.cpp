#include "server/reports/gap_reports.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "core/domain/decide.hpp"

namespace saduak::server {
namespace {

namespace json = boost::json;
using domain::GapReport;

// What changes the numbers of a closed day.
bool concerns_past_days(domain::EventBody const& body)
{
    return std::holds_alternative<domain::DayClosed>(body) || std::holds_alternative<domain::TicketLate>(body) ||
           std::holds_alternative<domain::TicketRecorded>(body) || std::holds_alternative<domain::DeviceCaughtUp>(body) ||
           std::holds_alternative<domain::RangeReleased>(body);
}

json::array texts_json(std::vector<std::string> const& texts)
{
    json::array array;
    for (std::string const& text : texts) array.push_back(json::string(text));
    return array;
}

json::object range_json(GapReport::Range const& range)
{
    json::object object;
    object["first"] = domain::format_number(range.range.prefix, range.range.first);
    object["last"] = domain::format_number(range.range.prefix, range.range.last);
    object["device"] = range.range.device.empty() ? json::value(nullptr) : json::value(range.range.device.str());
    object["withdrawn"] = range.range.withdrawn;
    object["used"] = texts_json(range.used);
    object["unused"] = range.unused;
    return object;
}

json::object prefix_json(GapReport::Prefix const& prefix)
{
    json::array ranges;
    for (GapReport::Range const& range : prefix.ranges) ranges.push_back(range_json(range));
    json::object object;
    object["prefix"] = prefix.prefix;
    object["last"] = prefix.last;
    object["gaps"] = texts_json(prefix.gaps);
    object["ranges"] = std::move(ranges);
    object["used_elsewhere"] = texts_json(prefix.used_elsewhere);
    return object;
}

}  // namespace

Result<std::optional<GapReport>> read_gap_report(EventStore& log, SiteId const& site, Date day)
{
    domain::SiteState state;
    std::optional<GapReport> of_past;  // the last that the state could tell of the day before it let go of it
    auto const take = [&](StoredEvent const& stored) -> Status {
        SADUAK_TRY_STATUS(domain::apply(state, stored.event));
        if (!concerns_past_days(stored.event.body) || !state.past_days.contains(day)) return {};
        of_past = domain::gap_report(state, day);
        return {};
    };
    SADUAK_TRY_STATUS(log.read(site, 0, take));
    if (state.config.id.empty()) return fail(Errc::not_found, "no site " + site.str() + ": `saduak-server site list` names them");
    if (auto report = domain::gap_report(state, day)) return report;
    return of_past;
}

std::string gap_report_json(SiteId const& site, GapReport const& report)
{
    json::array awaiting, prefixes;
    for (DeviceId const& device : report.awaiting) awaiting.push_back(json::string(device.str()));
    for (GapReport::Prefix const& prefix : report.prefixes) prefixes.push_back(prefix_json(prefix));
    json::object object;
    object["site"] = site.str();
    object["day"] = format_date(report.day);
    object["revision"] = report.revision;
    object["provisional"] = report.provisional;
    object["awaiting"] = std::move(awaiting);
    object["prefixes"] = std::move(prefixes);
    return json::serialize(object);
}

}  // namespace saduak::server
