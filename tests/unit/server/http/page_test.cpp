#include "server/http/page.hpp"

#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>

using namespace saduak::server;
namespace json = boost::json;

namespace {

json::array numbers(int count)
{
    json::array items;
    for (int i = 0; i < count; ++i) items.push_back(json::object{{"id", "n" + std::to_string(i)}});
    return items;
}

}  // namespace

TEST_CASE("A list without a cursor is its first page", "[http]")
{
    CHECK(page_response(numbers(3), "").body == R"({"next":null,"items":[{"id":"n0"},{"id":"n1"},{"id":"n2"}]})");
    CHECK(page_response({}, "").body == R"({"next":null,"items":[]})");
    CHECK(page_response(numbers(3), "limit=2").body == R"({"next":"n1","items":[{"id":"n0"},{"id":"n1"}]})");
}

TEST_CASE("The pages behind one another are the whole list, whatever their size", "[http]")
{
    for (int limit = 1; limit <= 8; ++limit) {
        std::string after;
        json::array whole;
        for (int pages = 0; pages < 8; ++pages) {
            json::value const page = json::parse(page_response(numbers(7), "limit=" + std::to_string(limit) + "&after=" + after).body);
            for (json::value const& item : page.at("items").as_array()) whole.push_back(item);
            if (page.at("next").is_null()) break;
            after = page.at("next").as_string();
        }
        CHECK(whole == numbers(7));
    }
}

TEST_CASE("A cursor that is gone and a limit that is none are refused by name", "[http]")
{
    CHECK(page_response(numbers(3), "after=moon").status == 400);
    for (std::string_view query : {"limit=0", "limit=-1", "limit=1001", "limit=2x"}) {
        auto const refused = page_response(numbers(3), query);
        CHECK(refused.status == 400);
        CHECK(refused.body.find(R"("about":"limit")") != std::string::npos);
    }
}

TEST_CASE("Another member may be the cursor", "[http]")
{
    json::array ranges{json::object{{"range", "A900"}}, json::object{{"range", "B900"}}};
    CHECK(page_response(ranges, "limit=1", "range").body == R"({"next":"A900","items":[{"range":"A900"}]})");
}
