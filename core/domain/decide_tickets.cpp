// How a ticket comes to be and what becomes of its paper (DESIGN 4.1, 4.3).
#include <algorithm>
#include <iterator>

#include "core/base/bytes.hpp"
#include "core/domain/availability.hpp"
#include "core/domain/decision.hpp"

#include "core/domain/gap_report.hpp"
#include <set>

namespace saduak::domain {
namespace {

// A device whose clock says that a ticket is older than this is not believed.
constexpr Millis kTakenAgoMax = hours(24 * 60);

}  // namespace

Decided<void> Decision::check_new(TicketId const& ticket, std::string const& token_sha256, std::string const& lang) const
{
    if (!valid_random_id(ticket.str())) return reject(RejectionCode::invalid, "ticket");
    if (!valid_sha256_hex(token_sha256)) return reject(RejectionCode::invalid, "token_sha256");
    if (!valid_code(lang) || lang.size() > 8) return reject(RejectionCode::invalid, "lang");
    if (Ticket const* known = state_.find(ticket); known != nullptr) return reject(RejectionCode::ticket_exists, known->number);
    if (state_.by_token.contains(token_sha256)) return reject(RejectionCode::invalid, "token_sha256");
    return {};
}

Decided<Events> Decision::on(IssueTicket const& c) const
{
    SADUAK_TRY_STATUS(check_new(c.ticket, c.token_sha256, c.lang));
    if (c.ticket_class == TicketClass::appointment) return reject(RejectionCode::invalid, "class");
    if (c.people < 1 || c.people > 99) return reject(RejectionCode::invalid, "people");
    if (c.then.size() > kThenMax) return reject(RejectionCode::invalid, "then");
    Service const* service = state_.config.find_service(c.service);
    if (service == nullptr) return reject(RejectionCode::unknown_service, c.service.str());
    bool const promised = !c.number.empty() && !command_.device.empty();  // by a kiosk out of reach: kept as far as can be
    for (ServiceId const& next : c.then)
        if (!promised && state_.config.find_service(next) == nullptr) return reject(RejectionCode::unknown_service, next.str());
    SADUAK_TRY(Events own, c.number.empty() ? issue_online(c, *service) : issue_offline(c, *service));
    Events events = superseded(c.supersedes);
    events.insert(events.end(), std::make_move_iterator(own.begin()), std::make_move_iterator(own.end()));
    return events;
}

Decided<Events> Decision::issue_online(IssueTicket const& c, Service const& service) const
{
    if (c.paper != Paper::none && c.paper != Paper::pending) return reject(RejectionCode::invalid, "paper");
    SADUAK_TRY_STATUS(check_available(state_, service, c.channel, now_));
    SADUAK_TRY(std::string number, number_for(prefix_of(service, c.ticket_class)));
    Event event = site_event(TicketIssued{.number = std::move(number),
                                          .ticket_class = c.ticket_class,
                                          .channel = c.channel,
                                          .lang = c.lang,
                                          .day = service_day(state_.config, now_),
                                          .token_sha256 = c.token_sha256,
                                          .paper = c.paper,
                                          .ahead = c.ahead,
                                          .estimate_p50_s = c.estimate_p50_s,
                                          .estimate_p90_s = c.estimate_p90_s,
                                          .then = c.then,
                                          .people = c.people});
    event.ticket = c.ticket;
    event.service = c.service;
    return Events{std::move(event)};
}

// The paper is in the citizen's hand already: neither hours nor quotas can refuse it, only a number that is not the caller's to give.
Decided<Events> Decision::issue_offline(IssueTicket const& c, Service const& service) const
{
    SADUAK_TRY(OfflineRange const range, usable_range(c.number));
    // A kiosk that was out of reach gives the letters, and promises the services, of the catalogue that it knew.
    if (range.device.empty() && range.prefix != prefix_of(service, c.ticket_class)) return reject(RejectionCode::wrong_number, c.number);
    std::vector<ServiceId> then = c.then;
    std::erase_if(then, [&](ServiceId const& next) { return state_.config.find_service(next) == nullptr; });
    Instant const taken = taken_at(c);
    bool const estimated = c.time_estimated || taken != c.taken_at;
    Date const day = service_day(state_.config, taken);
    bool const today = day == service_day(state_.config, now_);

    // A counter was faster: the two are one, by day and number.
    Ticket const* adopted = today && day == state_.day ? state_.find_by_number(c.number) : nullptr;
    if (adopted != nullptr && adopted->adopted && !command_.device.empty()) {
        // The counter may have sent it on to the first of them already; who has left goes nowhere any more.
        bool const sent_on = !then.empty() && then.front() == adopted->service && adopted->service != c.service;
        if (sent_on) then.erase(then.begin());
        if (!is_open(adopted->state)) then.clear();
        Event event = ticket_event(*adopted, TicketMerged{c.ticket, c.lang, c.token_sha256, c.paper, taken, estimated, std::move(then), c.people});
        event.counter = {};
        return Events{std::move(event)};
    }
    if (number_given(day, c.number)) {
        // A counter had adopted it and its day is over: there is nothing left to add.
        if (!today && !command_.device.empty()) return Events{};
        return reject(RejectionCode::number_taken, c.number);
    }
    if (!today || closed_by_hand(day, taken)) {
        Event late = site_event(TicketLate{c.number, c.ticket_class, c.channel, day, taken, estimated});
        late.ticket = c.ticket;
        late.service = c.service;
        return Events{std::move(late)};
    }
    Event event = site_event(TicketIssued{.number = c.number,
                                          .ticket_class = c.ticket_class,
                                          .channel = c.channel,
                                          .lang = c.lang,
                                          .day = day,
                                          .token_sha256 = c.token_sha256,
                                          .paper = c.paper,
                                          .ahead = c.ahead,
                                          .estimate_p50_s = c.estimate_p50_s,
                                          .estimate_p90_s = c.estimate_p90_s,
                                          .then = std::move(then),
                                          .people = c.people,
                                          .offline = true,
                                          .taken_at = taken,
                                          .time_estimated = estimated});
    event.ticket = c.ticket;
    event.service = c.service;
    return Events{std::move(event)};
}

// Never before the kiosk's last contact nor after now (DESIGN 4.3); a time that cannot be is now.
Instant Decision::taken_at(IssueTicket const& c) const
{
    if (!c.taken_at.is_set() || c.taken_at > now_ || c.taken_at < now_ - kTakenAgoMax) return now_;
    return std::clamp(c.taken_at, std::min(c.not_before, now_), now_);
}

// What an abandoned issue made is void, unless its citizen is at the counter or gone.
Events Decision::superseded(TicketId const& id) const
{
    Ticket const* ticket = id.empty() ? nullptr : state_.find(id);
    if (ticket == nullptr || ticket->device != command_.device) return {};
    if (ticket->state != TicketState::waiting && ticket->state != TicketState::called) return {};
    return Events{ticket_event(*ticket, TicketVoided{"superseded"})};
}

Decided<OfflineRange> Decision::usable_range(std::string const& number) const
{
    auto const parsed = parse_number(number);
    if (!parsed) return reject(RejectionCode::wrong_number, number);
    for (OfflineRange const& range : state_.ranges)
        if (range.contains(*parsed) && range.device == command_.device) return range;
    return reject(RejectionCode::wrong_number, number);
}

bool Decision::number_given(Date day, std::string const& number) const
{
    if (day == state_.day && state_.by_number.contains(number)) return true;
    auto const past = state_.past_days.find(day);
    if (past == state_.past_days.end()) return false;
    // A range that was granted later may hold numbers which online numbering gave on that day.
    auto const parsed = parse_number(number);
    return past->second.offline_used.contains(number) || (parsed && passed_online(past->second, *parsed));
}

Decided<std::string> Decision::number_for(std::string const& prefix) const
{
    std::int32_t last = 0;
    if (service_day(state_.config, now_) == state_.day)
        if (auto const found = state_.last_number.find(prefix); found != state_.last_number.end()) last = found->second;
    std::int32_t const n = next_number(prefix, last, held_today());
    if (n > kNumberMax) return reject(RejectionCode::quota_reached, prefix);
    return format_number(prefix, n);
}

// Some numbers of a range that was given back today may have been used.
std::vector<OfflineRange> Decision::held_today() const
{
    Date const today = service_day(state_.config, now_);
    std::vector<OfflineRange> held = state_.ranges;
    std::copy_if(state_.released.begin(), state_.released.end(), std::back_inserter(held),
                 [&](OfflineRange const& range) { return service_day(state_.config, range.released_at) == today; });
    return held;
}

// Staff have closed this day by hand, and it was not opened again: who came before is counted and not called.
bool Decision::closed_by_hand(Date day, Instant taken) const
{
    if (day != state_.day || state_.day_open) return false;
    auto const past = state_.past_days.find(day);
    return past != state_.past_days.end() && taken <= past->second.closed_at;
}

Decided<Events> Decision::on(CheckIn const& c) const
{
    SADUAK_TRY_STATUS(check_new(c.ticket, c.token_sha256, c.lang));
    if (c.paper != Paper::none && c.paper != Paper::pending) return reject(RejectionCode::invalid, "paper");
    auto const by_code = state_.by_code.find(c.code_sha256);
    AppointmentId const id = !c.appointment.empty() ? c.appointment : by_code == state_.by_code.end() ? AppointmentId() : by_code->second;
    auto const found = state_.appointments.find(id);
    if (found == state_.appointments.end()) return reject(RejectionCode::unknown_appointment, id.str());
    Appointment const& appointment = found->second;
    if (appointment.state != AppointmentState::booked) return reject(RejectionCode::wrong_state, std::string(to_string(appointment.state)));
    Date const day = service_day(state_.config, now_);
    if (service_day(state_.config, appointment.slot) != day) return reject(RejectionCode::wrong_day, format_rfc3339(appointment.slot));
    SADUAK_TRY_STATUS(check_stop(state_.stop, c.channel));
    Service const* service = state_.config.find_service(appointment.service);
    if (service == nullptr) return reject(RejectionCode::unknown_service, appointment.service.str());

    // Who comes too late is served, in the order of those who came without an appointment.
    bool const late = now_ > appointment.slot + seconds(state_.config.calling.appointment_late_s);
    TicketClass const ticket_class = late ? TicketClass::general : TicketClass::appointment;
    SADUAK_TRY(std::string number, number_for(prefix_of(*service, ticket_class)));
    Event event = site_event(TicketIssued{.number = std::move(number),
                                          .ticket_class = ticket_class,
                                          .channel = c.channel,
                                          .lang = c.lang,
                                          .day = day,
                                          .token_sha256 = c.token_sha256,
                                          .paper = c.paper,
                                          .then = {},
                                          .taken_at = {},
                                          .appointment = id,
                                          .slot = appointment.slot});
    event.ticket = c.ticket;
    event.service = appointment.service;
    return Events{std::move(event)};
}

Decided<Events> Decision::on(RecordVisit const& c) const
{
    if (!valid_random_id(c.ticket.str())) return reject(RejectionCode::invalid, "ticket");
    if (Ticket const* known = state_.find(c.ticket); known != nullptr) return reject(RejectionCode::ticket_exists, known->number);
    Service const* service = state_.config.find_service(c.service);
    if (service == nullptr) return reject(RejectionCode::unknown_service, c.service.str());
    if (!c.counter.empty() && state_.config.find_counter(c.counter) == nullptr) return reject(RejectionCode::unknown_counter, c.counter.str());
    SADUAK_TRY(OfflineRange const range, usable_range(c.number));
    if (!range.device.empty() || range.prefix != prefix_of(*service, c.ticket_class)) return reject(RejectionCode::wrong_number, c.number);
    if (c.taken_at > now_ || c.taken_at < now_ - kTakenAgoMax) return reject(RejectionCode::invalid, "taken_at");
    if (c.called_at.is_set() && (c.called_at < c.taken_at || c.called_at > now_)) return reject(RejectionCode::invalid, "called_at");
    bool const ends_after_call = c.called_at.is_set() && c.finished_at >= c.called_at && c.finished_at <= now_;
    if (c.finished_at.is_set() && !ends_after_call) return reject(RejectionCode::invalid, "finished_at");
    Date const day = service_day(state_.config, c.taken_at);
    if (number_given(day, c.number)) return reject(RejectionCode::number_taken, c.number);
    Event event = site_event(TicketRecorded{c.number, c.ticket_class, day, c.taken_at, c.called_at, c.finished_at, c.outcome});
    event.ticket = c.ticket;
    event.service = c.service;
    event.counter = c.counter;
    return Events{std::move(event)};
}

// DESIGN 4.1: pending ends with a report; failed needs evidence and only holds back who still waits. A citizen who has no
// paper knows better than a printer that confirmed it; who accepted the number needs none.
Decided<Events> Decision::on(ReportPaper const& c) const
{
    SADUAK_TRY(Ticket const* const ticket, find_own(c.ticket));
    if (ticket->paper == Paper::none) return reject(RejectionCode::invalid, "paper");
    bool const revived = c.paper != Paper::failed && gets_paper_yet(*ticket);
    if (!is_open(ticket->state) && !revived) return reject(RejectionCode::wrong_state, std::string(to_string(ticket->state)));
    if (c.detail.size() > 64 || !valid_utf8(c.detail)) return reject(RejectionCode::invalid, "detail");
    bool changes = false;
    switch (c.paper) {
    case Paper::confirmed:
    case Paper::accepted: changes = ticket->paper != c.paper; break;
    case Paper::unconfirmed: changes = ticket->paper == Paper::pending || revived; break;
    case Paper::failed:
        changes = ticket->state == TicketState::waiting && !ticket->met && ticket->paper != Paper::accepted && ticket->paper != c.paper;
        break;
    case Paper::none:
    case Paper::pending: return reject(RejectionCode::invalid, "paper");
    }
    if (!changes) return Events{};
    return Events{ticket_event(*ticket, TicketPaper{c.paper, c.detail})};
}

Decided<Events> Decision::on(ReprintTicket const& c) const
{
    SADUAK_TRY(Ticket const* const ticket, find_own(c.ticket));
    if (ticket->state != TicketState::waiting && !gets_paper_yet(*ticket))
        return reject(RejectionCode::wrong_state, std::string(to_string(ticket->state)));
    if (ticket->paper == Paper::none || ticket->paper == Paper::pending)
        return reject(RejectionCode::wrong_state, std::string(to_string(ticket->paper)));
    return Events{ticket_event(*ticket, TicketReprinted{})};
}

// A kiosk out of reach told of it too late. Who has checked in to the same appointment again has the other ticket.
bool Decision::gets_paper_yet(Ticket const& ticket) const
{
    if (!state_.day_open || !may_get_paper(ticket)) return false;
    auto const appointment = state_.appointments.find(ticket.appointment);
    return appointment == state_.appointments.end() || appointment->second.state != AppointmentState::checked_in;
}

Decided<Events> Decision::on(CancelTicket const& c) const
{
    SADUAK_TRY(Ticket const* const ticket, find_own(c.ticket));
    if (ticket->state == TicketState::cancelled) return Events{};
    return when(c.ticket, {TicketState::waiting, TicketState::called, TicketState::held}, TicketCancelled{});
}

Decided<Events> Decision::on(Rate const& c) const
{
    if (c.score < 0 || c.score > 5) return reject(RejectionCode::invalid, "score");
    if (!valid_random_id(c.key.str())) return reject(RejectionCode::invalid, "key");
    SADUAK_TRY(Ticket const* const ticket, find(c.ticket));
    if (ticket->state != TicketState::finished) return reject(RejectionCode::wrong_state, std::string(to_string(ticket->state)));
    if (state_.rated.contains(c.key)) return reject(RejectionCode::already_rated);
    AnswerTime const given = time_of(c.given, *ticket);
    bool const at_the_counter = c.channel == RatingChannel::terminal;
    bool const asked_now = counter_state(ticket->counter).rating_ticket == ticket->id && now_ <= ticket->rate_until;
    if (at_the_counter && !asked_now && given.at > ticket->rate_until) return reject(RejectionCode::too_late);
    bool const late = at_the_counter ? !asked_now : now_ > given.at + kRateNowLimit;
    RatingReceived received{.key = c.key, .score = c.score, .channel = c.channel, .ticket_class = ticket->ticket_class, .day = state_.day};
    received.questions_version = state_.config.rating.version;
    if (late) {
        received.given_at = given.at;
        received.time_estimated = given.estimated;
    }
    return Events{without_ticket(*ticket, received)};
}

Decided<Events> Decision::on(ExplainRating const& c) const
{
    if (!valid_random_id(c.key.str())) return reject(RejectionCode::invalid, "key");
    std::set<RatingReason> const reasons(c.reasons.begin(), c.reasons.end());
    if (reasons.empty() || reasons.size() != c.reasons.size()) return reject(RejectionCode::invalid, "reasons");
    SADUAK_TRY(Ticket const* const ticket, find(c.ticket));
    if (!state_.rated.contains(c.key)) return reject(RejectionCode::wrong_state, std::string(to_string(ticket->state)));
    if (state_.explained.contains(c.key)) return reject(RejectionCode::already_rated);
    RatingExplained explained{.key = c.key, .reasons = c.reasons, .channel = c.channel, .ticket_class = ticket->ticket_class, .day = state_.day};
    if (AnswerTime const given = time_of(c.given, *ticket); now_ > given.at + kRateNowLimit) {
        explained.given_at = given.at;
        explained.time_estimated = given.estimated;
    }
    return Events{without_ticket(*ticket, explained)};
}

// Nobody is asked before the service's end, nor answers after now; a time that is not known is now.
AnswerTime Decision::time_of(AnswerTime const& told, Ticket const& ticket) const
{
    if (!told.at.is_set()) return {now_, told.estimated};
    Instant const at = std::clamp(told.at, std::min(ticket.ended_at, now_), now_);
    return {at, told.estimated || at != told.at};
}

// No ticket and no device in the head: DESIGN 4.4, the log does not join an answer to its ticket.
Event Decision::without_ticket(Ticket const& ticket, EventBody body) const
{
    Event event;
    event.at = now_;
    event.service = ticket.service;
    event.counter = ticket.counter;
    event.agent = ticket.agent;
    event.body = std::move(body);
    return event;
}

}  // namespace saduak::domain
