#include "kiosk/link/server_text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "core/wire/frame.hpp"
#include "core/wire/json.hpp"

namespace saduak::kiosk {

namespace {

namespace json = boost::json;

// Reads fields; the first fault is kept and the rest read as empty.
class Fields {
public:
    explicit Fields(json::object const& object) : object_(&object) {}

    [[nodiscard]] std::string text(char const* name)
    {
        json::value const* value = find(name);
        if (value != nullptr && value->is_string()) return std::string(value->get_string());
        return miss(name), std::string();
    }
    [[nodiscard]] std::int64_t number(char const* name)
    {
        json::value const* value = find(name);
        if (value != nullptr && value->is_int64()) return value->get_int64();
        return miss(name), 0;
    }
    [[nodiscard]] bool flag(char const* name)
    {
        json::value const* value = find(name);
        if (value != nullptr && value->is_bool()) return value->get_bool();
        return miss(name), false;
    }
    [[nodiscard]] domain::LocalText words(char const* name)
    {
        json::value const* value = find(name);
        if (value != nullptr && value->is_object()) return local_text(value->get_object());
        return miss(name), domain::LocalText();
    }
    [[nodiscard]] json::object const& object(char const* name)
    {
        static json::object const nothing;
        json::value const* value = find(name);
        if (value != nullptr && value->is_object()) return value->get_object();
        return miss(name), nothing;
    }
    [[nodiscard]] json::array const& array(char const* name)
    {
        static json::array const nothing;
        json::value const* value = find(name);
        if (value != nullptr && value->is_array()) return value->get_array();
        return miss(name), nothing;
    }
    [[nodiscard]] bool is_object(char const* name) const
    {
        json::value const* value = find(name);
        return value != nullptr && value->is_object();
    }
    // Whether it is there at all: for fields that older servers do not send.
    [[nodiscard]] bool has(char const* name) const { return find(name) != nullptr; }
    [[nodiscard]] Status status() const { return status_; }

    static domain::LocalText local_text(json::object const& object)
    {
        domain::LocalText text;
        for (auto const& [lang, words] : object)
            if (words.is_string()) text.emplace(std::string(lang), std::string(words.get_string()));
        return text;
    }

private:
    [[nodiscard]] json::value const* find(char const* name) const { return object_->if_contains(name); }
    void miss(char const* name)
    {
        if (status_) status_ = fail(Errc::parse, std::string("the server's text lacks \"") + name + "\" or has it wrong");
    }

