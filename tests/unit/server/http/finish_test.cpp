#include "server/http/finish.hpp"

#include <algorithm>

#include <catch2/catch.hpp>
#include <zlib.h>

using namespace saduak;
using namespace saduak::server;

namespace {

std::string header(Response const& response, std::string_view name)
{
    auto const found = std::find_if(response.headers.begin(), response.headers.end(), [name](auto const& one) { return one.first == name; });
    return found == response.headers.end() ? std::string() : found->second;
}

std::string unpacked(std::string const& packed)
{
    std::string out(1 << 20, '\0');
    z_stream stream{};
    REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
    std::string in = packed;
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    REQUIRE(inflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    inflateEnd(&stream);
    return out;
}

Request reading(std::string path)
{
    Request request;
    request.path = std::move(path);
    request.request_id = "r-1";
    return request;
}

}  // namespace

TEST_CASE("A request keeps a readable id of its own and is given one otherwise", "[http]")
{
    CHECK(request_id_of("booking-17.a_B") == "booking-17.a_B");
    for (std::string const& sent : {std::string(), std::string(65, 'x'), std::string("a b"), std::string("a\r\nSet-Cookie: x")}) {
        std::string const drawn = request_id_of(sent);
        CHECK(drawn.size() == 32);
        CHECK(drawn != request_id_of(sent));
    }
}

TEST_CASE("What was read has an ETag, and who has it already is told so alone", "[http]")
{
    Request request = reading("/api/v1/sites");
    Response first = json_response(200, R"({"items":[]})");
    finish(request, first);
    std::string const etag = header(first, "ETag");
    REQUIRE(etag.starts_with("W/\""));
    CHECK(header(first, "X-Request-Id") == "r-1");

    request.if_none_match = "\"other\" , " + etag.substr(2);
    Response again = json_response(200, R"({"items":[]})");
    finish(request, again);
    CHECK(again.status == 304);
    CHECK(again.body.empty());
    CHECK(header(again, "ETag") == etag);

    Response changed = json_response(200, R"({"items":[1]})");
    finish(request, changed);
    CHECK(changed.status == 200);
}

TEST_CASE("What changes something, and what failed, has no ETag", "[http]")
{
    Request request = reading("/api/v1/ratings");
    request.method = Method::post;
    Response posted = json_response(200, "{}");
    finish(request, posted);
    CHECK(header(posted, "ETag").empty());
    Response failed = problem(404, "not_found", "nothing");
    finish(reading("/api/v1/moon"), failed);
    CHECK(header(failed, "ETag").empty());
    CHECK(failed.body.ends_with(R"(,"request_id":"r-1"})"));
}

TEST_CASE("An Accept-Encoding is read with its weights", "[http]")
{
    for (std::string_view yes : {"gzip", "br, gzip", "gzip;q=0.5", "gzip; q=1", "*", "deflate , gzip;q=0.001"}) CHECK(takes_gzip(yes));
    for (std::string_view no : {"", "br", "gzip;q=0", "gzip;q=0.000", "identity", "xgzip", "*;q=0"}) CHECK_FALSE(takes_gzip(no));
}

TEST_CASE("Packed text is the same text, and what does not shrink stays", "[http]")
{
    Request request = reading("/api/v1/x");
    request.accept_encoding = "gzip";
    std::string text;
    for (int i = 0; i < 2000; ++i) text += "บัตรคิว " + std::to_string(i) + "\n";
    Response response = json_response(200, text);
    REQUIRE(worth_compressing(request, response));
    compress(response);
    CHECK(header(response, "Content-Encoding") == "gzip");
    CHECK(response.body.size() < text.size() / 3);
    CHECK(unpacked(response.body) == text);
    CHECK_FALSE(worth_compressing(request, response));

    CHECK_FALSE(worth_compressing(request, json_response(200, "{}")));
    Response picture = json_response(200, text);
    picture.content_type = "image/png";
    CHECK_FALSE(worth_compressing(request, picture));
}
