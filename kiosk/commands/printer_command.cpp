#include "kiosk/commands/command.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>

#include "drivers/escpos/encoder.hpp"
#include "drivers/printer/device_id.hpp"
#include "drivers/printer/open_port.hpp"
#include "drivers/printer/probe.hpp"
#include "drivers/printer/virtual_printer.hpp"
#include "kiosk/probe/test_page.hpp"
#include "kiosk/theme.hpp"

namespace saduak::kiosk {

namespace {

using drivers::Cutter;
using drivers::PrinterPort;

constexpr double kMillimetresPerInch = 25.4;
constexpr std::array kKnownDpi{180, 203, 300};

struct ProbeOptions {
    std::string target = "usb";
    std::string virtual_printer;
    std::string assets;
    std::string out;
    int width = 0;  // 0: asked for
    bool yes = false;
};

std::filesystem::path assets_folder(ProbeOptions const& options)
{
    if (!options.assets.empty()) return options.assets;
    char const* const set = std::getenv("SADUAK_ASSETS");
    return set != nullptr && *set != '\0' ? set : SADUAK_ASSETS_DIR;
}

// Standard input answers; an empty line, its end and --yes take what is offered.
std::string ask(ProbeOptions const& options, std::string const& question, std::string const& offered)
{
    std::fprintf(stderr, "%s [%s] ", question.c_str(), offered.c_str());
    std::string answer;
    if (!options.yes) std::getline(std::cin, answer);
    std::fprintf(stderr, "%s", options.yes ? "\n" : "");
    return answer.empty() ? offered : answer;
}

template <class Accept>
int ask_number(ProbeOptions const& options, std::string const& question, int offered, Accept accept)
{
    for (int tries = 0; tries < 5; ++tries) {
        int const number = std::atoi(ask(options, question, std::to_string(offered)).c_str());
        if (accept(number)) return number;
        std::fprintf(stderr, "that cannot be\n");
    }
    return offered;
}

int nearest_dpi(double bar_mm)
{
    auto const away = [bar_mm](int dpi) { return std::abs(kMeasuredDots * kMillimetresPerInch / dpi - bar_mm); };
    return *std::min_element(kKnownDpi.begin(), kKnownDpi.end(), [&](int a, int b) { return away(a) < away(b); });
}

Cutter ask_cutter(ProbeOptions const& options)
{
    std::string const answer = ask(options, "Did the knife cut the paper: full, partial (one point left) or none?", "partial");
    return answer == "full" ? Cutter::full : answer == "none" ? Cutter::none : Cutter::partial;
}

struct Opened {
    std::unique_ptr<PrinterPort> port;
    drivers::PrinterIdentity identity;
};

Result<Opened> open_printer(ProbeOptions const& options, drivers::VirtualPrinter& virtual_printer)
{
    Opened opened;
    if (!options.virtual_printer.empty()) {
        SADUAK_TRY(opened.port, virtual_printer.connect());
        return opened;
    }
    SADUAK_TRY(opened.port, drivers::open_port(options.target));
    if (!opened.port->description().starts_with("usb ")) return opened;
    std::string const description = opened.port->description();
    opened.port.reset();  // it may be asked for its name by one program at a time, and we are that
    auto const name = drivers::read_device_id(description);
    if (name) opened.identity = drivers::parse_device_id(*name);
    std::fprintf(stderr, "it calls itself: %s\n", name ? name->c_str() : name.error().context.c_str());
    SADUAK_TRY(opened.port, drivers::open_port(options.target));
    return opened;
}

void say(drivers::ProbeAnswers const& answers)
{
    for (std::size_t i = 0; i < answers.real_time.size(); ++i)
        std::fprintf(stderr, "DLE EOT %zu: %s\n", i + 1, answers.real_time[i] ? "answered" : "no answer");
    std::fprintf(stderr, "GS a: %s\nGS r 1: %s\n", answers.automatic ? "reports by itself" : "no answer", answers.ordered ? "answered" : "no answer");
}

Status print_page(PrinterPort& port, std::vector<ProbeBand> const& page)
{
    SADUAK_TRY_STATUS(drivers::send_whole(port, drivers::escpos::initialise()));
    for (ProbeBand const& band : page)
        SADUAK_TRY_STATUS(
            drivers::send_whole(port, drivers::escpos::raster_band(band.picture.bytes(), band.picture.stride(), band.picture.height())));
    SADUAK_TRY_STATUS(drivers::send_whole(port, drivers::escpos::feed_lines(3)));
    return drivers::send_whole(port, drivers::escpos::cut_partial());
}

drivers::Seen ask_person(ProbeOptions const& options, drivers::PrinterIdentity const& identity)
{
    drivers::Seen seen;
    std::string const name = identity.model.empty() ? "my-printer" : identity.maker + " " + identity.model;
    seen.name = ask(options, "A name for this printer's profile?", name);
    auto const width = [](int dots) { return dots >= 8 && dots <= 2048 && dots % 8 == 0; };
    seen.width_dots = options.width != 0
                          ? options.width
                          : ask_number(options, "Width: the largest number with a whole bar at its right end?", seen.width_dots, width);
    std::string const millimetres = ask(options, "Length of the black bar in millimetres?", "40");
    seen.dpi = nearest_dpi(std::atof(millimetres.c_str()));
    auto const rows = [](int count) { return std::find(std::begin(kProbeBands), std::end(kProbeBands), count) != std::end(kProbeBands); };
    seen.band_rows = ask_number(options, "Bands: the largest number whose pattern has no break?", seen.band_rows, rows);
    seen.cutter = ask_cutter(options);
    return seen;
}

Status keep(ProbeOptions const& options, std::string const& text)
{
    if (options.out.empty()) {
        std::printf("%s", text.c_str());
        return {};
    }
    std::ofstream file(options.out, std::ios::binary | std::ios::trunc);
    file << text << std::flush;
    if (!file) return fail(Errc::io, "cannot write the profile to " + options.out);
    return {};
}

Result<int> probe(ProbeOptions const& options)
{
    SADUAK_TRY(Theme const theme, load_theme(assets_folder(options) / "theme.toml"));
    SADUAK_TRY(Messages const messages, Messages::load(assets_folder(options) / "i18n"));
    SADUAK_TRY(Fonts fonts, Fonts::open(theme.family));
    drivers::VirtualPrinterOptions virtual_options;
    virtual_options.ticket_folder = options.virtual_printer;
    drivers::VirtualPrinter virtual_printer(virtual_options);

    SADUAK_TRY(Opened const opened, open_printer(options, virtual_printer));
    std::string const description = opened.port->description();
    std::fprintf(stderr, "printer: %s\n", description.c_str());
    SADUAK_TRY(drivers::ProbeAnswers const answers, drivers::ask_printer(*opened.port));
    say(answers);
    if (!drivers::can_print(drivers::escpos::state_of(answers.flags)))
        return fail(Errc::io, "the printer says: " + drivers::escpos::describe(answers.flags) + "; put that right and probe again");
    SADUAK_TRY(auto const page, draw_test_page(description, fonts, messages));
    SADUAK_TRY_STATUS(print_page(*opened.port, page));

    drivers::Seen const seen = ask_person(options, opened.identity);
    std::string const note = "Made by `saduak-kiosk printer probe` from what " + description + " answered and a person saw" +
                             (options.yes ? " (defaults taken, nobody looked)" : "") + ".\nNot asked for: speed, near-end sensor.";
    SADUAK_TRY_STATUS(keep(options, drivers::to_toml(drivers::profile_of(answers, seen), note)));
    return 0;
}

}  // namespace

void add_printer_command(CLI::App& app, std::function<Result<int>()>& action)
{
    auto* const command = app.add_subcommand("printer", "Printers: probe (firmware-config/README.md)");
    command->require_subcommand(1);
    auto const options = std::make_shared<ProbeOptions>();
    auto* const sub = command->add_subcommand("probe", "Asks a printer what it can do, prints a test page and writes a profile");
    sub->add_option("--target", options->target, "usb, usb:1-1.2, usb:04b8:0e15, usb:serial=X or file:PATH")->capture_default_str();
    sub->add_option("--virtual-printer", options->virtual_printer, "a virtual printer instead; the page becomes a picture in this folder");
    sub->add_option("--assets", options->assets, "folder of i18n and theme.toml");
    sub->add_option("--out", options->out, "the profile's file; without it standard output");
    auto const width = [](std::string const& text) {
        int const dots = std::atoi(text.c_str());
        return dots >= 8 && dots <= 2048 && dots % 8 == 0 ? std::string() : "a width is 8 to 2048 dots, a multiple of 8";
    };
    sub->add_option("--width", options->width, "printable dots, where they are known")->check(width);
    sub->add_flag("--yes", options->yes, "asks nobody and takes the defaults");
    sub->callback([&action, options] { action = [options] { return probe(*options); }; });
}

}  // namespace saduak::kiosk
