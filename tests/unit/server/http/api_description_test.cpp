#include "server/http/api_description.hpp"

#include <filesystem>
#include <fstream>

#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>

#include "tests/support/temporary_folder.hpp"

using namespace saduak;
using namespace saduak::server;
using saduak::test::TemporaryFolder;

namespace {

void write(std::filesystem::path const& path, std::string_view text) { std::ofstream(path) << text; }

Route route(Method method, std::string_view pattern) { return {method, pattern, Access::anyone, Right::see_queue, {}}; }

}  // namespace

TEST_CASE("The parts of a description are one document", "[http]")
{
    TemporaryFolder const folder;
    write(folder.path() / "a.json", R"({"openapi":"3.1.0","info":{"version":"0"},"tags":[{"name":"a"}],"paths":{"/x":{"get":{}}}})");
    write(folder.path() / "b.json", R"({"tags":[{"name":"b"}],"paths":{"/x":{"post":{}},"/y/{id}":{"delete":{}}}})");
    auto const description = ApiDescription::load(folder.path(), "1.2.3");
    REQUIRE(description);
    auto const whole = boost::json::parse(*description->text());
    CHECK(whole.at("info").at("version") == "1.2.3");
    CHECK(whole.at("tags").as_array().size() == 2);
    CHECK(whole.at("paths").at("/x").as_object().size() == 2);

    CHECK(description->differences({route(Method::get, "/x"), route(Method::post, "/x"), route(Method::remove, "/y/{id}")}).empty());
    CHECK(description->differences({route(Method::get, "/x"), route(Method::remove, "/y/{id}"), route(Method::get, "/z")}) ==
          std::vector<std::string>{"POST /x is described and not served", "GET /z is served and not described"});
}

TEST_CASE("A part that is no JSON, or says what another says, is named", "[http]")
{
    TemporaryFolder const folder;
    CHECK_FALSE(ApiDescription::load(folder.path(), "1"));
    write(folder.path() / "a.json", R"({"info":{"title":"one"}})");
    write(folder.path() / "b.json", R"({"info":{"title":"two"}})");
    auto const twice = ApiDescription::load(folder.path(), "1");
    REQUIRE_FALSE(twice);
    CHECK(twice.error().context.find("/info/title is said twice") != std::string::npos);
    write(folder.path() / "b.json", "{");
    CHECK_FALSE(ApiDescription::load(folder.path(), "1"));
}
