// A day's record, its replay and what another order would have changed, against days computed by hand.
#include "core/metrics/replay_presence.hpp"
#include "core/metrics/replay_record.hpp"
#include "core/metrics/what_if.hpp"
#include "tests/support/town.hpp"

using namespace saduak;
using namespace saduak::metrics;
using namespace saduak::test;
using domain::TicketClass;

namespace {

// The town with its clock in minutes after the opening, and its log as a day to replay.
class TownDay : public Town {
public:
    TownDay()
    {
        SiteConfig config = state.config;
        for (Service& service : config.services) service.wait_target_s = 600;
        must(ConfigureSite{config});
    }

    Instant opened_at = now;

    void at(std::int64_t minute) { now = opened_at + minutes(minute); }
    void next(char const* counter = "c1") { must(CallNext{CounterId(counter)}); }
    void finish(int n) { must(FinishService{ticket_id(n)}); }
    [[nodiscard]] Result<ReplayDay> record() const
    {
        ReplayRecord record(*parse_date("2026-11-23"));
        for (Event const& event : log) record.take(event);
        return std::move(record).finish();
    }
    ReplayDay day()
    {
        must(CloseDay{});
        auto day = record();
        INFO((day ? "" : day.error().context));
        REQUIRE(day);
        return *std::move(day);
    }
};

using Minutes = std::vector<std::int64_t>;

// Waits of served tickets of a class, in minutes, by arrival.
Minutes waits(std::vector<ReplayedWait> const& all, TicketClass ticket_class = TicketClass::general)
{
    Minutes found;
    for (ReplayedWait const& wait : all)
        if (wait.ticket_class == ticket_class && wait.ending == Ending::served) found.push_back(wait.wait_s / 60);
    return found;
}

SiteConfig ageing(SiteConfig config, std::int64_t after_s)
{
    config.calling.general_ages_after_s = after_s;
    return config;
}

TimeSpent span(Instant from, std::int64_t from_minute, std::int64_t to_minute) { return {from + minutes(from_minute), from + minutes(to_minute)}; }

// Three general tickets and a priority one at one counter, five minutes each; a minute is lost at 5.
void three_and_one(TownDay& town)
{
    town.must(OpenCounter{CounterId("c1")});
    town.issue(1);
    town.next();
    town.at(1);
    town.issue(2);
    town.at(2);
    town.issue(3);
    town.at(3);
    town.issue(4, "id-card", TicketClass::priority);
    town.at(5);
    town.finish(1);
    town.at(6);
    town.next();
    for (int const minute : {11, 16}) {
        town.at(minute);
        town.must(CallNext{CounterId("c1"), AlsoFinish::yes});
    }
    town.at(21);
    town.finish(3);
}

}  // namespace

