// A plausible log from small random choices: each is tried as a command, and what the domain refuses is passed over.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <utility>
#include <vector>

#include "tests/support/town.hpp"

namespace saduak::test {

// What to try, and with which ticket, counter or pause.
using Choice = std::pair<std::uint8_t, std::uint8_t>;

class RandomDay {
public:
    explicit RandomDay(std::vector<Choice> const& choices)
    {
        attempt(ConfigureSite{config()});
        attempt(GrantRange{kiosk_, "A", 20});
        attempt(GrantRange{{}, "A", 20});
        for (auto const& [what, which] : choices) act(what, which);
    }
    [[nodiscard]] std::vector<Event> const& log() const { return town_.log; }

private:
    static SiteConfig config()
    {
        SiteConfig config = town_config();
        config.services[1].slot_minutes = 30;
        config.services[1].slot_capacity = 3;
        return config;
    }
    static CounterId counter(std::uint8_t which) { return CounterId("c" + std::to_string(which % 3 + 1)); }
    static ServiceId service(std::uint8_t which)
    {
        char const* const services[] = {"id-card", "tax", "land"};
        return ServiceId(services[which % 3]);
    }
    [[nodiscard]] TicketId ticket(std::uint8_t which) const { return ticket_id(issued_ == 0 ? 0 : which % issued_ + 1); }
    // A ticket in one of these states where there is one: else most choices would come to nothing.
    [[nodiscard]] TicketId ticket(std::uint8_t which, std::initializer_list<TicketState> states) const
    {
        std::vector<TicketId> found;
        for (auto const& [id, one] : std::map(town_.state.tickets.begin(), town_.state.tickets.end()))
            if (std::find(states.begin(), states.end(), one.state) != states.end()) found.push_back(id);
        return found.empty() ? ticket(which) : found[which % found.size()];
    }
    [[nodiscard]] std::string number(std::uint8_t which, DeviceId const& holder) const
    {
        for (OfflineRange const& range : town_.state.ranges)
            if (range.device == holder) return format_number(range.prefix, range.first + which % 20);
        return "";
    }

    void attempt(CommandBody body, DeviceId const& device = {})
    {
        auto const events = decide(town_.state, Command{AgentId("agent"), device, std::move(body)}, town_.now);
        if (!events) return;
        for (Event const& event : *events) {
            Status const applied = apply(town_.state, event);
            if (!applied) throw std::logic_error("apply refuses what decide said: " + applied.error().context);
            town_.log.push_back(event);
        }
    }

    IssueTicket new_ticket(std::uint8_t which)
    {
        IssueTicket command;
        command.ticket = ticket_id(++issued_);
        command.token_sha256 = hex_of(issued_, 64);
        command.service = service(which);
        command.ticket_class = which % 5 == 0 ? TicketClass::priority : TicketClass::general;
        command.people = which % 4 + 1;
        if (which % 6 == 0) command.then = {service(which / 6)};
        return command;
    }
    void issue(std::uint8_t which)
    {
        IssueTicket command = new_ticket(which);
        command.paper = which % 7 == 0 ? Paper::pending : Paper::none;
        attempt(command, which % 2 == 0 ? kiosk_ : DeviceId());
    }
    // A number of the kiosk's range, taken some time ago; perhaps in the place of an issue that it gave up.
    void issue_offline(std::uint8_t which)
    {
        IssueTicket command = new_ticket(which);
        command.service = service(0);
        command.number = number(which, kiosk_);
        for (TicketId const& id : town_.state.open)
            if (town_.state.find(id)->adopted && which % 2 == 0) command.number = town_.state.find(id)->number;
        command.taken_at = town_.now - (which % 16 == 0 ? hours(which) : seconds(which));
        command.time_estimated = which % 3 == 0;
        if (which % 4 == 0) command.supersedes = ticket(which / 4);
        attempt(command, kiosk_);
    }
    void record(std::uint8_t which)
    {
        RecordVisit visit;
        visit.ticket = ticket_id(++issued_);
        visit.number = number(which, {});
        visit.service = service(0);
        visit.counter = counter(which);
        visit.taken_at = town_.now - (which % 8 == 0 ? hours(which) : seconds(4 * which));
        if (which % 4 != 0) visit.called_at = visit.taken_at + seconds(which);
        if (which % 4 >= 2) visit.finished_at = visit.taken_at + seconds(3 * which);
        visit.outcome = which % 3 == 0 ? Outcome::back_office : Outcome::served;
        attempt(visit);
    }
    void book(std::uint8_t which)
    {
        AppointmentId const appointment(hex_of(++booked_, 32));
        Instant const hour{town_.now.ms / minutes(30).count * minutes(30).count};
        attempt(BookAppointment{appointment, service(1), hour + minutes(30 * (which % 3 + 1)), hex_of(booked_ + 5000, 64), Channel::booking});
    }
    void check_in(std::uint8_t which)
    {
        CheckIn command;
        command.appointment = AppointmentId(hex_of(booked_ == 0 ? 0 : which % booked_ + 1, 32));
        command.ticket = ticket_id(++issued_);
        command.token_sha256 = hex_of(issued_, 64);
        attempt(command);
    }

