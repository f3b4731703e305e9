#include "server/http/cross_origin.hpp"

#include <catch2/catch.hpp>

using namespace saduak::server;

namespace {

Request from(std::string origin)
{
    Request request;
    request.origin = std::move(origin);
    request.host = "queue.example.go.th";
    return request;
}

}  // namespace

TEST_CASE("Nobody else's page is let in unless it is listed", "[http]")
{
    CrossOrigin const closed;
    CHECK(closed.preflight(from("https://booking.example.go.th")).status == 405);
    Response answer = json_response(200, "{}");
    closed.open(from("https://booking.example.go.th"), answer);
    CHECK(answer.headers.empty());
}

TEST_CASE("A listed origin is named exactly", "[http]")
{
    auto const open = CrossOrigin::of({"https://booking.example.go.th"});
    REQUIRE(open);
    CHECK(open->lists(from("https://booking.example.go.th")));
    for (char const* other :
         {"https://booking.example.go.th.evil.example", "http://booking.example.go.th", "https://booking.example.go.th:8443", "null", ""})
        CHECK_FALSE(open->lists(from(other)));
    CHECK(open->preflight(from("https://booking.example.go.th")).status == 204);
}

TEST_CASE("What is no origin is refused when it is configured", "[http]")
{
    for (char const* wrong : {"*", "booking.example.go.th", "https://booking.example.go.th/", "https://", "ftp://x", "https://a@b"})
        CHECK_FALSE(CrossOrigin::of({wrong}));
}

TEST_CASE("A page of this server is known by its host", "[http]")
{
    CHECK(from_this_site(from("")));
    CHECK(from_this_site(from("https://queue.example.go.th")));
    CHECK_FALSE(from_this_site(from("https://evil.example")));
    CHECK_FALSE(from_this_site(from("null")));
}
