#include "drivers/printer/probe.hpp"

#include <catch2/catch.hpp>

#include "drivers/printer/device_id.hpp"
#include "drivers/printer/virtual_printer.hpp"

using namespace saduak;
using namespace saduak::drivers;

TEST_CASE("a printer that answers everything is found to do so, and nothing is printed")
{
    VirtualPrinter machine;
    auto const port = *machine.connect();
    auto const answers = ask_printer(*port);
    REQUIRE(answers);
    CHECK(answers->answers_all());
    CHECK(answers->automatic);
    CHECK(answers->ordered);
    CHECK(answers->flags == escpos::StatusFlags{});
    CHECK(machine.hanging_paper().empty());
    Profile const profile = profile_of(*answers, {"found", 512, 180, 32, Cutter::full});
    CHECK(profile.status_support == StatusSupport::automatic);
    CHECK(profile.completion_check == CompletionCheck::ordered_reply);
    CHECK(profile.paper_width_mm == 80);
    CHECK(parse_profile(to_toml(profile, "one\ntwo")) == profile);
}

TEST_CASE("what is wrong with a printer does not hide what it answers")
{
    VirtualPrinter machine;
    machine.set_cover(Cover::open);
    auto const port = *machine.connect();
    auto const answers = ask_printer(*port);
    REQUIRE(answers);
    CHECK(answers->answers_all());
    CHECK(answers->flags.cover_open);
}

TEST_CASE("a silent printer gets a profile that waits and asks nothing")
{
    VirtualPrinter machine;
    machine.set_status_line(StatusLine::silent);
    auto const port = *machine.connect();
    auto const answers = ask_printer(*port);
    REQUIRE(answers);
    CHECK_FALSE(answers->answers_all());
    Profile const profile = profile_of(*answers, {"silent", 384, 203, 24, Cutter::none});
    CHECK(profile.status_support == StatusSupport::none);
    CHECK(profile.completion_check == CompletionCheck::waiting);
    CHECK(profile.paper_width_mm == 58);
    CHECK(parse_profile(to_toml(profile, "")) == profile);
}

TEST_CASE("a printer that takes nothing or is gone ends the probe")
{
    VirtualPrinter machine;
    machine.block_after_bytes(4);
    auto const port = *machine.connect();
    CHECK(ask_printer(*port).error().code == Errc::timeout);
    machine.unplug();
    CHECK(ask_printer(*port).error().code == Errc::disconnected);
}

TEST_CASE("a printer's own name is read however badly it is written")
{
    CHECK(parse_device_id("MFG:EPSON;MDL:TM-T20II;CMD:ESC/POS;CLS:PRINTER;") == PrinterIdentity{"EPSON", "TM-T20II", "ESC/POS"});
    CHECK(parse_device_id("manufacturer:Citizen;Model:CT-S310;COMMAND SET:ESC/PO") == PrinterIdentity{"Citizen", "CT-S310", "ESC/PO"});
    CHECK(parse_device_id("MDL:a\x01\n;;nonsense;:x;MFG:") == PrinterIdentity{"", "a", ""});
    CHECK(parse_device_id("") == PrinterIdentity{});
}
