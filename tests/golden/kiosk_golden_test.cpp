// The kiosk's screens and tickets, compared with the pictures in tests/golden/kiosk. SADUAK_UPDATE_GOLDEN=1 rewrites them:
// look at each before committing. They were made with the packages of tests/golden/kiosk/packages.txt; with others letters
// differ by a pixel, so the comparison is skipped, aloud.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include <SDL.h>
#include <catch2/catch.hpp>

#include "drivers/raster/png.hpp"
#include "kiosk/sdl/painter.hpp"
#include "kiosk/view/view.hpp"
#include "tests/unit/kiosk/kiosk_samples.hpp"

using namespace saduak;
using namespace saduak::kiosk;

namespace {

// Pictures are equal when at most one pixel in 20,000 differs by more than 32 of 255 in a channel: nothing that a person
// could see, and less than one letter. In practice they are identical.
constexpr int kChannelTolerance = 32;
constexpr int kPixelsPerDifference = 20'000;

std::filesystem::path const kFolder = SADUAK_SOURCE_DIR "/tests/golden/kiosk";
std::filesystem::path const kActual = std::filesystem::temp_directory_path() / "saduak-golden-actual";

bool updating()
{
    char const* const asked = std::getenv("SADUAK_UPDATE_GOLDEN");
    return asked != nullptr && std::string(asked) == "1";
}

// What decides how letters look, as Debian names it.
std::string installed_packages()
{
    constexpr char const* kAsk =
        "dpkg-query -W -f '${Package} ${Version}\\n' fonts-tlwg-loma-ttf libfreetype6 libharfbuzz0b libsdl2-ttf-2.0-0 libthai0 2>/dev/null";
    std::string text;
    if (FILE* const pipe = ::popen(kAsk, "r")) {
        std::array<char, 256> buffer{};
        while (std::fgets(buffer.data(), buffer.size(), pipe) != nullptr) text += buffer.data();
        ::pclose(pipe);
    }
    return text;
}

std::string golden_packages()
{
    std::ifstream input(kFolder / "packages.txt");
    return {std::istreambuf_iterator<char>(input), {}};
}

// True: there is nothing to compare with on this machine.
bool skipped()
{
    if (updating()) {
        std::filesystem::create_directories(kFolder);
        std::ofstream(kFolder / "packages.txt") << installed_packages();
        return false;
    }
    if (installed_packages() == golden_packages()) return false;
    std::cerr << "SKIPPED: the golden pictures were made with\n" << golden_packages() << "and here is\n" << installed_packages();
    return true;
}

long differing_pixels(SDL_Surface const& a, SDL_Surface const& b)
{
    long count = 0;
    for (int y = 0; y < a.h; ++y) {
        auto const* row_a = static_cast<Uint8 const*>(a.pixels) + y * a.pitch;
        auto const* row_b = static_cast<Uint8 const*>(b.pixels) + y * b.pitch;
        for (int x = 0; x < a.w; ++x) {
            bool differs = false;
            for (int channel = 0; channel < 3; ++channel)
                differs = differs || std::abs(row_a[4 * x + channel] - row_b[4 * x + channel]) > kChannelTolerance;
            if (differs) ++count;
        }
    }
    return count;
}

void compare(SDL_Surface const& actual, std::string const& name)
{
    CAPTURE(name);
    if (updating()) {
        REQUIRE(write_png(kFolder / (name + ".png"), actual));
        return;
    }
    auto const golden = read_png(kFolder / (name + ".png"));
    REQUIRE(golden);
    bool const same_size = (*golden)->w == actual.w && (*golden)->h == actual.h;
    bool const alike = same_size && differing_pixels(**golden, actual) <= static_cast<long>(actual.w) * actual.h / kPixelsPerDifference;
    if (!alike) {
        std::filesystem::create_directories(kActual);
        CHECK(write_png(kActual / (name + ".png"), actual));
    }
    INFO("what was drawn: " << (kActual / (name + ".png")).string());
    CHECK(alike);
}

struct Setting {
    Theme theme = *load_theme(SADUAK_SOURCE_DIR "/assets/theme.toml");
    Messages messages = *Messages::load(SADUAK_SOURCE_DIR "/assets/i18n");
    Fonts fonts = *Fonts::open(theme.family);
};

void compare_screen(Screen const& screen, ScreenSize const& size, std::string const& name)
{
    Setting setting;
    for (Lang const lang : {Lang::th, Lang::en}) {
        Model model = sample_model({true, true});
        model.lang = lang;
        model.screen = screen;
        bool const printer_trouble = std::holds_alternative<Trouble>(screen) || std::holds_alternative<ForStaff>(screen);
        if (printer_trouble) model.printer = drivers::PrinterState::paper_out;
        model.roll = {80'000, 67'500};
        ViewContext const context{setting.theme, setting.messages, size};
        compare(*paint(view(model, sample_now(), context), setting.fonts), name + "-" + std::string(to_string(lang)));
    }
}

ScreenSize const kPortrait{1080, 1920, 4.0};
ScreenSize const kLandscape{1280, 800, 5.9};

TicketContent sample_ticket(Lang lang)
{
    SiteOffer const site = sample_site();
    Issued const issued = sample_issued();
    TicketContent content;
    content.agency_name = site.agency_name;
    content.site_name = site.name;
    content.demo = true;
    content.number = issued.given.number;
    content.service_name = issued.service_name;
    content.ahead = issued.given.ahead;
    content.wait = issued.given.wait;
    content.issued_at = issued.given.issued_at;
    content.documents = issued.documents;
    content.return_after = site.return_after;
    content.citizen_url = site.public_url + "/t/" + issued.wanted.names.token;
    content.lang = lang;
    return content;
}

void compare_ticket(TicketContent const& content, int width, std::string const& name)
{
    CAPTURE(name);
    Setting setting;
    auto const actual = draw_ticket(content, width, setting.fonts, setting.messages);
    REQUIRE(actual);
    if (updating()) {
        REQUIRE(drivers::write_png(kFolder / (name + ".png"), *actual));
        return;
    }
    auto const golden = drivers::read_png(kFolder / (name + ".png"));
    REQUIRE(golden);
    bool const same = *golden == *actual;  // dots are black or white: no tolerance
    if (!same) {
        std::filesystem::create_directories(kActual);
        CHECK(drivers::write_png(kActual / (name + ".png"), *actual));
    }
    INFO("what was drawn: " << (kActual / (name + ".png")).string());
    CHECK(same);
}

}  // namespace

