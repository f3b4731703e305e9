// decide and apply on random commands at random times, with a catalogue that changes under them.
#include <algorithm>
#include <ostream>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <rapidcheck/catch.h>

#include "tests/support/town.hpp"

using namespace saduak;
using namespace saduak::test;

namespace {

constexpr std::size_t kChoices = 400;

struct Choice {
    std::uint8_t what = 0;
    std::uint8_t which = 0;
    std::uint8_t how = 0;
};

auto choices()
{
    auto const one = rc::gen::build<Choice>(rc::gen::set(&Choice::what), rc::gen::set(&Choice::which), rc::gen::set(&Choice::how));
    return rc::gen::resize(kChoices, rc::gen::container<std::vector<Choice>>(one));
}

void showValue(Choice const& choice, std::ostream& os) { os << '{' << int{choice.what} << ',' << int{choice.which} << ',' << int{choice.how} << '}'; }

SiteConfig base_config()
{
    SiteConfig config = town_config();
    config.services[1].slot_minutes = 30;
    config.services[1].slot_capacity = 2;
    return config;
}

// Another catalogue of the same site: other hours, stops, letters, counters, limits and calling order, and sometimes a service less.
SiteConfig changed(Choice const& choice)
{
    SiteConfig config = base_config();
    config.day_starts_at = hours(choice.which % 24);
    if (choice.how % 2 == 0) config.services[1].prefix = "A";
    if (choice.how % 3 == 0) config.services[2].steps.pop_back();
    if (choice.how % 5 == 0) std::swap(config.services[2].steps.front(), config.services[2].steps.back());
    if (choice.how % 7 == 0) config.services[0].steps = {Step{StepId("desk"), text("Desk")}, Step{StepId("pay"), text("Pay")}};
    if (choice.how % 4 == 0) config.services[0].priority_prefix = "P";
    if (choice.how % 6 == 0) config.services[1].quota_per_day = 5;
    if (choice.how % 9 == 0) config.calling = CallingPolicy{.priority_run = 2, .general_run = 1, .general_ages_after_s = 600};
    if (choice.how % 10 == 0) config.opening.week = {WeekdayHours{1, {TimeSpan{hours(8), hours(16)}}}};
    config.return_after = choice.how % 4;
    if (choice.how % 3 == 0 || choice.how % 5 == 0) config.counters[1].skills.pop_back();
    if (choice.how % 11 == 0) config.counters.erase(config.counters.begin());
    if (choice.how % 13 == 0) {
        config.services.erase(config.services.begin());
        for (CounterConfig& counter : config.counters)
            std::erase_if(counter.skills, [](Skill const& skill) { return skill.service == ServiceId("id-card"); });
    }
    return config;
}

// A choice that is added to CommandBody must be tried below, too.
static_assert(std::variant_size_v<CommandBody> == 45);

class RandomSite {
public:
    RandomSite()
    {
        attempt(ConfigureSite{base_config()});
        attempt(GrantRange{kiosk_, "A", 20});
        attempt(GrantRange{{}, "A", 20});
    }

    void act(Choice const& choice)
    {
        // Time passes before each command, and nobody need have sent a Tick when something fell due.
        now_ = now_ + Millis{choice.how * 97};
        switch (choice.what % 8) {
        case 0: return arrive(choice);
        case 1:
        case 2: return call(choice);
        case 3:
        case 4: return serve(choice);
        case 5: return leave(choice);
        case 6: return administer(choice);
        case 7: return lay_hands_on_paper(choice);
        }
    }

