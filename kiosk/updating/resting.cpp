// Where the kiosk is when nobody is being served, and how it follows what changes outside.
#include "kiosk/offline/cut_off.hpp"
#include "kiosk/updating/step.hpp"

namespace saduak::kiosk {

// What keeps the kiosk from giving out tickets, before one is asked for.
std::optional<TroubleCause> Step::cause_of_trouble() const
{
    if (model_.link == LinkStatus::refused) return TroubleCause::refused_device;
    if (!model_.site || !model_.link_tried) return model_.ever_online ? TroubleCause::server : TroubleCause::starting;
    if (model_.link == LinkStatus::offline && !(model_.roles.issue && gives_offline(*model_.site)))
        return model_.ever_online ? TroubleCause::server : TroubleCause::starting;
    if (model_.roles.issue && !may_print(model_.printer)) return TroubleCause::printer;
    return std::nullopt;
}

// Where the kiosk goes when nobody is being served.
void Step::rest()
{
    model_.lang = model_.language_at_rest;
    model_.access = {};
    model_.panel = Panel::none;
    model_.focus.reset();
    bool const asks = model_.roles.rate && model_.site && model_.site->rate_now && model_.site->rate_now->ticket != model_.rated;
    if (asks && model_.link == LinkStatus::online) model_.screen = RatingAsk{*model_.site->rate_now, now_ + kRatingOpen};
    else if (auto const cause = cause_of_trouble()) model_.screen = Trouble{*cause, std::nullopt, {}};
    else if (!model_.roles.issue) model_.screen = RatingIdle{};
    else if (auto const closure = closure_of(*model_.site)) model_.screen = Closed{*closure, {}};
    else model_.screen = Home{};
}

// Something outside changed while nobody is being served: the screen follows, and what somebody has just chosen stays:
// language, access, page.
void Step::refresh()
{
    if (!resting()) return;
    if (auto const* dimmed = std::get_if<Dimmed>(&model_.screen)) {
        Dimmed const before = *dimmed;
        return refresh_dimmed(before);
    }
    auto const* home = std::get_if<Home>(&model_.screen);
    Home const before = home != nullptr ? *home : Home{};
    Lang const lang = model_.lang;
    Access const access = model_.access;
    Panel const panel = model_.panel;
    std::optional<Target> const focus = model_.focus;
    rest();
    if (std::holds_alternative<RatingAsk>(model_.screen)) return;  // another citizen's question
    model_.lang = lang;
    model_.access = access;
    model_.panel = panel;
    model_.focus = focus;
    auto* still_home = std::get_if<Home>(&model_.screen);
    if (still_home == nullptr) return;
    if (before.page * entries_per_page(access) < entries_of(*model_.site, before.group).size()) *still_home = before;
}

}  // namespace saduak::kiosk
