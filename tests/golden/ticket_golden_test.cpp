// Every ticket template in every language, compared dot by dot with the pictures in tests/golden/kiosk (kiosk_golden_test.cpp says
// how they are made), and read back: a stranger's QR reader must find the link on each.
#include <catch2/catch.hpp>

#include "drivers/raster/png.hpp"
#include "kiosk/theme.hpp"
#include "kiosk/ticket/sample_ticket.hpp"
#include "tests/golden/golden_pictures.hpp"

using namespace saduak;
using namespace saduak::kiosk;
using namespace saduak::golden;

namespace {

std::filesystem::path const kAssets = SADUAK_SOURCE_DIR "/assets";

struct Studio {
    Theme theme = *load_theme(kAssets / "theme.toml");
    Messages messages = *Messages::load(kAssets / "i18n");
    Fonts fonts = *Fonts::open(theme.family, messages.scripts());

    [[nodiscard]] static TicketContent sample(Lang const& lang) { return *load_sample_ticket(kAssets / "demo" / "sample-ticket.toml", "", lang); }
    [[nodiscard]] static TicketTemplate design(std::string const& name) { return *load_template(name, kAssets); }
    [[nodiscard]] drivers::Bitmap draw(TicketContent const& content, TicketTemplate const& design, int width)
    {
        return *draw_ticket(content, design, width, fonts, messages);
    }
};

struct Case {
    std::string design;
    int width;
};
std::vector<Case> const kCases{{"standard", 576}, {"standard", 384}, {"large-print", 576}, {"compact", 576}};

std::string picture_name(Case const& each, Lang const& lang)
{
    return "ticket-" + each.design + (each.width == 384 ? "-58mm" : "") + "-" + std::string(lang.code());
}

void compare_ticket(drivers::Bitmap const& actual, std::string const& name)
{
    CAPTURE(name);
    if (updating()) {
        REQUIRE(drivers::write_png(kFolder / (name + ".png"), actual));
        return;
    }
    auto const golden = drivers::read_png(kFolder / (name + ".png"));
    REQUIRE(golden);
    bool const same = *golden == actual;  // dots are black or white: no tolerance
    if (!same) {
        std::filesystem::create_directories(kActual);
        CHECK(drivers::write_png(kActual / (name + ".png"), actual));
    }
    INFO("what was drawn: " << (kActual / (name + ".png")).string());
    CHECK(same);
}

}  // namespace

TEST_CASE("every ticket template looks as it was approved in every language")
{
    if (skipped()) return;
    Studio studio;
    CHECK(studio.messages.languages().size() >= 5);
    for (Case const& each : kCases)
        for (Language const& language : studio.messages.languages())
            compare_ticket(studio.draw(Studio::sample(language.code), Studio::design(each.design), each.width), picture_name(each, language.code));
}

TEST_CASE("a priority copy with a first step, a message, footers and a logo looks as it was approved")
{
    if (skipped()) return;
    Studio studio;
    TicketContent content = Studio::sample(Lang::th);
    content.original = Original::copy;
    content.ticket_class = domain::TicketClass::priority;
    content.step_name = {{"th", "จุดแรกรับ"}, {"en", "Reception"}};
    TicketTemplate design = Studio::design("standard");
    design.messages[content.service] = {{"th", "ถ่ายภาพที่ช่อง 1 ก่อน"}, {"en", "Photograph first, at counter 1"}};
    design.footer = {{{"th", "สายด่วน 1111"}, {"en", "Hotline 1111"}}};
    REQUIRE(set_logo(design, SADUAK_SOURCE_DIR "/tests/golden/shaded-emblem.png"));
    compare_ticket(studio.draw(content, design, 576), "ticket-full-th");
}

TEST_CASE("zbarimg reads the code of every template in every language")
{
    if (std::system("command -v zbarimg >/dev/null 2>&1") != 0) {
        std::cerr << "SKIPPED: zbarimg is not installed (package zbar-tools)\n";
        return;
    }
    Studio studio;
    std::filesystem::create_directories(kActual);
    for (Case const& each : kCases)
        for (Language const& language : studio.messages.languages()) {
            TicketContent const content = Studio::sample(language.code);
            std::filesystem::path const file = kActual / ("code-" + picture_name(each, language.code) + ".png");
            CAPTURE(file.string());
            REQUIRE(drivers::write_png(file, studio.draw(content, Studio::design(each.design), each.width)));
            CHECK(output_of("zbarimg --quiet --raw " + file.string()) == content.citizen_url + "\n");
        }
}