    // The log folds to the state that grew with it, in every part.
    void check_replay() const
    {
        SiteState again;
        for (Event const& event : log_) RC_ASSERT(apply(again, event).has_value());
        bool const same = again == state_;
        RC_ASSERT(same);
    }
    // Commands that came to something, by their place in CommandBody.
    [[nodiscard]] std::set<std::size_t> const& done() const { return done_; }

private:
    [[nodiscard]] static CounterId counter(Choice const& choice) { return CounterId("c" + std::to_string(choice.which % 3 + 1)); }
    [[nodiscard]] static ServiceId service(std::uint8_t which)
    {
        char const* const services[] = {"id-card", "tax", "land"};
        return ServiceId(services[which % 3]);
    }
    // One of the last tickets, most often one in a fitting state, for else most choices would come to nothing.
    [[nodiscard]] TicketId ticket(Choice const& choice, std::initializer_list<TicketState> fitting) const
    {
        if (choice.how % 8 != 0) {
            std::set<TicketId> found;
            for (auto const& [id, one] : state_.tickets)
                if (std::find(fitting.begin(), fitting.end(), one.state) != fitting.end()) found.insert(id);
            if (!found.empty()) return *std::next(found.begin(), static_cast<std::ptrdiff_t>(choice.which % found.size()));
        }
        return ticket_id(issued_ == 0 ? 0 : issued_ - choice.which % std::min(issued_, 12));
    }
    [[nodiscard]] OfflineRange range(Choice const& choice) const
    {
        return state_.ranges.empty() ? OfflineRange{"A", 1, 1, {}, false} : state_.ranges[choice.which % state_.ranges.size()];
    }
    [[nodiscard]] std::string number_in(OfflineRange const& range, Choice const& choice) const
    {
        return format_number(range.prefix, range.first + choice.how % 20);
    }

    void arrive(Choice const& choice)
    {
        IssueTicket command;
        command.ticket = ticket_id(++issued_);
        command.token_sha256 = hex_of(issued_, 64);
        command.service = service(choice.which);
        command.ticket_class = choice.which % 5 == 0 ? TicketClass::priority : TicketClass::general;
        command.channel = static_cast<Channel>(choice.how % 5);
        command.paper = choice.how % 3 == 0 ? Paper::pending : Paper::none;
        command.people = choice.which % 101;
        if (choice.how % 4 == 0) command.then = {service(choice.how / 4), service(choice.how / 12)};
        if (choice.how % 6 == 0) command.supersedes = ticket(choice, {TicketState::waiting, TicketState::called});
        attempt(command, choice.which % 2 == 0 ? kiosk_ : DeviceId());
    }

    void call(Choice const& choice)
    {
        bool const even = choice.how % 2 == 0;
        switch (choice.which % 8) {
        case 0:
        case 1:
        case 2: return attempt(CallNext{counter(choice), even ? AlsoFinish::no : AlsoFinish::yes});
        case 3: return attempt(CallTicket{counter(choice), ticket(choice, {TicketState::waiting})});
        case 4: return attempt(RecallTicket{ticket(choice, {TicketState::called})});
        case 5: return attempt(UndoCall{ticket(choice, {TicketState::called})});
        case 6:
        case 7: return attempt(OpenCounter{CounterId("c" + std::to_string(choice.how % 3 + 1))});
        }
    }

    void serve(Choice const& choice)
    {
        bool const even = choice.how % 2 == 0;
        TicketId const at_work = ticket(choice, {TicketState::serving});
        switch (choice.which % 10) {
        case 0:
        case 1:
        case 2: return attempt(StartService{ticket(choice, {TicketState::called})});
        case 3:
            return attempt(
                FinishService{ticket(choice, {TicketState::called, TicketState::serving}), static_cast<Outcome>(choice.how % 6), choice.how % 101});
        case 4: return attempt(FinishStep{at_work});
        case 5: return attempt(HoldTicket{at_work});
        case 6: return attempt(ResumeTicket{ticket(choice, {TicketState::held}), even ? counter(choice) : CounterId()});
        case 7:
            return attempt(TransferTicket{ticket(choice, {TicketState::waiting, TicketState::called, TicketState::serving, TicketState::held}),
                                          choice.how % 3 == 0 ? ServiceId() : service(choice.how), choice.how % 5 == 0 ? StepId("pay") : StepId(),
                                          choice.how % 4 == 0 ? counter(choice) : CounterId(), even});
        case 8: return complete(choice);
        case 9: return attempt(GiveAdvice{counter(choice), even ? service(choice.how) : ServiceId()});
        }
    }
    void complete(Choice const& choice)
    {
        auto const& open = state_.back_office;
        TicketId const one =
            open.empty() ? ticket_id(choice.how) : std::next(open.begin(), static_cast<std::ptrdiff_t>(choice.how % open.size()))->first;
        attempt(CompleteBackOffice{one, static_cast<Outcome>(choice.how % 6)});
    }