TEST_CASE("A day computed by hand: its record, its replay, and another order")
{
    TownDay town;
    three_and_one(town);
    ReplayDay const day = town.day();

    REQUIRE(day.counters.size() == 1);
    CHECK(day.counters[0].open == std::vector{span(town.opened_at, 0, 21)});
    CHECK(day.counters[0].away.empty());
    CHECK(day.counters[0].late == std::vector{Millis{0}, minutes(1), Millis{0}, Millis{0}});  // at 5 three waited, and nobody was called

    // The priority ticket at 6, then 2 and 3.
    auto const recorded = recorded_waits(day);
    CHECK(waits(recorded) == Minutes{0, 10, 14});
    CHECK(waits(recorded, TicketClass::priority) == Minutes{3});
    CHECK(replayed_waits(day, day.config) == recorded);

    // Who has waited 4 minutes goes first: 2 at 6, 3 at 11, the priority ticket at 16.
    SiteConfig const changed = ageing(day.config, 240);
    CHECK(waits(replayed_waits(day, changed)) == Minutes{0, 5, 9});
    CHECK(waits(replayed_waits(day, changed), TicketClass::priority) == Minutes{13});

    WhatIf const answer = what_if(day, changed);
    REQUIRE(answer.rows.size() == 6);  // all, priority, general, id-card, and its two classes
    WhatIfRow const& general = answer.rows[2];
    CHECK(general.ticket_class == TicketClass::general);
    CHECK(general.service.empty());
    WaitFigures const before{.n = 3, .left = 0, .p50_s = 600, .p90_s = 840, .mean_s = 480, .within_bp = 6667, .within_n = 3};
    CHECK(general.recorded == before);
    CHECK(general.own == before);
    CHECK(general.changed == WaitFigures{.n = 3, .left = 0, .p50_s = 300, .p90_s = 540, .mean_s = 280, .within_bp = 10'000, .within_n = 3});
    WhatIfRow const& priority = answer.rows[1];
    CHECK(priority.ticket_class == TicketClass::priority);
    CHECK(priority.own.within_bp == 10'000);
    CHECK(priority.changed == WaitFigures{.n = 1, .left = 0, .p50_s = 780, .p90_s = 780, .mean_s = 780, .within_bp = 0, .within_n = 1});
    CHECK(answer.rows[3].service == ServiceId("id-card"));
    CHECK(answer.rows[0].changed.n == 4);
}

TEST_CASE("Weights count in a replay")
{
    TownDay town;
    town.must(OpenCounter{CounterId("c1")});
    town.issue(1);
    town.next();
    town.at(1);
    town.issue(2);
    town.at(3);
    town.issue(3, "tax");
    for (int const minute : {5, 10}) {
        town.at(minute);
        town.must(CallNext{CounterId("c1"), AlsoFinish::yes});
    }
    town.at(15);
    town.finish(3);
    ReplayDay const day = town.day();
    CHECK(waits(replayed_waits(day, day.config)) == Minutes{0, 4, 7});
    SiteConfig changed = day.config;
    changed.services[1].weight = 300;  // at 5: 4 minutes against 3 times 2
    CHECK(waits(replayed_waits(day, changed)) == Minutes{0, 9, 2});
}

TEST_CASE("Who left before a call leaves after the same time, unless called sooner")
{
    TownDay town;
    town.must(OpenCounter{CounterId("c1")});
    town.issue(1);
    town.next();
    town.issue(2);
    town.at(1);
    town.issue(3, "id-card", TicketClass::priority);
    town.at(4);
    town.must(CallNext{CounterId("c1"), AlsoFinish::yes});  // 3
    town.at(6);
    town.must(CancelTicket{ticket_id(2)});
    town.at(10);
    town.finish(3);
    ReplayDay const day = town.day();

    auto const own = replayed_waits(day, day.config);
    CHECK(own == recorded_waits(day));
    CHECK(own[1] == ReplayedWait{ServiceId("id-card"), TicketClass::general, 360, Ending::cancelled, false});

    // At 4 ticket 2 has waited for 3 minutes and goes first; it takes the median of 4 and 6 minutes, the lower: until 8.
    auto const sooner = replayed_waits(day, ageing(day.config, 180));
    CHECK(sooner[1] == ReplayedWait{ServiceId("id-card"), TicketClass::general, 240, Ending::served, true});
    CHECK(waits(sooner, TicketClass::priority) == Minutes{7});

    WhatIf const answer = what_if(day, ageing(day.config, 180));
    CHECK(answer.called_in_record == 2);
    CHECK(answer.called_in_own == 2);
    CHECK(answer.called_in_changed == 3);
    CHECK(answer.rows[0].own.left == 1);
    CHECK(answer.rows[0].own.within_n == 2);  // who left within the target says nothing of the wait
    CHECK(answer.rows[0].changed.left == 0);
}

TEST_CASE("A counter that lets somebody leave uncalled was not there for them")
{
    TownDay town;
    town.must(OpenCounter{CounterId("c1")});
    town.issue(1);
    town.at(3);
    town.must(CancelTicket{ticket_id(1)});
    town.at(5);
    town.issue(2);
    town.at(6);
    town.next();
    town.at(7);
    town.finish(2);
    ReplayDay const day = town.day();
    CHECK(day.counters[0].away == std::vector{span(town.opened_at, 0, 3)});
    CHECK(day.counters[0].late == std::vector{minutes(1)});
    CHECK(replayed_waits(day, day.config) == recorded_waits(day));
}

TEST_CASE("One counter at a time is late for one ticket")
{
    TownDay town;
    town.must(OpenCounter{CounterId("c1")}, AgentId("anong"));
    town.must(OpenCounter{CounterId("c2")}, AgentId("prasert"));
    town.issue(1);
    town.at(2);
    town.next("c1");
    town.issue(2);
    town.at(5);
    town.next("c2");
    town.at(6);
    town.finish(1);
    town.finish(2);
    ReplayDay const day = town.day();
    // c2 was free all the time: from 0 until c1 called the first at 2, and from 2 on for the second, until 5.
    CHECK(day.counters[0].late == std::vector{minutes(2)});
    CHECK(day.counters[1].late == std::vector{minutes(5)});
    CHECK(waits(recorded_waits(day)) == Minutes{2, 3});
    CHECK(waits(replayed_waits(day, day.config)) == Minutes{2, 5});
}

TEST_CASE("A visit of two stops waits twice, the second time from the end of the first")
{
    TownDay town;
    town.must(OpenCounter{CounterId("c2")}, AgentId("anong"));
    town.must(OpenCounter{CounterId("c3")}, AgentId("prasert"));
    town.issue(1, "land");
    town.next("c2");
    town.at(2);
    town.issue(2, "land");
    town.next("c3");
    town.at(4);
    town.finish(1);  // transferred to pay
    town.at(8);
    town.finish(2);
    town.next("c3");  // 1, who waited from 4
    town.at(10);
    town.must(CallNext{CounterId("c3"), AlsoFinish::yes});  // 2
    town.at(13);
    town.finish(2);
    ReplayDay const day = town.day();
    auto const recorded = recorded_waits(day);
    CHECK(waits(recorded) == Minutes{0, 4, 0, 2});
    CHECK(replayed_waits(day, day.config) == recorded);
}

TEST_CASE("A returned no-show comes behind those who are then first, and its wait ended at the first call")
{
    TownDay town;
    SiteConfig config = town.state.config;
    config.return_after = 1;
    town.must(ConfigureSite{config});
    town.must(OpenCounter{CounterId("c1")});
    for (int n = 1; n <= 3; ++n) town.issue(n);
    town.next();
    town.at(2);
    town.must(MarkNoShow{ticket_id(1)});
    town.next();
    town.at(3);
    town.must(ReturnTicket{ticket_id(1)});
    for (int const minute : {5, 9}) {
        town.at(minute);
        town.must(CallNext{CounterId("c1"), AlsoFinish::yes});  // 3, then 1
    }
    CHECK(town.ticket(1).state == TicketState::called);
    town.at(10);
    town.finish(1);
    ReplayDay const day = town.day();
    auto const recorded = recorded_waits(day);
    CHECK(waits(recorded) == Minutes{0, 2, 5});
    CHECK(replayed_waits(day, day.config) == recorded);
    REQUIRE(day.visits[0].stops.size() == 2);
    CHECK(day.visits[0].stops[1].joining == Joining::behind);
}

TEST_CASE("A call taken back did not happen, and a hold is no service")
{
    TownDay town;
    town.must(OpenCounter{CounterId("c1")});
    town.issue(1);
    town.issue(2);
    town.next();
    town.must(UndoCall{ticket_id(1)});
    town.at(1);
    town.next();
    town.must(StartService{ticket_id(1)});
    town.at(3);
    town.must(HoldTicket{ticket_id(1)});
    town.next();
    town.at(8);
    town.finish(2);
    town.must(ResumeTicket{ticket_id(1), CounterId("c1")});
    town.at(9);
    town.finish(1);
    ReplayDay const day = town.day();
    REQUIRE(day.visits.size() == 2);
    CHECK(day.visits[0].stops.size() == 1);
    CHECK(day.visits[0].stops[0].at_counter == minutes(3));
    CHECK(waits(recorded_waits(day)) == Minutes{1, 3});
}

TEST_CASE("A pause begins when the service under way ends, and is as long as it was")
{
    TownDay town;
    town.must(OpenCounter{CounterId("c1")});
    town.issue(1);
    town.next();
    town.at(5);
    town.finish(1);
    town.must(PauseCounter{CounterId("c1"), ""});
    town.at(6);
    town.issue(2, "tax");
    town.at(15);
    town.must(ResumeCounter{CounterId("c1")});
    town.next();
    town.at(16);
    town.finish(2);
    ReplayDay day = town.day();
    CHECK(day.counters[0].away == std::vector{span(town.opened_at, 5, 15)});
    CHECK(day.counters[0].late == std::vector{Millis{0}, Millis{0}});
    CHECK(waits(replayed_waits(day, day.config)) == Minutes{0, 9});
    day.visits[0].stops[0].at_counter = minutes(7);  // the service takes longer: away from 7 to 17
    CHECK(waits(replayed_waits(day, day.config)) == Minutes{0, 11});
}

TEST_CASE("The last counter stays until nobody waits who was served in the record")
{
    TownDay town;
    town.must(OpenCounter{CounterId("c1")});
    town.issue(1);
    town.next();
    town.at(5);
    town.issue(2, "id-card", TicketClass::priority);
    town.must(CallNext{CounterId("c1"), AlsoFinish::yes});
    town.at(8);
    town.finish(2);
    town.must(CloseCounter{CounterId("c1")});
    ReplayDay day = town.day();
    day.visits[0].stops[0].at_counter = minutes(9);  // beyond the closing
    CHECK(waits(replayed_waits(day, day.config), TicketClass::priority) == Minutes{4});
}

TEST_CASE("A day that is not over, or not there, cannot be replayed")
{
    TownDay town;
    CHECK(town.record().error().code == Errc::not_found);
    town.issue(1);
    CHECK(town.record().error().code == Errc::invalid_argument);
    town.must(CancelTicket{ticket_id(1)});
    CHECK(town.record().error().code == Errc::invalid_argument);  // nobody is there, but the day goes on
    town.must(CloseDay{});
    CHECK(town.record());
    town.issue(2);
    CHECK(town.record().error().code == Errc::invalid_argument);  // opened again
}

TEST_CASE("The catalogue of a later day is not this day's")
{
    TownDay town;
    three_and_one(town);
    town.must(CloseDay{});
    town.wait(hours(48));
    SiteConfig config = town.state.config;
    config.services[0].wait_target_s = 1;
    town.must(ConfigureSite{config});
    auto const day = town.record();
    REQUIRE(day);
    CHECK(day->config.services[0].wait_target_s == 600);
    CHECK(day->config_changes == 0);
}

TEST_CASE("A change of the catalogue during the day is told")
{
    TownDay town;
    three_and_one(town);
    town.must(ConfigureSite{ageing(town.state.config, 60)});
    CHECK(town.day().config_changes == 1);
}

namespace {

Event configured(SiteConfig config)
{
    config.historical = true;
    config.counters.clear();
    Event event;
    event.at = *parse_rfc3339("2026-12-01T00:00:00Z");
    event.body = SiteConfigured{std::move(config)};
    return event;
}

// Minutes after 08.30; -1: never.
Event imported(int issued, int called, int finished, int left, char const* counter = "", char const* service = "id-card")
{
    Instant const opened_at = *parse_rfc3339("2026-11-23T01:30:00Z");
    auto const at = [&](int minute) { return minute < 0 ? Instant{} : opened_at + minutes(minute); };
    TicketImported body;
    body.issued_at = at(issued);
    body.called_at = at(called);
    body.finished_at = at(finished);
    body.left_at = at(left);
    body.outcome = finished < 0 ? "cancelled" : "served";
    Event event;
    event.at = *parse_rfc3339("2026-12-01T00:00:00Z");
    event.service = ServiceId(service);
    event.counter = CounterId(counter);
    event.body = std::move(body);
    return event;
}

ReplayDay imported_day(std::vector<Event> const& rows)
{
    ReplayRecord record(*parse_date("2026-11-23"));
    record.take(configured(town_config()));
    for (Event const& row : rows) record.take(row);
    auto day = std::move(record).finish();
    REQUIRE(day);
    return *std::move(day);
}

}  // namespace

TEST_CASE("An imported log without counters: as many as services went on at one time")
{
    ReplayDay const day = imported_day({imported(0, 0, 10, -1), imported(1, 1, 5, -1), imported(2, 5, 8, -1), imported(3, 8, 9, -1),
                                        imported(4, -1, -1, 6), imported(12, 12, 13, -1, "", "tax")});
    CHECK(day.services_without_counter == 5);
    CHECK(day.counters_inferred == 2);
    REQUIRE(day.counters.size() == 2);
    Instant const opened_at = day.visits[0].issued_at;
    CHECK(day.counters[0].config.id == CounterId("inferred-1"));
    CHECK(day.counters[0].open == std::vector{span(opened_at, 0, 13)});
    CHECK(day.counters[0].config.skills.size() == 2);  // it was free last when the tax ticket was called
    CHECK(day.counters[1].open == std::vector{span(opened_at, 1, 9)});
    CHECK(day.counters[0].away.empty());
    CHECK(replayed_waits(day, day.config) == recorded_waits(day));
}

TEST_CASE("An imported log's own counters are kept, and serve what they served")
{
    ReplayDay const day = imported_day(
        {imported(0, 0, 10, -1, "C1"), imported(1, 10, 12, -1, "C1"), imported(2, 2, 3, -1, "C2", "tax"), imported(4, 6, 7, -1, "", "tax")});
    CHECK(day.services_without_counter == 1);
    CHECK(day.counters_inferred == 1);
    REQUIRE(day.counters.size() == 3);
    CHECK(day.counters[0].config.skills == std::vector{Skill{ServiceId("id-card"), {}}});
    CHECK(day.counters[1].config.skills == std::vector{Skill{ServiceId("tax"), {}}});
    // C2 closed at 3, so the tax ticket of 4 is called when its own counter came: at 6.
    CHECK(waits(replayed_waits(day, day.config)) == Minutes{0, 9, 0, 2});
}

TEST_CASE("Imported rows of other days are not this day's")
{
    ReplayRecord record(*parse_date("2026-11-22"));
    record.take(configured(town_config()));
    record.take(imported(0, 0, 10, -1));
    CHECK(std::move(record).finish().error().code == Errc::not_found);
}

TEST_CASE("Spans of time: union, intersection, difference")
{
    auto const spans = [](std::vector<std::pair<int, int>> const& pairs) {
        std::vector<TimeSpent> found;
        for (auto const& [from, to] : pairs) found.push_back({Instant{from}, Instant{to}});
        return found;
    };
    CHECK(united(spans({{5, 7}, {1, 3}, {3, 4}, {6, 9}, {8, 8}})) == spans({{1, 4}, {5, 9}}));
    CHECK(intersection(spans({{1, 4}, {5, 9}}), spans({{2, 6}, {8, 20}})) == spans({{2, 4}, {5, 6}, {8, 9}}));
    CHECK(difference(spans({{1, 10}, {12, 14}}), spans({{0, 2}, {4, 5}, {9, 13}})) == spans({{2, 4}, {5, 9}, {13, 14}}));
    CHECK(difference(spans({{1, 3}}), spans({{0, 5}})).empty());
}
