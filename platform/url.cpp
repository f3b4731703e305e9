#include "platform/url.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <memory>

#include <curl/curl.h>

namespace saduak::platform {
namespace {

constexpr std::size_t kUrlBytesMax = 2000;

struct UrlEnd {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using UrlHandle = std::unique_ptr<CURLU, UrlEnd>;

std::string part(CURLU* url, CURLUPart which, unsigned int flags = 0)
{
    char* text = nullptr;
    if (curl_url_get(url, which, &text, flags) != CURLUE_OK) return {};
    std::string value(text);
    curl_free(text);
    return value;
}

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

}  // namespace

std::string Url::server() const
{
    bool const usual = port == (scheme == "https" ? 443 : 80);
    std::string const named = host.find(':') == std::string::npos ? host : "[" + host + "]";
    return scheme + "://" + named + (usual ? "" : ":" + std::to_string(port));
}

Result<Url> parse_url(std::string_view text)
{
    auto const bad = [](char const* why) { return fail(Errc::invalid_argument, why); };
    if (text.size() > kUrlBytesMax) return bad("the URL is too long");
    if (std::any_of(text.begin(), text.end(), [](unsigned char c) { return c <= 0x20 || c >= 0x7F; })) return bad("a URL has visible ASCII alone");
    UrlHandle const url(curl_url());
    if (!url || curl_url_set(url.get(), CURLUPART_URL, std::string(text).c_str(), 0) != CURLUE_OK) return bad("not a URL");
    if (!part(url.get(), CURLUPART_USER).empty() || !part(url.get(), CURLUPART_PASSWORD).empty()) return bad("a URL here has no user name");
    if (!part(url.get(), CURLUPART_FRAGMENT).empty()) return bad("a URL here has no #fragment");
    Url parts;
    parts.scheme = lower(part(url.get(), CURLUPART_SCHEME));
    if (parts.scheme != "http" && parts.scheme != "https") return bad("a URL here begins with https://");
    parts.host = lower(part(url.get(), CURLUPART_HOST));
    if (parts.host.starts_with('[') && parts.host.ends_with(']')) parts.host = parts.host.substr(1, parts.host.size() - 2);
    while (parts.host.ends_with('.')) parts.host.pop_back();
    if (parts.host.empty()) return bad("the URL names no host");
    std::string const port = part(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
    auto const [end, error] = std::from_chars(port.data(), port.data() + port.size(), parts.port);
    if (error != std::errc() || end != port.data() + port.size() || parts.port == 0) return bad("the URL's port is wrong");
    parts.path = part(url.get(), CURLUPART_PATH);
    if (!parts.path.starts_with('/')) parts.path.insert(0, "/");
    if (std::string const query = part(url.get(), CURLUPART_QUERY); !query.empty()) parts.path += "?" + query;
    return parts;
}

}  // namespace saduak::platform
