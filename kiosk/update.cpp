#include "kiosk/update.hpp"

#include <algorithm>

#include "core/base/overloaded.hpp"

namespace saduak::kiosk {

namespace {

using domain::Paper;

constexpr std::size_t kDetailMax = 64;  // bytes, the server's limit

Instant screen_deadline(Screen const& screen)
{
    return std::visit(
        [](auto const& shown) -> Instant {
            if constexpr (requires { shown.until; }) return shown.until;
            else return {};
        },
        screen);
}

// One step: the model as it becomes, and what is to be done.
class Step {
public:
    Step(Model model, Instant now) : model_(std::move(model)), now_(now) {}

    [[nodiscard]] Next finish() && { return {std::move(model_), std::move(effects_)}; }

    void on(Touched const& msg);
    void on(LinkChanged const& msg);
    void on(SitePushed const& msg);
    void on(NamesDrawn const& msg) { model_.next_names = msg.names; }
    void on(IssueAnswered const& msg);
    void on(PrintEnded const& msg);
    void on(PrinterChanged const& msg);
    void on(TimePassed const&);

private:
    void touch(Home const& home, Target const& target);
    void touch(PriorityChoice const& choice, Target const& target);
    void touch(StillThere const& still, Target const& target);
    void touch(TakeTicket const& take, Target const& target);
    void touch(NumberOnScreen const& shown, Target const& target);
    void touch(Trouble const& trouble, Target const& target);
    void touch(Closed const& closed, Target const& target);
    void touch(RatingAsk const& ask, Target const& target);
    void touch(Issuing const&, Target const&) {}
    void touch(Printing const&, Target const&) {}
    void touch(RatingIdle const&, Target const&) {}
    void touch(Thanks const&, Target const&) { rest(); }
    void touch(ForStaff const&, Target const& target);

    void ended(StillThere const&) { rest(); }
    void ended(PriorityChoice const& choice) { model_.screen = StillThere{choice.service, now_ + kStillThere}; }
    void ended(Issuing const& issuing) { model_.screen = Trouble{TroubleCause::slow_answer, issuing.wanted, now_ + kSlowAnswer}; }
    void ended(Printing const& printing) { paper_unconfirmed(printing.ticket, "no word from the printer"); }
    void ended(Trouble const& trouble) { leave(trouble); }
    void ended(Closed const&) { rest(); }
    void ended(Home const&) {}
    void ended(RatingIdle const&) {}
    void ended(TakeTicket const&) { rest(); }
    void ended(NumberOnScreen const&) { rest(); }  // the server voids it: nobody said that they have the number
    void ended(RatingAsk const& ask)
    {
        model_.rated = ask.about.ticket;
        rest();
    }
    void ended(Thanks const&) { rest(); }
    void ended(ForStaff const&) { rest(); }

    void touch_clock();
    void report_printer();
    void rest();
    void refresh();
    void leave(Trouble const& trouble);
    void choose_class(ServiceId const& service, domain::TicketClass ticket_class);
    void print(Issued ticket);
    void report(Issued const& ticket, Paper paper, std::string detail = {});
    void paper_unconfirmed(Issued const& ticket, std::string const& detail);
    void paper_failed(Issued ticket, std::string const& detail);
    void reprint(Issued ticket);
    void rate(RateNow const& about, std::int32_t score);
    [[nodiscard]] std::optional<TroubleCause> cause_of_trouble() const;
    [[nodiscard]] bool resting() const;
    void submit(domain::CommandBody command) { effects_.emplace_back(Submit{std::move(command)}); }

