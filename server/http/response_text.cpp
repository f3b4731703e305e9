#include "server/http/response_text.hpp"

#include <array>
#include <cstdio>

namespace saduak::server {
namespace {

constexpr std::array<char const*, 7> kWeekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<char const*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

void add(std::string& out, std::string_view name, std::string_view value) { out.append(name).append(": ").append(value).append("\r\n"); }

bool has(Response const& response, std::string_view name)
{
    for (auto const& header : response.headers)
        if (header.first == name) return true;
    return false;
}

}  // namespace

std::string http_date(Instant instant)
{
    LocalTime const utc = local_time(instant, Millis{0});
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT", kWeekdays[static_cast<std::size_t>(utc.weekday)], utc.date.day,
                  kMonths[static_cast<std::size_t>(utc.date.month - 1)], utc.date.year, utc.hour, utc.minute, utc.second);
    return text.data();
}

void write_response(std::string& out, Response const& response, ResponseFrame const& frame)
{
    std::string const& body = response.shared_body ? *response.shared_body : response.body;
    out.reserve(out.size() + 512 + body.size());
    out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ").append(reason_phrase(response.status)).append("\r\n");
    add(out, "Date", frame.date);
    if (!response.content_type.empty()) add(out, "Content-Type", response.content_type);
    if (response.status != 204 && response.status != 304) add(out, "Content-Length", std::to_string(body.size()));
    add(out, "X-Content-Type-Options", "nosniff");
    if (!has(response, "Cache-Control")) add(out, "Cache-Control", "no-store");
    if (response.content_type.starts_with("text/html")) {
        add(out, "Content-Security-Policy", kContentPolicy);
        add(out, "Referrer-Policy", "no-referrer");
        add(out, "X-Frame-Options", "DENY");
        add(out, "Cross-Origin-Opener-Policy", "same-origin");
        add(out, "Permissions-Policy", "camera=(), microphone=(), geolocation=()");
    }
    if (frame.transport == Transport::tls) add(out, "Strict-Transport-Security", "max-age=31536000");
    for (auto const& [name, value] : response.headers) add(out, name, value);
    if (!frame.keep_alive) add(out, "Connection", "close");
    out.append("\r\n");
    if (frame.body == Body::send && response.status != 204 && response.status != 304) out.append(body);
}

}  // namespace saduak::server
