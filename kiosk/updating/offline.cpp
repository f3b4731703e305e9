// Numbers without the server (DESIGN 4.1, 4.3): where it is out of reach, or leaves an issue unanswered.
#include "kiosk/offline/cut_off.hpp"
#include "kiosk/offline/numbers.hpp"
#include "kiosk/updating/step.hpp"

namespace saduak::kiosk {

// What is heard while the server is there is shown; what was heard before it went is shown for what it still is.
void Step::show_site()
{
    model_.site = model_.heard;
    if (model_.site && model_.link != LinkStatus::online) model_.site = cut_off(*std::move(model_.site), model_.heard_at, model_.clock.at(now_));
}

void Step::on(ClockTold const& msg)
{
    model_.clock = msg.clock;
    if (model_.link == LinkStatus::online) return;
    show_site();
    refresh();
}

bool Step::issue_offline(ServiceId const& service, domain::TicketClass ticket_class, TicketId const& supersedes)
{
    ServiceOffer const* offer = find_service(model_, service);
    if (offer == nullptr || !model_.next_names) return false;
    std::string const& prefix = prefix_of(*offer, ticket_class);
    if (!has_range(model_.site->ranges, prefix)) return false;
    Wanted const wanted{*model_.next_names, service, ticket_class, true, supersedes};
    model_.next_names.reset();
    effects_.emplace_back(DrawNames{});
    domain::IssueTicket command = issue_command(wanted);
    command.supersedes = supersedes;
    effects_.emplace_back(IssueOffline{std::move(command), prefix});
    model_.screen = Issuing{wanted, now_ + kWriteDown};
    return true;
}

// Abandoned: the server voids what it made of it. Without a number of its own the kiosk waits on.
void Step::unanswered(Wanted const& wanted)
{
    if (!wanted.offline && issue_offline(wanted.service, wanted.ticket_class, wanted.names.ticket)) return;
    model_.screen = Trouble{TroubleCause::slow_answer, wanted, now_ + kSlowAnswer};
}

void Step::on(OfflineAnswered const& msg)
{
    std::optional<Wanted> wanted;
    if (auto const* issuing = std::get_if<Issuing>(&model_.screen)) wanted = issuing->wanted;
    if (auto const* trouble = std::get_if<Trouble>(&model_.screen)) wanted = trouble->waiting_for;
    // For a citizen who has gone: their cancel is in the stream already.
    if (!wanted || wanted->names.ticket != msg.ticket) return;
    if (msg.number.empty()) {
        if (!wanted->abandoned.empty()) submit(domain::CancelTicket{wanted->abandoned});
        model_.screen = Trouble{TroubleCause::no_numbers, std::nullopt, now_ + kRefusedShown};
        return;
    }
    TicketGiven own;
    own.id = msg.ticket;
    own.number = msg.number;
    own.issued_at = msg.at;
    own.offline = true;
    given(*wanted, own);
}

}  // namespace saduak::kiosk
