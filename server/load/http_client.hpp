// A keep-alive HTTP client for the load generator: one connection, one request at a time, loopback only.
#pragma once

#include <string>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"
#include "platform/net/stream.hpp"

namespace saduak::server::load {

struct HttpCall {
    std::string method;           // "GET", "POST"
    std::string target;           // path and query, already escaped
    std::string body;             // JSON; empty: none
    std::string idempotency_key;  // empty: none
};

struct HttpReply {
    unsigned status = 0;
    std::string body;
};

// Belongs to one I/O thread and must outlive its send().
class HttpClient {
public:
    // `server` must be on loopback: SADUAK_ASSERT. `token`: of an integration, sent with every request.
    HttpClient(platform::Address server, std::string token);

    // Connects where it is not connected. Any status is a reply; an error means that nobody knows whether the request was
    // carried out. Errc::timeout after 10 s; disconnected; parse: not HTTP, or a body above 64 MiB.
    [[nodiscard]] platform::Task<Result<HttpReply>> send(HttpCall call);

private:
    [[nodiscard]] platform::Task<Result<HttpReply>> exchange(std::string request, platform::Deadline deadline);
    [[nodiscard]] std::string request_text(HttpCall const& call) const;

    platform::Address server_;
    std::string token_;
    platform::StreamPtr stream_;
    Bytes buffer_;
};

}  // namespace saduak::server::load
