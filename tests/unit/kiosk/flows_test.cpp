// What a citizen can do besides the straight way to a ticket, and what follows a rating.
#include <catch2/catch.hpp>

#include "kiosk/link/server_text.hpp"
#include "tests/unit/kiosk/kiosk_bench.hpp"

using namespace saduak;
using namespace saduak::kiosk;

namespace {

// Two services on the first page, the others in a group.
Model grouped_model()
{
    Model model = sample_model();
    model.site->groups = {{"tax", {{"th", "ภาษี"}, {"en", "Taxes"}}, "money"}, {"empty", {{"th", "ว่าง"}, {"en", "Empty"}}, ""}};
    for (std::size_t i = 2; i < model.site->services.size(); ++i) model.site->services[i].group = "tax";
    return model;
}

SiteOffer asking_site()
{
    SiteOffer site = sample_site();
    site.rate_now = sample_rate_now();
    return site;
}

SiteOffer exit_site()
{
    SiteOffer site = sample_site();
    site.rating.place = domain::RatingPlace::exit;
    return site;
}

}  // namespace

TEST_CASE("the first page has the services of no group, then the groups that have some")
{
    Model const model = grouped_model();
    auto const first = entries_of(*model.site, "");
    REQUIRE(first.size() == 3);
    CHECK(first[1].service->id == ServiceId("registry"));
    CHECK(first[2].group->id == "tax");
    CHECK(entries_of(*model.site, "tax").size() == 4);
}

TEST_CASE("a service in a group is three touches from a ticket, and back leads to its group")
{
    Bench kiosk(grouped_model());
    kiosk.touch(TargetKind::group, "tax").touch(TargetKind::service, "land-tax");
    REQUIRE(kiosk.screen() == "priority");
    kiosk.touch(TargetKind::back);
    CHECK(std::get<Home>(kiosk.model.screen).group == "tax");
    kiosk.happen(SitePushed{*grouped_model().site});
    CHECK(std::get<Home>(kiosk.model.screen).group == "tax");
    kiosk.touch(TargetKind::service, "land-tax").touch(TargetKind::general);
    CHECK(kiosk.screen() == "issuing");
}

TEST_CASE("a group that is left open is asked about, counted down and may be had longer")
{
    Bench kiosk(grouped_model());
    kiosk.touch(TargetKind::group, "tax").pass(kChoiceIdle);
    REQUIRE(kiosk.screen() == "still_there");
    CHECK(std::get<StillThere>(kiosk.model.screen).left_s == 20);
    CHECK(next_deadline(kiosk.model) == kiosk.now + seconds(1));
    kiosk.pass(seconds(1));
    CHECK(std::get<StillThere>(kiosk.model.screen).left_s == 19);
    SECTION("longer")
    {
        kiosk.touch(TargetKind::go_on);
        CHECK(std::get<Home>(kiosk.model.screen).group == "tax");
        kiosk.pass(kChoiceIdle - Millis{1});
        CHECK(kiosk.screen() == "home");
    }
    SECTION("nobody")
    {
        kiosk.pass(seconds(19));
        CHECK(kiosk.screen() == "home");
        CHECK(std::get<Home>(kiosk.model.screen).group.empty());
    }
}

TEST_CASE("a second ticket for the same service is asked about for a minute")
{
    Bench kiosk;
    kiosk.printing().printed(Paper::confirmed).touch(TargetKind::done);
    SECTION("the same service")
    {
        kiosk.touch(TargetKind::service, "id-card");
        REQUIRE(kiosk.screen() == "again");
        CHECK(std::get<AskAgain>(kiosk.model.screen).number == "A012");
        kiosk.touch(TargetKind::again);
        CHECK(kiosk.screen() == "priority");
    }
    SECTION("given up")
    {
        kiosk.touch(TargetKind::service, "id-card").touch(TargetKind::home);
        CHECK(kiosk.screen() == "home");
    }
    SECTION("another service")
    {
        kiosk.touch(TargetKind::service, "registry");
        CHECK(kiosk.screen() == "priority");
    }
    SECTION("later")
    {
        kiosk.pass(kAgainAsked);
        kiosk.touch(TargetKind::service, "id-card");
        CHECK(kiosk.screen() == "priority");
    }
}

