// The kiosk's screens, compared with the pictures in tests/golden/kiosk. SADUAK_UPDATE_GOLDEN=1 rewrites them:
// look at each before committing. They were made with the packages of tests/golden/kiosk/packages.txt; with others letters
// differ by a pixel, so the comparison is skipped, aloud.
#include <algorithm>
#include <cstdlib>

#include <SDL.h>
#include <catch2/catch.hpp>

#include "kiosk/sdl/painter.hpp"
#include "kiosk/view/view.hpp"
#include "tests/golden/golden_pictures.hpp"
#include "tests/support/kiosk_screens.hpp"

using namespace saduak;
using namespace saduak::kiosk;
using namespace saduak::golden;

namespace {

// Pictures are equal when at most one pixel in 20,000 differs by more than 32 of 255 in a channel: nothing that a person
// could see, and less than one letter. In practice they are identical.
constexpr int kChannelTolerance = 32;
constexpr int kPixelsPerDifference = 20'000;

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
    Fonts fonts = *Fonts::open(theme.family, messages.scripts());
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
        model.roll.empty = printer_trouble;
        ViewContext const context{setting.theme, setting.messages, size};
        compare(*paint(view(model, sample_now(), context), setting.fonts), name + "-" + std::string(to_string(lang)));
    }
}

ScreenSize const kPortrait{1080, 1920, 4.0};
ScreenSize const kLandscape{1280, 800, 5.9};

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
    compare_screen(RatingReasons{sample_rate_now(), 2, {}}, kPortrait, "reasons");
    compare_screen(CodeEntry{"4F7K", {}, CodeFault::wrong_day, instant_at({2026, 11, 25}, hours(9) + minutes(30))}, kPortrait, "code");
    compare_screen(OnPhone{general, {}}, kPortrait, "on-phone");
    compare_screen(AskAgain{ServiceId("id-card"), "A012", {}}, kPortrait, "again");
}

TEST_CASE("landscape screens look as they were approved, in Thai and English")
{
    if (skipped()) return;
    compare_screen(Home{}, kLandscape, "landscape-home");
    compare_screen(PriorityChoice{ServiceId("id-card"), {}}, kLandscape, "landscape-priority");
    compare_screen(RatingReasons{sample_rate_now(), 5, {}}, kLandscape, "landscape-reasons");
    compare_screen(CodeEntry{"4F7K", {}}, kLandscape, "landscape-code");
    compare_screen(TakeTicket{sample_issued(domain::TicketClass::priority), domain::Paper::unconfirmed, {}}, kLandscape, "landscape-take-ticket");
    compare_screen(Closed{sample_stop(), Instant{1}}, kLandscape, "landscape-stopped");
    compare_screen(ForStaff{}, kLandscape, "landscape-staff");
    compare_screen(RatingAsk{sample_rate_now(), {}}, kLandscape, "landscape-rating");
}

TEST_CASE("what a person sets looks as it was approved: languages, access, letters, contrast, reach")
{
    if (skipped()) return;
    Setting setting;
    std::vector<SampleScreen> const screens = sample_screens();
    auto const draw = [&](std::string const& screen, std::size_t access, ScreenSize const& size, std::string const& lang) {
        Model model = std::find_if(screens.begin(), screens.end(), [&screen](auto const& each) { return each.name == screen; })->model;
        model.access = sample_accesses()[access].access;
        model.lang = *Lang::parse(lang);
        ViewContext const context{setting.theme, setting.messages, size};
        compare(*paint(view(model, sample_now(), context), setting.fonts), "access-" + screen + "-" + sample_accesses()[access].name + "-" + lang);
    };
    draw("languages", 0, kPortrait, "th");
    draw("access", 0, kPortrait, "th");
    draw("home", 1, kPortrait, "zh");
    draw("take-ticket", 2, kPortrait, "my");
    draw("number", 3, kPortrait, "th");
    draw("home", 4, kPortrait, "ms");
    draw("rating", 5, kPortrait, "th");
    draw("home", 5, {1024, 600, 4.6}, "th");
}
