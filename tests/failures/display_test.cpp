// Failure 9: what the hall's display says after something was changed.
#include <catch2/catch.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "server/live/projections.hpp"
#include "tests/support/town.hpp"

using namespace saduak;
using namespace saduak::test;
namespace json = boost::json;

namespace {

CounterId const c1("c1"), c2("c2");

// "A001" for a counter that has it on the display, "" for none.
std::string at(Town const& town, CounterId const& counter)
{
    json::object const view = server::display_view(town.state, town.now);
    for (json::value const& entry : view.at("counters").as_array())
        if (entry.at("id").as_string() == counter.str()) return entry.at("number").is_null() ? "" : std::string(entry.at("number").as_string());
    return "no such counter";
}
// Where the display last said that this number is called; "" if it does not say.
std::string called_to(Town const& town, std::string const& number)
{
    json::object const view = server::display_view(town.state, town.now);
    for (json::value const& call : view.at("calls").as_array())
        if (call.at("number").as_string() == number.c_str()) return std::string(call.at("counter").as_string());
    return "";
}

struct Hall : Town {
    Hall()
    {
        must(OpenCounter{c1});
        must(OpenCounter{c2}, AgentId("wanida"));
        issue(1);
        must(CallTicket{c1, ticket_id(1)});
    }
};

}  // namespace

TEST_CASE("9. After a transfer the display shows the number at no counter, then at the one that called it")
{
    Hall hall;
    hall.must(StartService{ticket_id(1)});
    CHECK(at(hall, c1) == "A001");
    hall.must(TransferTicket{ticket_id(1), {}, {}, c2, true});
    CHECK(at(hall, c1).empty());
    CHECK(at(hall, c2).empty());
    hall.must(CallNext{c2}, AgentId("wanida"));
    CHECK(at(hall, c1).empty());
    CHECK(at(hall, c2) == "A001");
    CHECK(called_to(hall, "A001") == "c2");
}

TEST_CASE("9. A call that was taken back sends nobody to its counter")
{
    Hall hall;
    hall.must(RecallTicket{ticket_id(1)});
    CHECK(called_to(hall, "A001") == "c1");
    hall.must(UndoCall{ticket_id(1)});
    CHECK(at(hall, c1).empty());
    CHECK(called_to(hall, "A001").empty());
    hall.must(CallTicket{c2, ticket_id(1)});
    CHECK(called_to(hall, "A001") == "c2");
    CHECK(at(hall, c2) == "A001");
}

TEST_CASE("9. A recall asked for from another desk calls to the counter that has the ticket")
{
    Hall hall;
    hall.must(RecallTicket{ticket_id(1)}, AgentId("wanida"));
    CHECK(called_to(hall, "A001") == "c1");
    CHECK(at(hall, c1) == "A001");
    CHECK(at(hall, c2).empty());
    hall.must(StartService{ticket_id(1)});
    hall.must(HoldTicket{ticket_id(1)});
    CHECK(at(hall, c1).empty());
    hall.must(ResumeTicket{ticket_id(1), c2}, AgentId("wanida"));
    CHECK(at(hall, c2) == "A001");
    CHECK(at(hall, c1).empty());
}