TEST_CASE("a ticket kept on the telephone takes no paper and shows its code")
{
    Bench kiosk;
    kiosk.touch(TargetKind::service, "id-card").touch(TargetKind::on_phone).touch(TargetKind::general);
    auto const issues = kiosk.submitted<domain::IssueTicket>();
    REQUIRE(issues.size() == 1);
    CHECK(issues[0].paper == Paper::none);
    kiosk.happen(IssueAnswered{Bench::kTicket, sample_given(sample_names())});
    REQUIRE(kiosk.screen() == "on_phone");
    CHECK(kiosk.prints().empty());
    SECTION("kept")
    {
        kiosk.touch(TargetKind::done);
        CHECK(kiosk.submitted<domain::CancelTicket>().empty());
    }
    SECTION("given up")
    {
        kiosk.touch(TargetKind::cancel);
        CHECK(kiosk.submitted<domain::CancelTicket>().size() == 1);
    }
    CHECK(kiosk.screen() == "home");
}

TEST_CASE("a group of people has one ticket with their number")
{
    Bench kiosk;
    kiosk.touch(TargetKind::service, "id-card").touch(TargetKind::people).touch(TargetKind::people).touch(TargetKind::general);
    CHECK(kiosk.submitted<domain::IssueTicket>().at(0).people == 3);
    kiosk.happen(IssueAnswered{Bench::kTicket, sample_given(sample_names())});
    CHECK(std::get<Print>(kiosk.effects.back()).content.people == 3);
    Bench turned;
    turned.touch(TargetKind::service, "id-card");
    for (int i = 0; i < kPeopleMax; ++i) turned.touch(TargetKind::people);
    CHECK(std::get<PriorityChoice>(turned.model.screen).people == 1);
}

TEST_CASE("staff are called from any screen, taken back by a second touch, and said to come when they answer")
{
    Bench kiosk;
    kiosk.printing().touch(TargetKind::call_staff);
    CHECK(kiosk.screen() == "printing");
    REQUIRE(kiosk.submitted<domain::CallStaff>().size() == 1);
    CHECK(kiosk.submitted<domain::CallStaff>()[0].wanted);
    SiteOffer called = sample_site();
    called.staff_called = true;
    SECTION("the same finger twice is one call")
    {
        kiosk.touch(TargetKind::call_staff);
        CHECK(kiosk.submitted<domain::CallStaff>().size() == 1);
    }
    SECTION("a state from before the call takes nothing back")
    {
        kiosk.happen(SitePushed{sample_site()});
        CHECK(kiosk.model.staff_call == StaffCall::called);
    }
    SECTION("taken back")
    {
        kiosk.happen(SitePushed{called}).pass(kStaffCallTouch).touch(TargetKind::call_staff);
        CHECK_FALSE(kiosk.submitted<domain::CallStaff>().at(1).wanted);
        kiosk.happen(SitePushed{called});
        CHECK(kiosk.model.staff_call == StaffCall::none);
    }
    SECTION("answered")
    {
        kiosk.happen(SitePushed{called}).happen(SitePushed{sample_site()});
        CHECK(kiosk.model.staff_call == StaffCall::coming);
        kiosk.pass(kStaffComing);
        CHECK(kiosk.model.staff_call == StaffCall::none);
    }
}

TEST_CASE("without its server a kiosk calls nobody: the call would come an hour late")
{
    Bench kiosk;
    kiosk.happen(LinkChanged{LinkStatus::offline}).touch(TargetKind::call_staff);
    CHECK(kiosk.submitted<domain::CallStaff>().empty());
}

