#include "server/http/cross_origin.hpp"

#include <algorithm>

namespace saduak::server {
namespace {

// scheme://host[:port], nothing behind it.
bool is_origin(std::string_view text)
{
    std::size_t const scheme = text.find("://");
    if (scheme == std::string_view::npos) return false;
    std::string_view const name = text.substr(0, scheme);
    std::string_view const host = text.substr(scheme + 3);
    return (name == "https" || name == "http") && !host.empty() && host.find_first_of("/?#*@ ,") == std::string_view::npos;
}

}  // namespace

Result<CrossOrigin> CrossOrigin::of(std::vector<std::string> origins)
{
    for (std::string const& origin : origins)
        if (!is_origin(origin)) return fail(Errc::invalid_argument, "\"" + origin + "\" is no origin: write https://host, without a path");
    CrossOrigin result;
    result.origins_ = std::move(origins);
    return result;
}

bool CrossOrigin::lists(Request const& request) const
{
    return !request.origin.empty() && std::find(origins_.begin(), origins_.end(), request.origin) != origins_.end();
}

Response CrossOrigin::preflight(Request const& request) const
{
    if (!lists(request)) return problem(405, "bad_request", "this address does not take this method");
    Response response = no_content();
    response.headers.emplace_back("Access-Control-Allow-Methods", "GET, HEAD, POST, DELETE");
    response.headers.emplace_back("Access-Control-Allow-Headers", "Authorization, Content-Type, Idempotency-Key, If-None-Match, X-Request-Id");
    response.headers.emplace_back("Access-Control-Max-Age", "600");
    return response;
}

void CrossOrigin::open(Request const& request, Response& response) const
{
    if (origins_.empty()) return;
    response.headers.emplace_back("Vary", "Origin");
    if (!lists(request)) return;
    response.headers.emplace_back("Access-Control-Allow-Origin", request.origin);
    response.headers.emplace_back("Access-Control-Expose-Headers", "ETag, Retry-After, X-As-Of-Seq, X-Request-Id");
}

bool from_this_site(Request const& request)
{
    std::string_view const origin = request.origin;
    if (origin.empty()) return true;
    std::size_t const scheme = origin.find("://");
    return scheme != std::string_view::npos && origin.substr(scheme + 3) == request.host;
}

}  // namespace saduak::server