    Model model_;
    Instant now_;
    std::vector<Effect> effects_;
};

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

// Something outside changed while nobody is being served: the screen follows, the language and the page that somebody
// has just chosen stay.
void Step::refresh()
{
    if (!resting()) return;
    auto const* home = std::get_if<Home>(&model_.screen);
    std::size_t const page = home != nullptr ? home->page : 0;
    Lang const lang = model_.lang;
    rest();
    if (std::holds_alternative<RatingAsk>(model_.screen)) return;  // another citizen's question
    model_.lang = lang;
    if (auto* still_home = std::get_if<Home>(&model_.screen)) still_home->page = page * kServicesPerPage < model_.site->services.size() ? page : 0;
}

void Step::on(Touched const& msg)
{
    model_.idle_at = now_ + kChoiceIdle;
    if (msg.target.kind == TargetKind::language) {
        model_.lang = other(model_.lang);
        return;
    }
    if (msg.target.kind == TargetKind::staff) return touch_clock();
    Screen const screen = model_.screen;
    std::visit([this, &msg](auto const& shown) { touch(shown, msg.target); }, screen);
}

// Nobody touches a clock five times by chance.
void Step::touch_clock()
{
    bool const soon = model_.staff_touches > 0 && now_ - model_.staff_touched_at <= kStaffTouchPause;
    model_.staff_touches = soon ? model_.staff_touches + 1 : 1;
    model_.staff_touched_at = now_;
    if (model_.staff_touches < kStaffTouches || !resting() || !model_.roles.issue) return;
    model_.staff_touches = 0;
    model_.screen = ForStaff{now_ + kStaffShown};
}

void Step::touch(ForStaff const&, Target const& target)
{
    if (target.kind == TargetKind::home) return rest();
    model_.screen = ForStaff{now_ + kStaffShown};
    if (target.kind != TargetKind::new_roll) return;
    note_new_roll(model_.roll);
    effects_.emplace_back(KeepRoll{0});
    report_printer();
}

void Step::touch(Home const& home, Target const& target)
{
    if (target.kind == TargetKind::next_page && model_.site) {
        std::size_t const pages = (model_.site->services.size() + kServicesPerPage - 1) / kServicesPerPage;
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
        submit(domain::CancelTicket{shown.ticket.wanted.names.ticket});
        rest();
    }
}

void Step::touch(Trouble const& trouble, Target const& target)
{
    if (target.kind == TargetKind::home && trouble.until.is_set()) leave(trouble);
}

void Step::touch(Closed const& closed, Target const& target)
{
    if (target.kind == TargetKind::home && closed.until.is_set()) rest();
}

void Step::touch(RatingAsk const& ask, Target const& target)
{
    if (target.kind == TargetKind::face) rate(ask.about, target.score);
    if (target.kind == TargetKind::no_opinion) rate(ask.about, 0);
}

void Step::rate(RateNow const& about, std::int32_t score)
{
    domain::Rate command;
    command.ticket = about.ticket;
    command.score = score;
    submit(std::move(command));
    model_.rated = about.ticket;
    model_.screen = Thanks{now_ + kThanks};
}

// The citizen goes without an answer. The cancel follows the issue in the same stream, so whenever the server gets to
// them no ghost number stays, also after a restart of either side.
void Step::leave(Trouble const& trouble)
{
    if (trouble.waiting_for) submit(domain::CancelTicket{trouble.waiting_for->names.ticket});
    rest();
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
    Issued ticket{*wanted, *msg.given, {}, {}, model_.lang, Original::first};
    if (ServiceOffer const* service = find_service(model_, wanted->service)) {
        ticket.service_name = service->name;
        ticket.documents = service->documents;
    }
    print(std::move(ticket));
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
    content.documents = ticket.documents;
    content.lang = ticket.lang;
    content.original = ticket.printed;
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

void Step::on(PrinterChanged const& msg)
{
    model_.printer = msg.state;
    std::int64_t const used = model_.roll.used_mm;
    note_state(model_.roll, msg.state);
    if (model_.roll.used_mm != used) effects_.emplace_back(KeepRoll{model_.roll.used_mm});
    if (msg.state != drivers::PrinterState::printing && msg.state != model_.printer_reported) {
        model_.printer_reported = msg.state;
        report_printer();
    }
    if (auto const* shown = std::get_if<NumberOnScreen>(&model_.screen);
        shown != nullptr && drivers::can_print(msg.state) && shown->ticket.printed == Original::first) {
        Issued const ticket = shown->ticket;
        reprint(ticket);
        return;
    }
    refresh();
}

void Step::report_printer()
{
    model_.roll.reported_mm = left_mm(model_.roll);
    std::string state(drivers::to_string(model_.printer_reported));
    submit(domain::ReportPrinter{std::move(state), model_.roll.reported_mm, model_.roll.ticket_mm});
}

void Step::on(LinkChanged const& msg)
{
    model_.link = msg.status;
    if (msg.status == LinkStatus::online) model_.ever_online = true;
    refresh();
}

void Step::on(SitePushed const& msg)
{
    model_.site = msg.site;
    if (auto const* ask = std::get_if<RatingAsk>(&model_.screen)) {
        bool const still_asked = msg.site.rate_now && msg.site.rate_now->ticket == ask->about.ticket;
        if (!still_asked) rest();  // answered elsewhere, too late, or the next citizen is called there
        return;
    }
    refresh();
}

void Step::on(TimePassed const&)
{
    if (model_.idle_at.is_set() && now_ >= model_.idle_at) {
        model_.idle_at = {};
        if (resting()) rest();
    }
    Instant const deadline = screen_deadline(model_.screen);
    if (!deadline.is_set() || now_ < deadline) return;
    Screen const screen = model_.screen;
    std::visit([this](auto const& shown) { ended(shown); }, screen);
}

}  // namespace

Next update(Model model, Msg const& msg, Instant now)
{
    std::size_t const screen_before = model.screen.index();
    Step step(std::move(model), now);
    std::visit([&step](auto const& message) { step.on(message); }, msg);
    Next next = std::move(step).finish();
    if (next.model.screen.index() != screen_before) next.model.screen_since = now;
    return next;
}

bool settled(Model const& model, Instant now) { return now >= model.screen_since + kTouchSettles; }

Instant next_deadline(Model const& model)
{
    Instant const screen = screen_deadline(model.screen);
    if (!model.idle_at.is_set()) return screen;
    return screen.is_set() ? std::min(screen, model.idle_at) : model.idle_at;
}

bool may_print(drivers::PrinterState state) { return drivers::can_print(state) || state == drivers::PrinterState::unknown; }

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

std::string_view name_of(Screen const& screen)
{
    return std::visit(overloaded{
                          [](Home const&) { return "home"; },
                          [](PriorityChoice const&) { return "priority"; },
                          [](StillThere const&) { return "still_there"; },
                          [](Issuing const&) { return "issuing"; },
                          [](Printing const&) { return "printing"; },
                          [](TakeTicket const&) { return "take_ticket"; },
                          [](NumberOnScreen const&) { return "number"; },
                          [](Trouble const&) { return "trouble"; },
                          [](Closed const&) { return "closed"; },
                          [](ForStaff const&) { return "staff"; },
                          [](RatingIdle const&) { return "rating_idle"; },
                          [](RatingAsk const&) { return "rating"; },
                          [](Thanks const&) { return "thanks"; },
                      },
                      screen);
}

}  // namespace saduak::kiosk
