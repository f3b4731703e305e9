#include "server/setup/demo.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "platform/entropy.hpp"
#include "server/setup/offline.hpp"
#include "server/setup/site_file.hpp"

namespace saduak::server {
namespace {

namespace json = boost::json;

json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

Status add_user(Demo& demo, Accounts& accounts, std::string name, Role role, SiteId site, Instant now)
{
    DemoSignIn sign_in{std::move(name), readable_password(), role, std::move(site)};
    User user{sign_in.name, role, {}};
    if (!sign_in.site.empty()) user.sites.push_back(sign_in.site);
    SADUAK_TRY_STATUS(accounts.add_user(user, sign_in.password, "console", now));
    demo.users.push_back(std::move(sign_in));
    return {};
}

Status add_device(Demo& demo, Accounts& accounts, DeviceRecord record, Instant now)
{
    SADUAK_TRY(std::string key, accounts.add_device(record, "console", now));
    demo.devices.push_back({record.id, std::move(key), record.site, record.roles, record.counter});
    return {};
}

// The people and devices of one site, named after it.
Status staff_site(Demo& demo, Accounts& accounts, domain::SiteConfig const& config, Instant now)
{
    std::string const& site = config.id.str();
    for (int i = 1; i <= 3; ++i) SADUAK_TRY_STATUS(add_user(demo, accounts, site + "-agent" + std::to_string(i), Role::agent, config.id, now));
    SADUAK_TRY_STATUS(add_user(demo, accounts, site + "-supervisor", Role::supervisor, config.id, now));
    SADUAK_TRY_STATUS(add_user(demo, accounts, site + "-manager", Role::manager, config.id, now));
    SADUAK_TRY_STATUS(add_device(demo, accounts, {DeviceId(site + "-kiosk"), config.id, {DeviceRole::issue}, {}, false}, now));
    for (domain::CounterConfig const& counter : config.counters)
        if (!counter.rating_terminal.empty())
            SADUAK_TRY_STATUS(add_device(demo, accounts, {counter.rating_terminal, config.id, {DeviceRole::rate}, counter.id, false}, now));
    return {};
}

Result<std::string> add_token(Accounts& accounts, std::string name, std::vector<Scope> scopes, Instant now)
{
    Accounts::NewToken const token{std::move(name), std::move(scopes), {}, {}};
    return accounts.add_token(token, "console", now);
}

}  // namespace

std::string readable_password()
{
    // 32 characters that are not taken for one another.
    static constexpr char kLetters[] = "abcdefghjkmnpqrstuvwxyz23456789A";
    auto const bytes = from_hex(platform::random_id());
    std::string password;
    for (std::size_t i = 0; i < 16; ++i) {
        if (i != 0 && i % 4 == 0) password += '-';
        password += kLetters[(*bytes)[i] % 32];
    }
    return password;
}

Result<Demo> make_demo(EventStore& store, Accounts& accounts, std::filesystem::path const& assets, Instant now)
{
    SADUAK_TRY(auto const heads, store.heads());
    if (!heads.empty()) return fail(Errc::already_exists, "this data folder holds sites already: choose an empty one for the demonstration");
    Demo demo;
    for (char const* file : {"municipality.toml", "land-office.toml"}) {
        SADUAK_TRY(domain::SiteConfig const config, read_site_file((assets / "demo" / file).string(), assets));
        domain::Command const command{AgentId("console"), {}, domain::ConfigureSite{config}};
        SADUAK_TRY_STATUS(submit_offline(store, config.id, command, now).map([](auto const&) {}));
        SADUAK_TRY_STATUS(staff_site(demo, accounts, config, now));
        demo.sites.push_back(config.id);
    }
    SADUAK_TRY_STATUS(add_user(demo, accounts, "admin", Role::administrator, {}, now));
    SADUAK_TRY_STATUS(add_user(demo, accounts, "auditor", Role::auditor, {}, now));
    SADUAK_TRY(demo.admin_token, add_token(accounts, "demo-admin", {Scope::admin}, now));
    SADUAK_TRY(demo.agent_token, add_token(accounts, "demo-agent", {Scope::counters, Scope::tickets}, now));
    SADUAK_TRY(demo.kiosk_token, add_token(accounts, "demo-kiosk", {Scope::tickets}, now));
    return demo;
}

std::string demo_json(Demo const& demo)
{
    json::array sites, users, devices;
    for (SiteId const& site : demo.sites) sites.push_back(json::string(site.str()));
    for (DemoSignIn const& user : demo.users)
        users.push_back(json::object{{"name", user.name},
                                     {"password", user.password},
                                     {"role", view(to_string(user.role))},
                                     {"site", user.site.empty() ? json::value(nullptr) : json::value(user.site.str())}});
    for (DemoDevice const& device : demo.devices) {
        std::string roles;
        for (DeviceRole const role : device.roles) roles += (roles.empty() ? "" : ",") + std::string(to_string(role));
        devices.push_back(json::object{{"id", device.id.str()},
                                       {"key", device.key},
                                       {"site", device.site.str()},
                                       {"role", roles},
                                       {"counter", device.counter.empty() ? json::value(nullptr) : json::value(device.counter.str())}});
    }
    json::object const tokens{{"admin", demo.admin_token}, {"agent", demo.agent_token}, {"kiosk", demo.kiosk_token}};
    json::object const all{{"demo", true},      {"site", demo.sites.front().str()}, {"sites", sites}, {"tokens", tokens}, {"users", users},
                           {"devices", devices}};
    return json::serialize(all);
}

std::string demo_text(Demo const& demo)
{
    std::string text = "Demo data: sites";
    for (SiteId const& site : demo.sites) text += " " + site.str();
    text += "\nSign-ins (shown once):\n";
    for (DemoSignIn const& user : demo.users)
        text += "  " + user.name + "  " + user.password + "  (" + std::string(to_string(user.role)) +
                (user.site.empty() ? "" : ", " + user.site.str()) + ")\n";
    text += "API tokens (shown once):\n  admin  " + demo.admin_token + "\n  agent  " + demo.agent_token + "\n  kiosk  " + demo.kiosk_token + "\n";
    text += "Device keys (shown once):\n";
    for (DemoDevice const& device : demo.devices) text += "  " + device.id.str() + "  " + device.key + "\n";
    return text;
}

}  // namespace saduak::server
