// The demonstration's sites, people and devices. All of it is marked as demo data; passwords and keys are drawn anew.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "server/auth/accounts.hpp"
#include "server/store/event_store.hpp"

namespace saduak::server {

struct DemoSignIn {
    std::string name;
    std::string password;
    Role role = Role::agent;
    SiteId site;  // empty: every site
};
struct DemoDevice {
    DeviceId id;
    std::string key;
    SiteId site;
    std::vector<DeviceRole> roles;
    CounterId counter;
};
struct Demo {
    std::vector<SiteId> sites;  // the first is the municipality
    std::vector<DemoSignIn> users;
    std::vector<DemoDevice> devices;
    std::string admin_token;  // scope admin
    std::string agent_token;  // scope counters and tickets
    std::string kiosk_token;  // scope tickets
};

// `assets`: the folder with demo/municipality.toml and demo/land-office.toml. The store must hold no site yet.
[[nodiscard]] Result<Demo> make_demo(EventStore& store, Accounts& accounts, std::filesystem::path const& assets, Instant now);
[[nodiscard]] std::string demo_json(Demo const& demo);
// For people: sign-ins, one a line.
[[nodiscard]] std::string demo_text(Demo const& demo);

// A password that can be read from a screen and typed: 4 groups of 4 letters and digits, about 80 bits.
[[nodiscard]] std::string readable_password();

}  // namespace saduak::server
