// What a rating was about, and who asks at a kiosk for somebody to come.
#include "tests/support/served_town.hpp"

using namespace saduak;
using namespace saduak::test;

TEST_CASE("a score is explained after it was given, once, and the explanation names no ticket")
{
    Town town = served();
    CHECK(town.refused(about_place()) == RejectionCode::wrong_state);
    town.must(Rate{ticket_id(1), kKey, 2});
    for (auto const& reasons : {std::vector<RatingReason>{}, std::vector{RatingReason::place, RatingReason::place}})
        CHECK(town.refused(ExplainRating{ticket_id(1), kKey, reasons}) == RejectionCode::invalid);
    auto const events = town.must(about_place());
    REQUIRE(events.size() == 1);
    CHECK(events[0].ticket.empty());
    CHECK(events[0].device.empty());
    CHECK(events[0].service == ServiceId("id-card"));
    CHECK(town.refused(about_place()) == RejectionCode::already_rated);
}

TEST_CASE("an answer carries the version of the question that was asked, and the exit as its channel")
{
    Town town = served();
    SiteConfig config = town.state.config;
    config.version += 1;
    config.rating = {RatingPlace::exit, 3, {{"th", "ท่านพึงพอใจเพียงใด"}, {"en", "How satisfied are you?"}}, {}};
    town.must(ConfigureSite{config});
    town.wait(kRateNowLimit + Millis{1});
    auto const events = town.must(Rate{ticket_id(1), kKey, 4, RatingChannel::exit});
    auto const& received = std::get<RatingReceived>(events.at(0).body);
    CHECK(received.questions_version == 3);
    CHECK(received.channel == RatingChannel::exit);
}

TEST_CASE("a kiosk has one open call for staff, which is answered or taken back")
{
    Town town;
    DeviceId const kiosk("kiosk-1");
    REQUIRE(town.must(CallStaff{true}, {}, kiosk).size() == 1);
    CHECK(town.must(CallStaff{true}, {}, kiosk).empty());
    CHECK(town.state.staff_calls.contains(kiosk));
    SECTION("answered, by the first who does")
    {
        auto const events = town.must(AnswerStaffCall{kiosk});
        REQUIRE(events.size() == 1);
        CHECK(events[0].device == kiosk);
        CHECK(events[0].agent == AgentId("somchai"));
        CHECK(std::get<StaffCallEnded>(events[0].body).answered);
        CHECK(town.must(AnswerStaffCall{kiosk}).empty());
    }
    SECTION("taken back")
    {
        auto const events = town.must(CallStaff{false}, {}, kiosk);
        REQUIRE(events.size() == 1);
        CHECK_FALSE(std::get<StaffCallEnded>(events[0].body).answered);
        CHECK(town.must(CallStaff{false}, {}, kiosk).empty());
    }
    CHECK(town.state.staff_calls.empty());
    CHECK(town.refused(CallStaff{true}) == RejectionCode::invalid);
}

TEST_CASE("a site is refused whose services name no group that there is, or whose own question has no version of its own")
{
    SiteConfig config = town_config();
    config.groups = {{"tax", {{"th", "ภาษี"}, {"en", "Taxes"}}, "money"}};
    config.services[0].group = "tax";
    CHECK(validate(config));
    config.services[0].group = "taxes";
    CHECK_FALSE(validate(config));
    config.services[0].group = "";
    config.rating.question = {{"th", "ท่านพึงพอใจเพียงใด"}, {"en", "How satisfied are you?"}};
    CHECK_FALSE(validate(config));
    config.rating.version = 2;
    CHECK(validate(config));
    config.rating.scale = {config.rating.question};
    CHECK_FALSE(validate(config));
}
