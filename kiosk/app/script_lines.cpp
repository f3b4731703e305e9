#include "kiosk/app/script_lines.hpp"

#include <cstdio>

#include <boost/json/array.hpp>

#include "core/wire/json.hpp"
#include "kiosk/app/target_names.hpp"

namespace saduak::kiosk {

namespace {

boost::json::string_view text(std::string_view view) { return {view.data(), view.size()}; }

Issued const* ticket_in_hand(Model const& model)
{
    return std::visit(
        [](auto const& screen) -> Issued const* {
            if constexpr (requires { screen.ticket; }) return &screen.ticket;
            else return nullptr;
        },
        model.screen);
}

}  // namespace

void print_line(boost::json::object const& line)
{
    std::printf("%s\n", wire::to_text(line).c_str());
    std::fflush(stdout);
}

boost::json::object state_line(Model const& model)
{
    constexpr std::string_view kLinks[] = {"offline", "online", "refused"};
    boost::json::object line{{"event", "state"},
                             {"screen", text(name_of(model.screen))},
                             {"language", text(to_string(model.lang))},
                             {"link", text(kLinks[static_cast<std::size_t>(model.link)])},
                             {"printer", text(drivers::to_string(model.printer))}};
    Issued const* ticket = ticket_in_hand(model);
    line["ticket"] = ticket != nullptr ? ticket->wanted.names.ticket.str() : "";
    line["number"] = ticket != nullptr ? ticket->given.number : "";
    line["service"] = ticket != nullptr ? ticket->wanted.service.str() : "";
    auto const* take = std::get_if<TakeTicket>(&model.screen);
    line["paper"] = take != nullptr ? text(domain::to_string(take->paper)) : text("");
    return line;
}

boost::json::object targets_line(DisplayList const& list)
{
    boost::json::array targets;
    for (HitTarget const& each : list.targets) {
        Rect const& area = each.area;
        targets.push_back({{"tap", words_of(each.target)}, {"area", {area.x, area.y, area.w, area.h}}});
    }
    return {{"event", "targets"}, {"width", list.width}, {"height", list.height}, {"targets", std::move(targets)}};
}

boost::json::object ticket_line(Issued const& ticket, domain::Paper paper, std::filesystem::path const& picture, TicketStages const& stages)
{
    bool const printed = paper != domain::Paper::accepted && paper != domain::Paper::none;
    Wanted const& wanted = ticket.wanted;
    return {{"event", "ticket"},
            {"id", wanted.names.ticket.str()},
            {"number", ticket.given.number},
            {"service", wanted.service.str()},
            {"class", text(domain::to_string(wanted.ticket_class))},
            {"paper", text(domain::to_string(paper))},
            {"ticket_png", printed ? picture.string() : std::string()},
            {"token", wanted.names.token},
            {"stages_us", stages.line()}};
}

}  // namespace saduak::kiosk
