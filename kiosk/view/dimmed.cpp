// The dim screen: clock, and when the site opens, in dark colours and never long in one place.
#include "kiosk/view/page.hpp"

namespace saduak::kiosk {

namespace {

constexpr Color kNight{0x000000};
constexpr Color kFaint{0x9AA5A9};
constexpr int kPlaces = 5;

}  // namespace

void draw(Page& page, Model const& model, Dimmed const& dimmed)
{
    Theme const& theme = page.theme();
    Rect const all = page.blank(kNight, {TargetKind::home, {}, 0});
    int const line = line_pitch(page.px(theme.title));
    int const height = line * 6;
    int const spare = std::max(0, all.h - height - 2 * page.gap());
    Rect area{all.x + page.gap(), all.y + page.gap() + spare * (dimmed.place % kPlaces) / (kPlaces - 1), all.w - 2 * page.gap(), height};
    auto const say = [&](std::string words, int size, Weight weight, int lines) {
        page.text_down(area, std::move(words), {size, weight, kFaint, kNight, Align::center, lines});
    };
    say(page.clock(), theme.title, Weight::bold, 1);
    if (model.site) say(page.say(model.site->name), theme.body, Weight::regular, 1);
    bool const hours = dimmed.why && dimmed.why->cause == Closure::Cause::hours;
    if (hours && dimmed.why->opens.is_set()) say(page.say_opening("closed_opens", dimmed.why->opens), theme.body, Weight::regular, 2);
    say(page.say("saver_touch"), theme.small, Weight::regular, 1);
}

}  // namespace saduak::kiosk