    json::object const* object_;
    Status status_;
};

WaitRange range_of(Fields& fields)
{
    Fields estimate(fields.object("estimate"));
    return wait_range(estimate.number("p50_s"), estimate.number("p90_s"));
}

// A code that this program does not know, or an about that it cannot read, leaves the service closed without a reason.
std::optional<Closure> closure_from(std::string const& code, std::string const& about)
{
    if (code == "no_more_tickets") return Closure{Closure::Cause::last_ticket, {}, {}};
    if (code == "quota_reached") return Closure{Closure::Cause::quota, {}, {}};
    if (code == "site_stopped") return Closure{Closure::Cause::stopped, {}, about};
    if (code != "site_closed") return std::nullopt;
    auto const opens = parse_rfc3339(about);
    return Closure{Closure::Cause::hours, opens ? *opens : Instant{}, {}};
}

Result<ServiceOffer> parse_service(json::value const& value)
{
    if (!value.is_object()) return fail(Errc::parse, "a service is not an object");
    Fields fields(value.get_object());
    ServiceOffer service;
    service.id = ServiceId(fields.text("id"));
    service.name = fields.words("name");
    service.icon = fields.text("icon");
    if (fields.has("prefix")) service.prefix = fields.text("prefix");
    if (fields.has("priority_prefix")) service.priority_prefix = fields.text("priority_prefix");
    service.open = fields.flag("open");
    service.waiting = fields.number("waiting");
    service.wait = range_of(fields);
    for (json::value const& document : fields.array("documents"))
        if (document.is_object()) service.documents.push_back(Fields::local_text(document.get_object()));
    if (fields.is_object("closed")) {
        Fields closed(fields.object("closed"));
        service.closure = closure_from(closed.text("code"), closed.text("about"));
        SADUAK_TRY_STATUS(closed.status());
    }
    SADUAK_TRY_STATUS(fields.status());
    return service;
}

Result<domain::OfflineRange> parse_range(json::value const& value)
{
    if (!value.is_object()) return fail(Errc::parse, "a range is not an object");
    Fields fields(value.get_object());
    domain::OfflineRange range;
    range.prefix = fields.text("prefix");
    std::int64_t const first = fields.number("first");
    std::int64_t const last = fields.number("last");
    range.withdrawn = fields.flag("withdrawn");
    SADUAK_TRY_STATUS(fields.status());
    if (first < 1 || last < first || last > domain::kNumberMax) return fail(Errc::parse, "a range has numbers that cannot be");
    range.first = static_cast<std::int32_t>(first);
    range.last = static_cast<std::int32_t>(last);
    return range;
}

Result<RateNow> parse_rate_now(json::object const& object)
{
    Fields fields(object);
    RateNow rate;
    rate.ticket = TicketId(fields.text("ticket"));
    rate.number = fields.text("number");
    rate.counter_name = fields.words("counter_name");
    rate.service_name = fields.words("service_name");
    SADUAK_TRY_STATUS(fields.status());
    return rate;
}

}  // namespace

Result<SiteOffer> parse_site(std::string_view state)
{
    SADUAK_TRY(json::object const root, wire::parse_object(state, wire::kFrameBodyMax));
    Fields fields(root);
    Fields site(fields.object("site"));
    SiteOffer offer;
    offer.id = SiteId(site.text("id"));
    offer.name = site.words("name");
    offer.agency_name = site.words("agency_name");
    offer.demo = site.flag("demo");
    offer.public_url = site.text("public_url");
    if (site.has("return_after")) offer.return_after = site.number("return_after");
    for (json::value const& value : fields.array("services")) {
        SADUAK_TRY(ServiceOffer service, parse_service(value));
        offer.services.push_back(std::move(service));
    }
    if (fields.has("ranges"))
        for (json::value const& value : fields.array("ranges")) {
            SADUAK_TRY(domain::OfflineRange range, parse_range(value));
            offer.ranges.push_back(std::move(range));
        }
    if (site.has("day_starts_at_s")) offer.day_starts_at = seconds(site.number("day_starts_at_s"));
    if (fields.is_object("rate_now")) {
        SADUAK_TRY(offer.rate_now, parse_rate_now(fields.object("rate_now")));
    }
    if (fields.is_object("stop")) {
        Fields stop(fields.object("stop"));
        offer.stopped = stop.text("reason");
        SADUAK_TRY_STATUS(stop.status());
    }
    if (fields.is_object("bundle")) {
        Fields bundle(fields.object("bundle"));
        offer.bundle = BundleOffer{bundle.text("sha256"), bundle.number("bytes"), bundle.text("path")};
        SADUAK_TRY_STATUS(bundle.status());
    }
    SADUAK_TRY_STATUS(site.status());
    SADUAK_TRY_STATUS(fields.status());
    return offer;
}

std::optional<Closure> parse_refusal(std::string_view error)
{
    auto const object = wire::parse_object(error, wire::kFrameBodyMax);
    if (!object) return std::nullopt;
    Fields fields(*object);
    std::string const code = fields.text("code");
    std::string const about = fields.text("about");
    return fields.status() ? closure_from(code, about) : std::nullopt;
}

Result<TicketGiven> parse_ticket(std::string_view result)
{
    SADUAK_TRY(json::object const root, wire::parse_object(result, wire::kFrameBodyMax));
    Fields outer(root);
    Fields fields(outer.object("ticket"));
    TicketGiven given;
    given.id = TicketId(fields.text("id"));
    given.number = fields.text("number");
    given.ahead = fields.number("ahead");
    given.wait = range_of(fields);
    std::string const issued = fields.text("issued_at");
    if (fields.is_object("step_name")) given.step_name = fields.words("step_name");
    SADUAK_TRY_STATUS(outer.status());
    SADUAK_TRY_STATUS(fields.status());
    SADUAK_TRY(given.issued_at, parse_rfc3339(issued));
    return given;
}

}  // namespace saduak::kiosk
