// A response as bytes for the wire, with the headers that every answer carries.
#pragma once

#include <string>

#include "core/base/time.hpp"
#include "server/http/message.hpp"

namespace saduak::server {

// "Sat, 21 Nov 2026 03:25:41 GMT"
[[nodiscard]] std::string http_date(Instant instant);

enum class Body { send, leave_out };  // left out for HEAD, with the length it would have
struct ResponseFrame {
    std::string_view date;  // http_date of now
    Body body = Body::send;
    bool keep_alive = true;
    Transport transport = Transport::plain;  // over TLS the browser is told to stay with it
};
// Appends to `out`.
void write_response(std::string& out, Response const& response, ResponseFrame const& frame);

// Scripts, styles and pictures from this server alone; no frames, no plug-ins, no inline code.
inline constexpr std::string_view kContentPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

}  // namespace saduak::server
