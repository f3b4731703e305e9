#include "server/http/api_audit.hpp"

#include <charconv>
#include <optional>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "server/http/page.hpp"

namespace saduak::server {
namespace {

namespace json = boost::json;

// A whole number of 1 to `max`; `absent` where the query has none.
std::optional<std::int64_t> number_of(std::string_view query, std::string_view name, std::int64_t absent, std::int64_t max)
{
    std::string const text = query_parameter(query, name);
    if (text.empty()) return absent;
    std::int64_t value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 1 || value > max) return std::nullopt;
    return value;
}

Response page_of(std::vector<AuditEntry> const& entries, std::size_t limit)
{
    json::array items;
    for (AuditEntry const& entry : entries) {
        if (items.size() == limit) break;
        json::object o;
        o["id"] = std::to_string(entry.id);
        o["at"] = format_rfc3339(entry.at);
        o["actor"] = entry.actor;
        o["act"] = entry.act;
        o["about"] = entry.about;
        o["address"] = entry.address;
        items.push_back(std::move(o));
    }
    json::object page;
    page["next"] = entries.size() > limit ? items.back().at("id") : json::value(nullptr);
    page["items"] = std::move(items);
    return json_response(200, json::serialize(page));
}

}  // namespace

std::vector<Route> AuditRoutes::routes()
{
    return {{Method::get, "/api/v1/audit", Access::server, Right::see_audit, bound(*this, &AuditRoutes::list)}};
}

void AuditRoutes::list(Call&& call)
{
    auto const before = number_of(call.request.query, "after", 0, INT64_MAX);
    if (!before) return call.respond(problem(400, "bad_request", "after is the next of the page before", "after"));
    auto const limit = number_of(call.request.query, "limit", 100, kPageItems);
    if (!limit) return call.respond(problem(400, "bad_request", "limit is a number of 1 to 1000", "limit"));
    blocking_.answer(std::move(call.respond), [this, before = *before, limit = static_cast<std::size_t>(*limit)] {
        // One more than asked for tells whether there is a next page.
        auto const entries = accounts_.audit(before, limit + 1);
        if (!entries) return problem(503, "retry", "the audit trail could not be read");
        return page_of(*entries, limit);
    });
}

}  // namespace saduak::server
