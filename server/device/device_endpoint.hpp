// Where kiosks and rating terminals connect (docs/PROTOCOL.md): one coroutine pair a connection around link::ServerSession.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "platform/net.hpp"
#include "platform/net/stream.hpp"
#include "server/auth/accounts.hpp"
#include "server/bundle/site_bundles.hpp"
#include "server/device/device_health.hpp"
#include "server/engine/engine.hpp"

namespace saduak::server {

inline constexpr std::size_t kDeviceConnectionsMax = 2'000;

struct DeviceEndpointOptions {
    platform::Address address;
    std::optional<platform::TlsServer> tls;               // none: plain, loopback only
    std::string own_url;                                  // of the citizens' pages, for sites that name no public one
    std::shared_ptr<platform::HandshakeGate> handshakes;  // shared with browsers, who come after devices; null: its own
    std::function<SiteBundle const*(SiteId const&)> bundle_of = [](SiteId const&) { return nullptr; };  // good until the next turn
};

// On the I/O thread. `engine` and `accounts` must outlive it.
class DeviceEndpoint {
public:
    [[nodiscard]] static Result<std::unique_ptr<DeviceEndpoint>> start(platform::Executor io, DeviceEndpointOptions options, Engine& engine,
                                                                       Accounts& accounts);
    virtual ~DeviceEndpoint() = default;

    [[nodiscard]] virtual platform::Address local_address() const = 0;
    [[nodiscard]] virtual std::size_t connections() const = 0;
    // It has said hello and was admitted.
    [[nodiscard]] virtual bool is_online(DeviceId const& device) const = 0;
    // Nothing: not heard of since the start.
    [[nodiscard]] virtual std::optional<DeviceHealth> health(DeviceId const& device) const = 0;
    // Cuts the device's connection: it may come again, to be told why not.
    virtual void cut(DeviceId const& device) = 0;
    // What its devices are told has changed though nothing happened there.
    virtual void tell_again(SiteId const& site) = 0;
    // Closes every connection and waits for their end.
    [[nodiscard]] virtual platform::Task<void> stop() = 0;
};

}  // namespace saduak::server
