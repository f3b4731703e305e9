// The HTTP port: connections with keep-alive, deadlines and limits around Api, StaticFiles and LiveHub. On the I/O thread.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "platform/net.hpp"
#include "platform/net/stream.hpp"
#include "server/http/api.hpp"
#include "server/http/http_policy.hpp"
#include "server/http/static_files.hpp"
#include "server/http/traffic.hpp"
#include "server/live/live_hub.hpp"

namespace saduak::server {

struct HttpOptions {
    platform::Address address;
    std::optional<platform::TlsServer> tls;               // none: plain, for loopback or behind a declared proxy
    std::shared_ptr<platform::HandshakeGate> handshakes;  // shared with the devices; null: its own
};

// What answers; all outlive the server.
struct HttpParts {
    Engine& engine;              // for the clock
    platform::WorkerPool& pool;  // compresses what is long
    Api& api;
    StaticFiles const& files;
    LiveHub& live;
    HttpGate& gate;
    Traffic& traffic;
};

class HttpServer {
public:
    // Listens at once. Errc::busy: the port is taken.
    [[nodiscard]] static Result<std::unique_ptr<HttpServer>> start(platform::Executor io, HttpOptions options, HttpParts parts);
    virtual ~HttpServer() = default;

    // With the port in force.
    [[nodiscard]] virtual platform::Address local_address() const = 0;
    // Requests that wait for their answer.
    [[nodiscard]] virtual std::size_t in_flight() const = 0;
    // Takes no more connections, lets requests under way be answered, closes the rest; waits for their end, kDrainLimit at most.
    // Stop the LiveHub before.
    [[nodiscard]] virtual platform::Task<void> stop() = 0;
};

}  // namespace saduak::server
