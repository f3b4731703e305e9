#include <catch2/catch.hpp>

#include "kiosk/update.hpp"
#include "tests/unit/kiosk/kiosk_bench.hpp"

using namespace saduak;
using namespace saduak::kiosk;
using domain::Paper;
using drivers::PrinterState;

TEST_CASE("choosing a service and a class asks the server for a ticket whose paper is pending")
{
    Bench kiosk;
    kiosk.touch(TargetKind::service, "id-card");
    CHECK(kiosk.screen() == "priority");
    kiosk.touch(TargetKind::priority);
    CHECK(kiosk.screen() == "issuing");
    auto const issues = kiosk.submitted<domain::IssueTicket>();
    REQUIRE(issues.size() == 1);
    CHECK(issues[0].ticket == Bench::kTicket);
    CHECK(issues[0].service == ServiceId("id-card"));
    CHECK(issues[0].ticket_class == domain::TicketClass::priority);
    CHECK(issues[0].token_sha256 == sample_names().token_sha256);
    CHECK(issues[0].paper == Paper::pending);
    CHECK(kiosk.model.next_names->ticket != Bench::kTicket);
}

TEST_CASE("a closed service cannot be chosen")
{
    Bench kiosk;
    kiosk.touch(TargetKind::service, "sign-tax");
    CHECK(kiosk.screen() == "home");
}

TEST_CASE("an issued ticket is printed with the citizen's link and what the server said")
{
    Bench kiosk;
    kiosk.ask_for_ticket().happen(IssueAnswered{Bench::kTicket, sample_given(sample_names())});
    CHECK(kiosk.screen() == "printing");
    REQUIRE(kiosk.prints() == std::vector{Original::first});
    auto const& content = std::get<Print>(kiosk.effects.back()).content;
    CHECK(content.number == "A012");
    CHECK(content.ahead == 4);
    CHECK(content.demo);
    CHECK(content.citizen_url == "http://127.0.0.1:8080/t/" + sample_names().token);
}

TEST_CASE("the paper rule: what the printer says is what the server hears, and where the citizen goes")
{
    struct Row {
        Paper printed;
        PrinterState printer_then;
        std::vector<Paper> reported;
        std::string screen;
        std::size_t reprints;
    };
    std::vector<Row> const table{
        {Paper::confirmed, PrinterState::ready, {Paper::confirmed}, "take_ticket", 0},
        {Paper::unconfirmed, PrinterState::unknown, {Paper::unconfirmed}, "take_ticket", 0},
        {Paper::failed, PrinterState::paper_out, {Paper::failed}, "number", 0},
        {Paper::failed, PrinterState::offline, {Paper::failed}, "number", 0},
        // Silent after a failure: a second ticket would fail in the same silence.
        {Paper::failed, PrinterState::unknown, {Paper::failed}, "number", 0},
        {Paper::failed, PrinterState::ready, {Paper::failed}, "printing", 1},
    };
    for (Row const& row : table) {
        CAPTURE(domain::to_string(row.printed), drivers::to_string(row.printer_then));
        Bench kiosk;
        kiosk.printing().happen(PrinterChanged{row.printer_then}).printed(row.printed);
        CHECK(kiosk.papers() == row.reported);
        CHECK(kiosk.screen() == row.screen);
        CHECK(kiosk.submitted<domain::ReprintTicket>().size() == row.reprints);
        CHECK(kiosk.prints() == std::vector<Original>(row.reprints, Original::copy));
    }
}

TEST_CASE("a printer that never says anything ends as unconfirmed before the server's own deadline")
{
    Bench kiosk;
    kiosk.printing().pass(kPrintSilence - Millis{1});
    CHECK(kiosk.screen() == "printing");
    kiosk.pass(Millis{1});
    CHECK(kiosk.screen() == "take_ticket");
    CHECK(kiosk.papers() == std::vector{Paper::unconfirmed});
    CHECK(kPrintSilence < seconds(15));
}

TEST_CASE("evidence of failure that comes late still counts, a late confirmation changes nothing")
{
    Bench kiosk;
    kiosk.printing().pass(kPrintSilence);
    kiosk.effects.clear();
    SECTION("failed")
    {
        kiosk.happen(PrinterChanged{PrinterState::paper_out}).printed(Paper::failed);
        CHECK(kiosk.screen() == "number");
        CHECK(kiosk.papers() == std::vector{Paper::failed});
    }
    SECTION("confirmed")
    {
        kiosk.printed(Paper::confirmed);
        CHECK(kiosk.screen() == "take_ticket");
        CHECK(kiosk.papers().empty());
    }
}

