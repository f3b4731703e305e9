#include "server/http/request_parser.hpp"

#include <optional>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/rfc7230.hpp>

namespace saduak::server {
namespace {

namespace http = boost::beast::http;
using boost::beast::string_view;
using boost::system::error_code;

Method method_of(http::verb verb)
{
    if (verb == http::verb::get) return Method::get;
    if (verb == http::verb::head) return Method::head;
    if (verb == http::verb::post) return Method::post;
    if (verb == http::verb::delete_) return Method::remove;
    if (verb == http::verb::options) return Method::options;
    return Method::other;
}

void keep_first(std::string& field, string_view value)
{
    if (field.empty()) field.assign(value.data(), value.size());
}

// A repeated list field is one list (RFC 9110 5.3).
void join(std::string& field, string_view value)
{
    if (!field.empty()) field += ',';
    field.append(value.data(), value.size());
}

// host[:port]: what a list, a user or a path in it would mean to a proxy is not ours to guess.
bool is_host(string_view text) { return text.find_first_of(" \t,/?#@\\\"") == string_view::npos; }

// Writes straight into a Request: no field container, no copies of what nobody reads.
class Parser final : public http::basic_parser<true> {
public:
    explicit Parser(Request& request) : request_(request)
    {
        eager(true);
        header_limit(kHeaderLimit_bytes);
        body_limit(kBodyLimit_bytes);
    }

private:
    void on_request_impl(http::verb method, string_view, string_view target, int version, error_code& ec) override
    {
        version_ = version;
        request_.method = method_of(method);
        std::size_t const question = target.find('?');
        string_view const path = target.substr(0, question);
        if (path.empty() || path.front() != '/') {  // absolute and asterisk forms are for proxies
            ec = http::error::bad_target;
            return;
        }
        request_.path.assign(path.data(), path.size());
        if (question != string_view::npos) {
            string_view const query = target.substr(question + 1);
            request_.query.assign(query.data(), query.size());
        }
    }

    void on_field_impl(http::field name, string_view name_text, string_view value, error_code& ec) override
    {
        if (is_header_done()) return;  // a trailer says nothing about who asks and for what (RFC 9110 6.5.1)
        if (++fields_ > kHeaderFieldsMax) {
            ec = http::error::header_limit;
            return;
        }
        switch (name) {
        case http::field::host:
            if (++hosts_ > 1 || !is_host(value)) ec = http::error::bad_field;  // two readers could take two different ones
            return keep_first(request_.host, value);
        case http::field::transfer_encoding:
            // Beast takes every other coding for no body at all, and what follows for the next request; HTTP/1.0 knows no chunks.
            if (version_ < 11 || !boost::beast::iequals(value, "chunked")) ec = http::error::bad_transfer_encoding;
            return;
        case http::field::origin: return keep_first(request_.origin, value);
        case http::field::authorization: return keep_first(request_.authorization, value);
        case http::field::cookie: return keep_first(request_.cookie, value);
        case http::field::if_none_match: return keep_first(request_.if_none_match, value);
        case http::field::accept_encoding: return keep_first(request_.accept_encoding, value);
        case http::field::sec_websocket_key: return keep_first(request_.websocket_key, value);
        case http::field::sec_websocket_version: return keep_first(request_.websocket_version, value);
        case http::field::upgrade: request_.upgrade_websocket = boost::beast::iequals(value, "websocket"); return;
        case http::field::expect: request_.expects_continue = boost::beast::iequals(value, "100-continue"); return;
        default: break;  // hundreds of fields that this server does not read
        }
        if (boost::beast::iequals(name_text, "Idempotency-Key")) keep_first(request_.idempotency_key, value);
        else if (boost::beast::iequals(name_text, "X-CSRF-Token")) keep_first(request_.csrf, value);
        else if (boost::beast::iequals(name_text, "X-Forwarded-For")) join(request_.forwarded_for, value);
        else if (boost::beast::iequals(name_text, "X-Forwarded-Proto")) keep_first(request_.forwarded_proto, value);
        else if (boost::beast::iequals(name_text, "X-Request-Id")) keep_first(request_.request_id, value);
        else if (boost::beast::iequals(name_text, "X-Line-Signature")) keep_first(request_.line_signature, value);
    }

    void on_header_impl(error_code& ec) override
    {
        request_.keep_alive = keep_alive();
        if (hosts_ == 0 && version_ >= 11) ec = http::error::bad_field;
        request_.upgrade_websocket = request_.upgrade_websocket && upgrade();  // Upgrade counts where Connection names it
    }
    void on_body_init_impl(boost::optional<std::uint64_t> const& length, error_code&) override
    {
        if (length) request_.body.reserve(static_cast<std::size_t>(*length));  // at most the body limit
    }
    std::size_t on_body_impl(string_view body, error_code&) override
    {
        request_.body.append(body.data(), body.size());
        return body.size();
    }
    void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, string_view body, error_code& ec) override
    {
        if (request_.body.size() + body.size() > kBodyLimit_bytes) {
            ec = http::error::body_limit;
            return 0;
        }
        request_.body.append(body.data(), body.size());
        return body.size();
    }
    void on_response_impl(int, string_view, int, error_code&) override {}
    void on_finish_impl(error_code&) override {}

    Request& request_;
    std::size_t fields_ = 0;
    std::size_t hosts_ = 0;
    int version_ = 11;
};

// Watches the header's lines as they pass: Beast joins a line that begins with white space to the one before, as HTTP once allowed, and
// others do not. Who reads such a request otherwise than we do could be made to see another one.
class HeaderLines {
public:
    // False: a folded line.
    [[nodiscard]] bool pass(ByteView bytes)
    {
        for (Byte const byte : bytes) {
            if (ended_) return true;
            char const c = static_cast<char>(byte);
            if (at_begin_ && (c == ' ' || c == '\t')) return false;
            if (at_begin_ && c == '\r') ended_ = true;
            at_begin_ = c == '\n';
        }
        return true;
    }

private:
    bool at_begin_ = false;
    bool ended_ = false;
};

ParseState state_of(error_code const& ec)
{
    if (ec == http::error::body_limit) return ParseState::body_too_large;
    if (ec == http::error::header_limit || ec == http::error::buffer_overflow) return ParseState::header_too_large;
    return ParseState::bad_request;
}

}  // namespace

class RequestParser::Impl {
public:
    std::optional<Parser> parser;  // a Beast parser is good for one message
    HeaderLines lines;
};

RequestParser::RequestParser() : impl_(std::make_unique<Impl>()) {}
RequestParser::~RequestParser() = default;

void RequestParser::start(Request& into)
{
    into.clear();
    impl_->parser.emplace(into);
    impl_->lines = {};
}

RequestParser::Fed RequestParser::feed(ByteView bytes)
{
    Parser& parser = *impl_->parser;
    error_code ec;
    std::size_t const consumed = parser.put(boost::asio::buffer(bytes.data(), bytes.size()), ec);
    if (!impl_->lines.pass(bytes.first(consumed))) return {ParseState::bad_request, consumed};
    if (ec == http::error::need_more) return {ParseState::need_more, consumed};
    if (ec) return {state_of(ec), consumed};
    return {parser.is_done() ? ParseState::complete : ParseState::need_more, consumed};
}

bool RequestParser::header_complete() const { return impl_->parser->is_header_done(); }

}  // namespace saduak::server