    void leave(Choice const& choice)
    {
        switch (choice.which % 6) {
        case 0:
        case 1: return attempt(MarkNoShow{ticket(choice, {TicketState::called})});
        case 2:
        case 3: return attempt(ReturnTicket{ticket(choice, {TicketState::no_show})});
        case 4: return attempt(CancelTicket{ticket(choice, {TicketState::waiting, TicketState::called, TicketState::held})});
        case 5: {
            TicketId const done = ticket(choice, {TicketState::finished});
            return attempt(Rate{done, RatingKey(done.str()), choice.how % 7, choice.how % 2 == 0 ? RatingChannel::qr : RatingChannel::terminal});
        }
        }
    }

    void administer(Choice const& choice)
    {
        bool const even = choice.how % 2 == 0;
        switch (choice.which % 30) {
        case 0: return attempt(PauseCounter{CounterId("c1"), ""});
        case 1: return attempt(ResumeCounter{CounterId("c1")});
        case 2: return attempt(CloseCounter{CounterId("c" + std::to_string(choice.how % 3 + 1))});
        case 3:
        case 4: return attempt(ConfigureSite{changed(choice)});
        case 5: return choice.how % 4 == 0 ? attempt(CloseDay{}) : attempt(ReportPrinter{even ? "ready" : "paper_out"}, kiosk_);
        case 6: return attempt(Tick{});
        case 7:
        case 8:
        case 9: return book(choice);
        case 10:
        case 11: return check_in(choice);
        case 12: return attempt(CancelAppointment{appointment(choice)});
        case 13: return attempt(StopSite{even ? StopKind::closing : StopKind::stop, "flood"});
        case 14:
        case 15: return attempt(ReopenSite{});
        case 16: return attempt(GrantRange{even ? kiosk_ : DeviceId(), choice.how % 3 == 0 ? "B" : "A", choice.how % 30});
        case 17: return attempt(WithdrawRange{range(choice).prefix, range(choice).first});
        case 18: return attempt(ReleaseRange{range(choice).prefix, range(choice).first}, even ? kiosk_ : DeviceId());
        case 19: return attempt(ReportCaughtUp{state_.day}, kiosk_);
        case 20: return attempt(EraseKept{ErasableKey(hex_of(choice.how, 32)), "phone"});
        case 24:
        case 25: return attempt(GiveContact{any_open(choice), ErasableKey(hex_of(++contacts_, 32)), ContactChannel::sms, choice.how % 22, "th"});
        case 27: return attempt(CallStaff{even}, kiosk_);
        case 28: return attempt(AnswerStaffCall{kiosk_});
        case 29: {
            TicketId const done = ticket(choice, {TicketState::finished});
            return attempt(ExplainRating{done, RatingKey(done.str()), {static_cast<RatingReason>(choice.how % 4)}});
        }
        case 26: return attempt(WithdrawContact{any_open(choice)});
        case 21: return attempt(UnusableCommand{"name"}, kiosk_);
        case 22:
        case 23: now_ = now_ + (choice.how % 8 == 0 ? hours(choice.how % 40) : seconds(choice.how * 4)); return;
        }
    }
    void book(Choice const& choice)
    {
        Instant const half_hour{now_.ms / minutes(30).count * minutes(30).count};
        ++booked_;
        attempt(BookAppointment{AppointmentId(hex_of(booked_, 32)), service(1), half_hour + minutes(30 * (choice.how % 50)),
                                hex_of(booked_ + 5000, 64), Channel::mobile});
    }
    [[nodiscard]] TicketId any_open(Choice const& choice) const
    {
        return ticket(choice, {TicketState::waiting, TicketState::called, TicketState::serving, TicketState::held});
    }
    [[nodiscard]] AppointmentId appointment(Choice const& choice) const
    {
        auto const& known = state_.appointments;
        if (known.empty()) return AppointmentId(hex_of(choice.how, 32));
        return std::next(known.begin(), static_cast<std::ptrdiff_t>(choice.how % known.size()))->first;
    }
    void check_in(Choice const& choice)
    {
        CheckIn command;
        command.appointment = appointment(choice);
        command.ticket = ticket_id(++issued_);
        command.token_sha256 = hex_of(issued_, 64);
        command.paper = choice.how % 3 == 0 ? Paper::pending : Paper::none;
        attempt(command);
    }

