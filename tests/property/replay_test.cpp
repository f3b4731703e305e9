// A day's replay under its own order against the record that the domain itself made.
#include <ostream>

#include <rapidcheck/catch.h>

#include "core/metrics/replay_record.hpp"
#include "core/metrics/what_if.hpp"
#include "tests/support/town.hpp"

using namespace saduak;
using namespace saduak::metrics;
using namespace saduak::test;
using domain::TicketClass;

namespace {

struct Move {
    std::uint8_t what = 0;
    std::uint8_t which = 0;
    std::uint8_t seconds = 0;
};
void showValue(Move const& move, std::ostream& os) { os << '{' << int{move.what} << ',' << int{move.which} << ',' << int{move.seconds} << '}'; }

std::vector<Move> any_moves()
{
    auto const one = rc::gen::build<Move>(rc::gen::set(&Move::what), rc::gen::set(&Move::which), rc::gen::set(&Move::seconds));
    return *rc::gen::resize(200, rc::gen::container<std::vector<Move>>(one));
}

CallingPolicy any_policy()
{
    CallingPolicy policy;
    if (*rc::gen::arbitrary<bool>()) {
        policy.priority_run = *rc::gen::inRange(1, 4);
        policy.general_run = *rc::gen::inRange(1, 4);
    }
    policy.general_ages_after_s = *rc::gen::element(0, 300, 900);
    return policy;
}

// A day at so many counters that serve everything, whose agents press Next sooner or later.
class Day {
public:
    Day(CallingPolicy const& policy, int counters) : counters_(counters)
    {
        SiteConfig config = town_config();
        config.calling = policy;
        config.return_after = 2;
        config.services[1].weight = 150;
        config.counters.clear();
        for (int n = 0; n < counters; ++n) {
            CounterConfig counter{counter_id(n), text("counter"), {{ServiceId("id-card"), {}}, {ServiceId("tax"), {}}}, {}, {}};
            if (n == 0) counter.skills.push_back({ServiceId("land"), {}});
            config.counters.push_back(counter);
        }
        attempt(ConfigureSite{config});
        for (int n = 0; n < counters; ++n) attempt(OpenCounter{counter_id(n)}, AgentId("agent-" + std::to_string(n)));
    }

    void act(Move const& move)
    {
        now_ = now_ + seconds(move.seconds + 1);  // two things at one instant have no order that a replay could keep
        CounterId const counter = counter_id(move.which % counters_);
        TicketId const at_counter = state_.counters[counter].ticket;
        switch (move.what % 8) {
        case 0:
        case 1:
        case 2: return issue(move.which);
        case 3:
        case 4: return attempt(CallNext{counter});
        case 5: return attempt(FinishService{at_counter});
        case 6: return move.which % 3 == 0 ? attempt(MarkNoShow{at_counter}) : attempt(CancelTicket{ticket(move.which)});
        case 7: return attempt(ReturnTicket{ticket(move.which)});
        }
    }

    ReplayDay record()
    {
        for (auto const& [id, counter] : state_.counters) attempt(FinishService{counter.ticket});
        attempt(CloseDay{});
        ReplayRecord record(service_day(state_.config, now_));
        for (Event const& event : log_) record.take(event);
        auto day = std::move(record).finish();
        RC_ASSERT(day.has_value());
        return *std::move(day);
    }
    [[nodiscard]] bool empty() const { return issued_ == 0; }

private:
    static CounterId counter_id(int n) { return CounterId("c" + std::to_string(n)); }
    [[nodiscard]] TicketId ticket(std::uint8_t which) const { return ticket_id(issued_ == 0 ? 0 : which % issued_ + 1); }

    void issue(std::uint8_t which)
    {
        char const* const services[] = {"id-card", "tax", "land"};
        IssueTicket command;
        command.ticket = ticket_id(++issued_);
        command.token_sha256 = hex_of(issued_, 64);
        command.service = ServiceId(services[which % 3]);
        command.ticket_class = which % 4 == 0 ? TicketClass::priority : TicketClass::general;
        attempt(command);
    }

    void attempt(CommandBody body, AgentId const& agent = AgentId("agent"))
    {
        auto const events = decide(state_, Command{agent, {}, std::move(body)}, now_);
        if (!events) return;
        for (Event const& event : *events) {
            RC_ASSERT(apply(state_, event).has_value());
            log_.push_back(event);
        }
    }

    int counters_;
    SiteState state_;
    std::vector<Event> log_;
    Instant now_ = *parse_rfc3339("2026-11-23T01:30:00Z");
    int issued_ = 0;
};

}  // namespace

TEST_CASE("A day of one counter replays under its own order exactly as it was")
{
    rc::prop("however late the agent presses Next, with two stops, no-shows, returns and leavers", [] {
        Day day(any_policy(), 1);
        for (Move const& move : any_moves()) day.act(move);
        RC_PRE(!day.empty());
        ReplayDay const replay = day.record();
        RC_ASSERT(replayed_waits(replay, replay.config) == recorded_waits(replay));
    });
}

TEST_CASE("Under any order the same citizens wait, and all who were called are called")
{
    rc::prop("at several counters", [] {
        Day day(any_policy(), *rc::gen::inRange(1, 4));
        for (Move const& move : any_moves()) day.act(move);
        RC_PRE(!day.empty());
        ReplayDay const replay = day.record();
        SiteConfig other = replay.config;
        other.calling = any_policy();
        auto const recorded = recorded_waits(replay);
        auto const replayed = replayed_waits(replay, other);
        RC_ASSERT(replayed.size() == recorded.size());
        for (std::size_t i = 0; i < recorded.size(); ++i) {
            RC_ASSERT(replayed[i].service == recorded[i].service);
            RC_ASSERT(replayed[i].ticket_class == recorded[i].ticket_class);
            RC_ASSERT(replayed[i].called || !recorded[i].called);
            RC_ASSERT(replayed[i].called || replayed[i].wait_s == recorded[i].wait_s);
        }
    });
}
