#include "kiosk/model.hpp"

#include <algorithm>

#include "core/base/overloaded.hpp"

namespace saduak::kiosk {

std::optional<Closure> closure_of(SiteOffer const& site)
{
    if (site.stopped) return Closure{Closure::Cause::stopped, {}, *site.stopped};
    std::optional<Closure> soonest;
    for (ServiceOffer const& service : site.services) {
        if (!service.closure || service.closure->cause != Closure::Cause::hours) return std::nullopt;
        bool const sooner = !soonest || !soonest->opens.is_set() || (service.closure->opens.is_set() && service.closure->opens < soonest->opens);
        if (sooner) soonest = service.closure;
    }
    return soonest;
}

ServiceOffer const* find_service(Model const& model, ServiceId const& service)
{
    if (!model.site) return nullptr;
    auto const found =
        std::find_if(model.site->services.begin(), model.site->services.end(), [&service](auto const& offer) { return offer.id == service; });
    return found == model.site->services.end() ? nullptr : &*found;
}

std::vector<HomeEntry> entries_of(SiteOffer const& site, std::string const& group)
{
    std::vector<HomeEntry> entries;
    for (ServiceOffer const& service : site.services)
        if (service.group == group) entries.push_back({&service, nullptr});
    if (!group.empty()) return entries;
    for (GroupOffer const& offered : site.groups) {
        auto const within = [&offered](ServiceOffer const& service) { return service.group == offered.id; };
        if (std::any_of(site.services.begin(), site.services.end(), within)) entries.push_back({nullptr, &offered});
    }
    return entries;
}

std::string_view name_of(Screen const& screen)
{
    return std::visit(overloaded{
                          [](Home const&) { return "home"; },
                          [](PriorityChoice const&) { return "priority"; },
                          [](AskAgain const&) { return "again"; },
                          [](CodeEntry const&) { return "code"; },
                          [](StillThere const&) { return "still_there"; },
                          [](Issuing const&) { return "issuing"; },
                          [](Printing const&) { return "printing"; },
                          [](TakeTicket const&) { return "take_ticket"; },
                          [](OnPhone const&) { return "on_phone"; },
                          [](NumberOnScreen const&) { return "number"; },
                          [](Trouble const&) { return "trouble"; },
                          [](Closed const&) { return "closed"; },
                          [](StaffPin const&) { return "staff_pin"; },
                          [](ForStaff const&) { return "staff"; },
                          [](StaffLog const&) { return "staff_log"; },
                          [](Dimmed const&) { return "dimmed"; },
                          [](RatingIdle const&) { return "rating_idle"; },
                          [](RatingAsk const&) { return "rating"; },
                          [](RatingReasons const&) { return "reasons"; },
                          [](Thanks const&) { return "thanks"; },
                      },
                      screen);
}

bool resting(Screen const& screen)
{
    if (auto const* trouble = std::get_if<Trouble>(&screen)) return !trouble->until.is_set();
    if (auto const* closed = std::get_if<Closed>(&screen)) return !closed->until.is_set();
    return std::holds_alternative<Home>(screen) || std::holds_alternative<Dimmed>(screen) || std::holds_alternative<RatingIdle>(screen);
}

Instant deadline_of(Screen const& screen)
{
    return std::visit(
        [](auto const& shown) -> Instant {
            if constexpr (requires { shown.until; }) return shown.until;
            else return {};
        },
        screen);
}

}  // namespace saduak::kiosk
