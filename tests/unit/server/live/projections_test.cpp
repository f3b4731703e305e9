// What each page sees, from a small site, and what is sent when it changes.
#include <catch2/catch.hpp>

#include <boost/json/serialize.hpp>

#include "server/live/projections.hpp"
#include "server/live/view_text.hpp"
#include "tests/support/town.hpp"

using namespace saduak;
using namespace saduak::server;
using namespace saduak::test;
namespace json = boost::json;

TEST_CASE("the display shows counters, calls newest first, and how many wait, and nothing of the tickets")
{
    Town town;
    town.issue(1);
    town.issue(2);
    town.issue(3, "tax");
    town.must(OpenCounter{CounterId("c1")});
    town.must(CallNext{CounterId("c1")});
    town.must(StartService{ticket_id(1)});
    town.must(CallNext{CounterId("c1"), AlsoFinish::yes});

    json::object const view = display_view(town.state, town.now);
    CHECK(view.at("day").as_string() == "2026-11-23");
    json::array const& calls = view.at("calls").as_array();
    REQUIRE(calls.size() == 2);
    CHECK(calls[0].at("number").as_string() == "A002");
    CHECK(calls[1].at("number").as_string() == "A001");
    json::value const& counter = view.at("counters").at(0);
    CHECK(counter.at("state").as_string() == "open");
    CHECK(counter.at("number").as_string() == "A002");
    CHECK_FALSE(counter.at("serving").as_bool());
    CHECK(view.at("counters").at(1).at("number").is_null());
    CHECK(view.at("waiting").at(0).at("count").as_int64() == 0);
    CHECK(view.at("waiting").at(1).at("count").as_int64() == 1);
    CHECK_FALSE(view.contains("queue"));
    CHECK(json::serialize(view).find(ticket_id(1).str()) == std::string::npos);
}

TEST_CASE("the agent sees the queue in calling order, what is held and who was missed")
{
    Town town;
    for (int n = 1; n <= 4; ++n) town.issue(n);
    town.issue(5, "id-card", TicketClass::priority);
    town.must(OpenCounter{CounterId("c1")});
    town.must(CallTicket{CounterId("c1"), ticket_id(1)});
    town.must(StartService{ticket_id(1)});
    town.must(HoldTicket{ticket_id(1)});
    town.must(CallTicket{CounterId("c1"), ticket_id(2)});
    town.must(MarkNoShow{ticket_id(2)});

    json::object const view = agent_view(town.state, town.now);
    json::array const& queue = view.at("queue").as_array();
    REQUIRE(queue.size() == 3);
    CHECK(queue[0].at("id").as_string() == ticket_id(5).str());
    CHECK(queue[0].at("callable").as_bool());
    CHECK(queue[1].at("id").as_string() == ticket_id(3).str());
    REQUIRE(view.at("held").as_array().size() == 1);
    CHECK(view.at("held").at(0).at("id").as_string() == ticket_id(1).str());
    REQUIRE(view.at("missed").as_array().size() == 1);
    CHECK(view.at("missed").at(0).at("id").as_string() == ticket_id(2).str());
    CHECK(view.at("counters").at(0).at("agent").as_string() == "somchai");
    CHECK(view.at("counters").at(0).at("skills").at(0).at("service").as_string() == "id-card");
    CHECK(view.at("services").at(2).at("steps").at(0).at("id").as_string() == "check");
}

TEST_CASE("who was missed may return until the day closes, and is not offered after it")
{
    Town town;
    town.issue(1);
    town.must(OpenCounter{CounterId("c1")});
    town.must(CallNext{CounterId("c1")});
    town.must(MarkNoShow{ticket_id(1)});
    CHECK(agent_view(town.state, town.now).at("missed").as_array().size() == 1);
    town.must(CloseDay{});
    CHECK(town.refused(ReturnTicket{ticket_id(1)}) == RejectionCode::too_late);
    CHECK(agent_view(town.state, town.now).at("missed").as_array().empty());
}

TEST_CASE("the manager sees since when the first one waits, by service and over all")
{
    Town town;
    Instant const first = town.now;
    town.issue(1, "tax");
    town.wait(minutes(3));
    town.issue(2);
    town.must(OpenCounter{CounterId("c2")});

    json::object const view = manager_view(town.state, town.now);
    CHECK(view.at("now").at("waiting").as_int64() == 2);
    CHECK(view.at("now").at("longest_wait_since").as_string() == format_rfc3339(first));
    CHECK(view.at("now").at("open_counters").as_int64() == 1);
    CHECK(view.at("waiting").at(0).at("longest_wait_since").as_string() == format_rfc3339(town.now));
    CHECK(view.at("waiting").at(2).at("longest_wait_since").is_null());
}

TEST_CASE("a citizen sees their place, then where to go, may rate once, and no name of an agent")
{
    Town town;
    town.issue(1);
    town.issue(2);
    json::object view = citizen_view(town.state, town.ticket(2), Rated::no);
    CHECK(view.at("ahead").as_int64() == 1);
    CHECK(view.at("estimate").is_object());
    CHECK(view.at("counter_name").is_null());
    CHECK_FALSE(view.at("may_rate").as_bool());

    town.must(OpenCounter{CounterId("c1")});
    town.must(CallTicket{CounterId("c1"), ticket_id(2)});
    view = citizen_view(town.state, town.ticket(2), Rated::no);
    CHECK(view.at("ahead").is_null());
    CHECK(view.at("counter_name").at("en").as_string() == "1");
    CHECK(json::serialize(view).find("somchai") == std::string::npos);

    town.must(FinishService{ticket_id(2)});
    CHECK(citizen_view(town.state, town.ticket(2), Rated::no).at("may_rate").as_bool());
    CHECK_FALSE(citizen_view(town.state, town.ticket(2), Rated::yes).at("may_rate").as_bool());
}

