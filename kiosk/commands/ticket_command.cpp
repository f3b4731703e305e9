#include "kiosk/commands/command.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <thread>

#include <CLI/CLI.hpp>

#include "drivers/raster/png.hpp"
#include "kiosk/theme.hpp"
#include "kiosk/ticket/sample_ticket.hpp"
#include "platform/run_app.hpp"

namespace saduak::kiosk {

namespace {

constexpr std::chrono::milliseconds kLookAgain{200};

struct PreviewOptions {
    std::string design = "standard";
    std::string lang = "th";
    int width_dots = 576;
    std::string service;  // empty: the sample's first
    std::string logo;
    std::string assets;
    std::string out;
    bool watch = false;
};

std::filesystem::path assets_folder(PreviewOptions const& options)
{
    if (!options.assets.empty()) return options.assets;
    char const* const set = std::getenv("SADUAK_ASSETS");
    return set != nullptr && *set != '\0' ? set : SADUAK_ASSETS_DIR;
}

// What every picture needs and no change of a template touches.
struct Studio {
    std::filesystem::path assets;
    Messages messages;
    Fonts fonts;
    TicketContent content;
};

Result<Studio> open_studio(PreviewOptions const& options)
{
    std::filesystem::path assets = assets_folder(options);
    SADUAK_TRY(Theme const theme, load_theme(assets / "theme.toml"));
    SADUAK_TRY(Messages messages, Messages::load(assets / "i18n"));
    SADUAK_TRY(Lang const lang, messages.find_language(options.lang));
    SADUAK_TRY(TicketContent content, load_sample_ticket(assets / "demo" / "sample-ticket.toml", options.service, lang));
    SADUAK_TRY(Fonts fonts, Fonts::open(theme.family, messages.scripts()));
    return Studio{std::move(assets), std::move(messages), std::move(fonts), std::move(content)};
}

Status render(PreviewOptions const& options, Studio& studio)
{
    SADUAK_TRY(TicketTemplate design, load_template(options.design, studio.assets));
    if (!options.logo.empty()) {
        SADUAK_TRY_STATUS(set_logo(design, options.logo));
    }
    SADUAK_TRY(drivers::Bitmap const picture, draw_ticket(studio.content, design, options.width_dots, studio.fonts, studio.messages));
    SADUAK_TRY_STATUS(drivers::write_png(options.out, picture));
    std::fprintf(stderr, "%s: %d x %d dots\n", options.out.c_str(), picture.width(), picture.height());
    return {};
}

// When template and logo were last written; a file that is just being replaced has no time.
using Times = std::array<std::filesystem::file_time_type, 2>;
Times times_of(PreviewOptions const& options, std::filesystem::path const& assets)
{
    std::error_code missing;
    return {std::filesystem::last_write_time(template_file(options.design, assets), missing),
            std::filesystem::last_write_time(options.logo, missing)};
}

volatile std::sig_atomic_t stop_asked = 0;
void ask_to_stop(int) { stop_asked = 1; }

// Until Ctrl-C. A template that is wrong is said and looked at again when it changes: it is being written.
int watch(PreviewOptions const& options, Studio& studio, Times seen)
{
    std::signal(SIGINT, ask_to_stop);
    std::signal(SIGTERM, ask_to_stop);
    while (stop_asked == 0) {
        std::this_thread::sleep_for(kLookAgain);
        Times const now = times_of(options, studio.assets);
        if (now == seen) continue;
        seen = now;
        if (Status const status = render(options, studio); !status) std::fprintf(stderr, "saduak-kiosk: %s\n", status.error().context.c_str());
    }
    return platform::kExitDone;
}

Result<int> preview(PreviewOptions const& options)
{
    SADUAK_TRY(Studio studio, open_studio(options));
    Times const before = times_of(options, studio.assets);  // what is written while the first picture is drawn counts as a change
    SADUAK_TRY_STATUS(render(options, studio));
    return options.watch ? watch(options, studio, before) : platform::kExitDone;
}

}  // namespace

void add_ticket_command(CLI::App& app, std::function<Result<int>()>& action)
{
    CLI::App* ticket = app.add_subcommand("ticket", "The paper ticket")->require_subcommand(1);
    CLI::App* command = ticket->add_subcommand("preview", "Draws a sample ticket as the printer would print it");
    auto const options = std::make_shared<PreviewOptions>();
    command->add_option("--template", options->design, "standard, large-print, compact, or a TOML file")->capture_default_str();
    command->add_option("--lang", options->lang, "th, en, zh, ms, my or what languages.toml adds")->capture_default_str();
    command->add_option("--width", options->width_dots, "dots across the paper: 576 for 80 mm, 384 for 58 mm")
        ->check(CLI::Range(320, 2048))
        ->capture_default_str();
    command->add_option("--service", options->service, "the service's id, for its message");
    command->add_option("--logo", options->logo, "the agency's logo (PNG)");
    command->add_option("--assets", options->assets, "folder of tickets, i18n and theme.toml");
    command->add_option("--out", options->out, "where the PNG goes")->required();
    command->add_flag("--watch", options->watch, "draw again whenever the template or the logo changes, until Ctrl-C");
    command->callback([options, &action] { action = [options] { return preview(*options); }; });
}

}  // namespace saduak::kiosk
