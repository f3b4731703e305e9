// `range`: the numbers set aside for kiosks without their server and for reserve cards, while no server runs.
#include <algorithm>
#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "platform/clock.hpp"
#include "server/auth/accounts.hpp"
#include "server/commands/data_access.hpp"
#include "server/setup/offline.hpp"
#include "server/store/sqlite_store.hpp"

namespace saduak::server {
namespace {

using domain::OfflineRange;
using domain::SiteState;

struct RangeOptions {
    std::string site;
    std::string prefix;
    std::int32_t first = 0;
    std::int32_t size = 100;
    std::string device;
    bool cards = false;
};

std::string words(OfflineRange const& range)
{
    return domain::format_number(range.prefix, range.first) + " to " + domain::format_number(range.prefix, range.last);
}

std::string holder(OfflineRange const& range) { return range.device.empty() ? "reserve cards" : "kiosk " + range.device.str(); }

Result<OfflineRange> find_range(SiteState const& state, RangeOptions const& options)
{
    auto const found = std::find_if(state.ranges.begin(), state.ranges.end(),
                                    [&](OfflineRange const& range) { return range.prefix == options.prefix && range.first == options.first; });
    if (found != state.ranges.end()) return *found;
    return fail(Errc::not_found, "no range of letter " + options.prefix + " begins at " + std::to_string(options.first) +
                                     ": `saduak-server range list --site " + options.site + "` shows what stands");
}

// One command to the site, with its folder locked; `act` for the audit trail.
template <class Body>
Result<SiteState> submit(CommandLine const& line, RangeOptions const& options, Body body, std::string const& act, std::string const& about)
{
    SADUAK_TRY(DataFiles const files, data_files(line));
    SADUAK_TRY(auto const folder, platform::DataFolder::lock(files.folder, "saduak-server range"));
    SADUAK_TRY(auto const store, open_sqlite_store(files.log(), StoreAccess::write));
    Instant const now = platform::wall_clock_now();
    SADUAK_TRY(SiteState state, submit_offline(*store, SiteId(options.site), {AgentId("console"), {}, std::move(body)}, now));
    SADUAK_TRY(auto const accounts, Accounts::open(files.folder));
    SADUAK_TRY_STATUS(accounts->record("console", act, "site " + options.site + ": " + about, now));
    return state;
}

Result<SiteState> read_site(CommandLine const& line, RangeOptions const& options)
{
    SADUAK_TRY(DataFiles const files, data_files(line));
    SADUAK_TRY(auto const log, open_log_to_read(files));
    SADUAK_TRY(SiteState state, load_site(*log, SiteId(options.site)));
    if (state.config.id.empty()) return fail(Errc::not_found, "no site " + options.site + ": `saduak-server site list` names them");
    return state;
}

// A range of a kiosk that is not there would be awaited at every close.
Status check_device(CommandLine const& line, RangeOptions const& options)
{
    if (options.device.empty()) return {};
    SADUAK_TRY(DataFiles const files, data_files(line));
    SADUAK_TRY(auto const accounts, Accounts::open(files.folder));
    for (DeviceRecord const& device : accounts->devices())
        if (device.id.str() == options.device && device.site.str() == options.site && !device.revoked) return {};
    return fail(Errc::not_found, "site " + options.site + " has no device " + options.device + ": `saduak-server device list` names them");
}

Result<int> list_ranges(CommandLine const& line, RangeOptions const& options)
{
    SADUAK_TRY(SiteState const state, read_site(line, options));
    for (OfflineRange const& range : state.ranges)
        std::printf("%s\t%s\t%s\t%s\t%s\n", range.prefix.c_str(), domain::format_number(range.prefix, range.first).c_str(),
                    domain::format_number(range.prefix, range.last).c_str(), holder(range).c_str(), range.withdrawn ? "withdrawn" : "standing");
    return 0;
}

Result<int> grant(CommandLine const& line, RangeOptions const& options)
{
    if (options.cards == !options.device.empty()) return fail(Errc::invalid_argument, "say who holds the range: --device NAME, or --cards");
    SADUAK_TRY_STATUS(check_device(line, options));
    SADUAK_TRY(SiteState const before, read_site(line, options));
    domain::GrantRange const body{DeviceId(options.device), options.prefix, options.size};
    SADUAK_TRY(SiteState const after, submit(line, options, body, "range.grant", std::to_string(options.size) + " numbers of " + options.prefix));
    for (OfflineRange const& range : after.ranges)
        if (std::find(before.ranges.begin(), before.ranges.end(), range) == before.ranges.end())
            std::printf("granted: %s, %s\n", words(range).c_str(), holder(range).c_str());
    return 0;
}

Result<int> withdraw(CommandLine const& line, RangeOptions const& options)
{
    SADUAK_TRY(SiteState const before, read_site(line, options));
    SADUAK_TRY(OfflineRange const range, find_range(before, options));
    SADUAK_TRY(SiteState const after, submit(line, options, domain::WithdrawRange{options.prefix, options.first}, "range.withdraw", words(range)));
    std::printf("withdrawn: %s, %s; online numbering skips it until it is given back\n", words(range).c_str(), holder(range).c_str());
    std::printf("%s\n", range.device.empty() ? "collect and destroy the cards, type in the used ones, then `saduak-server range release`"
                                             : "the kiosk gives it back when it is next connected");
    return 0;
}

Result<int> release(CommandLine const& line, RangeOptions const& options)
{
    SADUAK_TRY(SiteState const before, read_site(line, options));
    SADUAK_TRY(OfflineRange const range, find_range(before, options));
    if (!range.device.empty() && !range.withdrawn)
        return fail(Errc::invalid_argument, "kiosk " + range.device.str() + " holds " + words(range) +
                                                ": withdraw it and let the kiosk give it back; release it by hand only where the kiosk is lost");
    SADUAK_TRY(SiteState const after, submit(line, options, domain::ReleaseRange{options.prefix, options.first}, "range.release", words(range)));
    std::printf("released: %s; tickets of it that were not heard of are refused from now on\n", words(range).c_str());
    return 0;
}

}  // namespace

void add_range_command(CLI::App& app, CommandLine& line)
{
    auto options = std::make_shared<RangeOptions>();
    auto* command = app.add_subcommand("range", "Number ranges of kiosks and reserve cards: list, grant, withdraw, release (docs/NUMBERS.md)");
    command->require_subcommand(1);
    command->add_option("--site", options->site, "The site")->required();
    using Action = Result<int> (*)(CommandLine const&, RangeOptions const&);
    auto add = [&](char const* name, char const* help, Action action) {
        auto* sub = command->add_subcommand(name, help);
        sub->callback([&line, options, action] { line.action = [&line, options, action] { return action(line, *options); }; });
        return sub;
    };
    auto needs_range = [&](CLI::App* sub) {
        sub->add_option("--prefix", options->prefix, "The numbers' letter")->required();
        sub->add_option("--first", options->first, "The range's first number, without the letter")
            ->required()
            ->check(CLI::Range(1, domain::kNumberMax));
    };
    add("list", "List the ranges", list_ranges);
    auto* granting = add("grant", "Set numbers aside, every service day until they are given back", grant);
    granting->add_option("--prefix", options->prefix, "The numbers' letter")->required();
    granting->add_option("--size", options->size, "How many")->check(CLI::Range(1, domain::kOfflineRangeMax))->capture_default_str();
    granting->add_option("--device", options->device, "The kiosk that holds them");
    granting->add_flag("--cards", options->cards, "For reserve cards");
    needs_range(add("withdraw", "Ask a range back", withdraw));
    needs_range(add("release", "Take a range back: cards that were destroyed, or the withdrawn range of a kiosk that is lost", release));
}

}  // namespace saduak::server
