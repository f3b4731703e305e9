// The calling order, rule by rule.
#include <set>

#include "tests/support/waiting_hall.hpp"

using namespace saduak;
using namespace saduak::test;

namespace {

constexpr TicketClass kGeneral = TicketClass::general;
constexpr TicketClass kPriority = TicketClass::priority;
constexpr TicketClass kAppointment = TicketClass::appointment;

struct Why {
    int first;
    CallReason reason;
    bool operator==(Why const&) const = default;
};

Why why(WaitingHall const& hall, int a, int b, std::int64_t at_s)
{
    auto const explanation = explain(hall.state, ticket_id(a), ticket_id(b), hall.at(at_s));
    REQUIRE(explanation);
    CHECK(((explanation->first == ticket_id(a) && explanation->second == ticket_id(b)) ||
           (explanation->first == ticket_id(b) && explanation->second == ticket_id(a))));
    return {explanation->first == ticket_id(a) ? a : b, explanation->reason};
}

using Numbers = std::vector<int>;

}  // namespace

TEST_CASE("Every reason has its own word")
{
    std::set<std::string_view> words;
    for (CallReason const reason : {CallReason::aged, CallReason::appointment, CallReason::turn, CallReason::ticket_class, CallReason::not_due,
                                    CallReason::weight, CallReason::arrival, CallReason::returned})
        words.insert(to_string(reason));
    CHECK(words.size() == 8);
    CHECK_FALSE(words.contains(""));
}

TEST_CASE("Who came first is called first")
{
    WaitingHall hall;
    hall.joins(1, 0);
    hall.joins(2, 60, kGeneral, "tax");
    hall.joins(3, 30);
    CHECK(hall.order(100) == Numbers{1, 3, 2});
    CHECK(why(hall, 2, 3, 100) == Why{3, CallReason::arrival});
}

TEST_CASE("Two who came in the same millisecond are called in the order of their places")
{
    WaitingHall hall;
    hall.joins(9, 0, kGeneral, "tax");
    hall.joins(3, 0);
    CHECK(hall.order(100) == Numbers{9, 3});
    CHECK(why(hall, 3, 9, 100) == Why{9, CallReason::arrival});
}

TEST_CASE("Priority is called before general")
{
    WaitingHall hall;
    hall.joins(1, 0);
    hall.joins(2, 600, kPriority);
    CHECK(hall.order(601) == Numbers{2, 1});
    CHECK(why(hall, 1, 2, 601) == Why{2, CallReason::ticket_class});
}

TEST_CASE("An appointment comes first once it is due, and last until then")
{
    WaitingHall hall;
    hall.policy().appointment_early_s = 300;
    hall.joins(1, 0);
    hall.joins(2, 0, kPriority);
    hall.joins(3, 1200, kAppointment);
    hall.joins(4, 900, kAppointment);

    CHECK(hall.order(599) == Numbers{2, 1, 4, 3});
    CHECK(why(hall, 1, 4, 599) == Why{1, CallReason::not_due});
    CHECK(why(hall, 4, 2, 599) == Why{2, CallReason::not_due});
    CHECK(why(hall, 3, 4, 599) == Why{4, CallReason::appointment});

    CHECK(hall.order(600) == Numbers{4, 2, 1, 3});
    CHECK(why(hall, 4, 2, 600) == Why{4, CallReason::appointment});
    CHECK(why(hall, 3, 4, 600) == Why{4, CallReason::appointment});

    CHECK(hall.order(900) == Numbers{4, 3, 2, 1});
    CHECK(why(hall, 3, 4, 900) == Why{4, CallReason::appointment});
}

TEST_CASE("Two appointments of one slot are called in the order of their check-in")
{
    WaitingHall hall;
    hall.joins(1, 900, kAppointment);
    hall.joins(2, 900, kAppointment);
    CHECK(why(hall, 2, 1, 900) == Why{1, CallReason::arrival});
}

TEST_CASE("An appointment that is not due is called where nobody else waits")
{
    WaitingHall hall;
    hall.joins(1, 7200, kAppointment);
    Ticket const* next = next_ticket(hall.state, hall.counter(0), hall.at(0));
    REQUIRE(next != nullptr);
    CHECK(next->id == ticket_id(1));
}