TEST_CASE("who missed the call is told where they would come, as it is decided then")
{
    Town town;
    for (int n = 1; n <= 5; ++n) town.issue(n);
    town.must(OpenCounter{CounterId("c1")});
    town.must(CallTicket{CounterId("c1"), ticket_id(1)});
    town.must(MarkNoShow{ticket_id(1)});
    json::value const missed = agent_view(town.state, town.now).at("missed").at(0);
    CHECK(missed.at("returns").at("behind").as_string() == town.ticket(4).number);
    town.must(ReturnTicket{ticket_id(1)});
    json::value const queue = agent_view(town.state, town.now).at("queue");
    CHECK(queue.at(2).at("id").as_string() == ticket_id(4).str());
    CHECK(queue.at(3).at("id").as_string() == ticket_id(1).str());
}

TEST_CASE("who has missed too many calls is listed and not offered to return")
{
    Town town;
    town.issue(1);
    town.must(OpenCounter{CounterId("c1")});
    for (int miss = 1; miss <= town.state.config.no_shows_max; ++miss) {
        if (miss > 1) town.must(ReturnTicket{ticket_id(1)});
        town.must(CallTicket{CounterId("c1"), ticket_id(1)});
        town.must(MarkNoShow{ticket_id(1)});
    }
    CHECK(agent_view(town.state, town.now).at("missed").at(0).at("returns").is_null());
}

TEST_CASE("a stopped site says so on every view, with the reason")
{
    Town town;
    town.issue(1);
    CHECK(display_view(town.state, town.now).at("stop").is_null());
    town.must(StopSite{StopKind::stop, "ไฟฟ้าดับ"});
    for (json::object const& view : {display_view(town.state, town.now), agent_view(town.state, town.now), manager_view(town.state, town.now),
                                     citizen_view(town.state, town.ticket(1), Rated::no)}) {
        CHECK(view.at("stop").at("kind").as_string() == "stop");
        CHECK(view.at("stop").at("reason").as_string() == "ไฟฟ้าดับ");
    }
}

TEST_CASE("a citizen is told why they wait again, and may cancel until they are served")
{
    Town town;
    town.issue(1);
    auto const view = [&] { return citizen_view(town.state, town.ticket(1), Rated::no); };
    CHECK(view().at("again").is_null());
    CHECK(view().at("may_cancel").as_bool());
    town.must(OpenCounter{CounterId("c1")});
    town.must(CallNext{CounterId("c1")});
    town.must(MarkNoShow{ticket_id(1)});
    CHECK_FALSE(view().at("may_cancel").as_bool());
    town.must(ReturnTicket{ticket_id(1)});
    CHECK(view().at("again").as_string() == "returned");

    town.issue(2);
    town.wait(minutes(1));
    town.must(CallTicket{CounterId("c1"), ticket_id(2)});
    town.must(StartService{ticket_id(2)});
    CHECK_FALSE(citizen_view(town.state, town.ticket(2), Rated::no).at("may_cancel").as_bool());
    town.must(TransferTicket{ticket_id(2), ServiceId("tax"), {}, {}, false});
    CHECK(citizen_view(town.state, town.ticket(2), Rated::no).at("again").as_string() == "transferred");
}

TEST_CASE("the queue is shown in the order of the moment, not of the last event")
{
    Town town;
    SiteConfig config = town.state.config;
    config.calling.general_ages_after_s = 600;
    town.must(ConfigureSite{config});
    town.issue(1);
    town.issue(2, "id-card", TicketClass::priority);
    CHECK(queue_json(town.state, town.now).at(0).at("id").as_string() == ticket_id(2).str());
    CHECK(queue_json(town.state, town.now + minutes(10)).at(0).at("id").as_string() == ticket_id(1).str());
}

TEST_CASE("a delta carries the changed keys, and applied to the last state gives the next")
{
    Town town;
    ViewText const before = view_text(display_view(town.state, town.now));
    town.issue(1);
    ViewText const after = view_text(display_view(town.state, town.now));
    ViewText const changed = changed_keys(before, after);
    CHECK(changed.size() == 1);
    CHECK(changed.contains("waiting"));
    CHECK(changed_keys(after, after).empty());

    ViewText applied = before;
    for (auto const& [key, text] : changed) applied[key] = text;
    CHECK(applied == after);
}

TEST_CASE("messages are JSON of the shape that the pages read")
{
    ViewText const view{{"a", "1"}, {"b", R"({"c":"ก"})"}};
    CHECK(state_message(7, view) == R"({"type":"state","seq":7,"state":{"a":1,"b":{"c":"ก"}}})");
    CHECK(delta_message(7, 9, {{"a", "2"}}) == R"({"type":"delta","from":7,"to":9,"set":{"a":2}})");
    CHECK(state_message(1, {}) == R"({"type":"state","seq":1,"state":{}})");
}
