// Up to the wish for a ticket: groups, services, class, paper or phone, "still there?".
#include "kiosk/updating/step.hpp"

namespace saduak::kiosk {

using domain::Paper;

// The first page loses nothing by waiting; what was opened from it is asked about.
void Step::show_home(std::size_t page, std::string group)
{
    bool const first = page == 0 && group.empty();
    model_.screen = Home{page, std::move(group), first ? Instant{} : now_ + kChoiceIdle};
    if (first) refresh();
}

void Step::touch(Home const& home, Target const& target)
{
    if (target.kind == TargetKind::next_page && model_.site) {
        std::size_t const room = entries_per_page(model_.access);
        std::size_t const pages = (entries_of(*model_.site, home.group).size() + room - 1) / room;
        show_home(pages == 0 ? 0 : (home.page + 1) % pages, home.group);
    }
    if (target.kind == TargetKind::group) show_home(0, target.service);
    if (target.kind == TargetKind::back) show_home(0, {});
    if (target.kind == TargetKind::check_in) model_.screen = CodeEntry{{}, now_ + kChoiceIdle};
    if (target.kind != TargetKind::service) return;
    ServiceOffer const* service = find_service(model_, ServiceId(target.service));
    if (service == nullptr || !service->open) return;
    auto const& last = model_.last_given;
    if (last && last->service == service->id && now_ < last->at + kAgainAsked)
        model_.screen = AskAgain{service->id, last->number, now_ + kChoiceIdle};
    else enter(PriorityChoice{service->id});
}

void Step::enter(PriorityChoice choice)
{
    choice.until = now_ + kChoiceIdle;
    model_.screen = std::move(choice);
}

void Step::touch(AskAgain const& asked, Target const& target)
{
    if (target.kind == TargetKind::again) enter(PriorityChoice{asked.service});
    if (target.kind == TargetKind::home) rest();
}

void Step::touch(PriorityChoice const& choice, Target const& target)
{
    PriorityChoice changed = choice;
    switch (target.kind) {
    case TargetKind::general: return choose_class(choice, domain::TicketClass::general);
    case TargetKind::priority: return choose_class(choice, domain::TicketClass::priority);
    case TargetKind::on_phone: changed.on_phone = !choice.on_phone; return enter(changed);
    case TargetKind::people: changed.people = choice.people % kPeopleMax + 1; return enter(changed);
    case TargetKind::back: {
        ServiceOffer const* service = find_service(model_, choice.service);
        return show_home(0, service == nullptr ? std::string() : service->group);
    }
    default: return;
    }
}

void Step::ask_still_there(Choice before) { model_.screen = StillThere{std::move(before), now_ + kStillThere, kStillThere.count / 1000}; }

void Step::touch(StillThere const& still, Target const& target)
{
    if (target.kind == TargetKind::home) return rest();
    if (target.kind != TargetKind::go_on) return;
    std::visit(
        [this](auto before) {
            before.until = now_ + kChoiceIdle;
            model_.screen = std::move(before);
        },
        still.before);
}

void Step::touch(Closed const& closed, Target const& target)
{
    if (target.kind == TargetKind::home && closed.until.is_set()) rest();
}

void Step::choose_class(PriorityChoice const& choice, domain::TicketClass ticket_class)
{
    if (auto const cause = cause_of_trouble()) {
        model_.screen = Trouble{*cause, std::nullopt, {}};
        return;
    }
    if (!model_.next_names) return;  // on its way since the last ticket; a second touch finds it
    Wanted wanted{*model_.next_names, choice.service, ticket_class, choice.on_phone, choice.people};
    if (model_.link != LinkStatus::online) {
        if (!issue_offline(std::move(wanted))) model_.screen = Trouble{TroubleCause::no_numbers, std::nullopt, now_ + kRefusedShown};
        return;
    }
    submit(issue_command(wanted));
    want(std::move(wanted));
}

void Step::want(Wanted wanted, Millis patience)
{
    model_.next_names.reset();
    effects_.emplace_back(DrawNames{});
    model_.screen = Issuing{std::move(wanted), now_ + patience};
}

domain::IssueTicket Step::issue_command(Wanted const& wanted) const
{
    domain::IssueTicket command;
    command.ticket = wanted.names.ticket;
    command.service = wanted.service;
    command.ticket_class = wanted.ticket_class;
    command.lang = std::string(to_string(model_.lang));
    command.token_sha256 = wanted.names.token_sha256;
    command.paper = wanted.on_phone ? Paper::none : Paper::pending;
    command.people = wanted.people;
    return command;
}

}  // namespace saduak::kiosk
