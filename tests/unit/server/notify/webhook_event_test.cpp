// What a webhook is told, and what it is not.
#include <catch2/catch.hpp>

#include <boost/json/parse.hpp>

#include "server/notify/watches.hpp"
#include "server/notify/webhook_event.hpp"
#include "tests/support/town.hpp"

using namespace saduak;
using namespace saduak::server;
using namespace saduak::test;
namespace json = boost::json;

namespace {

std::vector<HookEvent> told(Town const& town, HookReader reader = {}, std::size_t from = 0)
{
    std::vector<HookEvent> events;
    for (std::size_t i = from; i < town.log.size(); ++i) {
        StoredEvent stored;
        stored.site = SiteId("town");
        stored.seq = static_cast<Seq>(i + 1);
        stored.event = town.log[i];
        if (auto event = reader.read(stored)) events.push_back(*std::move(event));
    }
    return events;
}

std::vector<std::string> kinds(std::vector<HookEvent> const& events)
{
    std::vector<std::string> words;
    for (HookEvent const& event : events) words.emplace_back(to_string(event.kind));
    return words;
}

}  // namespace

TEST_CASE("a ticket's life is told with its number and state, and without the agent or a token")
{
    Town town;
    town.must(OpenCounter{CounterId("c1")});
    town.issue(1);
    town.must(CallNext{CounterId("c1")});
    town.must(StartService{ticket_id(1)});
    town.must(TransferTicket{ticket_id(1), ServiceId("tax"), {}, {}, false});
    town.must(CancelTicket{ticket_id(1)});
    town.must(CloseDay{});
    auto const events = told(town);
    CHECK(kinds(events) ==
          std::vector<std::string>{"ticket.issued", "ticket.called", "ticket.started", "ticket.transferred", "ticket.cancelled", "day.closed"});
    json::object const called = json::parse(events[1].body).as_object();
    CHECK(called.at("type").as_string() == "ticket.called");
    CHECK(called.at("site").as_string() == "town");
    CHECK(called.at("id").as_string() == events[1].id);
    json::object const& ticket = called.at("ticket").as_object();
    CHECK(ticket.at("number").as_string() == "A001");
    CHECK(ticket.at("counter").as_string() == "c1");
    CHECK(ticket.at("state").as_string() == "called");
    CHECK(json::parse(events[3].body).at("ticket").at("to").at("service").as_string() == "tax");
    CHECK(json::parse(events[4].body).at("ticket").at("service").as_string() == "tax");
    for (HookEvent const& event : events) {
        CHECK(event.body.find("somchai") == std::string::npos);
        CHECK(event.body.find(hex_of(1, 64)) == std::string::npos);
    }
    for (std::size_t i = 0; i < 5; ++i) CHECK(events[i].order == ticket_id(1).str());
    // The same event has the same id whenever it is read.
    CHECK(told(town)[2].id == events[2].id);
}

TEST_CASE("a reader that begins in the middle knows the tickets that are there")
{
    Town town;
    town.issue(1);
    std::size_t const from = town.log.size();
    HookReader const reader = HookReader::at(town.state);
    town.must(CancelTicket{ticket_id(1)});
    auto const events = told(town, reader, from);
    REQUIRE(events.size() == 1);
    CHECK(json::parse(events[0].body).at("ticket").at("number").as_string() == "A001");
}

TEST_CASE("a rating is told without what would lead back to its ticket")
{
    Town town;
    town.must(OpenCounter{CounterId("c1")});
    town.issue(1);
    town.must(CallNext{CounterId("c1")});
    town.must(FinishService{ticket_id(1)});
    town.must(Rate{ticket_id(1), RatingKey(hex_of(9, 32)), 4, RatingChannel::qr});
    HookEvent const rating = told(town).back();
    json::object const body = json::parse(rating.body).as_object();
    CHECK(body.at("rating").at("score").as_int64() == 4);
    CHECK(body.at("seq").is_null());
    CHECK(body.at("at").as_string().ends_with(":00:00.000Z"));
    for (std::string const& secret : {ticket_id(1).str(), hex_of(9, 32), std::string("A001"), std::string("\"c1\""), std::string("somchai")})
        CHECK(rating.body.find(secret) == std::string::npos);
}

