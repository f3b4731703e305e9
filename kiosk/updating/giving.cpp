// From the answer to the paper in the hand. The paper rule of DESIGN 4.1 is here.
#include "kiosk/updating/step.hpp"

namespace saduak::kiosk {

using domain::Paper;

namespace {

constexpr std::size_t kDetailMax = 64;  // bytes, the server's limit

}  // namespace

void Step::touch(TakeTicket const& take, Target const& target)
{
    if (target.kind == TargetKind::done) rest();
    // The citizen's word that no paper came is evidence (DESIGN 4.1).
    if (target.kind == TargetKind::no_paper && take.paper != Paper::accepted) paper_failed(take.ticket, "the citizen has no paper");
}

void Step::touch(NumberOnScreen const& shown, Target const& target)
{
    if (target.kind == TargetKind::accept) {
        report(shown.ticket, Paper::accepted);
        model_.screen = TakeTicket{shown.ticket, Paper::accepted, now_ + kTakeTicket};
    }
    if (target.kind == TargetKind::cancel) {
        model_.last_given.reset();
        submit(domain::CancelTicket{shown.ticket.wanted.names.ticket});
        rest();
    }
}

void Step::touch(Trouble const& trouble, Target const& target)
{
    if (target.kind == TargetKind::home && trouble.until.is_set()) leave(trouble);
}

// The citizen goes without an answer. The cancel follows the issue in the same stream, so whenever the server gets to
// them no ghost number stays, also after a restart of either side.
void Step::leave(Trouble const& trouble)
{
    if (trouble.waiting_for) submit(domain::CancelTicket{trouble.waiting_for->names.ticket});
    rest();
}

void Step::on(IssueAnswered const& msg)
{
    std::optional<Wanted> wanted;
    if (auto const* issuing = std::get_if<Issuing>(&model_.screen)) wanted = issuing->wanted;
    if (auto const* trouble = std::get_if<Trouble>(&model_.screen)) wanted = trouble->waiting_for;
    // For a citizen who has gone: their cancel is in the stream already.
    if (!wanted || wanted->names.ticket != msg.ticket) return;
    if (!msg.given) {
        Instant const until = now_ + kRefusedShown;
        if (msg.closure) model_.screen = Closed{*msg.closure, until};
        else model_.screen = Trouble{TroubleCause::refused_ticket, std::nullopt, until};
        return;
    }
    if (wanted->service.empty()) wanted->service = msg.given->service;
    wanted->ticket_class = msg.given->ticket_class.value_or(wanted->ticket_class);
    given(*wanted, *msg.given);
}

void Step::given(Wanted const& wanted, TicketGiven const& given)
{
    Issued ticket{wanted, given, {}, {}, model_.lang, Original::first};
    if (ServiceOffer const* service = find_service(model_, wanted.service)) {
        ticket.service_name = service->name;
        ticket.documents = service->documents;
    }
    model_.last_given = LastGiven{wanted.service, given.number, now_};
    if (wanted.on_phone) model_.screen = OnPhone{std::move(ticket), now_ + kOnPhone};
    else print(std::move(ticket));
}

void Step::touch(OnPhone const& kept, Target const& target)
{
    if (target.kind == TargetKind::cancel) {
        submit(domain::CancelTicket{kept.ticket.wanted.names.ticket});
        model_.last_given.reset();
    }
    if (target.kind == TargetKind::cancel || target.kind == TargetKind::done) rest();
}

void Step::print(Issued ticket)
{
    TicketContent content;
    if (model_.site) {
        content.agency_name = model_.site->agency_name;
        content.site_name = model_.site->name;
        content.demo = model_.site->demo;
        content.return_after = model_.site->return_after;
        if (!model_.site->public_url.empty()) content.citizen_url = model_.site->public_url + "/t/" + ticket.wanted.names.token;
    }
    content.number = ticket.given.number;
    content.service = ticket.wanted.service;
    content.service_name = ticket.service_name;
    content.step_name = ticket.given.step_name;
    content.ticket_class = ticket.wanted.ticket_class;
    content.ahead = ticket.given.ahead;
    content.wait = ticket.given.wait;
    content.issued_at = ticket.given.issued_at;
    content.offline = ticket.given.offline;
    content.documents = ticket.documents;
    content.lang = ticket.lang;
    content.original = ticket.printed;
    content.people = ticket.wanted.people;
    effects_.emplace_back(Print{std::move(content), ticket.wanted.names.ticket});
    model_.screen = Printing{std::move(ticket), now_ + kPrintSilence};
}

void Step::on(PrintEnded const& msg)
{
    if (msg.paper_mm > 0) {
        note_printed(model_.roll, msg.paper_mm);
        effects_.emplace_back(KeepRoll{model_.roll.used_mm});
        if (report_due(model_.roll)) report_printer();
    }
    // A late word about paper that was reported unconfirmed matters only as evidence that it failed.
    if (auto const* take = std::get_if<TakeTicket>(&model_.screen); take != nullptr && take->paper == Paper::unconfirmed &&
                                                                    take->ticket.wanted.names.ticket == msg.ticket &&
                                                                    take->ticket.printed == msg.original && msg.paper == Paper::failed) {
        Issued const ticket = take->ticket;
        paper_failed(ticket, msg.detail);
        return;
    }
    auto const* printing = std::get_if<Printing>(&model_.screen);
    if (printing == nullptr || printing->ticket.wanted.names.ticket != msg.ticket || printing->ticket.printed != msg.original) return;
    Issued const ticket = printing->ticket;
    switch (msg.paper) {
    case Paper::confirmed:
        report(ticket, Paper::confirmed, msg.detail);
        model_.screen = TakeTicket{ticket, Paper::confirmed, now_ + kTakeTicket};
        return;
    case Paper::failed: paper_failed(ticket, msg.detail); return;
    case Paper::none:
    case Paper::pending:
    case Paper::accepted:
    case Paper::unconfirmed: paper_unconfirmed(ticket, msg.detail); return;
    }
}

void Step::report(Issued const& ticket, Paper paper, std::string detail)
{
    // The driver's words are ASCII, so any byte is a place to cut.
    if (detail.size() > kDetailMax) detail.resize(kDetailMax);
    submit(domain::ReportPaper{ticket.wanted.names.ticket, paper, std::move(detail)});
}

void Step::paper_unconfirmed(Issued const& ticket, std::string const& detail)
{
    report(ticket, Paper::unconfirmed, detail);
    model_.screen = TakeTicket{ticket, Paper::unconfirmed, now_ + kTakeUnconfirmed};
}

void Step::paper_failed(Issued ticket, std::string const& detail)
{
    report(ticket, Paper::failed, detail);
    // `unknown` is no recovery: a silent printer would only fail a second time.
    bool const recovered = drivers::can_print(model_.printer);
    if (recovered && ticket.printed == Original::first) reprint(std::move(ticket));
    else model_.screen = NumberOnScreen{std::move(ticket), now_ + kNumberShown};
}

void Step::reprint(Issued ticket)
{
    submit(domain::ReprintTicket{ticket.wanted.names.ticket});
    ticket.printed = Original::copy;
    print(std::move(ticket));
}

}  // namespace saduak::kiosk