TEST_CASE("an appointment is checked in by the code that is typed or scanned, and printed as its service")
{
    Bench kiosk;
    SECTION("typed")
    {
        kiosk.touch(TargetKind::check_in);
        REQUIRE(kiosk.screen() == "code");
        for (char const* key : {"4", "F", "X", "7"}) kiosk.touch(TargetKind::key, key);
        kiosk.touch(TargetKind::erase).touch(TargetKind::key, "8").touch(TargetKind::confirm);
    }
    SECTION("scanned") { kiosk.happen(Scanned{"http://hall.example/a/4FX8", {}}); }
    REQUIRE(kiosk.screen() == "issuing");
    std::string code;
    for (Effect const& effect : kiosk.effects)
        if (auto const* arrived = std::get_if<CheckInCode>(&effect)) code = arrived->code;
    CHECK(code == "4FX8");
    TicketGiven given = sample_given(sample_names());
    given.service = ServiceId("registry");
    given.ticket_class = domain::TicketClass::appointment;
    kiosk.happen(IssueAnswered{Bench::kTicket, given});
    REQUIRE(kiosk.screen() == "printing");
    CHECK(std::get<Printing>(kiosk.model.screen).ticket.service_name == sample_site().services[1].name);
}

TEST_CASE("a refused check-in says why where the next code is typed")
{
    Bench kiosk;
    kiosk.happen(Scanned{"4FX8", {}}).happen(CheckInRefused{Bench::kTicket, CodeFault::wrong_day, sample_now() + hours(24)});
    REQUIRE(kiosk.screen() == "code");
    CHECK(std::get<CodeEntry>(kiosk.model.screen).fault == CodeFault::wrong_day);
    CHECK(std::get<CodeEntry>(kiosk.model.screen).typed.empty());
}

TEST_CASE("what is scanned while a citizen is being served is nothing")
{
    Bench kiosk;
    kiosk.printing().happen(Scanned{"4FX8", {}});
    CHECK(kiosk.screen() == "printing");
}

TEST_CASE("a score counts at once; one reason may follow it, or nothing")
{
    Bench terminal(sample_model({false, true}));
    terminal.happen(SitePushed{asking_site()}).touch(TargetKind::face, {}, 2);
    REQUIRE(terminal.screen() == "reasons");
    REQUIRE(terminal.submitted<domain::Rate>().size() == 1);
    SECTION("a reason")
    {
        terminal.touch(TargetKind::reason, {}, 3);
        auto const explained = terminal.submitted<domain::ExplainRating>();
        REQUIRE(explained.size() == 1);
        CHECK(explained[0].reasons == std::vector{domain::RatingReason::place});
        CHECK(explained[0].ticket == sample_rate_now().ticket);
        CHECK(terminal.screen() == "thanks");
    }
    SECTION("skipped")
    {
        terminal.touch(TargetKind::skip);
        CHECK(terminal.submitted<domain::ExplainRating>().empty());
        CHECK(terminal.screen() == "thanks");
    }
    SECTION("gone")
    {
        terminal.pass(kReasonsOpen);
        CHECK(terminal.screen() == "thanks");
    }
    SECTION("the end of the question in the server's state does not take it away, the next citizen does")
    {
        terminal.happen(SitePushed{sample_site()});
        CHECK(terminal.screen() == "reasons");
        SiteOffer next = asking_site();
        next.rate_now->ticket = TicketId(std::string(32, '8'));
        terminal.happen(SitePushed{next});
        CHECK(terminal.screen() == "rating");
    }
    CHECK(terminal.submitted<domain::Rate>().size() == 1);
}

TEST_CASE("no opinion is not asked for its reasons")
{
    Bench terminal(sample_model({false, true}));
    terminal.happen(SitePushed{asking_site()}).touch(TargetKind::no_opinion);
    CHECK(terminal.screen() == "thanks");
}

