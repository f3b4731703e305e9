#include <catch2/catch.hpp>

#include "kiosk/offline/cut_off.hpp"
#include "kiosk/update.hpp"
#include "tests/unit/kiosk/kiosk_bench.hpp"

using namespace saduak;
using namespace saduak::kiosk;

namespace {

SiteOffer site_with_ranges()
{
    SiteOffer site = sample_site();
    for (ServiceOffer& service : site.services) service.prefix = "A";
    site.services[1].prefix = "B";
    site.ranges = {{"A", 901, 950, {}, false, {}}};
    return site;
}

// Cut off from its server a moment ago.
Bench cut_off_kiosk()
{
    Model model = sample_model();
    model.heard = model.site = site_with_ranges();
    Bench kiosk(std::move(model));
    kiosk.happen(LinkChanged{LinkStatus::offline});
    return kiosk;
}

std::vector<IssueOffline> written_down(Bench const& kiosk)
{
    std::vector<IssueOffline> found;
    for (Effect const& effect : kiosk.effects)
        if (auto const* issue = std::get_if<IssueOffline>(&effect)) found.push_back(*issue);
    return found;
}

TicketContent const& printed(Bench const& kiosk)
{
    for (auto effect = kiosk.effects.rbegin(); effect != kiosk.effects.rend(); ++effect)
        if (auto const* print = std::get_if<Print>(&*effect)) return print->content;
    FAIL("nothing was printed");
    std::abort();
}

}  // namespace

TEST_CASE("a kiosk that is cut off stays at home, offers its services and says nothing of who waits")
{
    Bench const kiosk = cut_off_kiosk();
    CHECK(kiosk.screen() == "home");
    CHECK(kiosk.model.site->services[0].open);
    CHECK_FALSE(kiosk.model.site->services[0].wait.stated);
}

TEST_CASE("without ranges a kiosk that is cut off sends people to reception")
{
    Bench kiosk;
    kiosk.happen(LinkChanged{LinkStatus::offline});
    CHECK(kiosk.screen() == "trouble");
}

TEST_CASE("a ticket without the server is printed only when its number is written down, marked, without a wait")
{
    Bench kiosk = cut_off_kiosk();
    kiosk.touch(TargetKind::service, "id-card").touch(TargetKind::general);
    CHECK(kiosk.screen() == "issuing");
    REQUIRE(written_down(kiosk).size() == 1);
    IssueOffline const asked = written_down(kiosk)[0];
    CHECK(asked.prefix == "A");
    CHECK(asked.command.ticket == Bench::kTicket);
    CHECK(asked.command.supersedes.empty());
    CHECK(asked.command.paper == Paper::pending);
    CHECK(kiosk.prints().empty());
    kiosk.happen(OfflineAnswered{Bench::kTicket, "A901", sample_now()});
    CHECK(kiosk.screen() == "printing");
    CHECK(printed(kiosk).number == "A901");
    CHECK(printed(kiosk).offline);
    CHECK_FALSE(printed(kiosk).wait.stated);
    CHECK(printed(kiosk).issued_at == sample_now());
    kiosk.printed(Paper::confirmed);
    CHECK(kiosk.screen() == "take_ticket");
    CHECK(kiosk.papers() == std::vector{Paper::confirmed});
}

TEST_CASE("an issue that is not answered for two seconds is abandoned for a number of the kiosk's own")
{
    Model model = sample_model();
    model.heard = model.site = site_with_ranges();
    Bench kiosk(std::move(model));
    kiosk.ask_for_ticket().pass(kIssueAnswer);
    CHECK(kiosk.screen() == "issuing");
    REQUIRE(written_down(kiosk).size() == 1);
    domain::IssueTicket const own = written_down(kiosk)[0].command;
    CHECK(own.supersedes == Bench::kTicket);
    CHECK(own.ticket == sample_names('2').ticket);
    // The answer to the one that was abandoned comes after all: nobody waits for it.
    kiosk.happen(IssueAnswered{Bench::kTicket, sample_given(sample_names())});
    CHECK(kiosk.prints().empty());
    kiosk.happen(OfflineAnswered{own.ticket, "A902", {}});
    CHECK(kiosk.prints() == std::vector{Original::first});
    CHECK(printed(kiosk).number == "A902");
    CHECK_FALSE(printed(kiosk).issued_at.is_set());
}

