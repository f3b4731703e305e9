#include "server/load/target.hpp"

#include <algorithm>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace saduak::server::load {
namespace {

namespace json = boost::json;

constexpr std::string_view kScheme = "http://";

Result<json::array> items_of(HttpReply const& reply, std::string const& doing)
{
    if (reply.status != 200) return tl::unexpected(refusal(reply, doing));
    boost::system::error_code ec;
    json::value parsed = json::parse(reply.body, ec);
    json::value const* items = !ec && parsed.is_object() ? parsed.get_object().if_contains("items") : nullptr;
    if (items == nullptr || !items->is_array()) return fail(Errc::parse, doing + ": the answer has no list of items");
    return items->get_array();
}

std::string text_of(json::value const& value, std::string_view key)
{
    json::value const* found = value.is_object() ? value.get_object().if_contains(key) : nullptr;
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

platform::Task<Result<json::array>> get_items(Target target, std::string rest)
{
    HttpClient client = target.client();
    HttpCall call;
    call.method = "GET";
    call.target = target.path(rest);
    SADUAK_CO_TRY(HttpReply const reply, co_await client.send(std::move(call)));
    co_return items_of(reply, "listing " + rest.substr(1));
}

}  // namespace

Result<Target> make_target(std::string const& url, std::string token, std::string const& site)
{
    if (!url.starts_with(kScheme)) return fail(Errc::invalid_argument, "--url must begin with http:// (plain, on loopback)");
    std::string address = url.substr(kScheme.size());
    while (address.ends_with('/')) address.pop_back();
    if (!valid_code(site)) return fail(Errc::invalid_argument, "--site is not a site's id");
    if (token.find_first_of(" \r\n") != std::string::npos) return fail(Errc::invalid_argument, "--token has white space in it");
    SADUAK_TRY(platform::Address server, platform::parse_address(address));
    if (!platform::is_loopback(server))
        return fail(Errc::invalid_argument, address + " is another machine: saduak-load speaks to 127.0.0.1, ::1 or localhost only");
    return Target{std::move(server), std::move(token), SiteId(site)};
}

Error refusal(HttpReply const& reply, std::string const& doing)
{
    boost::system::error_code ec;
    json::value const problem = json::parse(reply.body, ec);
    std::string words;
    if (!ec) words = text_of(problem, "code") + " " + text_of(problem, "detail");
    return {Errc::io, doing + ": the server answered " + std::to_string(reply.status) + " " + words};
}

platform::Task<Result<std::vector<ServiceId>>> list_services(Target target)
{
    SADUAK_CO_TRY(json::array const items, co_await get_items(std::move(target), "/services"));
    std::vector<ServiceId> services;
    for (json::value const& item : items) services.emplace_back(text_of(item, "id"));
    if (services.empty()) co_return fail(Errc::not_found, "the site has no services");
    co_return services;
}

platform::Task<Result<std::vector<CounterSkills>>> list_counters(Target target)
{
    SADUAK_CO_TRY(json::array const items, co_await get_items(std::move(target), "/counters"));
    std::vector<CounterSkills> counters;
    for (json::value const& item : items) {
        CounterSkills& counter = counters.emplace_back();
        counter.counter = CounterId(text_of(item, "id"));
        json::value const* skills = item.get_object().if_contains("skills");
        if (skills == nullptr || !skills->is_array()) continue;
        for (json::value const& skill : skills->get_array()) {
            ServiceId const service(text_of(skill, "service"));
            if (std::find(counter.services.begin(), counter.services.end(), service) == counter.services.end()) counter.services.push_back(service);
        }
    }
    if (counters.empty()) co_return fail(Errc::not_found, "the site has no counters");
    co_return counters;
}

platform::Task<Result<LogView>> read_log(Target target)
{
    HttpClient client = target.client();
    LogView log;
    // A page ends where the server ends it: ask again from there until nothing is left.
    while (true) {
        HttpCall call;
        call.method = "GET";
        call.target = target.path("/events?after=" + std::to_string(log.last_seq()));
        SADUAK_CO_TRY(HttpReply const reply, co_await client.send(std::move(call)));
        if (reply.status != 200) co_return tl::unexpected(refusal(reply, "reading the log"));
        std::int64_t const before = log.last_seq();
        std::string_view rest = reply.body;
        while (!rest.empty()) {
            auto const end = std::min(rest.find('\n'), rest.size());
            std::string_view const line = rest.substr(0, end);
            rest.remove_prefix(std::min(end + 1, rest.size()));
            if (line.empty()) continue;
            SADUAK_CO_TRY_STATUS(log.take(line));
        }
        if (log.last_seq() == before) co_return log;
    }
}

}  // namespace saduak::server::load
