// Requests that two readers could read in two ways. Behind a proxy the second reading would be another person's request: each is refused.
#include <catch2/catch.hpp>

#include <string>

#include "server/http/request_parser.hpp"

using namespace saduak;
using namespace saduak::server;
using namespace std::string_literals;

namespace {

ParseState state_of(std::string const& text, std::size_t piece)
{
    Request request;
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

void check_refused(std::string const& text)
{
    INFO(text);
    for (std::size_t const piece : {std::size_t{1}, std::size_t{5}, text.size()}) CHECK(state_of(text, piece) == ParseState::bad_request);
}

// Lines that end otherwise: what follows is waited for, until the header's time is over, and never read as a request.
void check_not_taken(std::string const& text)
{
    INFO(text);
    for (std::size_t const piece : {std::size_t{1}, std::size_t{5}, text.size()}) CHECK(state_of(text, piece) != ParseState::complete);
}

std::string post(std::string const& fields, std::string const& body) { return "POST /x HTTP/1.1\r\nHost: hall\r\n" + fields + "\r\n" + body; }

}  // namespace

TEST_CASE("a body has one length and no other", "[smuggling]")
{
    check_refused(post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"));
    check_refused(post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"));
    check_refused(post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!"));
    check_refused(post("Content-Length: 5, 6\r\n", "hello!"));
    check_refused(post("Content-Length: +5\r\n", "hello"));
    check_refused(post("Content-Length: -5\r\n", "hello"));
    check_refused(post("Content-Length: 0x5\r\n", "hello"));
    check_refused(post("Content-Length: 5 5\r\n", "hello"));
    check_refused(post("Content-Length: 99999999999999999999999\r\n", "hello"));
    check_refused(post("Content-Length:\r\n", "hello"));
}

TEST_CASE("a transfer coding that is not just chunked is refused", "[smuggling]")
{
    check_refused(post("Transfer-Encoding: gzip, chunked, identity\r\n", "0\r\n\r\n"));
    check_refused(post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"));
    check_refused(post("Transfer-Encoding: identity\r\n", "hello"));
    check_refused(post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n"));
    check_refused("POST /x HTTP/1.0\r\nHost: hall\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
}

TEST_CASE("chunks have sizes in hex and ends where they say", "[smuggling]")
{
    std::string const chunked = "Transfer-Encoding: chunked\r\n";
    CHECK(state_of(post(chunked, "5\r\nhello\r\n0\r\n\r\n"), 1) == ParseState::complete);
    check_refused(post(chunked, "5\r\nhelloX\r\n0\r\n\r\n"));
    check_refused(post(chunked, "-5\r\nhello\r\n0\r\n\r\n"));
    check_refused(post(chunked, "0x5\r\nhello\r\n0\r\n\r\n"));
    check_not_taken(post(chunked, "5\nhello\n0\n\n"));
    check_refused(post(chunked, "g\r\nhello\r\n0\r\n\r\n"));
    check_refused(post(chunked, "ffffffffffffffffff\r\nhello\r\n0\r\n\r\n"));
    check_refused(post(chunked, " 5\r\nhello\r\n0\r\n\r\n"));
}

TEST_CASE("a field is one line, with its colon behind its name", "[smuggling]")
{
    check_refused("GET / HTTP/1.1\r\nHost: hall\r\nX: a\r\n b\r\n\r\n");  // folded
    check_refused("GET / HTTP/1.1\r\nHost: hall\r\n\tX: a\r\n\r\n");
    check_refused("GET / HTTP/1.1\r\n Host: hall\r\n\r\n");
    check_refused("GET / HTTP/1.1\r\nHost : hall\r\n\r\n");
    check_not_taken("GET / HTTP/1.1\nHost: hall\n\n");  // bare LF
    check_refused("GET / HTTP/1.1\r\nHost: hall\nX: y\r\n\r\n");
    check_not_taken("GET / HTTP/1.1\rHost: hall\r\r");  // bare CR
    check_refused("GET / HTTP/1.1\r\nHost: hall\r\nX: a\rb\r\n\r\n");
    check_refused("GET / HTTP/1.1\r\nHost: hall\r\n: y\r\n\r\n");
    check_refused("GET / HTTP/1.1\r\nHost: hall\r\nno colon\r\n\r\n");
    check_refused("GET / HTTP/1.1\r\nHost: hall\r\nX: a\0b\r\n\r\n"s);
    check_refused("GET / HTTP/1.1\r\nHost: hall\r\nX\0: a\r\n\r\n"s);
}

TEST_CASE("a request has one host", "[smuggling]")
{
    check_refused("GET / HTTP/1.1\r\n\r\n");
    check_refused("GET / HTTP/1.1\r\nHost: hall\r\nHost: elsewhere\r\n\r\n");
    check_refused("GET / HTTP/1.1\r\nHost: hall\r\nHOST: hall\r\n\r\n");
    CHECK(state_of("GET / HTTP/1.0\r\n\r\n", 1) == ParseState::complete);
}

TEST_CASE("the first line is a method, a path and a version", "[smuggling]")
{
    check_refused("GET http://hall/ HTTP/1.1\r\nHost: hall\r\n\r\n");
    check_refused("CONNECT hall:443 HTTP/1.1\r\nHost: hall\r\n\r\n");
    check_refused("OPTIONS * HTTP/1.1\r\nHost: hall\r\n\r\n");
    check_refused("GET / HTTP/2.0\r\nHost: hall\r\n\r\n");
    check_refused("GET /\r\nHost: hall\r\n\r\n");
    check_refused("GET  / HTTP/1.1\r\nHost: hall\r\n\r\n");
    check_refused("GET / x HTTP/1.1\r\nHost: hall\r\n\r\n");
    check_refused("GET\t/\tHTTP/1.1\r\nHost: hall\r\n\r\n");
    check_refused("GET /\0 HTTP/1.1\r\nHost: hall\r\n\r\n"s);
    check_refused("\x16\x03\x01\x02 HTTP/1.1\r\n\r\n");  // TLS on a plain port
}

TEST_CASE("fields beyond their number are too many", "[smuggling]")
{
    std::string fields;
    for (std::size_t i = 0; i < kHeaderFieldsMax - 1; ++i) fields += "X: y\r\n";
    CHECK(state_of("GET / HTTP/1.1\r\nHost: hall\r\n" + fields + "\r\n", 100) == ParseState::complete);
    CHECK(state_of("GET / HTTP/1.1\r\nHost: hall\r\n" + fields + "X: y\r\n\r\n", 100) == ParseState::header_too_large);
}