    void lay_hands_on_paper(Choice const& choice)
    {
        switch (choice.which % 6) {
        case 0: return attempt(ReportPaper{ticket(choice, {TicketState::waiting}), static_cast<Paper>(choice.how % 6), ""});
        case 1: return attempt(ReprintTicket{ticket(choice, {TicketState::waiting})});
        case 2:
        case 3: return issue_offline(choice);
        case 4: return adopt(choice);
        case 5: return record(choice);
        }
    }
    void adopt(Choice const& choice)
    {
        CounterId at = counter(choice);
        for (auto const& [id, one] : state_.counters)
            if (one.state == CounterState::open && one.ticket.empty()) at = id;
        attempt(AdoptTicket{at, ticket_id(++issued_), number_in(range(choice), choice), choice.how % 3 == 0 ? ServiceId() : service(0)});
    }
    // A number of the kiosk's range, or one that a counter has called already.
    void issue_offline(Choice const& choice)
    {
        IssueTicket command;
        command.ticket = ticket_id(++issued_);
        command.token_sha256 = hex_of(issued_, 64);
        command.service = service(0);
        command.number = number_in(range(choice), choice);
        for (TicketId const& id : state_.open)
            if (state_.find(id)->adopted && choice.how % 2 == 0) command.number = state_.find(id)->number;
        command.taken_at = now_ - (choice.how % 16 == 0 ? hours(choice.how) : seconds(choice.how));
        command.not_before = choice.how % 3 == 0 ? now_ - seconds(60) : Instant{};
        command.paper = static_cast<Paper>(choice.how % 6);
        if (choice.how % 5 == 0) command.supersedes = ticket(choice, {TicketState::waiting, TicketState::called});
        attempt(command, choice.which % 3 == 0 ? DeviceId() : kiosk_);
    }
    void record(Choice const& choice)
    {
        RecordVisit visit;
        visit.ticket = ticket_id(++issued_);
        visit.number = number_in(range(choice), choice);
        visit.service = service(0);
        visit.taken_at = now_ - (choice.how % 8 == 0 ? hours(choice.how) : seconds(4 * choice.how));
        if (choice.how % 4 != 0) visit.called_at = visit.taken_at + seconds(choice.how);
        if (choice.how % 4 >= 2) visit.finished_at = visit.taken_at + seconds(3 * choice.how);
        attempt(visit);
    }

    void attempt(CommandBody body, DeviceId const& device = {})
    {
        Command const command{AgentId("agent"), device, std::move(body)};
        bool const overdue = due(state_) && *due(state_) <= now_;
        auto const events = decide(state_, command, now_);
        if (!events) return;
        bool const tick = std::holds_alternative<Tick>(command.body);
        if (tick && overdue) RC_ASSERT(!events->empty());
        if (!events->empty()) done_.insert(command.body.index());
        for (Event const& event : *events) {
            bool const stopped = state_.stop && state_.stop->kind == StopKind::stop;
            RC_ASSERT(!(stopped && std::holds_alternative<TicketCalled>(event.body)));
            auto const applied = apply(state_, event);
            if (!applied) RC_FAIL("apply refuses what decide said: " + applied.error().context);
            check_number(event);
            log_.push_back(event);
        }
        // Nothing that time has brought is left undone, unless the catalogue has just moved the day's end; a tick does one thing at a time.
        bool const settled = !due(state_) || *due(state_) > now_;
        if (!events->empty() && !tick && !std::holds_alternative<ConfigureSite>(command.body)) RC_ASSERT(settled);
        check_state();
    }

