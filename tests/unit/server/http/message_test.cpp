// Requests and responses as bytes and values: parser, bodies, cookies, queries, routes.
#include <catch2/catch.hpp>

#include "server/http/api.hpp"
#include "server/http/json_body.hpp"
#include "server/http/request_parser.hpp"
#include "server/http/response_text.hpp"
#include "server/http/router.hpp"
#include "server/http/static_files.hpp"

using namespace saduak;
using namespace saduak::server;

namespace {

constexpr std::string_view kPost = "POST /api/v1/x?a=1 HTTP/1.1\r\nHost: hall:8080\r\nAuthorization: Bearer t\r\nidempotency-key: k1\r\n"
                                   "X-CSRF-Token: c\r\nContent-Length: 11\r\n\r\nhello world";

// Feeds in pieces of `piece` bytes as a connection would; returns the last state.
ParseState parse(std::string_view text, Request& request, std::size_t piece)
{
    RequestParser parser;
    parser.start(request);
    std::string buffer;
    for (std::size_t at = 0; at < text.size(); at += piece) {
        buffer += text.substr(at, piece);
        auto const fed = parser.feed(as_bytes(buffer));
        buffer.erase(0, fed.consumed);
        if (fed.state != ParseState::need_more) return fed.state;
    }
    return ParseState::need_more;
}

}  // namespace

TEST_CASE("a request is read the same whole and byte by byte")
{
    for (std::size_t const piece : {std::size_t{1}, std::size_t{7}, kPost.size()}) {
        Request request;
        REQUIRE(parse(kPost, request, piece) == ParseState::complete);
        CHECK(request.method == Method::post);
        CHECK(request.path == "/api/v1/x");
        CHECK(request.query == "a=1");
        CHECK(request.host == "hall:8080");
        CHECK(request.authorization == "Bearer t");
        CHECK(request.idempotency_key == "k1");
        CHECK(request.csrf == "c");
        CHECK(request.body == "hello world");
        CHECK(request.keep_alive);
    }
}

