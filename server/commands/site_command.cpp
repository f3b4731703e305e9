// `site`: the sites of a data folder, from the command line while no server runs.
#include <algorithm>
#include <cstdio>

#include <CLI/CLI.hpp>

#include "platform/clock.hpp"
#include "server/auth/accounts.hpp"
#include "server/bundle/site_bundles.hpp"
#include "server/commands/data_access.hpp"
#include "server/setup/offline.hpp"
#include "server/setup/site_file.hpp"
#include "server/store/sqlite_store.hpp"

namespace saduak::server {
namespace {

struct SiteToAdd {
    std::string file;
    std::string assets = SADUAK_ASSETS_DIR;
};

Result<int> add_site(CommandLine const& line, SiteToAdd const& given)
{
    SADUAK_TRY(DataFiles const files, data_files(line));
    SADUAK_TRY(domain::SiteConfig const config, read_site_file(given.file, given.assets));
    SADUAK_TRY(auto const folder, platform::DataFolder::lock(files.folder, "saduak-server site add"));
    SADUAK_TRY(auto const store, open_sqlite_store(files.log(), StoreAccess::write));
    domain::Command const command{AgentId("console"), {}, domain::ConfigureSite{config}};
    Instant const now = platform::wall_clock_now();
    SADUAK_TRY(domain::SiteState const state, submit_offline(*store, config.id, command, now));
    SADUAK_TRY(auto const accounts, Accounts::open(files.folder));
    std::string const about = "site " + config.id.str() + ": version " + std::to_string(state.config.version);
    SADUAK_TRY_STATUS(accounts->record("console", "site.configure", about, now));
    std::printf("site %s: version %d, %zu services, %zu counters\n", config.id.str().c_str(), state.config.version, state.config.services.size(),
                state.config.counters.size());
    return 0;
}

Result<int> list_sites(CommandLine const& line)
{
    SADUAK_TRY(DataFiles const files, data_files(line));
    SADUAK_TRY(auto const store, open_log_to_read(files));
    SADUAK_TRY(auto const heads, store->heads());
    for (SiteHead const& head : heads) {
        SADUAK_TRY(domain::SiteState const state, load_site(*store, head.site));
        auto const name = state.config.name.find("th");
        std::printf("%s\t%s\t%lld events%s%s\n", head.site.str().c_str(), name == state.config.name.end() ? "" : name->second.c_str(),
                    static_cast<long long>(head.seq), state.config.demo ? "\tdemo" : "", state.config.historical ? "\thistorical" : "");
    }
    return 0;
}

struct BundleGiven {
    std::string site;
    std::string folder;
    bool none = false;
};

// Also while a server runs: it looks at the folder again and again.
Result<int> set_bundle(CommandLine const& line, BundleGiven const& given)
{
    SADUAK_TRY(DataFiles const files, data_files(line));
    if (!valid_code(given.site)) return fail(Errc::invalid_argument, "no site " + given.site);
    SADUAK_TRY(auto const store, open_log_to_read(files));
    SADUAK_TRY(auto const heads, store->heads());
    SiteId const site(given.site);
    if (std::none_of(heads.begin(), heads.end(), [&site](SiteHead const& head) { return head.site == site; }))
        return fail(Errc::not_found, "no site " + given.site + ": saduak-server site list");
    std::string about = "site " + given.site + ": none";
    if (given.none) {
        std::error_code error;
        std::filesystem::remove(bundle_file(files.folder, site), error);
        if (error) return fail(Errc::io, "cannot remove " + bundle_file(files.folder, site).string() + ": " + error.message());
    } else {
        SADUAK_TRY(SiteBundle const bundle, keep_bundle(files.folder, site, given.folder));
        about = "site " + given.site + ": bundle " + bundle.sha256;
    }
    SADUAK_TRY(auto const accounts, Accounts::open(files.folder));
    SADUAK_TRY_STATUS(accounts->record("console", "site.bundle", about, platform::wall_clock_now()));
    std::printf("%s\n", about.c_str());
    return 0;
}

}  // namespace

void add_site_command(CLI::App& app, CommandLine& line)
{
    auto* command = app.add_subcommand("site", "Sites: add or change one from a file, or list them");
    command->require_subcommand(1);
    auto given = std::make_shared<SiteToAdd>();
    auto* add = command->add_subcommand("add", "Make a site, or give it a new version, from a TOML file (docs/SITE_FILE.md)");
    add->add_option("file", given->file, "The site file")->required()->check(CLI::ExistingFile);
    add->add_option("--assets", given->assets, "Folder of the product's assets, with its calendars")->check(CLI::ExistingDirectory);
    add->callback([&line, given] { line.action = [&line, given] { return add_site(line, *given); }; });
    auto bundle_given = std::make_shared<BundleGiven>();
    auto* bundle = command->add_subcommand("bundle", "Give a site's kiosks the theme, texts, ticket and settings of a folder (docs/DEVICES.md)");
    bundle->add_option("site", bundle_given->site, "The site")->required();
    auto* folder = bundle->add_option("folder", bundle_given->folder, "The folder")->check(CLI::ExistingDirectory);
    auto* none = bundle->add_flag("--none", bundle_given->none, "Give them nothing any more: they keep what they have");
    bundle->callback([&line, bundle_given, folder, none] {
        if (folder->count() + none->count() != 1) throw CLI::RequiredError("a folder, or --none");
        line.action = [&line, bundle_given] { return set_bundle(line, *bundle_given); };
    });
    auto* list = command->add_subcommand("list", "List the sites");
    list->callback([&line] { line.action = [&line] { return list_sites(line); }; });
}

}  // namespace saduak::server
