// The rules that every screen keeps in every language, at every size, however a person has it.
#include <algorithm>
#include <cmath>

#include <catch2/catch.hpp>

#include "kiosk/app/script.hpp"
#include "kiosk/app/target_names.hpp"
#include "kiosk/text/letters.hpp"
#include "tests/support/kiosk_screens.hpp"

using namespace saduak;
using namespace saduak::kiosk;

namespace {

struct Setting {
    Theme theme = *load_theme(SADUAK_SOURCE_DIR "/assets/theme.toml");
    Messages messages = *Messages::load(SADUAK_SOURCE_DIR "/assets/i18n");
    Fonts fonts = *Fonts::open(theme.family, messages.scripts());
};

// Calls check(list, size, model) for each screen, size, language and way to have it.
template <class Check>
void for_every_view(Setting& setting, Check check)
{
    std::vector<SampleScreen> const screens = sample_screens();
    for (SampleSize const& size : sample_sizes())
        for (Language const& language : setting.messages.languages())
            for (SampleAccess const& access : sample_accesses())
                for (SampleScreen const& screen : screens) {
                    CAPTURE(size.name, to_string(language.code), access.name, screen.name);
                    Model model = screen.model;
                    model.lang = language.code;
                    model.access = access.access;
                    ViewContext const context{setting.theme, setting.messages, size.size};
                    check(view(model, sample_now(), context), size.size, model);
                }
}

bool inside(Rect const& inner, Rect const& outer)
{
    return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.w <= outer.x + outer.w && inner.y + inner.h <= outer.y + outer.h;
}

bool overlap(Rect const& a, Rect const& b) { return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h; }

}  // namespace

TEST_CASE("every target is at least 15 mm on each side, on the screen, and apart from the others")
{
    Setting setting;
    for_every_view(setting, [](DisplayList const& list, ScreenSize const& size, Model const&) {
        int const least = static_cast<int>(std::ceil(15 * size.px_per_mm));
        for (HitTarget const& target : list.targets) {
            CAPTURE(static_cast<int>(target.target.kind));
            CHECK(target.area.w >= least);
            CHECK(target.area.h >= least);
            CHECK(inside(target.area, {0, 0, size.width, size.height}));
            for (HitTarget const& other : list.targets)
                if (&other != &target) CHECK_FALSE(overlap(target.area, other.area));
        }
    });
}

TEST_CASE("every target has words by which a script touches it")
{
    Setting setting;
    for_every_view(setting, [](DisplayList const& list, ScreenSize const&, Model const&) {
        for (HitTarget const& target : list.targets) {
            CAPTURE(static_cast<int>(target.target.kind));
            auto const read = parse_instruction("tap " + words_of(target.target));
            REQUIRE(read);
            REQUIRE(std::holds_alternative<Tap>(**read));
            CHECK(std::get<Tap>(**read).target == target.target);
        }
    });
}

TEST_CASE("every screen offers the languages and the ways to have it")
{
    Setting setting;
    for_every_view(setting, [](DisplayList const& list, ScreenSize const&, Model const& model) {
        if (std::holds_alternative<Dimmed>(model.screen)) return;  // a touch anywhere wakes it
        auto const offered = [&list](TargetKind kind) {
            return std::count_if(list.targets.begin(), list.targets.end(), [kind](auto const& t) { return t.target.kind == kind; });
        };
        CHECK(offered(TargetKind::language) == 1);
        CHECK(offered(TargetKind::access) == 1);
    });
}

TEST_CASE("with controls low every target is in the lower half of an upright screen, in the lower three fifths of a wide one")
{
    Setting setting;
    for_every_view(setting, [](DisplayList const& list, ScreenSize const& size, Model const& model) {
        if (!model.access.low_reach || std::holds_alternative<Dimmed>(model.screen)) return;
        int const line = size.height > size.width ? size.height / 2 : size.height * 2 / 5;
        for (HitTarget const& target : list.targets) {
            CAPTURE(static_cast<int>(target.target.kind));
            CHECK(target.area.y >= line);
        }
    });
}

