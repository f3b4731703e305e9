// Where the kiosk is when nobody is being served, and how it follows what changes outside.
#include "kiosk/updating/step.hpp"

namespace saduak::kiosk {

// What keeps the kiosk from giving out tickets, before one is asked for.
std::optional<TroubleCause> Step::cause_of_trouble() const
{
    if (model_.link == LinkStatus::refused) return TroubleCause::refused_device;
    if (model_.link == LinkStatus::offline || !model_.site) return model_.ever_online ? TroubleCause::server : TroubleCause::starting;
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

bool Step::resting() const
{
    if (auto const* trouble = std::get_if<Trouble>(&model_.screen)) return !trouble->until.is_set();
    if (auto const* closed = std::get_if<Closed>(&model_.screen)) return !closed->until.is_set();
    return std::holds_alternative<Home>(model_.screen) || std::holds_alternative<RatingIdle>(model_.screen);
}

// Something outside changed while nobody is being served: the screen follows, and what somebody has just chosen stays:
// language, access, page.
void Step::refresh()
{
    if (!resting()) return;
    auto const* home = std::get_if<Home>(&model_.screen);
    std::size_t const page = home != nullptr ? home->page : 0;
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
    if (auto* still_home = std::get_if<Home>(&model_.screen))
        still_home->page = page * services_per_page(access) < model_.site->services.size() ? page : 0;
}

}  // namespace saduak::kiosk