TEST_CASE("at the exit the ticket's code opens the question, and a refusal is said")
{
    Bench terminal(sample_model({false, true}));
    terminal.happen(SitePushed{exit_site()}).happen(Scanned{"http://hall/t/" + std::string(32, 'a'), std::string(64, 'b')});
    REQUIRE(terminal.screen() == "rating");
    terminal.happen(SitePushed{exit_site()});
    CHECK(terminal.screen() == "rating");
    terminal.touch(TargetKind::face, {}, 5);
    auto const ratings = terminal.submitted<domain::Rate>();
    REQUIRE(ratings.size() == 1);
    CHECK(ratings[0].token_sha256 == std::string(64, 'b'));
    CHECK(ratings[0].ticket.empty());
    terminal.happen(RatingRefused{});
    REQUIRE(terminal.screen() == "thanks");
    CHECK_FALSE(std::get<Thanks>(terminal.model.screen).counted);
    terminal.pass(kThanks);
    CHECK(terminal.screen() == "rating_idle");
}

TEST_CASE("a code is no rating where the site does not ask at the exit")
{
    Bench terminal(sample_model({false, true}));
    terminal.happen(Scanned{"http://hall/t/" + std::string(32, 'a'), std::string(64, 'b')});
    CHECK(terminal.screen() == "rating_idle");
}

TEST_CASE("groups, fees, the question and an open call are read from the server's state, and an older server's state has none")
{
    std::string const older =
        R"("site":{"id":"hall","name":{},"agency_name":{},"demo":false,"public_url":""},"services":[{"id":"a","name":{},"icon":"","open":true,"waiting":0,)"
        R"("documents":[],"estimate":{"p50_s":0,"p90_s":0})";
    auto const plain = parse_site("{" + older + "}]}");
    REQUIRE(plain);
    CHECK(plain->groups.empty());
    CHECK(plain->rating == RatingOffer{});
    auto const site = parse_site(
        "{" + older +
        R"(,"group":"tax","fee":{"en":"Free"},"standard_s":900}],"groups":[{"id":"tax","name":{"en":"Taxes"},"icon":"money"}],)"
        R"("rating":{"place":"exit","version":2,"question":{"en":"How?"},"scale":[{"en":"1"},{"en":"2"},{"en":"3"},{"en":"4"},{"en":"5"}]},)"
        R"("appointments":true,"staff_called":true})");
    INFO((site ? "" : site.error().context));
    REQUIRE(site);
    CHECK(site->services.at(0).group == "tax");
    CHECK(site->services[0].fee.at("en") == "Free");
    CHECK(site->services[0].standard_s == 900);
    CHECK(site->groups.at(0).icon == "money");
    CHECK(site->rating.place == domain::RatingPlace::exit);
    CHECK(site->rating.scale.at(4).at("en") == "5");
    CHECK(site->appointments);
    CHECK(site->staff_called);
}

TEST_CASE("a check-in's refusal is told in words that the citizen can use, or as any other refusal")
{
    CHECK(parse_check_in_refusal(R"({"code":"unknown_appointment","about":""})")->fault == CodeFault::unknown);
    CHECK(parse_check_in_refusal(R"({"code":"wrong_state","about":"checked_in"})")->fault == CodeFault::used);
    auto const other_day = parse_check_in_refusal(R"({"code":"wrong_day","about":"2026-11-25T02:30:00.000Z"})");
    REQUIRE(other_day);
    CHECK(other_day->slot == instant_at({2026, 11, 25}, hours(9) + minutes(30)));
    CHECK_FALSE(parse_check_in_refusal(R"({"code":"unknown_service","about":""})"));
}

TEST_CASE("a start hears of its link, its printer and its site in any order")
{
    Model start;
    start.printer = drivers::PrinterState::ready;
    Bench kiosk(start);
    kiosk.happen(LinkChanged{LinkStatus::online}).happen(PrinterChanged{drivers::PrinterState::ready});
    CHECK(kiosk.screen() == "trouble");
    kiosk.happen(SitePushed{sample_site()});
    CHECK(kiosk.screen() == "home");
}
