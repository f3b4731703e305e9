// The rating terminal's screens.
#include <algorithm>
#include <string>

#include "kiosk/view/page.hpp"

namespace saduak::kiosk {

namespace {

constexpr int kScoreMost = 5;

// Mouth and label tell the answers apart; the colour only helps.
void face_button(Page& page, Rect area, int score, RatingOffer const& rating)
{
    Theme const& theme = page.theme();
    page.card(area, theme.surface, theme.line);
    Rect inner = area.inset(page.px(14));
    Rect const label = cut_bottom(inner, line_pitch(page.px(theme.small)) * 2, 0);
    int const side = std::min(inner.w, inner.h);
    page.add(Face{centred_in(inner, side, side), score, theme.faces[static_cast<std::size_t>(score - 1)], theme.text});
    std::size_t const place = static_cast<std::size_t>(score - 1);
    std::string words = rating.scale.empty() ? page.say("rating_" + std::to_string(score)) : page.say(rating.scale[place]);
    int const lines_max = words.find(' ') == std::string::npos ? 1 : 2;  // a single word shrinks, it is not cut in two
    page.text(label, std::move(words), {theme.small, Weight::bold, theme.text, theme.surface, Align::center, lines_max});
    page.touchable(area, {TargetKind::face, {}, score}, static_cast<char>('0' + score));
}

// One dimension of a service, STANDARDS' four.
void reason_button(Page& page, Rect area, int place)
{
    constexpr std::string_view kIcons[] = {"person", "clock", "house", "document"};
    Theme const& theme = page.theme();
    page.card(area, theme.surface, theme.line);
    Rect inner = area.inset(page.gap());
    int const side = std::min(inner.h, page.px(110));
    page.add(Icon{{inner.x, inner.y + (inner.h - side) / 2, side, side}, std::string(kIcons[place - 1]), theme.primary});
    inner.x += side + page.gap();
    inner.w -= side + page.gap();
    page.text(inner, page.say("reason_" + std::to_string(place)), {theme.button, Weight::bold, theme.text, theme.surface, Align::left, 2});
    page.touchable(area, {TargetKind::reason, {}, place}, static_cast<char>('0' + place));
}

std::string_view idle_advice(Model const& model)
{
    switch (model.site ? model.site->rating.place : domain::RatingPlace::counter) {
    case domain::RatingPlace::counter: return "rating_idle_advice";
    case domain::RatingPlace::exit: return "rating_idle_exit";
    case domain::RatingPlace::qr: return "rating_idle_qr";
    case domain::RatingPlace::paper: return "rating_idle_paper";
    }
    return "rating_idle_advice";
}

// `icon`: instead of the face that smiles.
void words_with_face(Page& page, std::string title, std::string advice, std::string icon = {})
{
    Theme const& theme = page.theme();
    int const face = page.px(page.portrait() ? 300 : 190);
    Rect block = page.content();
    block = centred_in(block, block.w,
                       std::min(block.h, face + 2 * page.gap() + 2 * line_pitch(page.px(theme.title)) + 2 * line_pitch(page.px(theme.button))));
    Rect const picture = centred_in(cut_top(block, face, 2 * page.gap()), face, face);
    if (icon.empty()) page.add(Face{picture, kScoreMost, theme.faces[kScoreMost - 1], theme.text});
    else page.add(Icon{picture, std::move(icon), theme.primary});
    page.text_down(block, std::move(title), {theme.title, Weight::bold, theme.text, theme.ground, Align::center, 2});
    if (!advice.empty()) page.text_down(block, std::move(advice), {theme.button, Weight::regular, theme.muted, theme.ground, Align::center, 2});
}

}  // namespace

void draw(Page& page, Model const& model, RatingIdle const&) { words_with_face(page, page.say("rating_idle_title"), page.say(idle_advice(model))); }

void draw(Page& page, Model const& model, RatingAsk const& ask)
{
    RatingOffer const rating = model.site ? model.site->rating : RatingOffer{};
    Theme const& theme = page.theme();
    Rect area = page.content();
    int const title_lines = page.portrait() ? 2 : 1;
    int const about_lines = page.portrait() ? 2 : 1;
    int const none_height = std::max(page.px(130), page.target_px());
    int const others =
        line_pitch(page.px(theme.title)) * title_lines + line_pitch(page.px(theme.body)) * (about_lines + 1) + none_height + 3 * page.gap();
    int faces_height = std::min(page.px(420), area.h - others);
    int const block = others + faces_height;
    if (!page.access().low_reach) area = centred_in(area, area.w, std::min(area.h, block));
    page.text_down(area, rating.question.empty() ? page.say("rating_title") : page.say(rating.question),
                   {theme.title, Weight::bold, theme.text, theme.ground, Align::center, title_lines});
    std::string const about = ask.about.number.empty()
                                  ? std::string()
                                  : page.say("rating_about", {{"no", ask.about.number}, {"service", page.say(ask.about.service_name)}});
    if (!about.empty()) page.text_down(area, about, {theme.body, Weight::regular, theme.muted, theme.ground, Align::center, about_lines});
    cut_top(area, page.gap(), 0);
    area = page.reachable(area);
    faces_height = std::min(faces_height, area.h - none_height - line_pitch(page.px(theme.body)) - 2 * page.gap());
    Rect const faces = cut_top(area, faces_height, page.gap());
    int const gap = page.px(16);
    int const width = (faces.w - (kScoreMost - 1) * gap) / kScoreMost;
    for (int i = 0; i < kScoreMost; ++i) face_button(page, {faces.x + i * (width + gap), faces.y, width, faces.h}, kScoreMost - i, rating);
    page.button(cut_top(area, none_height, page.gap()), page.say("rating_none"), ButtonRank::quiet, {TargetKind::no_opinion, {}, 0}, '0');
    page.text_down(area, page.say("rating_privacy"), {theme.body, Weight::regular, theme.muted, theme.ground, Align::center, 1});
}

void draw(Page& page, Model const&, RatingReasons const& asked)
{
    Theme const& theme = page.theme();
    Rect area = page.content();
    std::string_view const key = asked.score >= 4 ? "reasons_good" : "reasons_bad";
    page.text_down(area, page.say(key), {theme.title, Weight::bold, theme.text, theme.ground, Align::center, page.portrait() ? 2 : 1});
    cut_top(area, page.gap(), 0);
    area = page.reachable(area);
    Rect const skip = cut_bottom(area, std::max(page.px(130), page.target_px()), page.gap());
    page.button(skip, page.say("reasons_skip"), ButtonRank::quiet, {TargetKind::skip, {}, 0}, '0');
    int const columns = page.portrait() ? 1 : 2;
    int const rows = 4 / columns;
    int const width = (area.w - (columns - 1) * page.gap()) / columns;
    int const height = std::min(page.px(230), (area.h - (rows - 1) * page.gap()) / rows);
    for (int i = 0; i < 4; ++i)
        reason_button(page, {area.x + i % columns * (width + page.gap()), area.y + i / columns * (height + page.gap()), width, height}, i + 1);
}

void draw(Page& page, Model const&, Thanks const& thanks)
{
    if (thanks.counted) words_with_face(page, page.say("thanks_title"), "");
    else words_with_face(page, page.say("rating_refused"), page.say("rating_refused_advice"), "document");
    Rect const all = page.reachable(page.content());
    page.touchable(all, {TargetKind::home, {}, 0}, '1');
}

}  // namespace saduak::kiosk