TEST_CASE("a ticket is reprinted once: the second failure shows the number")
{
    Bench kiosk;
    kiosk.printing().printed(Paper::failed).printed(Paper::failed, Original::copy);
    CHECK(kiosk.screen() == "number");
    CHECK(kiosk.submitted<domain::ReprintTicket>().size() == 1);
    CHECK(kiosk.papers() == std::vector{Paper::failed, Paper::failed});
    kiosk.happen(PrinterChanged{PrinterState::paper_low});
    CHECK(kiosk.screen() == "number");
}

TEST_CASE("a printer that recovers while the number is shown prints the copy")
{
    Bench kiosk;
    kiosk.printing().happen(PrinterChanged{PrinterState::cover_open}).printed(Paper::failed);
    REQUIRE(kiosk.screen() == "number");
    kiosk.happen(PrinterChanged{PrinterState::ready});
    CHECK(kiosk.screen() == "printing");
    CHECK(kiosk.prints() == std::vector{Original::copy});
    kiosk.printed(Paper::confirmed, Original::copy);
    CHECK(kiosk.screen() == "take_ticket");
}

TEST_CASE("the number on the screen is accepted, given up, or left to the server to void")
{
    Bench kiosk;
    kiosk.printing().happen(PrinterChanged{PrinterState::paper_out}).printed(Paper::failed);
    REQUIRE(kiosk.screen() == "number");
    kiosk.effects.clear();
    SECTION("accepted")
    {
        kiosk.touch(TargetKind::accept);
        CHECK(kiosk.papers() == std::vector{Paper::accepted});
        CHECK(std::get<TakeTicket>(kiosk.model.screen).paper == Paper::accepted);
    }
    SECTION("given up")
    {
        kiosk.touch(TargetKind::cancel);
        CHECK(kiosk.submitted<domain::CancelTicket>().size() == 1);
        CHECK(kiosk.screen() == "trouble");
    }
    SECTION("left")
    {
        kiosk.pass(kNumberShown);
        CHECK(kiosk.effects.empty());
        CHECK(kiosk.screen() == "trouble");
    }
}

TEST_CASE("the citizen's word that no paper came is evidence")
{
    Bench kiosk;
    kiosk.printing().printed(Paper::unconfirmed).touch(TargetKind::no_paper);
    CHECK(kiosk.papers() == std::vector{Paper::unconfirmed, Paper::failed});
    CHECK(kiosk.prints() == std::vector{Original::copy});
}

TEST_CASE("an issue that is not answered in two seconds says so, and a late answer still serves who waited")
{
    Bench kiosk;
    kiosk.ask_for_ticket().pass(kIssueAnswer - Millis{1});
    CHECK(kiosk.screen() == "issuing");
    kiosk.pass(Millis{1});
    CHECK(kiosk.screen() == "trouble");
    CHECK(kiosk.effects.empty());
    kiosk.happen(IssueAnswered{Bench::kTicket, sample_given(sample_names())});
    CHECK(kiosk.screen() == "printing");
}

TEST_CASE("a citizen who goes without an answer leaves no ghost: the cancel is behind the issue in the stream")
{
    Bench kiosk;
    kiosk.ask_for_ticket().pass(kIssueAnswer);
    SECTION("by touch") { kiosk.touch(TargetKind::home); }
    SECTION("by leaving") { kiosk.pass(kSlowAnswer); }
    auto const cancels = kiosk.submitted<domain::CancelTicket>();
    REQUIRE(cancels.size() == 1);
    CHECK(cancels[0].ticket == Bench::kTicket);
    CHECK(kiosk.screen() == "home");
    kiosk.effects.clear();
    kiosk.happen(IssueAnswered{Bench::kTicket, sample_given(sample_names())});
    CHECK(kiosk.screen() == "home");
    CHECK(kiosk.effects.empty());
}

TEST_CASE("a refused issue is said and not cancelled")
{
    Bench kiosk;
    kiosk.ask_for_ticket().happen(IssueAnswered{Bench::kTicket, std::nullopt});
    CHECK(std::get<Trouble>(kiosk.model.screen).cause == TroubleCause::refused_ticket);
    kiosk.pass(kRefusedShown);
    CHECK(kiosk.screen() == "home");
    CHECK(kiosk.effects.empty());
}

