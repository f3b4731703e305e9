// `init`: a new data folder, empty or with the demonstration.
#include <cstdio>

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>

#include "platform/clock.hpp"
#include "platform/tls.hpp"
#include "server/commands/data_access.hpp"
#include "server/setup/demo.hpp"
#include "server/store/sqlite_store.hpp"

namespace saduak::server {
namespace {

struct InitOptions {
    bool demo = false;
    bool json = false;
    std::string assets = SADUAK_ASSETS_DIR;
};

Result<int> init(CommandLine const& line, InitOptions const& options)
{
    SADUAK_TRY(DataFiles const files, data_files(line));
    SADUAK_TRY(auto const folder, platform::DataFolder::lock(files.folder, "saduak-server init"));
    SADUAK_TRY(auto const identity, platform::load_or_create_identity(files.tls()));
    SADUAK_TRY(auto const store, open_sqlite_store(files.log(), StoreAccess::write));
    SADUAK_TRY(auto const accounts, Accounts::open(files.folder));
    Instant const now = platform::wall_clock_now();
    if (options.demo) {
        SADUAK_TRY(Demo const demo, make_demo(*store, *accounts, options.assets, now));
        std::printf("%s\n", options.json ? demo_json(demo).c_str() : demo_text(demo).c_str());
        return 0;
    }
    if (!accounts->users().empty()) return fail(Errc::already_exists, "this data folder has users already: use `saduak-server user add`");
    std::string const password = readable_password();
    SADUAK_TRY_STATUS(accounts->add_user(User{"admin", Role::administrator, {}}, password, "console", now));
    if (options.json)
        std::printf(
            "%s\n",
            boost::json::serialize(boost::json::object{{"user", "admin"}, {"password", password}, {"fingerprint", identity.fingerprint}}).c_str());
    else
        std::printf("Made %s.\nAdministrator (shown once): admin  %s\nNext: saduak-server site add FILE.toml, then saduak-server serve.\n",
                    files.folder.c_str(), password.c_str());
    return 0;
}

}  // namespace

void add_init_command(CLI::App& app, CommandLine& line)
{
    auto options = std::make_shared<InitOptions>();
    auto* command = app.add_subcommand("init", "Make a new data folder, empty or with a demonstration");
    command->add_flag("--demo", options->demo, "Fill it with the demonstration's sites, users and devices, all marked as demo data");
    command->add_flag("--json", options->json, "Print JSON");
    command->add_option("--assets", options->assets, "Folder of the product's assets")->check(CLI::ExistingDirectory);
    command->callback([&line, options] { line.action = [&line, options] { return init(line, *options); }; });
}

}  // namespace saduak::server