TEST_CASE("a parser used again forgets the request before")
{
    Request request;
    RequestParser parser;
    parser.start(request);
    REQUIRE(parser.feed(as_bytes(kPost)).state == ParseState::complete);
    parser.start(request);
    REQUIRE(parser.feed(as_bytes("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).state == ParseState::complete);
    CHECK(request.body.empty());
    CHECK(request.authorization.empty());
    CHECK_FALSE(request.keep_alive);
}

TEST_CASE("bodies and headers beyond their limits are told apart from nonsense")
{
    Request request;
    CHECK(parse("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n", request, 4096) == ParseState::body_too_large);
    CHECK(parse("GET / HTTP/1.1\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n", request, 40'000) == ParseState::header_too_large);
    CHECK(parse("not http at all\r\n\r\n", request, 100) == ParseState::bad_request);
    CHECK(parse("GET http://elsewhere/ HTTP/1.1\r\nHost: elsewhere\r\n\r\n", request, 100) == ParseState::bad_request);
}

TEST_CASE("a chunked body is put together, and not beyond the limit")
{
    Request request;
    std::string const head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    REQUIRE(parse(head + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", request, 1000) == ParseState::complete);
    CHECK(request.body == "abcde");
    CHECK(parse(head + "11170\r\n" + std::string(70'000, 'x') + "\r\n0\r\n\r\n", request, 200'000) == ParseState::body_too_large);
}

TEST_CASE("a transfer coding that is not exactly chunked is refused, or what follows would pass for a request")
{
    for (std::string const coding : {"gzip", "xchunked", "chunked, identity", "gzip, chunked", "identity", "\"chunked\"", "chunked;q=1", ""}) {
        CAPTURE(coding);
        Request request;
        CHECK(parse("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n", request, 4096) == ParseState::bad_request);
    }
    Request request;
    CHECK(parse("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", request, 4096) == ParseState::bad_request);
    CHECK(parse("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: CHUNKED\r\n\r\n0\r\n\r\n", request, 4096) == ParseState::complete);
}

TEST_CASE("a trailer says nothing about who asks")
{
    Request request;
    std::string const text =
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nAuthorization: Bearer t\r\nHost: y\r\nUpgrade: websocket\r\n\r\n";
    REQUIRE(parse(text, request, 4096) == ParseState::complete);
    CHECK(request.authorization.empty());
    CHECK(request.host == "x");
    CHECK_FALSE(request.upgrade_websocket);
}

TEST_CASE("there is one host, and it is none but a host")
{
    Request request;
    CHECK(parse("GET / HTTP/1.1\r\n\r\n", request, 4096) == ParseState::bad_request);
    CHECK(parse("GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", request, 4096) == ParseState::bad_request);
    for (std::string const host : {"x, y", "x/y", "a@x", "x y"}) {
        CAPTURE(host);
        CHECK(parse("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n", request, 4096) == ParseState::bad_request);
    }
    CHECK(parse("GET / HTTP/1.0\r\n\r\n", request, 4096) == ParseState::complete);
    CHECK(parse("GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", request, 4096) == ParseState::complete);
}

TEST_CASE("Upgrade counts only where Connection names it")
{
    Request request;
    REQUIRE(parse("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n", request, 4096) == ParseState::complete);
    CHECK_FALSE(request.upgrade_websocket);
    REQUIRE(parse("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n\r\n", request, 4096) ==
            ParseState::complete);
    CHECK(request.upgrade_websocket);
}

TEST_CASE("a response has its length, its type and the headers against guessing and framing")
{
    Response page;
    page.content_type = "text/html; charset=utf-8";
    page.body = "<p>";
    std::string out;
    write_response(out, page, ResponseFrame{"now", Body::send, true, Transport::tls});
    CHECK(out.starts_with("HTTP/1.1 200 OK\r\nDate: now\r\n"));
    CHECK(out.find("Content-Length: 3\r\n") != std::string::npos);
    CHECK(out.find("Content-Security-Policy: default-src 'none'") != std::string::npos);
    CHECK(out.find("X-Frame-Options: DENY") != std::string::npos);
    CHECK(out.find("Strict-Transport-Security") != std::string::npos);
    CHECK(out.ends_with("\r\n\r\n<p>"));

    std::string head;
    write_response(head, page, ResponseFrame{"now", Body::leave_out, false, Transport::plain});
    CHECK(head.find("Content-Length: 3\r\n") != std::string::npos);
    CHECK(head.find("Connection: close\r\n") != std::string::npos);
    CHECK(head.find("Strict-Transport-Security") == std::string::npos);
    CHECK(head.ends_with("\r\n\r\n"));
}

TEST_CASE("an HTTP date is written as RFC 9110 has it")
{
    CHECK(http_date(*parse_rfc3339("2026-11-21T03:25:41Z")) == "Sat, 21 Nov 2026 03:25:41 GMT");
}

TEST_CASE("a cookie is found by its whole name")
{
    CHECK(find_cookie("a=1; saduak_session=xyz; b=2", "saduak_session") == "xyz");
    CHECK(find_cookie("saduak_session=xyz", "saduak_session") == "xyz");
    CHECK(find_cookie("not_saduak_session=no", "saduak_session").empty());
    CHECK(find_cookie("saduak_session", "saduak_session").empty());
    CHECK(find_cookie("", "a").empty());
}

TEST_CASE("queries are decoded, and malformed escapes are no value")
{
    CHECK(query_parameter("from=2026-01-01&metric=M02%2CM06&q=a+b", "metric") == "M02,M06");
    CHECK(query_parameter("q=a+b", "q") == "a b");
    CHECK(query_parameter("q=%zz", "q").empty());
    CHECK(query_parameter("q=%4", "q").empty());
    CHECK(query_parameter("q=%00", "q").empty());
    CHECK(query_parameter("q=%ff", "q").empty());
    CHECK(query_parameter("q=%E0%B8%81", "q") == "ก");
    CHECK(query_parameter("xq=1", "q").empty());
}

TEST_CASE("a route is found by method and segments, with its values decoded")
{
    Router router;
    router.add(Method::get, "/sites/{site}", 1);
    router.add(Method::post, "/sites/{site}/tickets", 2);
    router.add(Method::post, "/sites/{site}/tickets/{id}/{action}", 3);

    auto const found = router.match(Method::post, "/sites/a%20b/tickets/7/call");
    REQUIRE(found.outcome == Router::Outcome::found);
    CHECK(found.id == 3);
    CHECK(found.values[0] == "a b");
    CHECK(found.values[1] == "7");
    CHECK(found.values[2] == "call");
    CHECK(router.match(Method::head, "/sites/x").id == 1);
    CHECK(router.match(Method::get, "/sites/x/tickets").outcome == Router::Outcome::other_method);
    CHECK(router.match(Method::get, "/sites").outcome == Router::Outcome::unknown_path);
    CHECK(router.match(Method::get, "/sites/").outcome == Router::Outcome::unknown_path);
    CHECK(router.match(Method::get, "/sites/%zz").outcome == Router::Outcome::unknown_path);
    CHECK(router.match(Method::get, "/1/2/3/4/5/6/7/8/9/10").outcome == Router::Outcome::unknown_path);
}

TEST_CASE("a body gives what was asked and refuses what was not")
{
    JsonBody body(R"({"service":"a","score":5,"lang":null})");
    CHECK(body.text("service") == "a");
    CHECK(body.integer("score", 0, 5) == 5);
    CHECK_FALSE(body.optional_text("lang"));
    CHECK_FALSE(body.problem());

    JsonBody extra(R"({"service":"a","colour":"red"})");
    CHECK(extra.text("service") == "a");
    REQUIRE(extra.problem());
    CHECK(extra.problem()->body.find("\"about\":\"colour\"") != std::string::npos);
}

TEST_CASE("a body's numbers are whole and within their range, its text plain and short")
{
    for (char const* text : {R"({"n":1.5})", R"({"n":6})", R"({"n":-1})", R"({"n":"3"})", R"({"n":1e1})", "{}"}) {
        JsonBody body(text);
        static_cast<void>(body.integer("n", 0, 5));
        INFO(text);
        REQUIRE(body.problem());
        CHECK(body.problem()->status == 400);
    }
    for (std::string const& text : {std::string(R"({"t":""})"), std::string(R"({"t":"a\u0007"})"), R"({"t":")" + std::string(201, 'x') + "\"}"}) {
        JsonBody body(text);
        static_cast<void>(body.text("t"));
        CHECK(body.problem());
    }
}

TEST_CASE("a body's times, flags and lists are read, and absent ones are nothing")
{
    JsonBody body(R"({"at":"2026-11-23T01:30:00Z","keeps":true,"then":["a","b"]})");
    CHECK(body.instant("at") == *parse_rfc3339("2026-11-23T01:30:00Z"));
    CHECK_FALSE(body.optional_instant("other").is_set());
    CHECK(body.flag("keeps"));
    CHECK_FALSE(body.flag("else"));
    CHECK(body.texts("then", 2) == std::vector<std::string>{"a", "b"});
    CHECK(body.texts("more", 2).empty());
    CHECK_FALSE(body.optional_integer("count", 1, 9));
    CHECK_FALSE(body.problem());
    for (char const* text : {R"({"at":"noon"})", R"({"at":7})", R"({})", R"({"at":""})"}) {
        JsonBody wrong(text);
        static_cast<void>(wrong.instant("at"));
        CHECK(wrong.problem());
    }
    for (char const* text :
         {R"({"then":"a"})", R"({"then":["a","b","c"]})", R"({"then":[1]})", R"({"then":[""]})", R"({"keeps":1})", R"({"keeps":"true"})"}) {
        JsonBody wrong(text);
        static_cast<void>(wrong.texts("then", 2));
        static_cast<void>(wrong.flag("keeps"));
        CHECK(wrong.problem());
    }
}

TEST_CASE("a body nested deeper than 16, or that is not JSON, is bad_json; one that is no object is bad_request")
{
    std::string const deep = R"({"a":)" + std::string(20, '[') + std::string(20, ']') + "}";
    CHECK(JsonBody(deep).problem()->body.find("bad_json") != std::string::npos);
    CHECK(JsonBody("{\"a\":1,}").problem()->body.find("bad_json") != std::string::npos);
    CHECK(JsonBody("{} {}").problem()->body.find("bad_json") != std::string::npos);
    CHECK(JsonBody("[]").problem()->body.find("bad_request") != std::string::npos);
    CHECK_FALSE(JsonBody("").problem());
}

TEST_CASE("an idempotency key is 1 to 128 visible characters")
{
    CHECK(valid_idempotency_key("k"));
    CHECK(valid_idempotency_key(std::string(128, 'k')));
    CHECK_FALSE(valid_idempotency_key(""));
    CHECK_FALSE(valid_idempotency_key(std::string(129, 'k')));
    CHECK_FALSE(valid_idempotency_key("a b"));
    CHECK_FALSE(valid_idempotency_key("ก"));
}

TEST_CASE("the pages' own addresses are known, others are not")
{
    for (char const* path : {"/", "/account", "/api", "/counter", "/dashboard", "/setup", "/display/hall", "/t/0123"}) CHECK(is_page_path(path));
    for (char const* path : {"/display/", "/t/a/b", "/counter/x", "/etc/passwd", "/api/v1/me", "/setup/x"}) CHECK_FALSE(is_page_path(path));
    CHECK(content_type_of("/assets/main.js") == "text/javascript; charset=utf-8");
    CHECK(content_type_of("/x.unknown") == "application/octet-stream");
}

TEST_CASE("a refusal's status says of what kind it is")
{
    CHECK(rejection_status("unknown_ticket") == 404);
    CHECK(rejection_status("unknown_appointment") == 404);
    CHECK(rejection_status("invalid") == 422);
    CHECK(rejection_status("wrong_number") == 422);
    for (char const* code : {"counter_busy", "too_late", "site_stopped", "site_closed", "slot_full", "number_taken", "wrong_day"})
        CHECK(rejection_status(code) == 409);
    CHECK(rejection_response({domain::RejectionCode::site_stopped, "why"}).body.find(R"("about":"why")") != std::string::npos);
    Reply const retry = Retry{"the disk is full"};
    CHECK(reply_response(retry, as_it_is).status == 503);
}
