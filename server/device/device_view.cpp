#include "server/device/device_view.hpp"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "core/domain/availability.hpp"
#include "core/domain/calling.hpp"
#include "core/metrics/estimate.hpp"
#include "server/engine/ticket_json.hpp"

namespace saduak::server {
namespace {

namespace json = boost::json;
using namespace domain;

json::object site_json(SiteConfig const& config, std::string const& own_url)
{
    return {{"id", config.id.str()},
            {"name", text_json(config.name)},
            {"agency_name", text_json(config.agency_name)},
            {"demo", config.demo},
            {"public_url", config.public_url.empty() ? own_url : config.public_url},
            {"return_after", config.return_after},
            {"day_starts_at_s", config.day_starts_at.count / 1000}};
}

json::array groups_json(SiteConfig const& config)
{
    json::array groups;
    for (ServiceGroup const& group : config.groups)
        groups.push_back(json::object{{"id", group.id}, {"name", text_json(group.name)}, {"icon", group.icon}});
    return groups;
}

json::object rating_json(RatingConfig const& rating)
{
    json::array scale;
    for (LocalText const& name : rating.scale) scale.push_back(text_json(name));
    json::object o;
    o["place"] = json::string(to_string(rating.place));
    o["version"] = rating.version;
    o["question"] = text_json(rating.question);
    o["scale"] = std::move(scale);
    return o;
}

std::int64_t waiting_for(SiteState const& state, ServiceId const& service)
{
    std::size_t count = 0;
    for (auto const& [key, queue] : state.queues)
        if (key.service == service) count += queue.size();
    return static_cast<std::int64_t>(count);
}

// Why no ticket can be taken now. A stop's reason is the site's and stands there, once.
json::object closed_json(Rejection const& why)
{
    json::object o;
    o["code"] = json::string(to_string(why.code));
    o["about"] = why.code == RejectionCode::site_stopped ? std::string() : why.about;
    return o;
}

json::object service_json(SiteState const& state, Service const& service, Instant now)
{
    bool const served = std::any_of(state.config.counters.begin(), state.config.counters.end(), [&](CounterConfig const& counter) {
        return std::any_of(counter.skills.begin(), counter.skills.end(), [&](Skill const& skill) { return skill.service == service.id; });
    });
    std::int64_t const ahead = count_ahead(state, service.id, TicketClass::general);
    json::array documents;
    for (LocalText const& document : service.documents) documents.push_back(text_json(document));
    json::object o;
    o["id"] = service.id.str();
    o["name"] = text_json(service.name);
    o["prefix"] = service.prefix;
    if (!service.priority_prefix.empty()) o["priority_prefix"] = service.priority_prefix;
    o["icon"] = service.icon;
    o["standard_s"] = service.standard_s;
    o["documents"] = std::move(documents);
    o["fee"] = text_json(service.fee);
    Decided<void> const available = check_available(state, service, Channel::kiosk, now);
    o["group"] = service.group;
    o["open"] = served && available.has_value();
    if (!available) o["closed"] = closed_json(available.error());
    o["waiting"] = waiting_for(state, service.id);
    o["ahead"] = json::object{{"general", ahead}, {"priority", count_ahead(state, service.id, TicketClass::priority)}};
    o["estimate"] = estimate_json(metrics::estimate_wait(state, service.id, ahead));
    return o;
}

json::value rate_now_json(SiteState const& state, CounterId const& id, Instant now)
{
    if (state.config.rating.place != RatingPlace::counter) return nullptr;
    auto const found = state.counters.find(id);
    if (found == state.counters.end() || found->second.rating_ticket.empty()) return nullptr;
    Ticket const* ticket = state.find(found->second.rating_ticket);
    CounterConfig const* counter = state.config.find_counter(id);
    Service const* service = ticket == nullptr ? nullptr : state.config.find_service(ticket->service);
    if (counter == nullptr || service == nullptr || now > ticket->rate_until) return nullptr;
    json::object o;
    o["ticket"] = ticket->id.str();
    o["number"] = ticket->number;
    o["counter"] = id.str();
    o["counter_name"] = text_json(counter->name);
    o["service_name"] = text_json(service->name);
    o["until"] = instant_json(ticket->rate_until);
    return o;
}

// The offline ranges that the device holds, good on every service day.
json::array ranges_json(SiteState const& state, DeviceId const& device)
{
    json::array ranges;
    for (OfflineRange const& range : state.ranges) {
        if (range.device != device) continue;
        ranges.push_back(json::object{{"prefix", range.prefix}, {"first", range.first}, {"last", range.last}, {"withdrawn", range.withdrawn}});
    }
    return ranges;
}

}  // namespace

std::string device_view(SiteState const& state, DeviceRecord const& device, std::string const& own_url, Instant now, SiteBundle const* bundle)
{
    json::object view;
    view["site"] = site_json(state.config, own_url);
    if (state.stop) view["stop"] = json::object{{"kind", json::string(to_string(state.stop->kind))}, {"reason", state.stop->reason}};
    json::array services;
    if (device.has(DeviceRole::issue))
        for (Service const& service : state.config.services) services.push_back(service_json(state, service, now));
    view["services"] = std::move(services);
    bool const slots = std::any_of(state.config.services.begin(), state.config.services.end(), [](Service const& s) { return s.slot_capacity > 0; });
    view["appointments"] = slots;
    view["groups"] = groups_json(state.config);
    view["rating"] = rating_json(state.config.rating);
    view["staff_called"] = state.staff_calls.contains(device.id);
    if (device.has(DeviceRole::issue)) view["ranges"] = ranges_json(state, device.id);
    view["rate_now"] = device.has(DeviceRole::rate) ? rate_now_json(state, device.counter, now) : json::value(nullptr);
    if (bundle != nullptr)
        view["bundle"] = json::object{
            {"sha256", bundle->sha256}, {"bytes", static_cast<std::int64_t>(bundle->text->size())}, {"path", "/api/v1/bundles/" + bundle->sha256}};
    return json::serialize(view);
}

}  // namespace saduak::server
