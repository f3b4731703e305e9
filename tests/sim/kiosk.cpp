#include "tests/sim/kiosk.hpp"

#include <algorithm>

#include <boost/json/parse.hpp>

#include "kiosk/journal.hpp"

namespace saduak::sim {

using domain::Paper;
namespace json = boost::json;

constexpr std::int64_t kSlowAnswerMs = 2'000;

void Kiosk::started()
{
    free();
    // The product's own rule on what a restarted kiosk says of tickets that it was giving out.
    kiosk::OpenTickets open;
    for (auto const& [n, body] : journal().commands)
        if (auto const command = wire::decode_device_command(body)) open.note(*command);
    for (TicketId const& ticket : journal().printing) open.note_printing(ticket);
    for (domain::CommandBody const& command : open.recovery()) submit(command);
    next_citizen();
    catch_up();
}

void Kiosk::next_citizen()
{
    after(1 + parts_.clockwork.between(0, 2 * habits_.arrival_ms), [this] {
        if (door_open_ && !busy_) citizen_wants_ticket();
        if (door_open_) next_citizen();
    });
}

void Kiosk::citizen_wants_ticket()
{
    busy_ = true;
    Clockwork& clockwork = parts_.clockwork;
    domain::IssueTicket issue;
    issue.ticket = TicketId(clockwork.id32());
    issue.service = services_[clockwork.below(services_.size())].id;
    issue.ticket_class = clockwork.chance(0.2) ? domain::TicketClass::priority : domain::TicketClass::general;
    issue.token_sha256 = issue.ticket.str() + issue.ticket.str();
    issue.paper = Paper::pending;
    if (clockwork.chance(0.1)) issue.then.push_back(services_[clockwork.below(services_.size())].id);
    if (!is_online() && issue_offline(issue)) return;
    std::int64_t const n = submit(issue);
    awaited_n_ = n;
    after(kSlowAnswerMs, [this, n, issue] { give_up(n, issue); });
}

void Kiosk::give_up(std::int64_t n, domain::IssueTicket const& issue)
{
    if (awaited_n_ != n) return;
    awaited_n_ = 0;
    domain::IssueTicket again = issue;
    again.supersedes = issue.ticket;
    again.ticket = TicketId(parts_.clockwork.id32());
    again.token_sha256 = again.ticket.str() + again.ticket.str();
    if (issue_offline(std::move(again))) return;
    submit(domain::CancelTicket{issue.ticket});
    free();
}

bool Kiosk::issue_offline(domain::IssueTicket issue)
{
    std::string const& prefix = prefix_of(service_of(issue), issue.ticket_class);
    auto const number = next_offline(prefix);
    if (!number) return false;
    issue.number = domain::format_number(prefix, number->n);
    note_offline(prefix, number->n);
    submit(issue, clocks());
    print(issue);
    return true;
}

// Never back to a number that it gave before, whatever day its clock says: when its ranges are used up it has none.
std::optional<domain::TicketNumber> Kiosk::next_offline(std::string const& prefix) const
{
    auto const last = journal().last_offline.find(prefix);
    std::int32_t const before = last == journal().last_offline.end() ? 0 : last->second;
    std::optional<std::int32_t> next;
    for (auto const& range : ranges_) {
        if (range.prefix != prefix || range.withdrawn) continue;
        std::int32_t const candidate = std::max(range.first, before + 1);
        if (candidate <= range.last) next = std::min(next.value_or(candidate), candidate);
    }
    if (!next) return std::nullopt;
    return domain::TicketNumber{prefix, *next};
}

void Kiosk::answered(std::int64_t n, domain::CommandBody const& command, bool ok, std::string const& body)
{
    if (auto const* issue = std::get_if<domain::IssueTicket>(&command)) issue_answered(n, *issue, ok, body);
    if (auto const* report = std::get_if<domain::ReportPaper>(&command)) reported(*report, ok);
}

void Kiosk::issue_answered(std::int64_t n, domain::IssueTicket const& issue, bool ok, std::string const& body)
{
    if (!issue.number.empty() && !ok) parts_.clockwork.fault(id().str() + ": a number given out offline was refused: " + issue.number + " " + body);
    if (n != awaited_n_) return;  // nobody waits for this any more
    awaited_n_ = 0;
    if (!ok) return free();
    print(issue);
}

// What the server could not take any more was no promise.
void Kiosk::reported(domain::ReportPaper const& report, bool ok)
{
    if (!ok) return;
    if (report.paper == Paper::confirmed) papers_.promised[report.ticket] = Promise::paper;
    if (report.paper == Paper::accepted) papers_.promised[report.ticket] = Promise::number_accepted;
}

void Kiosk::print(domain::IssueTicket const& issue)
{
    note_printing(issue.ticket);
    after(parts_.clockwork.between(300, 4'000), [this, issue] { printed(issue); });
}

void Kiosk::printed(domain::IssueTicket const& issue)
{
    if (!printer.has_paper || parts_.clockwork.chance(printer.fails)) return paper_failed(issue);
    if (!issue.number.empty()) papers_.offline.emplace_back(issue.number, issue.service);
    report(issue.ticket, printer.answers ? Paper::confirmed : Paper::unconfirmed);
    free();
}

void Kiosk::paper_failed(domain::IssueTicket const& issue)
{
    report(issue.ticket, Paper::failed);
    after(parts_.clockwork.between(500, 20'000), [this, issue] {
        Clockwork& clockwork = parts_.clockwork;
        if (!clockwork.chance(habits_.walks_away)) {
            if (clockwork.chance(0.4)) {
                report(issue.ticket, Paper::accepted);
            } else if (clockwork.chance(0.5)) {
                submit(domain::ReprintTicket{issue.ticket});
                return print(issue);
            } else {
                submit(domain::CancelTicket{issue.ticket});
            }
        }
        free();
    });
}

void Kiosk::report(TicketId const& ticket, Paper paper) { submit(domain::ReportPaper{ticket, paper, ""}); }

void Kiosk::state_received(std::string const& body)
{
    auto const view = json::parse(body);
    ranges_.clear();
    std::vector<domain::ReleaseRange> released;
    for (auto const& entry : view.at("ranges").as_array()) {
        domain::OfflineRange range;
        range.prefix = std::string(entry.at(0).as_string());
        range.first = static_cast<std::int32_t>(entry.at(1).as_int64());
        range.last = static_cast<std::int32_t>(entry.at(2).as_int64());
        range.withdrawn = entry.at(3).as_bool();
        if (range.withdrawn) released.push_back({range.prefix, range.first});
        else ranges_.push_back(std::move(range));
    }
    for (auto const& release : released) submit(release);
}

// From time to time, with nothing unsent: yesterday is complete.
void Kiosk::catch_up()
{
    after(60'000, [this] {
        Date const yesterday = civil_from_days(days_from_civil(local_time(wall_clock()).date) - 1);
        if (is_online() && unanswered() == 0 && clock_error == Millis{}) submit(domain::ReportCaughtUp{yesterday});
        catch_up();
    });
}

domain::Service const& Kiosk::service_of(domain::IssueTicket const& issue) const
{
    return *std::find_if(services_.begin(), services_.end(), [&](auto const& service) { return service.id == issue.service; });
}

void RatingTerminal::state_received(std::string const& body)
{
    TicketId const ticket(std::string(json::parse(body).at("rate_now").as_string()));
    if (ticket.empty() || ticket == asked_) return;
    asked_ = ticket;
    if (parts_.clockwork.chance(0.4)) return;  // they walk past it
    after(parts_.clockwork.between(500, 50'000), [this, ticket] {
        domain::Rate rate;
        rate.ticket = ticket;
        rate.score = static_cast<std::int32_t>(parts_.clockwork.between(0, 5));
        submit(rate, clocks());
    });
}

}  // namespace saduak::sim
