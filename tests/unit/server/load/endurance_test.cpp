#include "server/load/endurance.hpp"

#include <catch2/catch.hpp>

using namespace saduak;
using namespace saduak::server::load;

namespace {

// A log being written: each call adds an event.
class Story {
public:
    Story& issued(std::string const& ticket, std::string const& number)
    {
        return add("ticket.issued", ticket, "{\"number\":\"" + number + "\",\"day\":\"2026-11-21\"}");
    }
    Story& called(std::string const& ticket) { return add("ticket.called", ticket, "{}"); }
    Story& finished(std::string const& ticket) { return add("ticket.finished", ticket, "{}"); }
    Story& paper(std::string const& ticket, std::string const& what) { return add("ticket.paper", ticket, "{\"paper\":\"" + what + "\"}"); }

    LogView log;

private:
    Story& add(std::string const& type, std::string const& ticket, std::string const& body)
    {
        std::string const seq = std::to_string(log.last_seq() + 1);
        std::string const line = "{\"seq\":" + seq + ",\"type\":\"" + type + "\",\"ticket\":\"" + ticket + "\",\"body\":" + body + "}";
        REQUIRE(log.take(line));
        return *this;
    }
};

// Two tickets, one of them from a kiosk and called.
Story good_story()
{
    Story story;
    story.issued("t1", "A001").issued("t2", "A002").paper("t2", "unconfirmed").paper("t2", "confirmed").called("t2");
    return story;
}
Endured good_answers()
{
    Endured endured;
    endured.tickets = {{"t1", "A001"}, {"t2", "A002"}};
    endured.papers = {"t2"};
    endured.calls = {"t2"};
    return endured;
}

}  // namespace

TEST_CASE("answers that the log agrees with are exact, beside what was there before")
{
    CHECK(judge(good_answers(), {}, good_story().log).exact());

    Story before;
    before.issued("old", "A001").called("old");
    Story story = before;
    story.issued("t1", "A002").called("t1");
    Endured endured;
    endured.tickets = {{"t1", "A002"}};
    endured.calls = {"t1"};
    CHECK(judge(endured, before.log, story.log).exact());
}

TEST_CASE("whatever was acknowledged and is not in the log is lost")
{
    Endured endured = good_answers();
    endured.tickets.push_back({"t3", "A003"});
    endured.calls.push_back("t1");
    endured.papers.push_back("t1");
    EnduranceVerdict const verdict = judge(endured, {}, good_story().log);
    CHECK(verdict.lost == 3);
    CHECK_FALSE(verdict.exact());

    Endured renumbered = good_answers();
    renumbered.tickets[0].number = "A009";
    CHECK(judge(renumbered, {}, good_story().log).lost == 1);
}

TEST_CASE("what the log has and nobody was told of was carried out twice")
{
    Story story = good_story();
    CHECK(judge(good_answers(), {}, story.issued("t9", "A003").log).duplicated == 1);
    CHECK(judge(good_answers(), {}, story.called("t1").log).duplicated == 2);
    CHECK(judge(good_answers(), {}, story.paper("t2", "confirmed").log).duplicated == 3);

    Endured one_ticket_for_two = good_answers();
    one_ticket_for_two.tickets.push_back({"t1", "A001"});
    CHECK(judge(one_ticket_for_two, {}, good_story().log).duplicated == 1);
}

TEST_CASE("a number of two visits, a ticket called twice and a gap are told apart")
{
    Endured endured = good_answers();
    endured.tickets.push_back({"t3", "A002"});
    Story same_number = good_story();
    CHECK(judge(endured, {}, same_number.issued("t3", "A002").log).numbers_twice == 1);

    Story twice = good_story();
    CHECK(judge(good_answers(), {}, twice.finished("t2").called("t2").log).called_twice == 1);
    Endured told_twice = good_answers();
    told_twice.calls.push_back("t2");
    CHECK(judge(told_twice, {}, good_story().log).called_twice == 1);

    Endured with_gap = good_answers();
    with_gap.tickets.push_back({"t3", "A005"});
    Story gap = good_story();
    CHECK(judge(with_gap, {}, gap.issued("t3", "A005").log).gaps == 2);
}

TEST_CASE("another answer to a key used again, and a refusal, are not exact")
{
    Endured endured = good_answers();
    endured.answered_otherwise = 1;
    CHECK_FALSE(judge(endured, {}, good_story().log).exact());
    endured = good_answers();
    for (int i = 0; i < 100; ++i) endured.refused("409");
    CHECK(endured.refusals.size() == Endured::kRefusals_max);
    CHECK_FALSE(judge(endured, {}, good_story().log).exact());
}