TEST_CASE("A general ticket that has waited as long as the policy says comes before every other")
{
    WaitingHall hall;
    hall.policy().general_ages_after_s = 1200;
    hall.joins(1, 0);
    hall.joins(2, 60);
    hall.joins(3, 100, kPriority);
    hall.joins(4, 100, kAppointment);

    CHECK(hall.order(1199) == Numbers{4, 3, 1, 2});
    CHECK(why(hall, 1, 3, 1199) == Why{3, CallReason::ticket_class});

    CHECK(hall.order(1200) == Numbers{1, 4, 3, 2});
    CHECK(why(hall, 1, 3, 1200) == Why{1, CallReason::aged});
    CHECK(why(hall, 4, 1, 1200) == Why{1, CallReason::aged});
    CHECK(why(hall, 2, 1, 1200) == Why{1, CallReason::aged});

    CHECK(hall.order(1260) == Numbers{1, 2, 4, 3});
    CHECK(why(hall, 2, 1, 1260) == Why{1, CallReason::arrival});
}

TEST_CASE("Of two aged tickets the longer wait comes first, whatever the weights")
{
    WaitingHall hall;
    hall.policy().general_ages_after_s = 600;
    hall.state.config.services[1].weight = 1000;
    hall.joins(1, 0);
    hall.joins(2, 60, kGeneral, "tax");
    CHECK(hall.order(300) == Numbers{2, 1});
    CHECK(hall.order(660) == Numbers{1, 2});
}

