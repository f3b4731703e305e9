// The HTTP port: connections with keep-alive, deadlines and limits around Api, StaticFiles and LiveHub. On the I/O thread.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "platform/net.hpp"
#include "platform/net/stream.hpp"
#include "server/http/api.hpp"
#include "server/http/static_files.hpp"
#include "server/live/live_hub.hpp"

namespace saduak::server {

struct HttpOptions {
    platform::Address address;
    std::optional<platform::TlsServer> tls;  // none: plain, for loopback or behind a proxy on this machine
    std::size_t connections_max = 16'384;
};

// What answers; all outlive the server.
struct HttpParts {
    Engine& engine;              // for the clock
    platform::WorkerPool& pool;  // compresses what is long
    Api& api;
    StaticFiles const& files;
    LiveHub& live;
};

class HttpServer {
public:
    // Listens at once. Errc::busy: the port is taken.
    [[nodiscard]] static Result<std::unique_ptr<HttpServer>> start(platform::Executor io, HttpOptions options, HttpParts parts);
    virtual ~HttpServer() = default;

    // With the port in force.
    [[nodiscard]] virtual platform::Address local_address() const = 0;
    [[nodiscard]] virtual std::size_t connections() const = 0;
    // Closes every connection and waits for their end. Stop the LiveHub before.
    [[nodiscard]] virtual platform::Task<void> stop() = 0;
};

}  // namespace saduak::server
