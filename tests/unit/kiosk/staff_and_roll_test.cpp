// What staff see at the kiosk, and how it counts its paper.
#include "kiosk/paper_roll.hpp"

#include "tests/unit/kiosk/kiosk_bench.hpp"

using namespace saduak;
using namespace saduak::kiosk;
using drivers::PrinterState;

namespace {

Model with_roll(std::int64_t length_mm)
{
    Model model = sample_model();
    model.roll.length_mm = length_mm;
    return model;
}

Msg printed(std::int64_t mm, Paper paper = Paper::confirmed) { return PrintEnded{Bench::kTicket, Original::first, paper, "", mm}; }

std::vector<std::int64_t> kept(Bench const& kiosk)
{
    std::vector<std::int64_t> found;
    for (Effect const& effect : kiosk.effects)
        if (auto const* keep = std::get_if<KeepRoll>(&effect)) found.push_back(keep->used_mm);
    return found;
}

}  // namespace

TEST_CASE("five touches of the clock, one soon after the other, open the screen for staff, where nobody is being served")
{
    Bench kiosk;
    REQUIRE(kiosk.screen() == "home");
    for (int i = 0; i < 4; ++i) kiosk.touch(TargetKind::staff).pass(seconds(1));
    CHECK(kiosk.screen() == "home");
    kiosk.touch(TargetKind::staff);
    CHECK(kiosk.screen() == "staff");
    kiosk.touch(TargetKind::home);
    CHECK(kiosk.screen() == "home");

    for (int i = 0; i < 9; ++i) kiosk.touch(TargetKind::staff).pass(seconds(3));
    CHECK(kiosk.screen() == "home");

    kiosk.touch(TargetKind::service, "id-card");
    for (int i = 0; i < 5; ++i) kiosk.touch(TargetKind::staff);
    CHECK(kiosk.screen() == "priority");
}

TEST_CASE("a kiosk in trouble opens its screen for staff too, and leaves it by itself")
{
    Bench kiosk;
    kiosk.happen(PrinterChanged{PrinterState::paper_out});
    REQUIRE(kiosk.screen() == "trouble");
    for (int i = 0; i < 5; ++i) kiosk.touch(TargetKind::staff);
    CHECK(kiosk.screen() == "staff");
    kiosk.happen(PrinterChanged{PrinterState::ready});
    CHECK(kiosk.screen() == "staff");
    kiosk.pass(kStaffShown);
    CHECK(kiosk.screen() == "home");
}

TEST_CASE("paper is counted off the roll, kept, and told to the server every five metres")
{
    Bench kiosk(with_roll(80'000));
    kiosk.happen(PrinterChanged{PrinterState::ready}).happen(PrinterChanged{PrinterState::paper_low});
    CHECK(kiosk.submitted<domain::ReportPrinter>().back().roll_left_mm == 80'000);
    kiosk.effects.clear();
    for (int i = 0; i < 33; ++i) kiosk.happen(printed(150));
    CHECK(kept(kiosk).back() == 33 * 150);
    CHECK(kiosk.submitted<domain::ReportPrinter>().empty());
    kiosk.happen(printed(150));
    auto const reports = kiosk.submitted<domain::ReportPrinter>();
    REQUIRE(reports.size() == 1);
    CHECK(reports[0].roll_left_mm == 80'000 - 34 * 150);
    CHECK(reports[0].ticket_mm == 150);
    CHECK(reports[0].state == "paper_low");
    kiosk.happen(printed(0, Paper::failed));
    CHECK(left_mm(kiosk.model.roll) == 80'000 - 34 * 150);
}

TEST_CASE("a new roll is noticed after the old one ended, or said by staff")
{
    Bench kiosk(with_roll(1'000));
    kiosk.happen(printed(600)).happen(printed(600));
    CHECK(left_mm(kiosk.model.roll) == 0);
    SECTION("it ended")
    {
        kiosk.happen(PrinterChanged{PrinterState::paper_out}).happen(PrinterChanged{PrinterState::cover_open});
        CHECK(left_mm(kiosk.model.roll) == 0);
        kiosk.happen(PrinterChanged{PrinterState::ready});
    }
    SECTION("staff say so")
    {
        for (int i = 0; i < 5; ++i) kiosk.touch(TargetKind::staff);
        kiosk.touch(TargetKind::new_roll);
        CHECK(kiosk.screen() == "staff");
    }
    CHECK(left_mm(kiosk.model.roll) == 1'000);
    CHECK(kept(kiosk).back() == 0);
    CHECK(kiosk.submitted<domain::ReportPrinter>().back().roll_left_mm == 1'000);
}

TEST_CASE("without the length of a roll nothing is forecast")
{
    Bench kiosk(with_roll(0));
    kiosk.happen(printed(150)).happen(PrinterChanged{PrinterState::paper_low});
    CHECK(kiosk.submitted<domain::ReportPrinter>().back().roll_left_mm == -1);
}
