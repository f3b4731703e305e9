// One HTTP request and one response as plain values: nothing here knows of sockets or parsers.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace saduak::server {

enum class Method { get, head, post, remove, options, other };  // remove: DELETE

[[nodiscard]] std::string_view word(Method method);  // "GET"; OTHER for what is none of these

enum class Transport { plain, tls };

// The header fields that this server reads; a repeated one keeps its first value.
struct Request {
    Method method = Method::get;
    std::string path;   // as sent, still percent-encoded, begins with '/'
    std::string query;  // without '?'
    std::string body;
    std::string host;
    std::string origin;
    std::string authorization;
    std::string cookie;
    std::string csrf;  // X-CSRF-Token
    std::string idempotency_key;
    std::string line_signature;  // X-Line-Signature
    std::string if_none_match;
    std::string accept_encoding;
    std::string request_id;  // X-Request-Id, or the one that the server drew
    std::string websocket_key;
    std::string websocket_version;
    std::string forwarded_for;    // X-Forwarded-For, all of them in their order
    std::string forwarded_proto;  // X-Forwarded-Proto
    std::string remote_address;   // numeric, without port: the peer's, or whom a declared proxy names
    bool upgrade_websocket = false;
    bool expects_continue = false;
    bool keep_alive = true;
    Transport transport = Transport::plain;

    // Empties every field and keeps their memory.
    void clear();
};

struct Response {
    int status = 200;
    std::string_view content_type = "application/json";  // a literal
    std::string body;
    std::shared_ptr<std::string const> shared_body;                 // used instead of `body` where set: a cached file
    std::vector<std::pair<std::string_view, std::string>> headers;  // names are literals
};

[[nodiscard]] Response json_response(int status, std::string body);
[[nodiscard]] Response no_content();
// RFC 9457. `code` is a word of docs/API.md, `about` names the field, number or counter concerned.
[[nodiscard]] Response problem(int status, std::string_view code, std::string_view detail, std::string_view about = {});

// The value of a cookie in a Cookie field; empty if absent.
[[nodiscard]] std::string_view find_cookie(std::string_view cookies, std::string_view name);
// %41 -> A, and '+' -> ' ' in queries. False for a malformed escape, a NUL, or what is not UTF-8.
enum class PlusIs { plus, space };
[[nodiscard]] bool percent_decode(std::string_view text, PlusIs plus, std::string& into);
// The decoded value of a query's parameter; empty if absent or malformed.
[[nodiscard]] std::string query_parameter(std::string_view query, std::string_view name);
// "Not Found".
[[nodiscard]] std::string_view reason_phrase(int status);

}  // namespace saduak::server
