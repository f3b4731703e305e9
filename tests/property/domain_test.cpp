// decide and apply on random commands at random times, with a catalogue that changes under them.
#include <algorithm>
#include <ostream>
#include <set>
#include <string>
#include <utility>
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

// Another catalogue of the same site: other hours, stops, letters, counters, and sometimes a service less.
SiteConfig changed(Choice const& choice)
{
    SiteConfig config = town_config();
    config.day_starts_at = hours(choice.which % 24);
    if (choice.how % 2 == 0) config.services[1].prefix = "A";
    if (choice.how % 3 == 0) config.services[2].steps.pop_back();
    if (choice.how % 5 == 0) std::swap(config.services[2].steps.front(), config.services[2].steps.back());
    if (choice.how % 7 == 0) config.services[0].steps = {Step{StepId("desk"), text("Desk")}, Step{StepId("pay"), text("Pay")}};
    if (choice.how % 3 == 0 || choice.how % 5 == 0) config.counters[1].skills.pop_back();
    if (choice.how % 11 == 0) config.counters.erase(config.counters.begin());
    if (choice.how % 13 == 0) {
        config.services.erase(config.services.begin());
        for (CounterConfig& counter : config.counters)
            std::erase_if(counter.skills, [](Skill const& skill) { return skill.service == ServiceId("id-card"); });
    }
    return config;
}

class RandomSite {
public:
    RandomSite() { attempt(ConfigureSite{town_config()}); }

    void act(Choice const& choice)
    {
        // Time passes before each command, and nobody need have sent a Tick when something fell due.
        now_ = now_ + Millis{choice.how * 97};
        TicketId const ticket = ticket_id(issued_ == 0 ? 0 : issued_ - choice.which % std::min(issued_, 12));
        CounterId const counter("c" + std::to_string(choice.which % 3 + 1));
        bool const even = choice.how % 2 == 0;
        switch (choice.what % 32) {
        case 0:
        case 1:
        case 2:
        case 3: return issue(choice);
        case 4:
        case 5: return attempt(OpenCounter{counter});
        case 6:
        case 7:
        case 8: return attempt(CallNext{counter, even ? AlsoFinish::no : AlsoFinish::yes});
        case 9: return attempt(CallTicket{counter, ticket});
        case 10: return attempt(RecallTicket{ticket});
        case 11: return attempt(UndoCall{ticket});
        case 12:
        case 13: return attempt(StartService{ticket});
        case 14: return attempt(FinishService{ticket, even ? Outcome::served : Outcome::documents_missing});
        case 15:
        case 16: return attempt(HoldTicket{ticket});
        case 17:
        case 18: return attempt(ResumeTicket{ticket, counter});
        case 19: return attempt(MarkNoShow{ticket});
        case 20: return attempt(ReturnTicket{ticket});
        case 21: return attempt(CancelTicket{ticket});
        case 22: return attempt(Rate{ticket, RatingKey(ticket.str()), choice.how % 6, even ? RatingChannel::qr : RatingChannel::terminal});
        case 23: return attempt(ReportPaper{ticket, static_cast<Paper>(choice.how % 6), ""});
        case 24: return attempt(ReprintTicket{ticket});
        case 25: return attempt(PauseCounter{counter, ""});
        case 26: return attempt(ResumeCounter{counter});
        case 27: return attempt(CloseCounter{counter});
        case 28: return attempt(ConfigureSite{changed(choice)});
        case 29: return choice.how % 4 == 0 ? attempt(CloseDay{}) : attempt(ReportPrinter{even ? "ready" : "paper_out"});
        case 30: return attempt(Tick{});
        case 31: now_ = now_ + (choice.how % 8 == 0 ? hours(choice.which % 30) : seconds(choice.which)); return;
        }
    }

    // The log folds to the state that grew with it.
    void check_replay() const
    {
        SiteState again;
        for (Event const& event : log_) RC_ASSERT(apply(again, event).has_value());
        RC_ASSERT(again.seq == state_.seq);
        RC_ASSERT(again.open == state_.open);
        RC_ASSERT(again.queues == state_.queues);
        RC_ASSERT(again.paper_deadlines == state_.paper_deadlines);
        RC_ASSERT(again.last_number == state_.last_number);
    }

private:
    void issue(Choice const& choice)
    {
        char const* const services[] = {"id-card", "tax", "land"};
        IssueTicket command;
        command.ticket = ticket_id(++issued_);
        command.token_sha256 = hex_of(issued_, 64);
        command.service = ServiceId(services[choice.which % 3]);
        command.ticket_class = choice.which % 5 == 0 ? TicketClass::priority : TicketClass::general;
        command.paper = choice.how % 3 == 0 ? Paper::pending : Paper::none;
        attempt(command);
    }

    void attempt(CommandBody body)
    {
        Command const command{AgentId("agent"), DeviceId(std::holds_alternative<ReportPrinter>(body) ? "kiosk" : ""), std::move(body)};
        auto const events = decide(state_, command, now_);
        if (!events) return;
        for (Event const& event : *events) {
            auto const applied = apply(state_, event);
            if (!applied) RC_FAIL("apply refuses what decide said: " + applied.error().context);
            if (auto const* issued = std::get_if<TicketIssued>(&event.body)) {
                RC_ASSERT(numbers_.emplace(issued->day, issued->number).second);
                RC_ASSERT(issued->day == service_day(state_.config, event.at));
            }
            log_.push_back(event);
        }
        // Nothing that time has brought is left undone, unless the catalogue has just moved the day's end.
        bool const settled = !due(state_) || *due(state_) > now_;
        if (!events->empty() && !std::holds_alternative<ConfigureSite>(command.body)) RC_ASSERT(settled);
        check_state();
    }

    // A ticket is at one counter at most, who is open can end, and nothing known to lack paper is called.
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
        for (auto const& [key, queue] : state_.queues) queued += queue.size();
        std::size_t waiting = 0;
        std::size_t called = 0;
        for (TicketId const& id : state_.open) {
            Ticket const* ticket = state_.find(id);
            RC_ASSERT(ticket != nullptr);
            RC_ASSERT(is_open(ticket->state));
            if (ticket->state == TicketState::waiting) ++waiting;
            if (is_at_counter(ticket->state)) ++called;
            Service const* service = state_.config.find_service(ticket->service);
            RC_ASSERT(service != nullptr);
            bool const stop_exists = ticket->step == 0 || ticket->step < service->steps.size();
            RC_ASSERT(stop_exists);
        }
        RC_ASSERT(queued == waiting);
        RC_ASSERT(called == at_counters);
    }

    SiteState state_;
    std::vector<Event> log_;
    Instant now_ = *parse_rfc3339("2026-11-23T01:30:00Z");
    int issued_ = 0;
    std::set<std::pair<Date, std::string>> numbers_;
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
