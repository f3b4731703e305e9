// What /metrics tells: the server, its sites, its port. On the I/O thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "server/device/device_endpoint.hpp"
#include "server/engine/engine.hpp"
#include "server/http/api.hpp"
#include "server/http/http_server.hpp"

namespace saduak::server {

struct ServerFigures {
    Engine const& engine;
    Api const& api;
    HttpServer const& http;
    HttpGate const& gate;
    Traffic const& traffic;
    LiveHub const& live;
    DeviceEndpoint const& devices;
    platform::HandshakeGate const& handshakes;
    Instant started_at;                              // monotonic
    Instant now;                                     // monotonic
    std::optional<std::int64_t> disk_free_bytes;     // nothing: not known
    std::optional<std::int64_t> backup_age_s;        // of the newest; nothing: none was made
    std::optional<std::int64_t> certificate_left_s;  // until it ends; nothing: not known
};

[[nodiscard]] std::string server_metrics(ServerFigures const& figures);

}  // namespace saduak::server
