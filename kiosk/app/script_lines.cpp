#include "kiosk/app/script_lines.hpp"

#include <cstdio>

#include "core/wire/json.hpp"

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

boost::json::object ticket_line(TakeTicket const& take, std::filesystem::path const& picture, TicketStages const& stages)
{
    Wanted const& wanted = take.ticket.wanted;
    return {{"event", "ticket"},
            {"id", wanted.names.ticket.str()},
            {"number", take.ticket.given.number},
            {"service", wanted.service.str()},
            {"class", text(domain::to_string(wanted.ticket_class))},
            {"paper", text(domain::to_string(take.paper))},
            {"ticket_png", take.paper == domain::Paper::accepted ? std::string() : picture.string()},
            {"token", wanted.names.token},
            {"stages_us", stages.line()}};
}

}  // namespace saduak::kiosk
