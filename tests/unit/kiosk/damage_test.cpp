// Only what changed is drawn again, and the picture is the same as one drawn whole.
#include <cstring>
#include <random>

#include <SDL.h>
#include <catch2/catch.hpp>

#include "kiosk/damage.hpp"
#include "kiosk/sdl/painter.hpp"
#include "kiosk/update.hpp"
#include "kiosk/view/view.hpp"
#include "tests/unit/kiosk/kiosk_samples.hpp"

using namespace saduak;
using namespace saduak::kiosk;

namespace {

constexpr Color kWhite{0xFFFFFF};
constexpr Color kBlue{0x1144AA};

Item ground() { return Box{{0, 0, 400, 300}, kWhite, 0, {}, 0}; }
Item word(std::string words, Rect area)
{
    Text text;
    text.area = area;
    text.words = std::move(words);
    text.size_px = text.size_min_px = 30;
    text.color = kBlue;
    return text;
}
DisplayList list_of(std::vector<Item> items) { return {400, 300, std::move(items), {}}; }

Fonts sample_fonts() { return *Fonts::open("Loma"); }

bool same_pixels(SDL_Surface const& a, SDL_Surface const& b)
{
    if (a.w != b.w || a.h != b.h) return false;
    for (int y = 0; y < a.h; ++y) {
        auto const* row_a = static_cast<char const*>(a.pixels) + y * a.pitch;
        auto const* row_b = static_cast<char const*>(b.pixels) + y * b.pitch;
        if (std::memcmp(row_a, row_b, static_cast<std::size_t>(a.w) * 4) != 0) return false;
    }
    return true;
}

}  // namespace

TEST_CASE("What stays the same is not drawn again")
{
    DisplayList const before = list_of({ground(), word("A001", {10, 10, 100, 40}), Box{{200, 200, 80, 40}, kBlue, 8, {}, 0}});
    CHECK(damage(before, before).empty());
    DisplayList const after = list_of({ground(), word("A002", {10, 10, 100, 40}), Box{{200, 200, 80, 40}, kBlue, 8, {}, 0}});
    std::vector<Rect> const changed = damage(before, after);
    REQUIRE(changed.size() == 1);
    CHECK(intersection(changed[0], {200, 200, 80, 40}).empty());
    CHECK(intersection(changed[0], {10, 10, 100, 40}) == Rect{10, 10, 100, 40});
}

TEST_CASE("Items that change places are drawn again: one may cover the other")
{
    Item const below = Box{{50, 50, 60, 60}, kBlue, 0, {}, 0};
    Item const above = Box{{80, 80, 60, 60}, kWhite, 0, {}, 0};
    CHECK_FALSE(damage(list_of({ground(), below, above}), list_of({ground(), above, below})).empty());
}

TEST_CASE("A screen of another size, or mostly another, is one rectangle")
{
    DisplayList const before = list_of({ground()});
    DisplayList larger = before;
    larger.width = 500;
    CHECK(damage(before, larger) == std::vector<Rect>{{0, 0, 500, 300}});
    DisplayList const dark = list_of({Box{{0, 0, 400, 300}, kBlue, 0, {}, 0}});
    CHECK(damage(before, dark) == std::vector<Rect>{{0, 0, 400, 300}});
}

TEST_CASE("The rectangles lie on the screen and do not meet")
{
    std::mt19937 random(7);
    for (int round = 0; round < 300; ++round) {
        auto const some = [&random] {
            std::vector<Item> items{ground()};
            for (auto count = random() % 12; count > 0; --count) {
                Rect const area{static_cast<int>(random() % 420) - 10, static_cast<int>(random() % 320) - 10, static_cast<int>(random() % 90), 20};
                items.push_back(word(std::string(1, static_cast<char>('A' + random() % 3)), area));
            }
            return list_of(std::move(items));
        };
        std::vector<Rect> const changed = damage(some(), some());
        for (std::size_t i = 0; i < changed.size(); ++i) {
            CHECK(intersection(changed[i], {0, 0, 400, 300}) == changed[i]);
            for (std::size_t k = i + 1; k < changed.size(); ++k) CHECK(intersection(changed[i], changed[k]).empty());
        }
    }
}

TEST_CASE("A picture that follows touches is pixel by pixel the one that is drawn whole")
{
    Theme const theme = *load_theme(SADUAK_SOURCE_DIR "/assets/theme.toml");
    Messages const messages = *Messages::load(SADUAK_SOURCE_DIR "/assets/i18n");
    Fonts fonts = *Fonts::open(theme.family, messages.scripts());
    ViewContext const context{theme, messages, {540, 960, 2.0}};
    std::mt19937 random(11);
    Model model = sample_model({true, true});
    Instant now = sample_now();
    Canvas canvas;
    std::size_t partly = 0;
    for (int step = 0; step < 60; ++step) {
        DisplayList const list = view(model, now, context);
        std::vector<Rect> const changed = canvas.show(list, fonts);
        if (changed.empty() || changed[0] != Rect{0, 0, list.width, list.height}) ++partly;
        REQUIRE(same_pixels(canvas.picture(), *paint(list, fonts)));
        now = now + seconds(7);
        Msg msg = TimePassed{};
        if (random() % 5 != 0 && !list.targets.empty()) msg = Touched{list.targets[random() % list.targets.size()].target};
        Next next = update(model, msg, now);
        for (Effect const& effect : next.effects) {
            if (std::holds_alternative<DrawNames>(effect)) next.model.next_names = sample_names('2');
            if (auto const* print = std::get_if<Print>(&effect))
                next = update(next.model, PrintEnded{print->ticket, print->content.original, domain::Paper::confirmed, {}, 0}, now);
        }
        if (auto const* issuing = std::get_if<Issuing>(&next.model.screen))
            next = update(next.model, IssueAnswered{issuing->wanted.names.ticket, sample_given(issuing->wanted.names), std::nullopt}, now);
        model = std::move(next.model);
    }
    CHECK(partly > 10);
}

TEST_CASE("A text draws nothing outside its extent")
{
    Fonts fonts = sample_fonts();
    Item const text = word("ที่นี้ปู่ฏฐู", {60, 60, 200, 42});
    SurfacePtr const picture = paint(list_of({ground(), text}), fonts);
    SurfacePtr const blank = paint(list_of({ground()}), fonts);
    Rect const allowed = extent(text);
    int changed = 0;
    for (int y = 0; y < picture->h; ++y)
        for (int x = 0; x < picture->w; ++x) {
            auto const at = [x, y](SDL_Surface const& surface) {
                return reinterpret_cast<Uint32 const*>(static_cast<char const*>(surface.pixels) + y * surface.pitch)[x];
            };
            if (at(*picture) == at(*blank)) continue;
            ++changed;
            REQUIRE(allowed.contains(x, y));
        }
    CHECK(changed > 100);
}
