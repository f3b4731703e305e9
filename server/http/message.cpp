#include "server/http/message.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "core/base/bytes.hpp"

namespace saduak::server {
namespace {

int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

std::string_view word(Method method)
{
    switch (method) {
    case Method::get: return "GET";
    case Method::head: return "HEAD";
    case Method::post: return "POST";
    case Method::remove: return "DELETE";
    case Method::options: return "OPTIONS";
    case Method::other: break;
    }
    return "OTHER";
}

void Request::clear()
{
    for (std::string* text : {&path, &query, &body, &host, &origin, &authorization, &cookie, &csrf, &idempotency_key, &line_signature, &if_none_match,
                              &accept_encoding, &request_id, &websocket_key, &websocket_version, &forwarded_for, &forwarded_proto})
        text->clear();
    method = Method::get;
    upgrade_websocket = false;
    expects_continue = false;
    keep_alive = true;
}

Response json_response(int status, std::string body)
{
    Response response;
    response.status = status;
    response.body = std::move(body);
    return response;
}

Response no_content()
{
    Response response;
    response.status = 204;
    response.content_type = {};
    return response;
}

Response problem(int status, std::string_view code, std::string_view detail, std::string_view about)
{
    boost::json::object object;
    object["type"] = "about:blank";
    object["title"] = reason_phrase(status);
    object["status"] = status;
    object["detail"] = detail;
    object["code"] = code;
    object["about"] = about;
    Response response = json_response(status, boost::json::serialize(object));
    response.content_type = "application/problem+json";
    return response;
}

std::string_view find_cookie(std::string_view cookies, std::string_view name)
{
    while (!cookies.empty()) {
        std::size_t const end = std::min(cookies.find(';'), cookies.size());
        std::string_view pair = cookies.substr(0, end);
        cookies.remove_prefix(std::min(end + 1, cookies.size()));
        while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
        if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') return pair.substr(name.size() + 1);
    }
    return {};
}

bool percent_decode(std::string_view text, PlusIs plus, std::string& into)
{
    into.clear();
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus == PlusIs::space) {
            into += ' ';
        } else if (text[i] != '%') {
            into += text[i];
        } else {
            if (i + 2 >= text.size()) return false;
            int const high = hex_digit(text[i + 1]);
            int const low = hex_digit(text[i + 2]);
            if (high < 0 || low < 0 || (high == 0 && low == 0)) return false;
            into += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    return valid_utf8(into);
}

std::string query_parameter(std::string_view query, std::string_view name)
{
    while (!query.empty()) {
        std::size_t const end = std::min(query.find('&'), query.size());
        std::string_view const pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        std::size_t const equals = pair.find('=');
        if (pair.substr(0, equals) != name || equals == std::string_view::npos) continue;
        std::string value;
        return percent_decode(pair.substr(equals + 1), PlusIs::space, value) ? value : std::string();
    }
    return {};
}

std::string_view reason_phrase(int status)
{
    switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 204: return "No Content";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 422: return "Unprocessable Content";
    case 426: return "Upgrade Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 503: return "Service Unavailable";
    default: return status < 500 ? "Error" : "Internal Server Error";
    }
}

}  // namespace saduak::server
