#include "drivers/printer/record.hpp"

#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>

#include "drivers/printer/printer.hpp"
#include "drivers/printer/virtual_printer.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/drivers/random_bitmap.hpp"

using namespace saduak;
using namespace saduak::drivers;

namespace {

Profile profile()
{
    Profile profile;
    profile.feed_rows = 8;
    profile.near_end_sensor = NearEndSensor::present;
    profile.status_support = StatusSupport::automatic;
    return profile;
}

std::string read_all(std::filesystem::path const& path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

// What the kiosk would do at a printer: look, print twice, look.
struct Visit {
    std::vector<PrinterState> states;
    std::vector<PrintOutcome> outcomes;
    std::string words;
};
Visit visit(std::unique_ptr<PrinterPort> port)
{
    Printer printer(std::move(port), profile());
    Visit seen;
    seen.states.push_back(printer.status());
    for (std::uint64_t seed = 1; seed <= 2; ++seed) {
        Random random(seed);
        seen.outcomes.push_back(printer.print({random_bitmap(random, 576, 150), Cut::partial}));
    }
    seen.states.push_back(printer.status());
    seen.words = printer.status_detail();
    return seen;
}

bool same(PrintOutcome const& a, PrintOutcome const& b)
{
    return a.paper == b.paper && a.state == b.state && a.detail == b.detail && a.nothing_sent == b.nothing_sent;
}

}  // namespace

TEST_CASE("a recorded conversation plays back to the same outcome, whatever went wrong")
{
    test::TemporaryFolder const folder;
    auto const file = folder.path() / "record.txt";
    for (VirtualFault const fault :
         {VirtualFault::none, VirtualFault::paper_low, VirtualFault::paper_out, VirtualFault::cover_open, VirtualFault::cutter_jam,
          VirtualFault::overheat, VirtualFault::silent, VirtualFault::stops_taking, VirtualFault::unplugged, VirtualFault::buffer_holds})
        for (Moment const moment : {Moment::in_picture, Moment::before_cut, Moment::after_cut}) {
            std::filesystem::remove(file);
            VirtualPrinter machine({.bytes_per_write_max = 3000});
            machine.strike_when(moment, fault, 70);
            Visit const live = visit(record_port(*machine.connect(), file).port);
            auto const conversations = parse_record(read_all(file));
            REQUIRE(conversations);
            REQUIRE(conversations->size() == 1);
            CHECK(conversations->front().printer == "virtual printer");
            Visit const again = visit(replay_port(conversations->front()));
            CHECK(again.states == live.states);
            CHECK(again.words == live.words);
            REQUIRE(again.outcomes.size() == live.outcomes.size());
            for (std::size_t i = 0; i < live.outcomes.size(); ++i) CHECK(same(again.outcomes[i], live.outcomes[i]));
        }
}

TEST_CASE("a record is read by people: offsets, directions, partial counts and errors")
{
    test::TemporaryFolder const folder;
    auto const file = folder.path() / "record.txt";
    VirtualPrinter machine({.bytes_per_write_max = 2});
    {
        auto const port = record_port(*machine.connect(), file).port;
        CHECK(*port->write(Bytes{0x10, 0x04, 0x01}, seconds(1)) == 2);
        CHECK(*port->write(Bytes{0x01}, seconds(1)) == 1);
        CHECK(*port->read(seconds(1)) == Bytes{0x12});
        CHECK(port->read(seconds(1))->empty());
        machine.unplug();
        CHECK_FALSE(port->write(Bytes{0x00}, seconds(1)));
    }
    std::string text = read_all(file);
    for (std::size_t at = text.find('\n', text.find("open")) + 1; at < text.size(); at = text.find('\n', at) + 1)
        text.erase(at, text.find(' ', at) - at);
    CHECK(text == "saduak printer record 1\nopen virtual printer\n"
                  " write 2/3 1004\n write 1/1 01\n read 12\n read\n lost the virtual printer was unplugged\n");
    CHECK((std::filesystem::status(file).permissions() & (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) ==
          std::filesystem::perms::none);
}

TEST_CASE("a record does not grow without bound, and the newest conversation is in it")
{
    test::TemporaryFolder const folder;
    auto const file = folder.path() / "record.txt";
    constexpr std::size_t kMax = 200'000;
    for (int i = 0; i < 20; ++i) {
        VirtualPrinter machine;
        visit(record_port(*machine.connect(), file, kMax).port);
        CHECK(std::filesystem::file_size(file) <= kMax);
    }
    CHECK(std::filesystem::file_size(file.string() + ".1") <= kMax);
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 2);
    CHECK(parse_record(read_all(file)));
    CHECK(parse_record(read_all(file.string() + ".1"))->size() > 1);
}

TEST_CASE("another conversation than the record's is noticed and leads nobody astray")
{
    Conversation conversation{"usb", {{0, RecordedWrite{3, {0x10, 0x04, 0x01}}}, {1, RecordedRead{{0x12}}}}};
    auto const port = replay_port(conversation);
    CHECK(*port->write(Bytes{0x10, 0x04, 0x01}, seconds(1)) == 3);
    CHECK(port->write(Bytes{0x10, 0x04, 0x02}, seconds(1)).error().code == Errc::corrupt);
    CHECK(port->read(seconds(1)).error().code == Errc::corrupt);
    auto const other = replay_port(conversation);
    CHECK(other->write(Bytes{0x10, 0x04, 0x02}, seconds(1)).error().code == Errc::corrupt);
}

TEST_CASE("a record that cannot be written says so, or ends, and printing goes on")
{
    VirtualPrinter machine;
    Recording nowhere = record_port(*machine.connect(), "/no/such/folder/record.txt");
    CHECK(nowhere.begun.error().code == Errc::io);
    CHECK(visit(std::move(nowhere.port)).outcomes.back().paper == PaperResult::confirmed);
    CHECK(visit(record_port(*machine.connect(), "/dev/full").port).outcomes.back().paper == PaperResult::confirmed);
}

TEST_CASE("lines that are no record are refused with their number")
{
    CHECK(parse_record("saduak printer record 1\n")->empty());
    CHECK(parse_record("saduak printer record 1\n5 read 12\nopen usb\n6 read\n")->size() == 1);
    CHECK_FALSE(parse_record("hello\n"));
    for (char const* bad :
         {"5 reads 12", "read 12", "x read", "5 write 2/1 0102", "5 write 2/3 01", "5 write 2 0102", "5 read 1", "5", "5 write 1/1 zz"}) {
        auto const parsed = parse_record(std::string("saduak printer record 1\nopen usb\n") + bad + "\n");
        REQUIRE_FALSE(parsed);
        CHECK(parsed.error().code == Errc::parse);
        CHECK(parsed.error().context.find("line 3") != std::string::npos);
    }
}