TEST_CASE("screens of a kiosk look as they were approved, in Thai and English")
{
    if (skipped()) return;
    Issued const general = sample_issued();
    Issued const priority = sample_issued(domain::TicketClass::priority);
    compare_screen(Home{}, kPortrait, "home");
    compare_screen(PriorityChoice{ServiceId("id-card"), {}}, kPortrait, "priority");
    compare_screen(TakeTicket{general, domain::Paper::confirmed, {}}, kPortrait, "take-ticket");
    compare_screen(NumberOnScreen{priority, {}}, kPortrait, "number");
    compare_screen(Trouble{TroubleCause::printer, {}, {}}, kPortrait, "trouble");
    compare_screen(ForStaff{}, kPortrait, "staff");
    compare_screen(Closed{sample_night(), {}}, kPortrait, "closed");
    compare_screen(Closed{sample_stop(), {}}, kPortrait, "stopped");
    compare_screen(RatingAsk{sample_rate_now(), {}}, kPortrait, "rating");
}

TEST_CASE("landscape screens look as they were approved, in Thai and English")
{
    if (skipped()) return;
    compare_screen(Home{}, kLandscape, "landscape-home");
    compare_screen(TakeTicket{sample_issued(domain::TicketClass::priority), domain::Paper::unconfirmed, {}}, kLandscape, "landscape-take-ticket");
    compare_screen(Closed{sample_stop(), Instant{1}}, kLandscape, "landscape-stopped");
    compare_screen(ForStaff{}, kLandscape, "landscape-staff");
    compare_screen(RatingAsk{sample_rate_now(), {}}, kLandscape, "landscape-rating");
}

TEST_CASE("tickets look as they were approved, in Thai and English, wide and narrow, first and copy")
{
    if (skipped()) return;
    compare_ticket(sample_ticket(Lang::th), 576, "ticket-th");
    compare_ticket(sample_ticket(Lang::en), 576, "ticket-en");
    TicketContent copy = sample_ticket(Lang::th);
    copy.original = Original::copy;
    copy.ticket_class = domain::TicketClass::priority;
    copy.step_name = {{"th", "จุดแรกรับ"}, {"en", "Reception"}};
    compare_ticket(copy, 576, "ticket-copy-th");
    compare_ticket(sample_ticket(Lang::th), 384, "ticket-58mm-th");
}

TEST_CASE("a ticket's code leads to the citizen's page")
{
    if (std::system("command -v zbarimg >/dev/null 2>&1") != 0) {
        std::cerr << "SKIPPED: zbarimg is not installed (package zbar-tools)\n";
        return;
    }
    Setting setting;
    TicketContent const content = sample_ticket(Lang::th);
    for (int const width : {576, 384}) {
        auto const picture = draw_ticket(content, width, setting.fonts, setting.messages);
        REQUIRE(picture);
        std::filesystem::create_directories(kActual);
        std::filesystem::path const file = kActual / ("code-" + std::to_string(width) + ".png");
        REQUIRE(drivers::write_png(file, *picture));
        std::string read;
        FILE* const pipe = ::popen(("zbarimg --quiet --raw " + file.string() + " 2>/dev/null").c_str(), "r");
        REQUIRE(pipe != nullptr);
        std::array<char, 256> buffer{};
        while (std::fgets(buffer.data(), buffer.size(), pipe) != nullptr) read += buffer.data();
        ::pclose(pipe);
        CHECK(read == content.citizen_url + "\n");
    }
}
