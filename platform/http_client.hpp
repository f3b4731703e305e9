// Requests to one server, one after the other (libcurl). For programs that have nothing else to do meanwhile: it blocks.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace saduak::platform {

struct HttpRequest {
    std::string method = "GET";
    std::string path;                  // with its query, beginning with /
    std::vector<std::string> headers;  // "Name: value"
    std::string body;
};

struct HttpResponse {
    int status = 0;
    std::string body;
};

// To whom http without TLS is spoken.
enum class PlainHttp { this_machine, anyone };

struct HttpServer {
    std::string url;          // "https://queue.example:8443": scheme, host and port alone
    std::string fingerprint;  // SHA-256 of its certificate: that one is trusted and no other; empty: the machine's authorities
    PlainHttp plain = PlainHttp::this_machine;
    // Asked with each numeric address before it is connected to, whatever the name said before; empty: any will do. Called by send().
    std::function<bool(std::string const& address)> may_connect = {};
    std::size_t body_bytes_max = std::size_t{4} << 20U;  // of an answer
};

// Redirects are answers like others and never followed; proxies of the environment are not used. Used by one thread; the connection
// is kept and used again.
class HttpClient {
public:
    static constexpr std::size_t kHeaderBytesMax = 64U << 10U;

    // Errc::invalid_argument: not such a URL, plain http to another machine, or a fingerprint that is none.
    [[nodiscard]] static Result<HttpClient> create(HttpServer const& server);
    HttpClient(HttpClient&&) noexcept;
    HttpClient& operator=(HttpClient&&) noexcept;
    ~HttpClient();

    // Any status is an answer. Errc::timeout, disconnected (no connection, or it broke), permission (the server is not the one
    // that it should be, or may_connect refused its address), full (the answer is too large), io.
    [[nodiscard]] Result<HttpResponse> send(HttpRequest const& request, Millis deadline);

private:
    struct State;
    explicit HttpClient(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace saduak::platform
