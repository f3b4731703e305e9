#include "server/load/clients.hpp"

#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "platform/entropy.hpp"

namespace saduak::server::load {

namespace json = boost::json;

Timing Clients::timing()
{
    Timing timing;
    double const elapsed_s = std::chrono::duration<double>(last_answer_ - started_).count();
    timing.rate_per_s = elapsed_s > 0 ? static_cast<double>(latencies_us_.size()) / elapsed_s : 0;
    timing.p50_ms = static_cast<double>(nearest_rank(latencies_us_, 50)) / 1000.0;
    timing.p99_ms = static_cast<double>(nearest_rank(latencies_us_, 99)) / 1000.0;
    timing.errors = errors_;
    return timing;
}

HttpCall post(std::string target, std::string body)
{
    HttpCall call;
    call.method = "POST";
    call.target = std::move(target);
    call.body = std::move(body);
    call.idempotency_key = platform::random_id();
    return call;
}

std::optional<TicketAnswer> read_ticket(std::string_view body)
{
    boost::system::error_code ec;
    json::value const parsed = json::parse(body, ec);
    if (ec || !parsed.is_object()) return std::nullopt;
    json::object const* object = &parsed.get_object();
    if (json::value const* inner = object->if_contains("ticket"); inner != nullptr && inner->is_object()) object = &inner->get_object();
    auto const text = [object](std::string_view key) {
        json::value const* value = object->if_contains(key);
        return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
    };
    TicketAnswer ticket{text("id"), text("number"), text("service"), text("state"), text("token")};
    if (ticket.id.empty() || ticket.number.empty()) return std::nullopt;
    return ticket;
}

}  // namespace saduak::server::load