    void complete(std::uint8_t which)
    {
        auto const& open = town_.state.back_office;
        if (!open.empty())
            attempt(CompleteBackOffice{std::next(open.begin(), static_cast<std::ptrdiff_t>(which % open.size()))->first, Outcome::served});
    }

    void reconfigure(std::uint8_t which)
    {
        SiteConfig changed = config();
        changed.services[which % 3].standard_s = which * 2;
        changed.services[which % 3].standard_basis = which % 2 == 0 ? StandardBasis::touch : StandardBasis::elapsed;
        changed.services[which % 3].wait_target_s = which;
        attempt(ConfigureSite{changed});
    }

    static Outcome outcome(std::uint8_t which)
    {
        if (which % 4 == 0) return Outcome::back_office;
        return which % 4 == 1 ? Outcome::wrong_office : Outcome::served;
    }

    void act(std::uint8_t what, std::uint8_t which)
    {
        switch (what % 40) {
        case 0:
        case 1:
        case 2:
        case 3:
        case 4: return issue(which);
        case 5:
        case 6: return attempt(OpenCounter{counter(which)});
        case 7:
        case 8:
        case 9:
        case 10: return attempt(CallNext{counter(which), which % 2 == 0 ? AlsoFinish::no : AlsoFinish::yes});
        case 11: return attempt(CallTicket{counter(which), ticket(which, {TicketState::waiting})});
        case 12: return attempt(RecallTicket{ticket(which, {TicketState::called})});
        case 13: return attempt(UndoCall{ticket(which, {TicketState::called})});
        case 14:
        case 15: return attempt(StartService{ticket(which, {TicketState::called})});
        case 16:
        case 17: return attempt(FinishService{ticket(which, {TicketState::called, TicketState::serving}), outcome(which), which % 3 + 1});
        case 18:
        case 19: return attempt(HoldTicket{ticket(which, {TicketState::serving})});
        case 20: return attempt(ResumeTicket{ticket(which, {TicketState::held}), which % 2 == 0 ? counter(which) : CounterId()});
        case 21: return attempt(MarkNoShow{ticket(which, {TicketState::called})});
        case 22: return attempt(ReturnTicket{ticket(which, {TicketState::no_show})});
        case 23: return attempt(CancelTicket{ticket(which)});
        case 24:
            return attempt(
                Rate{ticket(which, {TicketState::finished}), RatingKey(ticket(which, {TicketState::finished}).str()), which % 6, RatingChannel::qr});
        case 25: return which % 8 == 0 ? attempt(CloseDay{}) : reconfigure(which);
        case 26: return attempt(ReportPaper{ticket(which), which % 2 == 0 ? Paper::unconfirmed : Paper::failed, ""}, kiosk_);
        case 27:
        case 28:
        case 29: town_.wait(which % 32 == 0 ? hours(20) : Millis{which * 3'700}); return attempt(Tick{});
        case 30: return issue_offline(which);
        case 31: return attempt(AdoptTicket{counter(which), ticket_id(++issued_), number(which, kiosk_), service(0)});
        case 32: return record(which);
        case 33:
            return attempt(TransferTicket{ticket(which, {TicketState::waiting, TicketState::serving, TicketState::held}),
                                          which % 2 == 0 ? service(which / 2) : ServiceId(),
                                          {},
                                          {},
                                          which % 3 == 0});
        case 34: return attempt(FinishStep{ticket(which, {TicketState::serving})});
        case 35: return complete(which);
        case 36: return attempt(GiveAdvice{counter(which), service(which)});
        case 37: return book(which);
        case 38: return check_in(which);
        case 39: return which % 4 == 0 ? attempt(StopSite{StopKind::stop, "flood"}) : attempt(ReopenSite{});
        }
    }

    Town town_;
    DeviceId const kiosk_{"kiosk"};
    int issued_ = 0;
    int booked_ = 0;
};

}  // namespace saduak::test