TEST_CASE("a ticket refused because none can be taken now is said as that, for a while")
{
    Closure const why{Closure::Cause::last_ticket, {}, {}};
    Bench kiosk;
    kiosk.ask_for_ticket().happen(IssueAnswered{Bench::kTicket, std::nullopt, why});
    REQUIRE(kiosk.screen() == "closed");
    CHECK(std::get<Closed>(kiosk.model.screen).why == why);
    SECTION("time takes it away") { kiosk.pass(kRefusedShown); }
    SECTION("the citizen leaves it") { kiosk.touch(TargetKind::home); }
    SECTION("another push does not")
    {
        kiosk.happen(SitePushed{sample_site()});
        CHECK(kiosk.screen() == "closed");
        kiosk.pass(kRefusedShown);
    }
    CHECK(kiosk.screen() == "home");
    CHECK(kiosk.submitted<domain::CancelTicket>().empty());
}

TEST_CASE("a site outside its hours shows when the first of its services opens, until one does")
{
    SiteOffer night = sample_site();
    for (ServiceOffer& service : night.services) {
        service.open = false;
        service.closure = sample_night();
    }
    night.services[2].closure->opens = sample_night().opens - hours(1);
    night.services[4].closure->opens = {};
    Bench kiosk;
    kiosk.happen(SitePushed{night});
    REQUIRE(kiosk.screen() == "closed");
    CHECK(std::get<Closed>(kiosk.model.screen).why.opens == sample_night().opens - hours(1));
    kiosk.touch(TargetKind::home);  // nobody can leave it
    CHECK(kiosk.screen() == "closed");
    kiosk.touch(TargetKind::choose_language, "en").happen(SitePushed{night});
    CHECK(kiosk.model.lang == Lang::en);

    night.services[0].closure->cause = Closure::Cause::quota;  // over lunch: what is left today is worth showing
    kiosk.happen(SitePushed{night});
    CHECK(kiosk.screen() == "home");
}

TEST_CASE("a stopped site says why, after the citizen at the screen has their ticket")
{
    SiteOffer stopped = sample_site();
    stopped.stopped = "ไฟฟ้าดับ";
    Bench kiosk;
    kiosk.printing().happen(SitePushed{stopped});
    CHECK(kiosk.screen() == "printing");
    kiosk.printed(Paper::confirmed).touch(TargetKind::done);
    REQUIRE(kiosk.screen() == "closed");
    CHECK(std::get<Closed>(kiosk.model.screen).why == Closure{Closure::Cause::stopped, {}, "ไฟฟ้าดับ"});
    kiosk.happen(SitePushed{sample_site()});
    CHECK(kiosk.screen() == "home");
}

TEST_CASE("a rating terminal goes on while the site is closed")
{
    Bench terminal(sample_model({false, true}));
    SiteOffer stopped = sample_site();
    stopped.stopped = "ไฟฟ้าดับ";
    terminal.happen(SitePushed{stopped});
    CHECK(terminal.screen() == "rating_idle");
}

TEST_CASE("without server or paper no ticket is begun, and the screen comes back by itself")
{
    Bench kiosk;
    SECTION("no server")
    {
        kiosk.happen(LinkChanged{LinkStatus::offline});
        CHECK(std::get<Trouble>(kiosk.model.screen).cause == TroubleCause::server);
        kiosk.happen(LinkChanged{LinkStatus::online});
    }
    SECTION("no paper")
    {
        kiosk.happen(PrinterChanged{PrinterState::paper_out});
        CHECK(std::get<Trouble>(kiosk.model.screen).cause == TroubleCause::printer);
        kiosk.happen(PrinterChanged{PrinterState::ready});
    }
    CHECK(kiosk.screen() == "home");
}

TEST_CASE("staff hear of the printer once for each change, and never of printing")
{
    Bench kiosk;
    for (PrinterState const state :
         {PrinterState::printing, PrinterState::ready, PrinterState::paper_low, PrinterState::paper_low, PrinterState::printing})
        kiosk.happen(PrinterChanged{state});
    auto const reports = kiosk.submitted<domain::ReportPrinter>();
    REQUIRE(reports.size() == 1);
    CHECK(reports[0].state == "paper_low");
}

TEST_CASE("trouble does not disturb a citizen who is being served")
{
    Bench kiosk;
    kiosk.printing().happen(LinkChanged{LinkStatus::offline});
    CHECK(kiosk.screen() == "printing");
    kiosk.printed(Paper::confirmed);
    CHECK(kiosk.screen() == "take_ticket");
    kiosk.touch(TargetKind::done);
    CHECK(kiosk.screen() == "trouble");
}

