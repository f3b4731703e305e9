// Answers to the rating question that reach the server late: out of its reach, they count by when they were given.
#include "tests/support/served_town.hpp"

using namespace saduak;
using namespace saduak::test;

namespace {

// Ticket 1 is served at `served_at`; the counter calls the next 20 s later, and the link is back when half an hour has gone.
struct LateAnswer {
    Town town = served();
    Instant served_at = town.now;

    LateAnswer()
    {
        town.wait(seconds(20));
        town.issue(2);
        town.must(CallNext{CounterId("c1")});
        town.wait(minutes(30));
    }
    [[nodiscard]] static Rate rate(Instant at, bool estimated = false)
    {
        Rate rate{ticket_id(1), kKey, 4};
        rate.given = {at, estimated};
        return rate;
    }
    RatingReceived taken(Rate const& rate)
    {
        auto const events = town.must(rate);
        REQUIRE(events.size() == 1);
        CHECK(events[0].at == town.now);
        return std::get<RatingReceived>(events[0].body);
    }
};

}  // namespace

TEST_CASE("an answer that was given in time counts however late it comes, with its own time, and once")
{
    LateAnswer late;
    RatingReceived const received = late.taken(LateAnswer::rate(late.served_at + seconds(15)));
    CHECK(received.given_at == late.served_at + seconds(15));
    CHECK_FALSE(received.time_estimated);
    CHECK(late.town.refused(LateAnswer::rate(late.served_at + seconds(15))) == RejectionCode::already_rated);
    ExplainRating about = about_place();
    about.given = {late.served_at + seconds(18), true};
    auto const explained = std::get<RatingExplained>(late.town.must(about)[0].body);
    CHECK(explained.given_at == late.served_at + seconds(18));
    CHECK(explained.time_estimated);
}

TEST_CASE("an answer given after the next call there, or after the minute, comes too late whenever it comes")
{
    LateAnswer late;
    CHECK(late.town.refused(LateAnswer::rate(late.served_at + seconds(20))) == RejectionCode::too_late);
    CHECK(late.town.refused(Rate{ticket_id(1), kKey, 4}) == RejectionCode::too_late);
    late.town.must(LateAnswer::rate(late.served_at + seconds(20) - Millis{1}));

    Town quiet = served();
    Instant const end = quiet.now + kRateNowLimit;
    quiet.wait(minutes(5));
    CHECK(quiet.refused(LateAnswer::rate(end + Millis{1})) == RejectionCode::too_late);
    CHECK(std::get<RatingReceived>(quiet.must(LateAnswer::rate(end))[0].body).given_at == end);
}

TEST_CASE("an answer is never before the service's end nor after now, and an uncertain time is marked")
{
    LateAnswer late;
    SECTION("before the end: at the end, and marked")
    {
        RatingReceived const received = late.taken(LateAnswer::rate(late.served_at - minutes(3)));
        CHECK(received.given_at == late.served_at);
        CHECK(received.time_estimated);
    }
    SECTION("of a clock that is not known to be right: marked")
    {
        CHECK(late.taken(LateAnswer::rate(late.served_at + seconds(2), true)).time_estimated);
    }
    SECTION("after now: now, which is too late") { CHECK(late.town.refused(LateAnswer::rate(late.town.now + hours(1))) == RejectionCode::too_late); }
}

TEST_CASE("a late answer leaves the question of the next citizen as it is")
{
    LateAnswer late;
    late.town.must(FinishService{ticket_id(2)});
    late.town.must(LateAnswer::rate(late.served_at + seconds(5)));
    CHECK(late.town.state.counters.at(CounterId("c1")).rating_ticket == ticket_id(2));
    late.town.must(Rate{ticket_id(2), RatingKey(hex_of(8, 32)), 5});
    CHECK(late.town.state.counters.at(CounterId("c1")).rating_ticket.empty());
}

TEST_CASE("an answer while its question stands has the time at which it arrives, whatever the device's clock")
{
    Town town = served();
    town.wait(seconds(40));
    RatingReceived const received = std::get<RatingReceived>(town.must(LateAnswer::rate(town.now - seconds(30), true))[0].body);
    CHECK_FALSE(received.given_at.is_set());
    CHECK_FALSE(received.time_estimated);
}

TEST_CASE("the day's close ends the question, and an answer from before it still counts")
{
    Town town = served();
    Instant const closed = town.now + seconds(10);
    town.wait(seconds(10));
    town.must(CloseDay{});
    town.wait(hours(2));
    CHECK(town.refused(LateAnswer::rate(closed + seconds(1))) == RejectionCode::too_late);
    town.must(LateAnswer::rate(closed - seconds(1)));
}

TEST_CASE("an answer at the exit that had to wait keeps its time")
{
    Town town = served();
    Instant const given = town.now + minutes(4);
    town.wait(hours(1));
    Rate rate = LateAnswer::rate(given);
    rate.channel = RatingChannel::exit;
    CHECK(std::get<RatingReceived>(town.must(rate)[0].body).given_at == given);
}