    // No number is given to two visits of a service day, however they came to be known.
    void check_number(Event const& event)
    {
        if (auto const* issued = std::get_if<TicketIssued>(&event.body)) {
            RC_ASSERT(numbers_.emplace(issued->day, issued->number).second);
            RC_ASSERT(issued->day == service_day(state_.config, issued->taken_at.is_set() ? issued->taken_at : event.at));
        }
        if (auto const* late = std::get_if<TicketLate>(&event.body)) RC_ASSERT(numbers_.emplace(late->day, late->number).second);
        if (auto const* recorded = std::get_if<TicketRecorded>(&event.body)) RC_ASSERT(numbers_.emplace(recorded->day, recorded->number).second);
    }

    // A ticket is at one counter at most, who is open can end, who waits stands in their queue, and nothing known to lack paper is called.
    void check_state() const
    {
        std::size_t at_counters = 0;
        for (auto const& [id, counter] : state_.counters) {
            if (counter.ticket.empty()) continue;
            ++at_counters;
            Ticket const* ticket = state_.find(counter.ticket);
            RC_ASSERT(ticket != nullptr);
            RC_ASSERT(is_at_counter(ticket->state));
            RC_ASSERT(ticket->counter == id);
            RC_ASSERT(ticket->paper != Paper::pending);
            RC_ASSERT(ticket->paper != Paper::failed);
        }
        std::size_t queued = 0;
        for (auto const& [key, queue] : state_.queues) {
            RC_ASSERT(!queue.empty());
            queued += queue.size();
        }
        std::size_t waiting = 0;
        std::size_t called = 0;
        for (TicketId const& id : state_.open) {
            Ticket const* ticket = state_.find(id);
            RC_ASSERT(ticket != nullptr);
            RC_ASSERT(is_open(ticket->state));
            if (ticket->state == TicketState::waiting) {
                ++waiting;
                auto const queue = state_.queues.find(queue_key(*ticket));
                RC_ASSERT(queue != state_.queues.end());
                auto const place = queue->second.find(queue_place(*ticket));
                RC_ASSERT(place != queue->second.end());
                RC_ASSERT(place->second == id);
            }
            if (is_at_counter(ticket->state)) ++called;
            Service const* service = state_.config.find_service(ticket->service);
            RC_ASSERT(service != nullptr);
            bool const stop_exists = ticket->step == 0 || ticket->step < service->steps.size();
            RC_ASSERT(stop_exists);
        }
        RC_ASSERT(queued == waiting);
        RC_ASSERT(called == at_counters);
        // A contact is kept for who may still be called, and for nobody else.
        for (auto const& [id, contact] : state_.contacts) {
            Ticket const* ticket = state_.find(id);
            RC_ASSERT(ticket != nullptr);
            RC_ASSERT((is_open(ticket->state) || may_return(*ticket)));
        }
    }

    SiteState state_;
    std::vector<Event> log_;
    Instant now_ = *parse_rfc3339("2026-11-23T01:30:00Z");
    DeviceId const kiosk_{"kiosk"};
    int issued_ = 0;
    int booked_ = 0;
    int contacts_ = 0;
    std::set<std::pair<Date, std::string>> numbers_;
    std::set<std::size_t> done_;
};

}  // namespace

TEST_CASE("apply takes every event that decide gives, whatever was asked and whenever")
{
    rc::prop("decide and apply agree", [] {
        RandomSite site;
        for (Choice const& choice : *choices()) site.act(choice);
        site.check_replay();
    });
}

// Else the property above would say nothing of a command that its choices never bring to anything.
TEST_CASE("each command comes to something on such a site, but for the unusable one")
{
    std::mt19937 any(20'261'123);
    auto const byte = [&] { return static_cast<std::uint8_t>(any() % 256); };
    std::set<std::size_t> done;
    rc::prop("in long runs", [&] {
        RandomSite site;
        for (int i = 0; i < 1000; ++i) site.act({byte(), byte(), byte()});
        done.insert(site.done().begin(), site.done().end());
    });
    CHECK(done.size() == std::variant_size_v<CommandBody> - 1);
}
