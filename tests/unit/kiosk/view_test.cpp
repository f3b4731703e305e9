#include <algorithm>
#include <cmath>
#include <set>

#include <SDL.h>
#include <catch2/catch.hpp>

#include "kiosk/sdl/painter.hpp"
#include "kiosk/update.hpp"
#include "kiosk/view/view.hpp"
#include "tests/unit/kiosk/kiosk_samples.hpp"

using namespace saduak;
using namespace saduak::kiosk;

namespace {

struct Setting {
    Theme theme = *load_theme(SADUAK_SOURCE_DIR "/assets/theme.toml");
    Messages messages = *Messages::load(SADUAK_SOURCE_DIR "/assets/i18n");
    Fonts fonts = *Fonts::open(theme.family);
};

ScreenSize const kPortrait{1080, 1920, 4.03};  // 21.5 inches
ScreenSize const kLandscape{1280, 800, 5.9};   // 10.1 inches
ScreenSize const kSmall{1024, 600, 4.6};       // 10.1 inches

// As long as the server takes it: 500 bytes.
Closure longest_stop()
{
    std::string reason;
    while (reason.size() + 75 <= 500) reason += "น้ำท่วมถนนหน้าอาคาร ";
    return {Closure::Cause::stopped, {}, reason};
}

std::vector<Screen> every_screen()
{
    Issued const general = sample_issued();
    Issued const priority = sample_issued(domain::TicketClass::priority);
    Issued offline = sample_issued();
    offline.given.offline = true;
    return {Home{},
            PriorityChoice{ServiceId("id-card"), {}},
            PriorityChoice{ServiceId("id-card"), {}, true, 9},
            AskAgain{ServiceId("id-card"), "A1012", {}},
            CodeEntry{"4F7KX2MQ", {}},
            CodeEntry{{}, {}, CodeFault::unknown},
            CodeEntry{{}, {}, CodeFault::wrong_day, instant_at({2026, 11, 25}, hours(9) + minutes(30))},
            CodeEntry{{}, {}, CodeFault::used},
            StillThere{Home{}, {}, 20},
            OnPhone{priority, {}},
            Issuing{},
            Printing{general, {}},
            TakeTicket{general, domain::Paper::confirmed, {}},
            TakeTicket{priority, domain::Paper::unconfirmed, {}},
            TakeTicket{general, domain::Paper::accepted, {}},
            TakeTicket{offline, domain::Paper::confirmed, {}},
            NumberOnScreen{priority, {}},
            Trouble{TroubleCause::starting, {}, {}},
            Trouble{TroubleCause::server, {}, {}},
            Trouble{TroubleCause::printer, {}, {}},
            Trouble{TroubleCause::slow_answer, {}, Instant{1}},
            Trouble{TroubleCause::refused_ticket, {}, Instant{1}},
            Trouble{TroubleCause::refused_device, {}, {}},
            Trouble{TroubleCause::no_numbers, {}, Instant{1}},
            Closed{sample_night(), {}},
            Closed{{Closure::Cause::hours, instant_at({2027, 1, 5}, hours(8)), {}}, Instant{1}},
            Closed{{Closure::Cause::hours, {}, {}}, {}},
            Closed{{Closure::Cause::last_ticket, {}, {}}, Instant{1}},
            Closed{{Closure::Cause::quota, {}, {}}, Instant{1}},
            Closed{sample_stop(), {}},
            Closed{longest_stop(), Instant{1}},
            RatingIdle{},
            RatingAsk{sample_rate_now(), {}},
            RatingReasons{sample_rate_now(), 5, {}},
            RatingReasons{sample_rate_now(), 1, {}},
            Thanks{{}, false},
            Thanks{}};
}

// Calls check(list) for each screen, size and language.
template <class Check>
void for_every_view(Setting& setting, Check check)
{
    for (ScreenSize const& size : {kPortrait, kLandscape, kSmall})
        for (Lang const lang : {Lang::th, Lang::en})
            for (Screen const& screen : every_screen()) {
                CAPTURE(size.width, to_string(lang), name_of(screen));
                Model model = sample_model({true, true});
                model.lang = lang;
                model.screen = screen;
                ViewContext const context{setting.theme, setting.messages, size};
                check(view(model, sample_now(), context), size);
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
    for_every_view(setting, [](DisplayList const& list, ScreenSize const& size) {
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

TEST_CASE("every screen offers the other language")
{
    Setting setting;
    for_every_view(setting, [](DisplayList const& list, ScreenSize const&) {
        CHECK(std::count_if(list.targets.begin(), list.targets.end(), [](auto const& t) { return t.target.kind == TargetKind::language; }) == 1);
    });
}

TEST_CASE("every text is whole, within its area, on the screen and not on another text")
{
    Setting setting;
    for_every_view(setting, [&setting](DisplayList const& list, ScreenSize const& size) {
        std::vector<Rect> taken;
        for (Item const& item : list.items) {
            auto const* text = std::get_if<Text>(&item);
            if (text == nullptr) continue;
            CAPTURE(text->words, text->area.x, text->area.y, text->area.w, text->area.h);
            FittedText const fitted = fit(*text, setting.fonts);
            CHECK(fitted.whole);
            CHECK(inside(text->area, {0, 0, size.width, size.height}));
            for (Rect const& other : taken) CHECK_FALSE(overlap(text->area, other));
            taken.push_back(text->area);
        }
    });
}

TEST_CASE("every text has a contrast of 4.5 to what it stands on, every face and icon 3")
{
    Setting setting;
    for_every_view(setting, [&setting](DisplayList const& list, ScreenSize const&) {
        for (Item const& item : list.items) {
            if (auto const* text = std::get_if<Text>(&item)) {
                CAPTURE(text->words);
                CHECK(contrast(text->color, text->ground) >= 4.5);
            }
            if (auto const* face = std::get_if<Face>(&item)) CHECK(contrast(face->ink, face->fill) >= 3);
            if (auto const* icon = std::get_if<Icon>(&item)) CHECK(contrast(icon->color, setting.theme.ground) >= 3);
        }
    });
    CHECK(contrast(setting.theme.line, setting.theme.surface) >= 3);
    CHECK(contrast(setting.theme.line, setting.theme.ground) >= 3);
}

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