TEST_CASE("every text is whole, within its area, on the screen and not on another text, with a glyph for each letter")
{
    Setting setting;
    for_every_view(setting, [&setting](DisplayList const& list, ScreenSize const& size, Model const&) {
        std::vector<Rect> taken;
        for (Item const& item : list.items) {
            auto const* text = std::get_if<Text>(&item);
            if (text == nullptr) continue;
            CAPTURE(text->words, text->area.x, text->area.y, text->area.w, text->area.h);
            FittedText const fitted = fit(*text, setting.fonts);
            CHECK(fitted.whole);
            CHECK(inside(text->area, {0, 0, size.width, size.height}));
            CHECK(setting.fonts.missing_glyphs(text->words).empty());
            for (Rect const& other : taken) CHECK_FALSE(overlap(text->area, other));
            taken.push_back(text->area);
        }
    });
}

TEST_CASE("no picture lies on a text or off the screen, and a code to scan lies on white")
{
    Setting setting;
    for_every_view(setting, [](DisplayList const& list, ScreenSize const& size, Model const&) {
        std::vector<Rect> texts;
        for (Item const& item : list.items)
            if (auto const* text = std::get_if<Text>(&item)) texts.push_back(text->area);
        auto const stands_free = [&](Rect const& area) {
            return inside(area, {0, 0, size.width, size.height}) &&
                   std::none_of(texts.begin(), texts.end(), [&area](Rect const& text) { return overlap(area, text); });
        };
        Color ground;
        for (Item const& item : list.items) {
            if (auto const* box = std::get_if<Box>(&item)) ground = box->fill;
            if (auto const* icon = std::get_if<Icon>(&item)) CHECK(stands_free(icon->area));
            auto const* code = std::get_if<QrCode>(&item);
            if (code == nullptr) continue;
            CHECK(stands_free(code->area));
            CHECK(ground == Color{0xFFFFFF});
            CHECK(std::min(code->area.w, code->area.h) >= static_cast<int>(15 * size.px_per_mm));  // a telephone reads it from an arm's length
        }
    });
}

TEST_CASE("every text has a contrast of 4.5 to what it stands on, 7 where strong contrast was asked for; every face and icon 3")
{
    Setting setting;
    for_every_view(setting, [&setting](DisplayList const& list, ScreenSize const&, Model const& model) {
        Palette const& palette = model.access.high_contrast ? setting.theme.high_contrast : setting.theme;
        double const least = model.access.high_contrast ? 7 : 4.5;
        for (Item const& item : list.items) {
            if (auto const* text = std::get_if<Text>(&item)) {
                CAPTURE(text->words);
                CHECK(contrast(text->color, text->ground) >= least);
            }
            if (auto const* face = std::get_if<Face>(&item)) CHECK(contrast(face->ink, face->fill) >= 3);
        }
        CHECK(contrast(palette.line, palette.surface) >= 3);
        CHECK(contrast(palette.line, palette.ground) >= 3);
        CHECK(contrast(palette.primary, palette.surface) >= 3);
        CHECK(contrast(palette.primary_text, palette.primary) >= 3);
    });
}

TEST_CASE("larger letters are larger, at each step, wherever the screen has the room")
{
    Setting setting;
    for (std::string const name : {"home", "take-ticket", "rating", "access"}) {
        int before = 0;
        for (TextSize const text : {TextSize::normal, TextSize::large, TextSize::largest}) {
            std::vector<SampleScreen> const screens = sample_screens();
            Model model = std::find_if(screens.begin(), screens.end(), [&name](auto const& each) { return each.name == name; })->model;
            model.access.text = text;
            ViewContext const context{setting.theme, setting.messages, sample_sizes()[0].size};
            int sum = 0;
            for (Item const& item : view(model, sample_now(), context).items)
                if (auto const* words = std::get_if<Text>(&item))
                    sum += fit(*words, setting.fonts).size_px * static_cast<int>(letters_of(words->words).size());
            CAPTURE(name, before, sum);
            if (name != "home") CHECK(sum > before);  // home shows fewer services
            before = sum;
        }
    }
}