TEST_CASE("an idle choice is asked about before it is taken away, and the language goes back")
{
    Bench kiosk;
    kiosk.touch(TargetKind::choose_language, "en").touch(TargetKind::service, "registry");
    CHECK(kiosk.model.lang == Lang::en);
    kiosk.pass(kChoiceIdle);
    REQUIRE(kiosk.screen() == "still_there");
    CHECK(kStillThere >= seconds(20));
    SECTION("somebody is there")
    {
        kiosk.touch(TargetKind::go_on);
        CHECK(kiosk.screen() == "priority");
        CHECK(kiosk.model.lang == Lang::en);
    }
    SECTION("nobody is there")
    {
        kiosk.pass(kStillThere);
        CHECK(kiosk.screen() == "home");
        CHECK(kiosk.model.lang == Lang::th);
    }
}

TEST_CASE("a language chosen at home stays through pushes and ends with idleness")
{
    Bench kiosk;
    kiosk.touch(TargetKind::choose_language, "en").happen(SitePushed{sample_site()});
    CHECK(kiosk.model.lang == Lang::en);
    kiosk.pass(kChoiceIdle);
    CHECK(kiosk.model.lang == Lang::th);
}

TEST_CASE("a rating terminal asks when told to, sends one answer and thanks")
{
    Bench terminal(sample_model({false, true}));
    SiteOffer asking = sample_site();
    asking.rate_now = sample_rate_now();
    terminal.happen(SitePushed{asking});
    REQUIRE(terminal.screen() == "rating");
    terminal.touch(TargetKind::face, {}, 4);
    CHECK(terminal.screen() == "reasons");
    auto const ratings = terminal.submitted<domain::Rate>();
    REQUIRE(ratings.size() == 1);
    CHECK(ratings[0].score == 4);
    CHECK(ratings[0].ticket == asking.rate_now->ticket);
    // The server's state may lag behind the answer.
    terminal.happen(SitePushed{asking}).touch(TargetKind::skip);
    CHECK(terminal.screen() == "thanks");
    terminal.pass(kThanks);
    CHECK(terminal.screen() == "rating_idle");
    terminal.happen(SitePushed{asking});
    CHECK(terminal.screen() == "rating_idle");
}

TEST_CASE("no opinion is an answer; silence is none")
{
    Bench terminal(sample_model({false, true}));
    SiteOffer asking = sample_site();
    asking.rate_now = sample_rate_now();
    terminal.happen(SitePushed{asking});
    SECTION("no opinion")
    {
        terminal.touch(TargetKind::no_opinion);
        REQUIRE(terminal.submitted<domain::Rate>().size() == 1);
        CHECK(terminal.submitted<domain::Rate>()[0].score == 0);
    }
    SECTION("silence")
    {
        terminal.pass(kRatingOpen);
        CHECK(terminal.screen() == "rating_idle");
        CHECK(terminal.effects.empty());
    }
    SECTION("withdrawn by the next call")
    {
        terminal.happen(SitePushed{sample_site()});
        CHECK(terminal.screen() == "rating_idle");
    }
}

TEST_CASE("a rating terminal needs no printer")
{
    Bench terminal(sample_model({false, true}));
    terminal.happen(PrinterChanged{PrinterState::offline});
    CHECK(terminal.screen() == "rating_idle");
}

TEST_CASE("a report's detail fits the server's limit")
{
    Bench kiosk;
    kiosk.printing().happen(PrintEnded{Bench::kTicket, Original::first, Paper::unconfirmed, std::string(200, 'x')});
    CHECK(kiosk.submitted<domain::ReportPaper>().at(0).detail.size() == 64);
}

TEST_CASE("a finger that touches twice does not choose on the screen that has just come")
{
    Bench kiosk;
    CHECK(settled(kiosk.model, kiosk.now));
    kiosk.touch(TargetKind::service, "id-card");
    CHECK_FALSE(settled(kiosk.model, kiosk.now));
    CHECK_FALSE(settled(kiosk.model, kiosk.now + kTouchSettles - Millis{1}));
    kiosk.pass(kTouchSettles);
    CHECK(settled(kiosk.model, kiosk.now));
    // What changes on the same screen does not hold a finger up.
    kiosk.touch(TargetKind::choose_language, "en");
    CHECK(settled(kiosk.model, kiosk.now));
}

TEST_CASE("two touches from the start ask for a ticket")
{
    Bench kiosk;
    kiosk.touch(TargetKind::service, "id-card").touch(TargetKind::general);
    CHECK(kiosk.screen() == "issuing");
    CHECK(kiosk.submitted<domain::IssueTicket>().size() == 1);
}
