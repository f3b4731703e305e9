#include <algorithm>
#include <cmath>
#include <set>

#include <SDL.h>
#include <catch2/catch.hpp>

#include "kiosk/offline/cut_off.hpp"
#include "kiosk/sdl/painter.hpp"
#include "kiosk/update.hpp"
#include "kiosk/view/view.hpp"
#include "tests/support/kiosk_screens.hpp"

using namespace saduak;
using namespace saduak::kiosk;

namespace {

struct Setting {
    Theme theme = *load_theme(SADUAK_SOURCE_DIR "/assets/theme.toml");
    Messages messages = *Messages::load(SADUAK_SOURCE_DIR "/assets/i18n");
    Fonts fonts = *Fonts::open(theme.family, messages.scripts());
};

ScreenSize const kPortrait{1080, 1920, 4.03};  // 21.5 inches
ScreenSize const kLandscape{1280, 800, 5.9};   // 10.1 inches

}  // namespace

TEST_CASE("contrast is WCAG's")
{
    CHECK(contrast(Color{0x000000}, Color{0xFFFFFF}) == Approx(21));
    CHECK(contrast(Color{0x777777}, Color{0xFFFFFF}) == Approx(4.48).epsilon(0.01));
}

TEST_CASE("faces differ by their drawing, not by colour alone")
{
    Setting setting;
    std::set<std::string> drawings;
    for (int score = 1; score <= 5; ++score) {
        DisplayList list;
        list.width = list.height = 100;
        list.items.emplace_back(Face{{0, 0, 100, 100}, score, Color{0xFFFFFF}, Color{0x000000}});
        SurfacePtr const picture = paint(list, setting.fonts);
        drawings.emplace(static_cast<char const*>(picture->pixels), static_cast<std::size_t>(picture->pitch * picture->h));
    }
    CHECK(drawings.size() == 5);
}

TEST_CASE("what is drawn is what is hit")
{
    Setting setting;
    ViewContext const context{setting.theme, setting.messages, kPortrait};
    DisplayList const list = view(sample_model(), sample_now(), context);
    auto const first = std::find_if(list.targets.begin(), list.targets.end(), [](auto const& t) { return t.target.service == "id-card"; });
    REQUIRE(first != list.targets.end());
    CHECK(first->digit == '1');
    HitTarget const* found = hit(list, first->area.x + 5, first->area.y + 5);
    REQUIRE(found != nullptr);
    CHECK(found->target == first->target);
    CHECK(hit(list, 1, 1) == nullptr);
    CHECK(std::none_of(list.targets.begin(), list.targets.end(), [](auto const& t) { return t.target.service == "sign-tax"; }));
}

TEST_CASE("more services than a page holds are reached page by page")
{
    Setting setting;
    ViewContext const context{setting.theme, setting.messages, kLandscape};
    Model model = sample_model();
    for (int i = 0; i < 8; ++i) {
        ServiceOffer more = model.site->services[0];
        more.id = ServiceId("more-" + std::to_string(i));
        model.site->services.push_back(more);
    }
    std::size_t seen = 0;
    for (int page = 0; page < 3; ++page) {
        DisplayList const list = view(model, sample_now(), context);
        for (HitTarget const& target : list.targets) {
            if (target.target.kind == TargetKind::service) ++seen;
            CHECK(target.area.h >= static_cast<int>(15 * kLandscape.px_per_mm));
        }
        model = update(model, Touched{{TargetKind::next_page, {}, 0}}, sample_now()).model;
    }
    CHECK(seen == 12);  // 14, two of them closed
    CHECK(std::get<Home>(model.screen).page == 0);
}

TEST_CASE("a long service name shrinks before it is cut, and never overflows")
{
    Setting setting;
    Text text;
    text.area = {0, 0, 400, 60};
    text.words = "จดทะเบียนโอนกรรมสิทธิ์ที่ดินพร้อมสิ่งปลูกสร้างและจดทะเบียนจำนองเป็นประกัน";
    text.size_px = 46;
    text.size_min_px = 26;
    FittedText const fitted = fit(text, setting.fonts);
    CHECK_FALSE(fitted.whole);
    REQUIRE(fitted.lines.size() == 1);
    CHECK(fitted.lines[0].find("…") != std::string::npos);
    CHECK(setting.fonts.width(fitted.lines[0], {fitted.size_px, text.weight}) <= 400);
}

TEST_CASE("a kiosk that is cut off says so once, and shows neither who waits nor a time that it does not know")
{
    Setting setting;
    Model model = sample_model();
    model.link = LinkStatus::offline;
    model.site = cut_off(*model.site, sample_now(), sample_now());
    auto const says = [&](Instant now, std::string const& words) {
        DisplayList const list = view(model, now, {setting.theme, setting.messages, kPortrait});
        return std::count_if(list.items.begin(), list.items.end(), [&words](Item const& item) {
            auto const* text = std::get_if<Text>(&item);
            return text != nullptr && text->words.find(words) != std::string::npos;
        });
    };
    CHECK(says(sample_now(), setting.messages.text(Lang::th, "home_offline")) == 1);
    CHECK(says(sample_now(), "รอ 4") == 0);
    CHECK(says(sample_now(), "ไม่มีผู้รอ") == 0);
    CHECK(says(sample_now(), "08.30") + says(sample_now(), "08:30") == 1);
    CHECK(says({}, "08.30") + says({}, "08:30") + says({}, "07:00") + says({}, "07.00") == 0);
    model.link = LinkStatus::online;
    CHECK(says(sample_now(), setting.messages.text(Lang::th, "home_offline")) == 0);
}
