// `device`: kiosks and rating terminals, and the keys that they show.
#include <cstdio>

#include <CLI/CLI.hpp>

#include "platform/clock.hpp"
#include "platform/tls.hpp"
#include "server/auth/accounts.hpp"
#include "server/commands/data_access.hpp"

namespace saduak::server {
namespace {

struct DeviceOptions {
    std::string id;
    std::string site;
    std::vector<std::string> roles{"issue"};
    std::string counter;
};

std::string words(DeviceRecord const& device)
{
    std::string text;
    for (DeviceRole const role : device.roles) text += (text.empty() ? "" : ",") + std::string(to_string(role));
    return text;
}

Result<int> add_device(CommandLine const& line, DeviceOptions const& options)
{
    SADUAK_TRY(DataFiles const files, data_files(line));
    DeviceRecord device{DeviceId(options.id), SiteId(options.site), {}, CounterId(options.counter), false};
    for (std::string const& text : options.roles) {
        auto const role = device_role_from_string(text);
        if (!role) return fail(Errc::invalid_argument, "the role of a device is issue or rate, not " + text);
        device.roles.push_back(*role);
    }
    SADUAK_TRY(auto const accounts, Accounts::open(files.folder));
    SADUAK_TRY(auto const identity, platform::load_or_create_identity(files.tls()));
    SADUAK_TRY(std::string const key, accounts->add_device(device, "console", platform::wall_clock_now()));
    std::printf("device %s added\nkey (shown once): %s\nserver fingerprint: %s\n", options.id.c_str(), key.c_str(), identity.fingerprint.c_str());
    return 0;
}

Result<int> revoke_device(CommandLine const& line, DeviceOptions const& options)
{
    SADUAK_TRY(DataFiles const files, data_files(line));
    SADUAK_TRY(auto const accounts, Accounts::open(files.folder));
    SADUAK_TRY_STATUS(accounts->revoke_device(DeviceId(options.id), "console", platform::wall_clock_now()));
    std::printf("device %s revoked\n", options.id.c_str());
    return 0;
}

Result<int> list_devices(CommandLine const& line)
{
    SADUAK_TRY(DataFiles const files, data_files(line));
    SADUAK_TRY(auto const accounts, Accounts::open(files.folder));
    for (DeviceRecord const& device : accounts->devices())
        std::printf("%s\t%s\t%s\t%s\t%s\n", device.id.str().c_str(), device.site.str().c_str(), words(device).c_str(),
                    device.counter.empty() ? "-" : device.counter.str().c_str(), device.revoked ? "revoked" : "good");
    return 0;
}

}  // namespace

void add_device_command(CLI::App& app, CommandLine& line)
{
    auto* command = app.add_subcommand("device", "Kiosks and rating terminals: add, list, revoke");
    command->require_subcommand(1);
    auto options = std::make_shared<DeviceOptions>();
    auto* add = command->add_subcommand("add", "Add a device and print its key, once");
    add->add_option("id", options->id, "The device's name")->required();
    add->add_option("--site", options->site, "The site where it stands")->required();
    add->add_option("--role", options->roles, "issue, rate, or both")->delimiter(',')->capture_default_str();
    add->add_option("--counter", options->counter, "The counter of a rating terminal");
    add->callback([&line, options] { line.action = [&line, options] { return add_device(line, *options); }; });
    auto* revoke = command->add_subcommand("revoke", "Refuse a device from now on");
    revoke->add_option("id", options->id, "The device's name")->required();
    revoke->callback([&line, options] { line.action = [&line, options] { return revoke_device(line, *options); }; });
    command->add_subcommand("list", "List the devices")->callback([&line] { line.action = [&line] { return list_devices(line); }; });
}

}  // namespace saduak::server