TEST_CASE("Without ageing nobody ages")
{
    WaitingHall hall;
    hall.joins(1, 0);
    hall.joins(2, 20'000, kPriority);
    CHECK(hall.order(20'000) == Numbers{2, 1});
}

TEST_CASE("A service's weight makes its waits count more within a class, never across classes")
{
    WaitingHall hall;
    hall.state.config.services[1].weight = 200;  // tax
    hall.joins(1, 0);
    hall.joins(2, 100, kGeneral, "tax");
    hall.joins(3, 190, kPriority);

    CHECK(hall.order(199) == Numbers{3, 1, 2});  // 199 s against twice 99 s
    CHECK(why(hall, 1, 2, 199) == Why{1, CallReason::arrival});
    CHECK(hall.order(200) == Numbers{3, 1, 2});  // equal: who came first
    CHECK(why(hall, 1, 2, 200) == Why{1, CallReason::arrival});
    CHECK(hall.order(201) == Numbers{3, 2, 1});
    CHECK(why(hall, 1, 2, 201) == Why{2, CallReason::weight});
    CHECK(why(hall, 3, 2, 201) == Why{3, CallReason::ticket_class});
}

TEST_CASE("After two priority tickets one general ticket has its turn")
{
    WaitingHall hall;
    hall.policy().priority_run = 2;
    hall.policy().general_run = 1;
    for (int n = 1; n <= 3; ++n) hall.joins(n, n);
    for (int n = 11; n <= 15; ++n) hall.joins(n, n, kPriority);
    CHECK(hall.order(100) == Numbers{11, 12, 1, 13, 14, 2, 15, 3});
    CHECK(why(hall, 1, 13, 100) == Why{1, CallReason::turn});
    CHECK(why(hall, 1, 15, 100) == Why{1, CallReason::turn});
    CHECK(why(hall, 1, 12, 100) == Why{12, CallReason::ticket_class});
    CHECK(why(hall, 3, 15, 100) == Why{15, CallReason::ticket_class});

    CallingCounter counter(hall, 0);
    Numbers called;
    for (int i = 0; i < 9; ++i) called.push_back(counter.next(100));
    CHECK(called == Numbers{11, 12, 1, 13, 14, 2, 15, 3, 0});
}

TEST_CASE("Turns: what counts, what begins a round anew, what leaves a turn open")
{
    CallingPolicy policy;
    policy.priority_run = 2;
    policy.general_run = 2;
    CHECK(after_call(policy, {0, 0}, kPriority) == Turn{1, 0});
    CHECK(after_call(policy, {1, 0}, kPriority) == Turn{2, 0});
    CHECK(after_call(policy, {2, 0}, kGeneral) == Turn{2, 1});
    CHECK(after_call(policy, {2, 1}, kGeneral) == Turn{0, 0});
    CHECK(after_call(policy, {1, 0}, kGeneral) == Turn{0, 0});   // not in a row any more
    CHECK(after_call(policy, {2, 1}, kPriority) == Turn{2, 1});  // no general ticket waited: their turn stays
    for (Turn const turn : {Turn{0, 0}, Turn{1, 0}, Turn{2, 1}}) CHECK(after_call(policy, turn, kAppointment) == turn);
    CHECK(after_call(CallingPolicy{}, {2, 1}, kPriority) == Turn{});
}

TEST_CASE("A counter whose turn is the general tickets' calls priority where no general ticket waits")
{
    WaitingHall hall;
    hall.policy().priority_run = 1;
    hall.policy().general_run = 1;
    for (int n = 11; n <= 13; ++n) hall.joins(n, n, kPriority);
    CallingCounter counter(hall, 0);
    CHECK(counter.next(100) == 11);
    CHECK(counter.next(100) == 12);
    hall.joins(1, 101);
    CHECK(counter.next(102) == 1);
    CHECK(counter.next(102) == 13);
}

TEST_CASE("Each counter has its own turn, and undoing a call gives it back")
{
    Town town;
    SiteConfig config = town.state.config;
    config.calling.priority_run = 1;
    config.calling.general_run = 1;
    town.must(ConfigureSite{config});
    for (char const* counter : {"c1", "c2"}) town.must(OpenCounter{CounterId(counter)});
    for (int n = 1; n <= 4; ++n) town.issue(n, "id-card", kPriority);
    for (int n = 11; n <= 12; ++n) town.issue(n);
    CHECK(town.must(CallNext{CounterId("c1")})[0].ticket == ticket_id(1));
    CHECK(town.must(CallNext{CounterId("c2")})[0].ticket == ticket_id(2));
    town.must(UndoCall{ticket_id(1)});
    CHECK(town.must(CallNext{CounterId("c1")})[0].ticket == ticket_id(1));
    CHECK(town.must(CallNext{CounterId("c1"), AlsoFinish::yes}).back().ticket == ticket_id(11));
    CHECK(town.must(CallNext{CounterId("c2"), AlsoFinish::yes}).back().ticket == ticket_id(12));
    CHECK(town.must(CallNext{CounterId("c1"), AlsoFinish::yes}).back().ticket == ticket_id(3));
}

TEST_CASE("Priority tickets cannot starve a general one: ageing")
{
    WaitingHall hall;
    hall.policy().general_ages_after_s = 600;
    hall.joins(1, 0);
    CallingCounter counter(hall, 0);
    // A priority ticket every 30 s, a call every 30 s: without the rule ticket 1 would wait for ever.
    std::int64_t called_at = -1;
    for (int n = 0; n < 100 && called_at < 0; ++n) {
        hall.joins(100 + n, n * 30, kPriority);
        if (counter.next(n * 30) == 1) called_at = n * 30;
    }
    CHECK(called_at == 600);
}

TEST_CASE("Priority tickets cannot starve a general one: turns")
{
    WaitingHall hall;
    hall.policy().priority_run = 3;
    hall.policy().general_run = 1;
    for (int n = 1; n <= 5; ++n) hall.joins(n, n);
    for (int n = 100; n < 130; ++n) hall.joins(n, n, kPriority);
    CallingCounter counter(hall, 0);
    int priority_in_a_row = 0;
    int generals = 0;
    while (generals < 5) {
        bool const general = counter.next(200) < 100;
        generals += general ? 1 : 0;
        priority_in_a_row = general ? 0 : priority_in_a_row + 1;
        REQUIRE(priority_in_a_row <= 3);
    }
}

TEST_CASE("A general ticket overtakes a priority ticket only where the policy says so")
{
    WaitingHall hall;
    for (int n = 1; n <= 20; ++n) hall.joins(n, 0);
    for (int n = 101; n <= 120; ++n) hall.joins(n, 30 * (n - 100), kPriority);
    CallingCounter counter(hall, 0);

    SECTION("never under the strict order")
    {
        for (int n = 101; n <= 120; ++n) CHECK(counter.next(600) == n);
    }
    SECTION("under turns one general for two priority, no more")
    {
        hall.policy().priority_run = 2;
        hall.policy().general_run = 1;
        for (int round = 0; round < 10; ++round) {
            CHECK(counter.next(600) > 100);
            CHECK(counter.next(600) > 100);
            CHECK(counter.next(600) < 100);
        }
    }
    SECTION("under ageing not a second before its time")
    {
        hall.policy().general_ages_after_s = 700;
        CHECK(counter.next(699) == 101);
        CHECK(counter.next(700) == 1);
    }
}

TEST_CASE("A returned no-show comes after the K tickets that were first, and before the rest")
{
    Town town;
    town.must(OpenCounter{CounterId("c1")});
    for (int n = 1; n <= 6; ++n) {
        town.issue(n);
        town.wait(seconds(10));
    }
    town.must(CallNext{CounterId("c1")});
    town.must(MarkNoShow{ticket_id(1)});
    town.must(ReturnTicket{ticket_id(1)});
    Numbers order;
    for (Ticket const* ticket : waiting_in_order(town.state, town.now)) order.push_back(std::stoi(ticket->number.substr(1)));
    CHECK(order == Numbers{2, 3, 4, 1, 5, 6});

    auto const reason = [&](int a, int b) { return explain(town.state, ticket_id(a), ticket_id(b), town.now)->reason; };
    CHECK(reason(1, 4) == CallReason::returned);
    CHECK(reason(2, 1) == CallReason::returned);
    CHECK(reason(1, 5) == CallReason::arrival);
}

TEST_CASE("Who came later than the one before it in the queue did not lose by returning")
{
    WaitingHall hall;
    hall.joins(1, 0);
    hall.joins(2, 10);
    hall.joins(3, 20);
    hall.returns_behind(3, 2);
    CHECK(hall.order(100) == Numbers{1, 2, 3});
    CHECK(why(hall, 1, 3, 100) == Why{1, CallReason::arrival});
}

TEST_CASE("A counter calls only what it can serve")
{
    WaitingHall hall;
    hall.joins(1, 0, kGeneral, "land", 1);   // pay
    hall.joins(2, 10, kGeneral, "land", 0);  // check
    hall.joins(3, 20, kGeneral, "tax");
    hall.joins(4, 30);
    CHECK(CallingCounter(hall, 1).next(100) == 2);  // id-card, land/check
    CHECK(CallingCounter(hall, 1).next(100) == 4);
    CHECK(CallingCounter(hall, 1).next(100) == 0);
    CHECK(CallingCounter(hall, 2).next(100) == 1);  // land
    CHECK(CallingCounter(hall, 0).next(100) == 3);
}

TEST_CASE("A skill for a step that the service does not have serves nobody")
{
    WaitingHall hall;
    hall.counter(0).skills = {Skill{ServiceId("id-card"), StepId("gone")}, Skill{ServiceId("land"), StepId("gone")}, Skill{ServiceId("none"), {}}};
    hall.joins(1, 0);
    hall.joins(2, 0, kGeneral, "land", 1);
    CHECK(next_ticket(hall.state, hall.counter(0), hall.at(10)) == nullptr);
    CHECK_FALSE(can_serve(hall.counter(0), hall.state.config, hall.ticket(1)));
    CHECK_FALSE(can_serve(hall.counter(0), hall.state.config, hall.ticket(2)));
}

TEST_CASE("A ticket meant for one counter does not hold up those behind it at the others")
{
    WaitingHall hall;
    hall.joins(1, 0).only_at = CounterId("c2");
    hall.joins(2, 10);
    CHECK_FALSE(can_serve(hall.counter(0), hall.state.config, hall.ticket(1)));
    CHECK(can_serve(hall.counter(1), hall.state.config, hall.ticket(1)));
    CHECK(CallingCounter(hall, 0).next(100) == 2);
    CHECK(CallingCounter(hall, 0).next(100) == 0);
    CHECK(CallingCounter(hall, 1).next(100) == 1);
}

TEST_CASE("A ticket whose paper is not out is passed over and keeps its place")
{
    WaitingHall hall;
    hall.joins(1, 0).paper = Paper::pending;
    hall.joins(2, 10).paper = Paper::failed;
    hall.joins(3, 20).paper = Paper::unconfirmed;
    CHECK(hall.order(100) == Numbers{1, 2, 3});
    CHECK(next_ticket(hall.state, hall.counter(0), hall.at(100))->id == ticket_id(3));

    auto const explanation = explain(hall.state, ticket_id(3), ticket_id(1), hall.at(100));
    REQUIRE(explanation);
    CHECK(explanation->first == ticket_id(1));
    CHECK_FALSE(explanation->callable);
    CHECK(explanation->first_waited_s == 100);
    CHECK(explanation->second_waited_s == 80);
}

TEST_CASE("A ticket that is passed over uses up nobody's turn")
{
    WaitingHall hall;
    hall.policy().priority_run = 1;
    hall.policy().general_run = 1;
    hall.joins(11, 0, kPriority).paper = Paper::pending;
    hall.joins(12, 1, kPriority);
    hall.joins(1, 2);
    CHECK(hall.order(100) == Numbers{11, 12, 1});
    CHECK(CallingCounter(hall, 0).next(100) == 12);
}

TEST_CASE("What cannot be explained is said")
{
    WaitingHall hall;
    hall.joins(1, 0);
    hall.joins(2, 0).state = TicketState::called;
    CHECK(explain(hall.state, ticket_id(1), ticket_id(3), hall.at(1)).error().code == RejectionCode::unknown_ticket);
    CHECK(explain(hall.state, ticket_id(1), ticket_id(1), hall.at(1)).error().code == RejectionCode::invalid);
    auto const called = explain(hall.state, ticket_id(2), ticket_id(1), hall.at(1));
    CHECK(called.error().code == RejectionCode::wrong_state);
    CHECK(called.error().about == "called");
}

TEST_CASE("How many are ahead, counted by hand")
{
    WaitingHall hall;
    hall.state.last_at = hall.at(1000);
    ServiceId const service("id-card");
    CHECK(count_ahead(hall.state, service, kGeneral) == 0);
    for (int n = 1; n <= 3; ++n) hall.joins(n, n);
    for (int n = 11; n <= 15; ++n) hall.joins(n, n, kPriority);
    hall.joins(21, 1200, kAppointment);  // due
    hall.joins(22, 9000, kAppointment);  // not due
    hall.joins(31, 0, kGeneral, "tax");

    SECTION("strict")
    {
        CHECK(count_ahead(hall.state, service, kAppointment) == 1);
        CHECK(count_ahead(hall.state, service, kPriority) == 6);
        CHECK(count_ahead(hall.state, service, kGeneral) == 9);
        CHECK(count_ahead(hall.state, hall.ticket(12)) == 2);
        CHECK(count_ahead(hall.state, hall.ticket(2)) == 7);
        CHECK(count_ahead(hall.state, hall.ticket(21)) == 0);
        CHECK(count_ahead(hall.state, hall.ticket(22)) == 9);
        CHECK(count_ahead(hall.state, hall.ticket(31)) == 0);
    }
    SECTION("two priority, then one general")
    {
        hall.policy().priority_run = 2;
        hall.policy().general_run = 1;
        // 21, 11 12 1, 13 14 2, 15 3 and the new ones.
        CHECK(count_ahead(hall.state, hall.ticket(1)) == 3);
        CHECK(count_ahead(hall.state, hall.ticket(2)) == 6);
        CHECK(count_ahead(hall.state, hall.ticket(14)) == 5);
        CHECK(count_ahead(hall.state, hall.ticket(15)) == 7);
        CHECK(count_ahead(hall.state, hall.ticket(3)) == 8);
        CHECK(count_ahead(hall.state, service, kPriority) == 8);  // before ticket 3
        CHECK(count_ahead(hall.state, service, kGeneral) == 9);
    }
}