TEST_CASE("a rating that came late is told with the hour in which it was given")
{
    Town town;
    town.must(OpenCounter{CounterId("c1")});
    town.issue(1);
    town.must(CallNext{CounterId("c1")});
    town.must(FinishService{ticket_id(1)});
    Rate rate{ticket_id(1), RatingKey(hex_of(9, 32)), 4};
    rate.given = {town.now + seconds(10), false};
    town.wait(hours(3));
    town.must(rate);
    CHECK(json::parse(told(town).back().body).at("at").as_string() == "2026-11-23T01:00:00.000Z");
}

TEST_CASE("paper is told of when it becomes low or ends, not with each report")
{
    Town town;
    DeviceId const kiosk("k1");
    for (char const* state : {"ready", "paper_low", "paper_low", "paper_out", "paper_out", "ready", "paper_low"}) {
        static int left = 9000;
        town.must(ReportPrinter{state, left -= 10, 0}, {}, kiosk);
    }
    CHECK(kinds(told(town)) == std::vector<std::string>{"printer.paper_low", "printer.paper_out", "printer.paper_low"});
}

TEST_CASE("a long queue is told of once, and again when it had been short")
{
    Town town;
    ThresholdWatch watch;
    auto const look = [&] {
        QueueLoad load = queue_load(town.state, town.now);
        load.waiting_limit = 1;
        load.wait_limit_s = 600;
        return watch.breached("hook", SiteId("town"), load);
    };
    town.issue(1);
    CHECK_FALSE(look());
    town.issue(2);
    CHECK(look());
    CHECK_FALSE(look());
    town.must(CancelTicket{ticket_id(2)});
    CHECK_FALSE(look());
    town.wait(minutes(11));
    CHECK(look());  // by the wait
}

TEST_CASE("a service near its standard time is told of once")
{
    Town town;
    for (Service& service : town.state.config.services) service.standard_s = 600;
    StandardWatch watch;
    town.must(OpenCounter{CounterId("c1")});
    town.issue(1);
    town.must(CallNext{CounterId("c1")});
    town.must(StartService{ticket_id(1)});
    town.wait(seconds(479));
    CHECK(watch.look(town.state, town.now).empty());
    town.wait(seconds(1));
    auto const risks = watch.look(town.state, town.now);
    REQUIRE(risks.size() == 1);
    CHECK(risks[0].elapsed_s == 480);
    CHECK(watch.look(town.state, town.now).empty());
}

TEST_CASE("a kiosk that is away for half a minute is offline, and one that was never away is not told of")
{
    KioskWatch watch;
    Instant now{1'000'000};
    SiteId const site("town");
    auto const look = [&](bool online) {
        std::vector<std::string> words;
        for (auto const& change : watch.look({{site, DeviceId("k1"), online}}, now)) words.emplace_back(to_string(change.kind));
        return words;
    };
    CHECK(look(true).empty());
    now = now + seconds(5);
    CHECK(look(false).empty());
    now = now + seconds(5);
    CHECK(look(true).empty());
    now = now + seconds(5);
    CHECK(look(false).empty());
    now = now + seconds(30);
    CHECK(look(false) == std::vector<std::string>{"kiosk.offline"});
    now = now + seconds(60);
    CHECK(look(false).empty());
    CHECK(look(true) == std::vector<std::string>{"kiosk.online"});
}

TEST_CASE("every kind of event has its word and back")
{
    for (int i = 0; i <= static_cast<int>(HookKind::webhook_test); ++i) {
        auto const kind = static_cast<HookKind>(i);
        CHECK_FALSE(to_string(kind).empty());
        CHECK(hook_kind_from_string(to_string(kind)) == kind);
    }
}

TEST_CASE("the signature is the HMAC of time and body")
{
    // echo -n '1800000000.{"a":1}' | openssl dgst -sha256 -hmac secret
    CHECK(signature_header("secret", Instant{1'800'000'000'500}, R"({"a":1})") ==
          "t=1800000000,v1=440dfbb83aabca24d9e5027629cfd81cb45254690f8d410bb28f1cc17c990dbc");
}
