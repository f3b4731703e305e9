#include "server/http/finish.hpp"

#include <algorithm>

#include <zlib.h>

#include "platform/entropy.hpp"

namespace saduak::server {
namespace {

constexpr std::size_t kWorth_bytes = 1024;
constexpr std::size_t kRequestIdMax = 64;
constexpr int kGzipWindow = 15 + 16;  // 15: the largest window; 16: with gzip's header
constexpr int kMemory = 8;            // zlib's usual

bool valid_request_id(std::string_view id)
{
    return !id.empty() && id.size() <= kRequestIdMax && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    });
}

bool has(Response const& response, std::string_view name)
{
    return std::any_of(response.headers.begin(), response.headers.end(), [name](auto const& header) { return header.first == name; });
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

std::string_view without_weakness(std::string_view etag) { return etag.starts_with("W/") ? etag.substr(2) : etag; }

// Calls `each` with the parts of a comma-separated field until it says true.
template <class Each>
bool any_part(std::string_view field, Each each)
{
    while (!field.empty()) {
        std::size_t const end = std::min(field.find(','), field.size());
        if (each(trimmed(field.substr(0, end)))) return true;
        field.remove_prefix(std::min(end + 1, field.size()));
    }
    return false;
}

bool is_text(std::string_view type)
{
    return type.starts_with("application/json") || type.starts_with("application/x-ndjson") || type.starts_with("text/");
}

void tag(Request const& request, Response& response)
{
    bool const read = request.method == Method::get || request.method == Method::head;
    if (!read || response.status != 200 || response.shared_body || !request.path.starts_with("/api/") || has(response, "ETag")) return;
    std::string etag = "W/\"" + platform::sha256_hex(response.body).substr(0, 32) + "\"";
    if (etag_matches(request.if_none_match, etag)) {
        response.status = 304;
        response.content_type = {};
        response.body.clear();
    }
    response.headers.emplace_back("ETag", std::move(etag));
}

}  // namespace

std::string request_id_of(std::string const& sent) { return valid_request_id(sent) ? sent : platform::random_id(); }

void finish(Request const& request, Response& response)
{
    response.headers.emplace_back("X-Request-Id", request.request_id);
    if (response.content_type == "application/problem+json" && response.body.ends_with('}')) {
        response.body.pop_back();
        response.body.append(R"(,"request_id":")").append(request.request_id).append("\"}");
    }
    tag(request, response);
}

bool etag_matches(std::string_view if_none_match, std::string_view etag)
{
    return any_part(if_none_match, [etag](std::string_view one) { return one == "*" || without_weakness(one) == without_weakness(etag); });
}

bool takes_gzip(std::string_view accept_encoding)
{
    return any_part(accept_encoding, [](std::string_view one) {
        std::string_view const name = trimmed(one.substr(0, one.find(';')));
        if (name != "gzip" && name != "*") return false;
        std::string_view const weight = one.size() > name.size() ? trimmed(one.substr(one.find(';') + 1)) : std::string_view();
        return weight.find_first_not_of("q=0.") != std::string_view::npos || weight.empty();
    });
}

bool worth_compressing(Request const& request, Response const& response)
{
    return request.method == Method::get && response.body.size() >= kWorth_bytes && response.status == 200 && is_text(response.content_type) &&
           takes_gzip(request.accept_encoding) && !has(response, "Content-Encoding");
}

std::string gzip(std::string_view text)
{
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzipWindow, kMemory, Z_DEFAULT_STRATEGY) != Z_OK) return {};
    std::string out(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));  // zlib only reads it
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    bool const whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    out.resize(whole ? stream.total_out : 0);
    deflateEnd(&stream);
    return out;
}

void compress(Response& response)
{
    std::string packed = gzip(response.body);
    if (packed.empty() || packed.size() >= response.body.size()) return;
    response.body = std::move(packed);
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.headers.emplace_back("Vary", "Accept-Encoding");
}

}  // namespace saduak::server