TEST_CASE("without a number left the citizen goes to reception, and an abandoned issue leaves no ghost")
{
    Model model = sample_model();
    model.heard = model.site = site_with_ranges();
    Bench kiosk(std::move(model));
    kiosk.ask_for_ticket().pass(kIssueAnswer).happen(OfflineAnswered{sample_names('2').ticket, "", {}});
    CHECK(std::get<Trouble>(kiosk.model.screen).cause == TroubleCause::no_numbers);
    auto const cancelled = kiosk.submitted<domain::CancelTicket>();
    REQUIRE(cancelled.size() == 1);
    CHECK(cancelled[0].ticket == Bench::kTicket);
    CHECK(kiosk.prints().empty());
    kiosk.pass(kRefusedShown);
    CHECK(kiosk.screen() == "home");
}

TEST_CASE("a service whose letter has no range is not given without the server")
{
    Bench kiosk = cut_off_kiosk();
    kiosk.touch(TargetKind::service, "registry").touch(TargetKind::general);
    CHECK(std::get<Trouble>(kiosk.model.screen).cause == TroubleCause::no_numbers);
    CHECK(written_down(kiosk).empty());
}

TEST_CASE("a start without the server gives tickets from what was heard before it, once the server has been looked for")
{
    Model fresh;
    fresh.printer = fresh.printer_reported = drivers::PrinterState::ready;
    fresh.next_names = sample_names();
    Bench kiosk(std::move(fresh));
    kiosk.happen(SitePushed{site_with_ranges(), Instant{}});
    CHECK(kiosk.screen() == "trouble");
    kiosk.happen(LinkChanged{LinkStatus::offline});
    CHECK(kiosk.screen() == "home");
}

TEST_CASE("a closure that has passed opens the service again, by the clock or where no clock tells")
{
    SiteOffer site = site_with_ranges();
    REQUIRE_FALSE(site.services[3].open);  // the last ticket of its day is given
    REQUIRE_FALSE(site.services[5].open);  // opens at 13:00
    Instant const heard = sample_now();
    auto const open = [&](std::size_t i, std::optional<Instant> now) { return cut_off(site, heard, now).services[i].open; };
    CHECK_FALSE(open(3, heard + hours(1)));
    CHECK(open(3, heard + hours(24)));
    CHECK(open(3, std::nullopt));
    CHECK_FALSE(open(5, heard + hours(1)));
    CHECK(open(5, heard + hours(5)));
    CHECK(open(5, std::nullopt));
    site.stopped = "ไฟฟ้าดับ";
    CHECK(cut_off(site, heard, heard + hours(1)).stopped);
    CHECK(cut_off(site, heard, std::nullopt).stopped);
    CHECK_FALSE(cut_off(site, heard, heard + hours(24)).stopped);
}

TEST_CASE("an answer to the question at the counter is kept while the server is away")
{
    Model model = sample_model({false, true});
    model.heard->rate_now = model.site->rate_now = sample_rate_now();
    Bench kiosk(std::move(model));
    kiosk.happen(SitePushed{*kiosk.model.heard, std::nullopt});
    REQUIRE(kiosk.screen() == "rating");
    kiosk.happen(LinkChanged{LinkStatus::offline});
    CHECK(kiosk.screen() == "rating");
    kiosk.touch(TargetKind::face, {}, 4);
    CHECK(kiosk.submitted<domain::Rate>().size() == 1);
    CHECK(kiosk.screen() == "reasons");
}
