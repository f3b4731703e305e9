#include "kiosk/app/kiosk.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "core/base/overloaded.hpp"
#include "core/wire/json.hpp"
#include "kiosk/app/script_lines.hpp"
#include "kiosk/keys.hpp"
#include "kiosk/link/server_text.hpp"
#include "platform/clock.hpp"
#include "platform/entropy.hpp"

namespace saduak::kiosk {

void Kiosk::handle(Event& event)
{
    std::visit([this](auto& inner) { handle(inner); }, event);
}

void Kiosk::handle(LinkEvent& event)
{
    std::visit(overloaded{
                   [this](LinkMoved const& moved) {
                       link_fault_ = moved.reason;
                       happen(LinkChanged{moved.status});
                   },
                   [this](SiteArrived& arrived) {
                       if (arrived.site.bundle) bundles_.want(*arrived.site.bundle);
                       happen(SitePushed{std::move(arrived.site), arrived.heard_at});
                   },
                   [this](ClockJudged const& judged) { happen(ClockTold{judged.clock}); },
                   [this](OfflineNumber const& own) {
                       happen(OfflineAnswered{own.ticket, own.number, own.at});
                   },
                   [this](CommandAnswered const& answered) { handle_answer(answered); },
               },
               event);
}

void Kiosk::handle_answer(CommandAnswered const& answered)
{
    if (!answered.ok) spdlog::warn("a command was refused: {}", answered.body);
    auto const* check_in = std::get_if<domain::CheckIn>(&answered.command);
    if (check_in != nullptr && !answered.ok)
        if (auto const fault = parse_check_in_refusal(answered.body)) return happen(CheckInRefused{check_in->ticket, fault->fault, fault->slot});
    auto const* issue = std::get_if<domain::IssueTicket>(&answered.command);
    if (issue != nullptr || check_in != nullptr) {
        IssueAnswered msg{issue != nullptr ? issue->ticket : check_in->ticket, std::nullopt, std::nullopt};
        if (answered.ok) {
            auto given = parse_ticket(answered.body);
            if (given) msg.given = std::move(*given);
            else spdlog::error("the answer to an issue: {}", given.error().context);
        } else {
            msg.closure = parse_refusal(answered.body);
        }
        stages_.answered();
        happen(msg);
    }
    auto const* rate = std::get_if<domain::Rate>(&answered.command);
    if (rate != nullptr && !answered.ok) happen(RatingRefused{});
    if (rate != nullptr && script_) print_line({{"event", "rating"}, {"ticket", rate->ticket.str()}, {"score", rate->score}, {"ok", answered.ok}});
}

void Kiosk::handle(PrinterEvent& event)
{
    std::visit(overloaded{
                   [this](PrinterMoved const& moved) { happen(PrinterChanged{moved.state}); },
                   [this](TicketPrinted const& printed) {
                       ticket_picture_ = printer_setup_.last_picture();
                       stages_.printed(printed.first_bytes);
                       happen(PrintEnded{printed.ticket, printed.original, printed.paper, printed.detail, printed.paper_mm});
                   },
               },
               event);
}

void Kiosk::handle(BundleEvent& event)
{
    if (bundles_.heard(event)) link_->report(bundles_.in_force(), bundles_.fault());
}

// Nobody sees the screen change under their finger.
void Kiosk::try_bundle()
{
    if (!bundles_.arrived() || !at_rest(model_)) return;
    if (auto adopted = bundles_.adopt()) {
        look_ = std::move(adopted->look);
        fonts_ = std::move(adopted->fonts);
        apply_settings();
        redraw_ = true;
    }
    link_->report(bundles_.in_force(), bundles_.fault());
}

// A button is a touch on its face, or on its reason, where they are shown; elsewhere it is nothing.
void Kiosk::handle(drivers::Score const& pressed)
{
    if (!settled(model_, platform::monotonic_now())) return;
    DisplayList const list = shown();
    if (auto const msg = only_target(list)) return happen(*msg);
    auto const meant = [&pressed](HitTarget const& each) {
        bool const none = each.target.kind == TargetKind::no_opinion || each.target.kind == TargetKind::skip;
        bool const one = each.target.kind == TargetKind::face || each.target.kind == TargetKind::reason;
        return pressed.score == 0 ? none : one && each.target.score == pressed.score;
    };
    auto const found = std::find_if(list.targets.begin(), list.targets.end(), meant);
    if (found != list.targets.end()) happen(Touched{found->target});
}

void Kiosk::handle(ScriptInput& line)
{
    if (line) script_->feed(std::move(*line));
    else script_->end_of_lines();
}

void Kiosk::handle(Input const& input)
{
    std::visit(overloaded{
                   [this](PointTouched const& point) {
                       if (!settled(model_, platform::monotonic_now())) return;
                       DisplayList const list = shown();
                       if (HitTarget const* target = hit(list, point.x, point.y)) happen(Touched{target->target});
                   },
                   [this](KeyPressed const& key) { scan_reader_.key(key, platform::monotonic_now()); },
                   [this](QuitAsked const&) { quit_ = true; },
                   [this](RedrawAsked const&) { redraw_ = true; },
                   [](NothingInput const&) {},
               },
               input);
}

void Kiosk::read_keys()
{
    for (KeyPressed const& key : scan_reader_.take_keys(platform::monotonic_now())) press(key);
    if (auto const text = scan_reader_.take_scan()) scan(*text);
}

void Kiosk::scan(std::string const& text)
{
    std::string const token = text.substr(text.find_last_of('/') + 1);
    happen(Scanned{text, valid_random_id(token) ? platform::sha256_hex(token) : std::string()});
}

void Kiosk::press(KeyPressed const& key)
{
    if (!settled(model_, platform::monotonic_now())) return;
    if (auto const msg = message_of(key.key, shown(), model_.focus)) happen(*msg);
}

void Kiosk::announce_ticket()
{
    auto const* kept = std::get_if<OnPhone>(&model_.screen);
    auto const* take = std::get_if<TakeTicket>(&model_.screen);
    if (take == nullptr && kept == nullptr) return;
    Issued const& ticket = take != nullptr ? take->ticket : kept->ticket;
    domain::Paper const paper = take != nullptr ? take->paper : domain::Paper::none;
    if (!announced_.emplace(ticket.wanted.names.ticket, paper).second) return;
    print_line(ticket_line(ticket, paper, ticket_picture_, stages_));
}

}  // namespace saduak::kiosk
