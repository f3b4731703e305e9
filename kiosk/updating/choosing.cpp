// Up to the wish for a ticket: services, class, "still there?".
#include "kiosk/updating/step.hpp"

namespace saduak::kiosk {

using domain::Paper;

void Step::touch(Home const& home, Target const& target)
{
    if (target.kind == TargetKind::next_page && model_.site) {
        std::size_t const room = services_per_page(model_.access);
        std::size_t const pages = (model_.site->services.size() + room - 1) / room;
        model_.screen = Home{pages == 0 ? 0 : (home.page + 1) % pages};
    }
    if (target.kind != TargetKind::service) return;
    ServiceOffer const* service = find_service(model_, ServiceId(target.service));
    if (service != nullptr && service->open) model_.screen = PriorityChoice{service->id, now_ + kChoiceIdle};
}

void Step::touch(PriorityChoice const& choice, Target const& target)
{
    if (target.kind == TargetKind::general) choose_class(choice.service, domain::TicketClass::general);
    if (target.kind == TargetKind::priority) choose_class(choice.service, domain::TicketClass::priority);
    if (target.kind == TargetKind::back) {
        model_.screen = Home{};
        refresh();
    }
}

void Step::touch(StillThere const& still, Target const& target)
{
    if (target.kind == TargetKind::go_on) model_.screen = PriorityChoice{still.service, now_ + kChoiceIdle};
    if (target.kind == TargetKind::home) rest();
}

void Step::touch(Closed const& closed, Target const& target)
{
    if (target.kind == TargetKind::home && closed.until.is_set()) rest();
}

void Step::choose_class(ServiceId const& service, domain::TicketClass ticket_class)
{
    if (auto const cause = cause_of_trouble()) {
        model_.screen = Trouble{*cause, std::nullopt, {}};
        return;
    }
    if (!model_.next_names) return;  // on its way since the last ticket; a second touch finds it
    Wanted const wanted{*model_.next_names, service, ticket_class};
    model_.next_names.reset();
    effects_.emplace_back(DrawNames{});
    domain::IssueTicket command;
    command.ticket = wanted.names.ticket;
    command.service = service;
    command.ticket_class = ticket_class;
    command.lang = std::string(to_string(model_.lang));
    command.token_sha256 = wanted.names.token_sha256;
    command.paper = Paper::pending;
    submit(std::move(command));
    model_.screen = Issuing{wanted, now_ + kIssueAnswer};
}

}  // namespace saduak::kiosk
