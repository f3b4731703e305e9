// `reserve-cards`: a PDF of numbered cards for the day on which the kiosk or the power fails.
#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>

#include "platform/clock.hpp"
#include "server/commands/data_access.hpp"
#include "server/reports/report_file.hpp"
#include "server/reports/reserve_cards.hpp"
#include "server/setup/offline.hpp"
#include "server/store/sqlite_store.hpp"

namespace saduak::server {
namespace {

using domain::OfflineRange;
using domain::SiteState;

constexpr std::int32_t kCountUnlessSaid = 100;

struct CardOptions {
    std::string site;
    std::string service;
    std::string prefix;
    std::int32_t count = 0;  // 0: the whole range
    std::int32_t first = 0;  // 0: from the range's first number
    bool grant = false;
    std::string file;
    std::string assets = SADUAK_ASSETS_DIR;
};

std::string words(OfflineRange const& range)
{
    return domain::format_number(range.prefix, range.first) + " to " + domain::format_number(range.prefix, range.last);
}

Result<std::string> letter(SiteState const& state, CardOptions const& options)
{
    if (options.service.empty()) return options.prefix;
    domain::Service const* service = state.config.find_service(ServiceId(options.service));
    if (service == nullptr) return fail(Errc::not_found, "site " + options.site + " has no service " + options.service);
    return service->prefix;
}

// The numbers to print, of the card ranges that stand; nothing where they have not enough.
Result<std::optional<OfflineRange>> choose(SiteState const& state, std::string const& prefix, CardOptions const& options)
{
    std::string standing;
    for (OfflineRange range : state.ranges) {
        if (!range.device.empty() || range.prefix != prefix || range.withdrawn) continue;
        standing += (standing.empty() ? "" : ", ") + words(range);
        if (options.first != 0 && !range.contains({prefix, options.first})) continue;
        if (options.first != 0) range.first = options.first;
        if (range.last - range.first + 1 < options.count) continue;
        if (options.count != 0) range.last = range.first + options.count - 1;
        return range;
    }
    if (options.first == 0) return std::nullopt;
    return fail(Errc::not_found, "no range of reserve cards holds these numbers; there stand: " + (standing.empty() ? "none" : standing));
}

Status grant(DataFiles const& files, std::string const& prefix, CardOptions const& options)
{
    SADUAK_TRY(auto const folder, platform::DataFolder::lock(files.folder, "saduak-server reserve-cards"));
    SADUAK_TRY(auto const store, open_sqlite_store(files.log(), StoreAccess::write));
    domain::GrantRange const body{{}, prefix, options.count == 0 ? kCountUnlessSaid : options.count};
    SADUAK_TRY(SiteState const state, submit_offline(*store, SiteId(options.site), {AgentId("console"), {}, body}, platform::wall_clock_now()));
    return {};
}

// A range's numbers may have been granted before and given back: the last time counts.
Result<Instant> granted_at(EventStore& log, SiteId const& site, OfflineRange const& cards)
{
    Instant at;
    SADUAK_TRY_STATUS(log.read(site, 0, [&](StoredEvent const& stored) -> Status {
        auto const* granted = std::get_if<domain::RangeGranted>(&stored.event.body);
        if (granted != nullptr && granted->prefix == cards.prefix && granted->first <= cards.first && cards.first <= granted->last)
            at = stored.event.at;
        return {};
    }));
    return at;
}

Result<int> print_cards(CommandLine const& line, CardOptions const& options)
{
    SADUAK_TRY(DataFiles const files, data_files(line));
    SADUAK_TRY(ReportTexts const texts, ReportTexts::load(std::filesystem::path(options.assets) / "i18n"));
    SADUAK_TRY(auto const log, open_log_to_read(files));
    SiteId const site(options.site);
    SADUAK_TRY(SiteState state, load_site(*log, site));
    if (state.config.id.empty()) return fail(Errc::not_found, "no site " + options.site + ": `saduak-server site list` names them");
    SADUAK_TRY(std::string const prefix, letter(state, options));
    SADUAK_TRY(std::optional<OfflineRange> numbers, choose(state, prefix, options));
    bool const stood = numbers.has_value();
    if (!stood && !options.grant)
        return fail(Errc::not_found, "no range of reserve cards of letter " + prefix +
                                         " has that many numbers: --grant sets them aside while no server runs, or an administrator does on the web");
    if (!stood) {
        SADUAK_TRY_STATUS(grant(files, prefix, options));
        SADUAK_TRY(state, load_site(*log, site));
        SADUAK_TRY(numbers, choose(state, prefix, options));
        if (!numbers) return fail(Errc::internal, "the range that was granted is not there");
    }
    SADUAK_TRY(Instant const at, granted_at(*log, site, *numbers));
    SADUAK_TRY(std::string const pdf, reserve_cards_pdf(state.config, {*numbers, at}, texts));
    SADUAK_TRY_STATUS(write_report(options.file, pdf));
    std::int32_t const count = numbers->last - numbers->first + 1;
    std::printf("%s: %d reserve cards, %s, on %d sheets of A4\n", options.file.c_str(), count, words(*numbers).c_str(),
                (count + kCardsPerPage - 1) / kCardsPerPage);
    if (stood) std::printf("these numbers stood already: if they were printed before, destroy the older cards\n");
    return 0;
}

}  // namespace

void add_reserve_cards_command(CLI::App& app, CommandLine& line)
{
    auto options = std::make_shared<CardOptions>();
    auto* command =
        app.add_subcommand("reserve-cards", "A PDF of numbered cards for the day on which the kiosk or the power fails (docs/NUMBERS.md)");
    command->add_option("--site", options->site, "The site")->required();
    auto* which = command->add_option_group("letter", "Whose numbers");
    which->add_option("--service", options->service, "A service: the cards have its letter");
    which->add_option("--prefix", options->prefix, "A letter");
    which->require_option(1);
    command->add_option("--count", options->count, "How many cards (default: the whole range; 100 where one is granted)")
        ->check(CLI::Range(1, domain::kOfflineRangeMax));
    command->add_option("--first", options->first, "Print again, from this number on (without the letter)")->check(CLI::Range(1, domain::kNumberMax));
    command->add_flag("--grant", options->grant, "Set the numbers aside where no range stands that has enough; while no server runs");
    command->add_option("--assets", options->assets, "The folder of texts")->capture_default_str();
    command->add_option("file", options->file, "The PDF to write")->required();
    command->callback([&line, options] { line.action = [&line, options] { return print_cards(line, *options); }; });
}

}  // namespace saduak::server
