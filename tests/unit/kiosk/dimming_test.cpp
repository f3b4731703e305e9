// When the screen dims, what wakes it, and that a waking touch takes nothing.
#include "kiosk/keys.hpp"
#include "kiosk/view/view.hpp"
#include "tests/unit/kiosk/kiosk_bench.hpp"

using namespace saduak;
using namespace saduak::kiosk;

namespace {

Model with_saver(Millis after)
{
    Model model = sample_model();
    model.saver_after = after;
    model.touched_at = model.screen_since = Bench().now;
    return model;
}

SiteOffer closed_site(Model const& model)
{
    SiteOffer site = *model.site;
    for (ServiceOffer& service : site.services) {
        service.open = false;
        service.closure = Closure{Closure::Cause::hours, Instant{1'800'000'000'000}, {}};
    }
    return site;
}

}  // namespace

TEST_CASE("an untouched screen dims after its time, moves, and a touch wakes it and takes nothing")
{
    Bench kiosk(with_saver(minutes(10)));
    kiosk.pass(minutes(9)).touch(TargetKind::next_page).pass(minutes(9));
    CHECK(kiosk.screen() == "home");
    kiosk.pass(minutes(1));
    REQUIRE(kiosk.screen() == "dimmed");
    int const place = std::get<Dimmed>(kiosk.model.screen).place;
    kiosk.pass(kDimmedMoves);
    CHECK(std::get<Dimmed>(kiosk.model.screen).place == place + 1);
    kiosk.effects.clear();
    kiosk.touch(TargetKind::service, "id-card");
    CHECK(kiosk.screen() == "home");
    CHECK(kiosk.effects.empty());
}

TEST_CASE("whatever key is pressed wakes the dim screen and does nothing else; headphones put in there speak")
{
    Theme const theme = *load_theme(SADUAK_SOURCE_DIR "/assets/theme.toml");
    Messages const messages = *Messages::load(SADUAK_SOURCE_DIR "/assets/i18n");
    using Kind = Key::Kind;
    for (std::optional<Key> const key : std::initializer_list<std::optional<Key>>{
             std::nullopt, Key{Kind::digit, '1'}, Key{Kind::back, 0}, Key{Kind::next, 0}, Key{Kind::previous, 0}, Key{Kind::confirm, 0}}) {
        Bench kiosk(with_saver(minutes(10)));
        kiosk.pass(minutes(10));
        REQUIRE(kiosk.screen() == "dimmed");
        kiosk.effects.clear();
        DisplayList const list = view(kiosk.model, kiosk.now, {theme, messages, {}});
        auto const msg = message_of(key, list, kiosk.model.focus);
        REQUIRE(msg);
        kiosk.happen(*msg);
        CHECK(kiosk.screen() == "home");
        CHECK_FALSE(kiosk.model.focus);
        CHECK(kiosk.effects.empty());
    }
    Bench kiosk(with_saver(minutes(10)));
    kiosk.model.voices = {kiosk.model.lang};
    kiosk.pass(minutes(10)).touch(TargetKind::voice, {}, 1);
    CHECK(kiosk.screen() == "home");
    CHECK(kiosk.model.access.voice);
}

TEST_CASE("a code that is scanned at the dim screen is looked up at once")
{
    Bench kiosk(with_saver(minutes(10)));
    kiosk.pass(minutes(10));
    REQUIRE(kiosk.screen() == "dimmed");
    kiosk.effects.clear();
    kiosk.happen(Scanned{"4F7K2Q", ""});
    CHECK(kiosk.screen() == "issuing");
    CHECK_FALSE(kiosk.effects.empty());
}

TEST_CASE("news of the queue leaves the screen dim, trouble wakes it")
{
    Bench kiosk(with_saver(minutes(10)));
    kiosk.pass(minutes(10));
    REQUIRE(kiosk.screen() == "dimmed");
    kiosk.happen(SitePushed{*kiosk.model.site});
    CHECK(kiosk.screen() == "dimmed");
    kiosk.happen(LinkChanged{LinkStatus::offline});
    CHECK(kiosk.screen() == "trouble");
    kiosk.pass(minutes(60));
    CHECK(kiosk.screen() == "trouble");
}

TEST_CASE("a closed site's screen dims within a minute and is awake again when the site opens")
{
    Bench kiosk(with_saver(minutes(10)));
    SiteOffer const open = *kiosk.model.site;
    kiosk.happen(SitePushed{closed_site(kiosk.model)});
    REQUIRE(kiosk.screen() == "closed");
    kiosk.pass(kClosedDims);
    REQUIRE(kiosk.screen() == "dimmed");
    CHECK(std::get<Dimmed>(kiosk.model.screen).why->opens.is_set());
    kiosk.happen(SitePushed{closed_site(kiosk.model)});
    CHECK(kiosk.screen() == "dimmed");
    kiosk.happen(SitePushed{open});
    CHECK(kiosk.screen() == "home");
}

TEST_CASE("a kiosk without a screensaver never dims, and nobody being served is ever left in the dark")
{
    Bench never(with_saver(Millis{}));
    never.pass(minutes(600));
    CHECK(never.screen() == "home");
    Bench kiosk(with_saver(minutes(1)));
    kiosk.touch(TargetKind::service, "id-card");
    CHECK_FALSE(dims_at(kiosk.model).is_set());
}
