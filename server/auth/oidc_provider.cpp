#include "server/auth/oidc_provider.hpp"

#include <boost/json/parse.hpp>
#include <openssl/evp.h>

#include "core/base/bytes.hpp"
#include "platform/entropy.hpp"

namespace saduak::server {
namespace {

namespace json = boost::json;
using platform::HttpRequest;
using platform::HttpResponse;

constexpr Millis kDiscoveryKept = hours(1);
constexpr Millis kKeysKept = hours(1);          // a key that the provider took back is believed this much longer
constexpr Millis kKeysAgainAfter = minutes(1);  // who sends tokens with made-up keys must not make us ask without end
constexpr Millis kDeadline = seconds(10);

std::string base64(ByteView bytes)
{
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    int const size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

std::string base64url(ByteView bytes)
{
    std::string text = base64(bytes);
    while (!text.empty() && text.back() == '=') text.pop_back();
    for (char& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
    return text;
}

std::string form_encoded(std::string_view text)
{
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string encoded;
    for (char const c : text) {
        bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        auto const byte = static_cast<unsigned char>(c);
        if (plain) encoded += c;
        else encoded.append({'%', kHex[byte >> 4U], kHex[byte & 15U]});
    }
    return encoded;
}

std::string form(std::initializer_list<std::pair<std::string_view, std::string_view>> fields)
{
    std::string text;
    for (auto const& [name, value] : fields) text += (text.empty() ? "" : "&") + std::string(name) + "=" + form_encoded(value);
    return text;
}

std::string text_of(json::object const& object, std::string_view name)
{
    auto const* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

// "https://host:1/a/b" as "https://host:1" and "/a/b".
std::pair<std::string, std::string> split_url(std::string const& url)
{
    std::size_t const scheme = url.find("://");
    std::size_t const path = scheme == std::string::npos ? scheme : url.find('/', scheme + 3);
    if (path == std::string::npos) return {url, "/"};
    return {url.substr(0, path), url.substr(path)};
}

}  // namespace

OidcAttempt draw_oidc_attempt() { return {platform::random_key(), platform::random_key(), platform::random_key()}; }

std::string pkce_challenge(std::string_view verifier) { return base64url(*from_hex(platform::sha256_hex(verifier))); }

bool has_claim(json::object const& claims, std::string_view name, std::string_view value)
{
    auto const* claim = claims.if_contains(name);
    if (claim == nullptr) return false;
    if (claim->is_string()) return claim->get_string() == value;
    if (auto const* list = claim->if_array())
        for (json::value const& one : *list)
            if (one.is_string() && one.get_string() == value) return true;
    return false;
}

OidcProvider::Send send_to_provider()
{
    return [](std::string const& url, HttpRequest request) -> Result<HttpResponse> {
        auto [server, path] = split_url(url);
        request.path = std::move(path);
        SADUAK_TRY(auto client, platform::HttpClient::create({std::move(server), {}}));
        return client.send(request, kDeadline);
    };
}

Result<json::object> OidcProvider::get_json(std::string const& url, std::vector<std::string> headers)
{
    HttpRequest request;
    request.headers = std::move(headers);
    request.headers.emplace_back("Accept: application/json");
    SADUAK_TRY(HttpResponse const response, send_(url, std::move(request)));
    if (response.status != 200) return fail(Errc::io, "the provider answered " + std::to_string(response.status));
    boost::system::error_code ec;
    json::value value = json::parse(response.body, ec);
    if (ec || !value.is_object()) return fail(Errc::parse, "the provider's answer is no JSON object");
    return std::move(value.get_object());
}

Status OidcProvider::discover(Instant now)
{
    if (discovered_ && now - discovered_->at < kDiscoveryKept) return {};
    std::string base = config_.issuer;
    while (base.ends_with('/')) base.pop_back();
    SADUAK_TRY(json::object const said, get_json(base + "/.well-known/openid-configuration", {}));
    if (text_of(said, "issuer") != config_.issuer) return fail(Errc::permission, "the provider calls itself by another name than [oidc] issuer");
    Discovered found{text_of(said, "authorization_endpoint"), text_of(said, "token_endpoint"), text_of(said, "userinfo_endpoint"),
                     text_of(said, "jwks_uri"), now};
    if (found.authorization.empty() || found.token.empty() || found.jwks.empty())
        return fail(Errc::parse, "the provider does not name its addresses");
    discovered_ = std::move(found);
    return {};
}

Result<std::string> OidcProvider::authorization_url(OidcAttempt const& attempt, std::string const& redirect_uri, Instant now)
{
    SADUAK_TRY_STATUS(discover(now));
    std::string const scope = config_.claim == "email" ? "openid email" : "openid profile email";
    std::string const challenge = pkce_challenge(attempt.verifier);
    std::string const query = form({{"response_type", "code"},
                                    {"client_id", config_.client_id},
                                    {"redirect_uri", redirect_uri},
                                    {"scope", scope},
                                    {"state", attempt.state},
                                    {"nonce", attempt.nonce},
                                    {"code_challenge", challenge},
                                    {"code_challenge_method", "S256"}});
    std::string const& address = discovered_->authorization;
    return address + (address.find('?') == std::string::npos ? "?" : "&") + query;
}

Result<json::object> OidcProvider::exchange(std::string const& code, OidcAttempt const& attempt, std::string const& redirect_uri)
{
    HttpRequest request;
    request.method = "POST";
    request.headers = {"Content-Type: application/x-www-form-urlencoded", "Accept: application/json"};
    request.body = form({{"grant_type", "authorization_code"}, {"code", code}, {"redirect_uri", redirect_uri}, {"code_verifier", attempt.verifier}});
    if (config_.client_secret.empty()) {
        request.body += "&client_id=" + form_encoded(config_.client_id);
    } else {
        std::string const credentials = form_encoded(config_.client_id) + ":" + form_encoded(config_.client_secret);
        request.headers.push_back("Authorization: Basic " + base64(as_bytes(credentials)));
    }
    SADUAK_TRY(HttpResponse const response, send_(discovered_->token, std::move(request)));
    boost::system::error_code ec;
    json::value value = json::parse(response.body, ec);
    if (ec || !value.is_object()) return fail(Errc::parse, "the provider's answer to the code is no JSON object");
    if (response.status != 200)
        return fail(Errc::permission, "the provider does not take the code: " + text_of(value.get_object(), "error").substr(0, 60));
    return std::move(value.get_object());
}

Status OidcProvider::fetch_keys(Instant now)
{
    HttpRequest request;
    request.headers = {"Accept: application/json"};
    SADUAK_TRY(HttpResponse response, send_(discovered_->jwks, std::move(request)));
    if (response.status != 200) return fail(Errc::io, "the provider's keys: status " + std::to_string(response.status));
    keys_ = std::move(response.body);
    keys_at_ = now;
    return {};
}

// A key that we do not have: the provider may have changed its keys since we asked.
Result<IdToken> OidcProvider::verify(std::string const& token, IdTokenRules const& rules)
{
    if (keys_.empty() || rules.now - keys_at_ > kKeysKept) {
        SADUAK_TRY_STATUS(fetch_keys(rules.now));
    }
    auto verified = verify_id_token(token, keys_, rules);
    if (verified || verified.error().code != Errc::not_found || rules.now - keys_at_ < kKeysAgainAfter) return verified;
    SADUAK_TRY_STATUS(fetch_keys(rules.now));
    return verify_id_token(token, keys_, rules);
}

Status OidcProvider::add_userinfo(IdToken& who, std::string const& access_token)
{
    if (discovered_->userinfo.empty() || access_token.empty()) return {};
    SADUAK_TRY(json::object const said, get_json(discovered_->userinfo, {"Authorization: Bearer " + access_token}));
    // Core 5.3.2: of somebody else it is not to be used.
    if (text_of(said, "sub") != who.subject) return fail(Errc::permission, "the provider tells of another person than the ID token");
    for (auto const& [name, value] : said)
        if (!who.claims.contains(name)) who.claims[name] = value;
    return {};
}

Result<IdToken> OidcProvider::redeem(std::string const& code, OidcAttempt const& attempt, std::string const& redirect_uri, Instant now)
{
    SADUAK_TRY_STATUS(discover(now));
    SADUAK_TRY(json::object const given, exchange(code, attempt, redirect_uri));
    SADUAK_TRY(IdToken who, verify(text_of(given, "id_token"), {config_.issuer, config_.client_id, attempt.nonce, now}));
    bool complete = who.claims.contains(config_.claim);
    for (auto const& rule : config_.create) complete = complete && who.claims.contains(rule.claim);
    if (!complete) {
        SADUAK_TRY_STATUS(add_userinfo(who, text_of(given, "access_token")));
    }
    return who;
}

}  // namespace saduak::server
