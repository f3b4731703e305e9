#include "tests/sim/offline/update_kiosk.hpp"

#include <boost/json/parse.hpp>

#include "core/base/overloaded.hpp"
#include "kiosk/journal.hpp"
#include "kiosk/offline/cut_off.hpp"

namespace saduak::sim {

namespace json = boost::json;
using namespace kiosk;

namespace {

constexpr std::int64_t kPrints_ms = 2'000;
constexpr std::int64_t kFinger_ms = 1'000;

TicketNames draw_names(Clockwork& clockwork)
{
    std::string const id = clockwork.id32();
    return {TicketId(id), id, id + id};
}

}  // namespace

void UpdateKiosk::started()
{
    met_server_ = false;
    caught_up_.reset();
    model_ = {};
    model_.printer = model_.printer_reported = drivers::PrinterState::ready;
    time_ = KnownTime(kept_time_);
    kiosk::OpenTickets open;
    for (auto const& [n, body] : journal().commands)
        if (auto const command = wire::decode_device_command(body)) open.note(*command);
    for (TicketId const& ticket : journal().printing) open.note_printing(ticket);
    for (domain::CommandBody const& command : open.recovery()) submit(command);
    tell_clock();
    happen(NamesDrawn{draw_names(parts_.clockwork)});
    if (kept_site_) happen(SitePushed{*kept_site_, kept_at_});
    catch_up();
}

void UpdateKiosk::citizen_comes(ServiceId const& service)
{
    if (!is_on()) return;
    if (!std::holds_alternative<Home>(model_.screen)) {
        ++turned_away_;
        return;
    }
    touch(TargetKind::service, service.str());
    after(kFinger_ms, [this] { touch(TargetKind::general); });
}

void UpdateKiosk::answered(std::int64_t, domain::CommandBody const& command, bool ok, std::string const& body)
{
    auto const* issue = std::get_if<domain::IssueTicket>(&command);
    if (issue == nullptr) return;
    if (!ok) parts_.clockwork.fault(id().str() + ": an issue was refused: " + issue->number + " " + body);
    if (!ok || !issue->number.empty()) return;
    json::value const ticket = json::parse(body).at("ticket");
    TicketGiven given;
    given.id = issue->ticket;
    given.number = std::string(ticket.at("number").as_string());
    given.issued_at = parts_.clockwork.now();
    happen(IssueAnswered{issue->ticket, given, std::nullopt});
}

void UpdateKiosk::state_received(std::string const& body)
{
    SiteOffer site;
    site.id = config_.id;
    site.day_starts_at = config_.day_starts_at;
    for (domain::Service const& service : config_.services) {
        ServiceOffer offer;
        offer.id = service.id;
        offer.prefix = service.prefix;
        site.services.push_back(std::move(offer));
    }
    json::value const view = json::parse(body);
    for (json::value const& entry : view.at("ranges").as_array()) {
        domain::OfflineRange range;
        range.prefix = std::string(entry.at(0).as_string());
        range.first = static_cast<std::int32_t>(entry.at(1).as_int64());
        range.last = static_cast<std::int32_t>(entry.at(2).as_int64());
        site.ranges.push_back(std::move(range));
    }
    kept_site_ = site;
    kept_at_ = known_now().value_or(Instant{});
    happen(SitePushed{std::move(site), std::nullopt});
}

void UpdateKiosk::welcomed(wire::Welcome const& welcome)
{
    met_server_ = true;
    time_.welcomed(welcome.time, monotonic(), wall_clock());
    kept_time_ = time_.kept(monotonic(), wall_clock());
    tell_clock();
    happen(LinkChanged{LinkStatus::online});
}

void UpdateKiosk::link_lost() { happen(LinkChanged{LinkStatus::offline}); }

void UpdateKiosk::tell_clock()
{
    Clock clock;
    if (auto const now = known_now()) clock.ahead = *now - monotonic();
    happen(ClockTold{clock});
}

void UpdateKiosk::happen(Msg const& msg)
{
    Next next = update(std::move(model_), msg, monotonic());
    model_ = std::move(next.model);
    for (Effect const& effect : next.effects) carry_out(effect);
    Instant const deadline = next_deadline(model_);
    if (!deadline.is_set()) return;
    after((deadline - monotonic()).count + 1, [this, deadline] {
        if (next_deadline(model_) == deadline) happen(TimePassed{});
    });
}

void UpdateKiosk::carry_out(Effect const& effect)
{
    std::visit(overloaded{
                   [this](Submit const& command) { submit(command.command); },
                   [this](IssueOffline const& asked) { after(5, [this, asked] { issue_offline(asked); }); },
                   [this](Print const& job) {
                       note_printing(job.ticket);
                       after(kPrints_ms, [this, job] { printed(job); });
                   },
                   [this](DrawNames const&) { after(1, [this] { happen(NamesDrawn{draw_names(parts_.clockwork)}); }); },
                   [](KeepRoll const&) {},
                   [](CheckInCode const&) {},  // nobody has an appointment, and no staff come
                   [](CheckPin const&) {},
                   [](TellStaff const&) {},
                   [](PrintTest const&) {},
                   [](RestartKiosk const&) {},
                   [](Speak const&) {},
               },
               effect);
}

// As the link thread does it.
void UpdateKiosk::issue_offline(IssueOffline const& asked)
{
    auto const now = known_now();
    std::optional<Date> today;
    if (now) today = service_day_of(*kept_site_, *now);
    if (today) numbers_.settle(*today);
    auto const number = numbers_.next(kept_site_->ranges, asked.prefix, today);
    if (!number) {
        parts_.clockwork.fault(id().str() + ": no number of " + asked.prefix + " is left");
        return;
    }
    domain::IssueTicket command = asked.command;
    command.number = domain::format_number(number->prefix, number->n);
    numbers_.note(*number, today);
    wire::DeviceClock taken = clocks();
    if (!time_.trusts(wall_clock())) taken.clock = {};
    submit(command, taken);
    happen(OfflineAnswered{command.ticket, command.number, now.value_or(Instant{})});
}

void UpdateKiosk::printed(Print const& job)
{
    bool const offline = job.content.offline;
    history_.held[job.content.number] = history_.tickets.size();
    Instant const taken = parts_.clockwork.now() - Millis{kPrints_ms};
    history_.tickets.push_back({job.ticket, job.content.number, job.content.service, taken, offline, !met_server_});
    happen(PrintEnded{job.ticket, job.content.original, domain::Paper::confirmed, "", 0});
    after(kFinger_ms, [this] { touch(TargetKind::done); });
}

void UpdateKiosk::catch_up()
{
    after(60'000, [this] {
        kept_time_ = time_.kept(monotonic(), wall_clock());
        if (auto const now = known_now(); now && kept_site_ && is_online() && unanswered() == 0) {
            if (Date const day = day_over(*kept_site_, *now); caught_up_ != day) {
                caught_up_ = day;
                submit(domain::ReportCaughtUp{day});
            }
        }
        catch_up();
    });
}

}  // namespace saduak::sim
