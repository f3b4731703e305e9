// Language and access as a person sets them; the keys that reach every target; a hundred fingers at once.
#include <algorithm>
#include <random>

#include <catch2/catch.hpp>

#include "kiosk/keys.hpp"
#include "tests/support/kiosk_screens.hpp"
#include "tests/unit/kiosk/kiosk_bench.hpp"

using namespace saduak;
using namespace saduak::kiosk;

namespace {

struct Setting {
    Theme theme = *load_theme(SADUAK_SOURCE_DIR "/assets/theme.toml");
    Messages messages = *Messages::load(SADUAK_SOURCE_DIR "/assets/i18n");
};

}  // namespace

TEST_CASE("a language is chosen from the list, and the ticket is asked for in it")
{
    Bench kiosk;
    kiosk.touch(TargetKind::language);
    CHECK(kiosk.model.panel == Panel::languages);
    kiosk.touch(TargetKind::choose_language, "my");
    CHECK(kiosk.model.panel == Panel::none);
    kiosk.touch(TargetKind::service, "id-card").touch(TargetKind::general);
    CHECK(kiosk.submitted<domain::IssueTicket>().at(0).lang == "my");
}

TEST_CASE("how the screen is to be stays through a ticket and ends when the kiosk rests")
{
    Bench kiosk;
    kiosk.touch(TargetKind::access).touch(TargetKind::text_size, {}, 2).touch(TargetKind::contrast).touch(TargetKind::reach);
    kiosk.touch(TargetKind::close_panel);
    Access const chosen = kiosk.model.access;
    CHECK(chosen == Access{TextSize::largest, true, true, 1, false});
    kiosk.happen(SitePushed{sample_site()});
    CHECK(kiosk.model.access == chosen);
    kiosk.printing().printed(Paper::confirmed);
    CHECK(kiosk.model.access == chosen);
    kiosk.touch(TargetKind::done);
    CHECK(kiosk.model.access == Access{});
}

TEST_CASE("a panel closes when the screen beneath it changes, and keeps a choice from being taken away meanwhile")
{
    Bench kiosk;
    kiosk.touch(TargetKind::service, "id-card").pass(kChoiceIdle - seconds(1)).touch(TargetKind::access).pass(kChoiceIdle - seconds(1));
    CHECK(kiosk.screen() == "priority");
    kiosk.pass(seconds(2));
    CHECK(kiosk.screen() == "still_there");
    CHECK(kiosk.model.panel == Panel::none);
}

TEST_CASE("who asks for more time gets it on every screen that waits for a person, and no machine is given more")
{
    Bench kiosk;
    kiosk.touch(TargetKind::access).touch(TargetKind::time_factor).touch(TargetKind::time_factor).touch(TargetKind::close_panel);
    CHECK(kiosk.model.access.time_factor == 4);
    kiosk.touch(TargetKind::service, "id-card").pass(Millis{4 * kChoiceIdle.count - 1});
    CHECK(kiosk.screen() == "priority");
    kiosk.pass(Millis{1});
    CHECK(kiosk.screen() == "still_there");
    kiosk.pass(Millis{4 * kStillThere.count - 1});
    CHECK(kiosk.screen() == "still_there");
    kiosk.touch(TargetKind::go_on).touch(TargetKind::general).pass(kIssueAnswer);
    CHECK(kiosk.screen() == "trouble");
}

TEST_CASE("on every screen the twelve keys reach every target but staff's clock")
{
    Setting setting;
    for (SampleScreen const& screen : sample_screens()) {
        CAPTURE(screen.name);
        ViewContext const context{setting.theme, setting.messages, sample_sizes()[0].size};
        DisplayList const list = view(screen.model, sample_now(), context);
        std::vector<Target> reached;
        std::optional<Target> focus;
        for (std::size_t i = 0; i < list.targets.size(); ++i) {
            auto const moved = message_of(Key{Key::Kind::next, 0}, list, focus);
            REQUIRE(moved);
            if (auto const* at_once = std::get_if<Touched>(&*moved)) {  // a screen that is one target
                reached.push_back(at_once->target);
                continue;
            }
            focus = std::get<Focused>(*moved).target;
            auto const touched = message_of(Key{Key::Kind::digit, '0'}, list, focus);
            REQUIRE(touched);
            reached.push_back(std::get<Touched>(*touched).target);
        }
        for (HitTarget const& target : list.targets)
            if (target.target.kind != TargetKind::staff) CHECK(std::find(reached.begin(), reached.end(), target.target) != reached.end());
    }
}

TEST_CASE("the target that the keys are on has a frame")
{
    Setting setting;
    ViewContext const context{setting.theme, setting.messages, sample_sizes()[0].size};
    Model model = sample_model();
    std::size_t const before = view(model, sample_now(), context).items.size();
    model.focus = Target{TargetKind::service, "registry", 0};
    CHECK(view(model, sample_now(), context).items.size() == before + 8);
}

TEST_CASE("whatever is touched, a kiosk left alone comes to rest, and no target lies outside the screen")
{
    Setting setting;
    std::mt19937 chance(20261126);
    auto const below = [&chance](std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(chance); };
    std::vector<SampleSize> const sizes = sample_sizes();
    Bench kiosk(sample_many_services().model);
    for (int touch = 0; touch < 20'000; ++touch) {
        ScreenSize const& size = sizes[below(sizes.size())].size;
        DisplayList const list = view(kiosk.model, kiosk.now, ViewContext{setting.theme, setting.messages, size});
        for (HitTarget const& each : list.targets)
            if (each.area.x < 0 || each.area.y < 0 || each.area.x + each.area.w > size.width || each.area.y + each.area.h > size.height)
                FAIL("a target outside the screen " << kiosk.screen());
        std::size_t const what = below(20);
        if (what < 12 && !list.targets.empty()) kiosk.happen(Touched{list.targets[below(list.targets.size())].target});
        else if (what < 15) {
            Key const key = what == 12 ? Key{Key::Kind::next, 0} : Key{Key::Kind::digit, static_cast<char>('0' + below(10))};
            if (auto const msg = message_of(key, list, kiosk.model.focus)) kiosk.happen(*msg);
        } else if (what == 15)
            kiosk.happen(IssueAnswered{sample_names('1' + static_cast<char>(below(2))).ticket, sample_given(sample_names('2')), {}});
        else if (what == 16) kiosk.printed(below(2) == 0 ? Paper::confirmed : Paper::failed);
        else if (what == 17) kiosk.happen(SitePushed{sample_many_services().model.site.value()});
        else kiosk.pass(Millis{static_cast<std::int64_t>(below(30'000))});
        kiosk.effects.clear();
        if (touch % 100 != 0) continue;
        Bench left(kiosk.model);
        left.now = kiosk.now;
        for (int i = 0; i < 40; ++i) left.pass(seconds(30));
        CAPTURE(kiosk.screen(), left.screen());
        bool const at_rest = left.screen() == "home" || left.screen() == "trouble" || left.screen() == "closed";
        if (!at_rest || left.model.panel != Panel::none || !(left.model.access == Access{})) FAIL("a kiosk left alone does not rest");
    }
    CHECK(kiosk.model.site.has_value());
}
