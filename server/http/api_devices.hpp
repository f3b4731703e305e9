// Kiosks and rating terminals: which there are and how they are, how they get their keys and lose them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "server/device/device_health.hpp"
#include "server/engine/engine.hpp"
#include "server/http/blocking.hpp"
#include "server/http/route.hpp"

namespace saduak::server {

// The device link as the routes see it; on the I/O thread.
struct DeviceLink {
    std::function<std::optional<DeviceHealth>(DeviceId const&)> health;
    std::function<void(DeviceId const&)> cut;
    std::function<std::string()> address;  // where it listens: "0.0.0.0:7070"
    std::string fingerprint;               // of its certificate; empty: it listens on loopback, without TLS
};

class DeviceRoutes {
public:
    DeviceRoutes(Accounts& accounts, Engine& engine, Blocking blocking, DeviceLink link)
        : accounts_(accounts), engine_(engine), blocking_(std::move(blocking)), link_(std::move(link))
    {
    }
    [[nodiscard]] std::vector<Route> routes();

private:
    void list(Call&& call);
    void add(Call&& call);
    void enrol(Call&& call);
    void enrol_again(Call&& call);
    void rotate(Call&& call);
    void revoke(Call&& call);
    // The device of the path, where it is one of the site; or it was answered that there is none.
    [[nodiscard]] std::optional<DeviceId> device_of(Call const& call) const;

    Accounts& accounts_;
    Engine& engine_;
    Blocking blocking_;
    DeviceLink link_;
};

}  // namespace saduak::server
