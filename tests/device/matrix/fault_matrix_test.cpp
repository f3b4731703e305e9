// Every fault of a printer at every moment of a ticket, through the real port, Printer, kiosk and site, against what is
// on the paper. docs/PRINTERS.md shows the matrix; where the two differ the test fails, and SADUAK_UPDATE_GOLDEN=1
// rewrites it.
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include <catch2/catch.hpp>
#include <spdlog/spdlog.h>

#include "tests/device/matrix/citizen_run.hpp"

using namespace saduak;
using namespace saduak::test;
using drivers::VirtualFault;

namespace {

struct Named {
    VirtualFault fault;
    char const* name;
};
constexpr Named kFaults[] = {
    {VirtualFault::none, "none"},
    {VirtualFault::paper_low, "paper low"},
    {VirtualFault::paper_out, "paper out"},
    {VirtualFault::cover_open, "cover open"},
    {VirtualFault::cutter_jam, "cutter jam"},
    {VirtualFault::overheat, "overheated"},
    {VirtualFault::silent, "silent"},
    {VirtualFault::stops_taking, "stops taking data"},
    {VirtualFault::unplugged, "unplugged"},
    {VirtualFault::power_cycled, "power cycled"},
    {VirtualFault::buffer_holds, "buffer holds"},
};
constexpr When kMoments[] = {When::before_job, When::in_picture, When::before_knife, When::behind_knife};
constexpr char const* kMomentNames[] = {"before the job", "in the picture", "before the knife", "behind the knife"};
constexpr Sequel kSequels[] = {Sequel::stays, Sequel::leaves, Sequel::mended};
constexpr char const* kSequelNames[] = {"stays", "leaves", "mended"};

// One of the ends that a ticket may have; empty: none of them.
std::string name_of(TicketEnd const& end)
{
    if (end.state == TicketState::voided) return "void";
    if (end.state != TicketState::waiting) return "";
    switch (end.paper) {
    case Paper::confirmed: return end.reprinted ? "copy" : "printed";
    case Paper::unconfirmed: return end.has_paper ? "marked, paper" : "marked, no paper";
    case Paper::accepted: return "shown";
    case Paper::none:
    case Paper::pending:
    case Paper::failed: return "";
    }
    return "";
}

struct Verdict {
    int ghosts = 0;
    int forgotten = 0;
};

// Against the physical truth of the machine.
std::string judge(TicketEnd const& end, Verdict& verdict)
{
    std::string const name = name_of(end);
    CHECK_FALSE(name.empty());
    CHECK(end.refused == std::vector<std::string>());
    CHECK(end.originals <= 1);
    CHECK(end.copies <= 1);
    CHECK(end.two_on_one_paper == 0);
    bool const whole = end.originals + end.copies > 0;
    if (end.paper == Paper::confirmed) CHECK(whole);
    bool const lacks = end.known_without || (end.paper == Paper::confirmed && !whole);
    bool const marked = end.paper == Paper::accepted;
    if (end.called && lacks && !marked) ++verdict.ghosts;
    if (end.has_paper && !end.called) ++verdict.forgotten;
    return name;
}

using MakeCable = std::unique_ptr<Cable> (*)();

std::string cell_of(MakeCable make, VirtualFault fault, When when, Verdict& verdict)
{
    std::vector<std::string> ends;
    for (std::size_t i = 0; i < std::size(kSequels); ++i) {
        CAPTURE(kSequelNames[i]);
        auto const cable = make();
        CitizenRun run(*cable);
        ends.push_back(judge(run.play({fault, when, kSequels[i]}), verdict));
        if (kSequels[i] != Sequel::mended) run.mend(fault);
        CHECK(run.next_ticket_is_whole());
    }
    bool const same = ends[0] == ends[1] && ends[1] == ends[2];
    return same ? ends[0] : ends[0] + " · " + ends[1] + " · " + ends[2];
}

std::string render(std::vector<std::vector<std::string>> const& cells)
{
    std::ostringstream text;
    text << "| fault |";
    for (char const* moment : kMomentNames) text << " " << moment << " |";
    text << "\n|---|---|---|---|---|\n";
    for (std::size_t i = 0; i < cells.size(); ++i) {
        text << "| " << kFaults[i].name << " |";
        for (std::string const& cell : cells[i]) text << " " << cell << " |";
        text << "\n";
    }
    return text.str();
}

std::string read_all(std::string const& path)
{
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

// The text between the markers of docs/PRINTERS.md, which may be rewritten.
void compare_with_document(std::string const& port, std::string const& table)
{
    std::string const path = SADUAK_SOURCE_DIR "/docs/PRINTERS.md";
    std::string document = read_all(path);
    std::string const begin = "<!-- fault matrix, " + port + ": begin -->\n";
    std::string const end = "<!-- fault matrix, " + port + ": end -->";
    auto const from = document.find(begin);
    auto const to = document.find(end);
    REQUIRE(from != std::string::npos);
    REQUIRE(to != std::string::npos);
    auto const first = from + begin.size();
    char const* const asked = std::getenv("SADUAK_UPDATE_GOLDEN");
    if (asked != nullptr && std::string(asked) == "1") {
        document.replace(first, to - first, table);
        std::ofstream(path) << document;
        return;
    }
    CHECK(document.substr(first, to - first) == table);
}

void check_matrix(MakeCable make, std::string const& port)
{
    spdlog::set_level(spdlog::level::off);
    Verdict verdict;
    std::vector<std::vector<std::string>> cells;
    for (Named const& row : kFaults) {
        std::vector<std::string> line;
        for (std::size_t i = 0; i < std::size(kMoments); ++i) {
            INFO(port << ": " << row.name << " " << kMomentNames[i]);
            line.push_back(cell_of(make, row.fault, kMoments[i], verdict));
        }
        cells.push_back(std::move(line));
    }
    CHECK(verdict.ghosts == 0);
    CHECK(verdict.forgotten == 0);
    compare_with_document(port, render(cells));
}

}  // namespace

TEST_CASE("each printer fault at each moment of a ticket ends well over USB", "[usb]") { check_matrix(usb_cable, "usb"); }
TEST_CASE("each printer fault at each moment of a ticket ends well over a device file", "[lp]") { check_matrix(lp_cable, "lp"); }
TEST_CASE("each printer fault at each moment of a ticket ends well over the network", "[network]") { check_matrix(network_cable, "network"); }
