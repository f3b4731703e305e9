#include "server/auth/oidc_id_token.hpp"

#include <memory>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cjose/cjose.h>

#include "core/base/bytes.hpp"
#include "platform/entropy.hpp"

namespace saduak::server {
namespace {

namespace json = boost::json;

constexpr std::size_t kTokenMax = 16U << 10U;
constexpr std::int64_t kClockSlackSeconds = 60;
constexpr std::int64_t kAgeMaxSeconds = 10 * 60;
constexpr std::size_t kRsaBitsMin = 2048;

struct Free {
    void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
    void operator()(cjose_jwk_t* jwk) const { cjose_jwk_release(jwk); }
};
using Jws = std::unique_ptr<cjose_jws_t, Free>;
using Jwk = std::unique_ptr<cjose_jwk_t, Free>;

tl::unexpected<Error> not_believed(std::string why) { return fail(Errc::permission, "the ID token is not believed: " + std::move(why)); }

std::string header_text(cjose_jws_t* jws, char const* name)
{
    cjose_err error{};
    char const* text = cjose_header_get(cjose_jws_get_protected(jws), name, &error);
    return text == nullptr ? std::string() : std::string(text);
}

std::string_view member(json::object const& object, std::string_view name)
{
    auto const* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

// The key type of an algorithm that we accept; empty for every other, "none" and the shared-secret ones among them.
std::string_view key_type(std::string_view algorithm)
{
    if (algorithm == "RS256") return "RSA";
    if (algorithm == "ES256") return "EC";
    return {};
}

bool fits(json::object const& key, std::string_view type, std::string_view kid, std::string_view algorithm)
{
    if (member(key, "kty") != type || member(key, "use") == "enc") return false;
    if (type == "EC" && member(key, "crv") != "P-256") return false;
    if (auto const of = member(key, "alg"); !of.empty() && of != algorithm) return false;
    return kid.empty() || member(key, "kid") == kid;
}

Result<Jwk> find_key(std::string_view keys, std::string_view algorithm, std::string_view kid)
{
    boost::system::error_code ec;
    json::value const set = json::parse(keys, ec);
    auto const* object = ec ? nullptr : set.if_object();
    auto const* list = object == nullptr ? nullptr : object->if_contains("keys");
    if (list == nullptr || !list->is_array()) return fail(Errc::parse, "the provider's keys are no JWK set");
    std::vector<json::object const*> candidates;
    for (json::value const& entry : list->get_array())
        if (entry.is_object() && fits(entry.get_object(), key_type(algorithm), kid, algorithm)) candidates.push_back(&entry.get_object());
    if (candidates.empty()) return fail(Errc::not_found, "the provider has no such key");
    if (candidates.size() > 1) return not_believed("it does not say which key signed it");
    std::string const text = json::serialize(*candidates.front());
    cjose_err error{};
    Jwk key(cjose_jwk_import(text.data(), text.size(), &error));
    if (!key) return fail(Errc::parse, "the provider's key cannot be read");
    if (key_type(algorithm) == "RSA" && cjose_jwk_get_keysize(key.get(), &error) < kRsaBitsMin)
        return not_believed("the provider's key is too short");
    return key;
}

std::int64_t whole_seconds(json::object const& claims, std::string_view name)
{
    auto const* value = claims.if_contains(name);
    if (value == nullptr) return 0;
    if (auto const* whole = value->if_int64()) return *whole;
    if (auto const* fraction = value->if_double()) return *fraction > 0 && *fraction < 1e12 ? static_cast<std::int64_t>(*fraction) : 0;
    return 0;
}

bool is_for(json::object const& claims, std::string const& client)
{
    auto const* audience = claims.if_contains("aud");
    if (audience == nullptr) return false;
    if (audience->is_string()) return audience->get_string() == client;
    auto const* list = audience->if_array();
    if (list == nullptr) return false;
    bool named = false;
    for (json::value const& one : *list) named = named || (one.is_string() && one.get_string() == client);
    // For several, it must have been given to us.
    return named && (list->size() == 1 || member(claims, "azp") == client);
}

Status check_claims(json::object const& claims, IdTokenRules const& rules)
{
    std::int64_t const now_s = rules.now.ms / 1000;
    if (member(claims, "iss") != rules.issuer) return not_believed("another issuer");
    if (!is_for(claims, rules.client_id)) return not_believed("it is for somebody else");
    if (auto const azp = member(claims, "azp"); !azp.empty() && azp != rules.client_id) return not_believed("it was given to somebody else");
    if (whole_seconds(claims, "exp") + kClockSlackSeconds <= now_s) return not_believed("it has expired");
    std::int64_t const issued = whole_seconds(claims, "iat");
    if (issued > now_s + kClockSlackSeconds || issued + kAgeMaxSeconds + kClockSlackSeconds < now_s)
        return not_believed("it was not issued just now");
    if (whole_seconds(claims, "nbf") > now_s + kClockSlackSeconds) return not_believed("it is not valid yet");
    if (rules.nonce.empty() || !platform::equal_secrets(member(claims, "nonce"), rules.nonce)) return not_believed("another nonce");
    std::string_view const subject = member(claims, "sub");
    if (subject.empty() || subject.size() > 255) return not_believed("it names nobody");
    return {};
}

}  // namespace

Result<IdToken> verify_id_token(std::string_view token, std::string_view keys, IdTokenRules const& rules)
{
    if (token.size() > kTokenMax) return fail(Errc::parse, "the ID token is too long");
    cjose_err error{};
    Jws const jws(cjose_jws_import(token.data(), token.size(), &error));
    if (!jws) return fail(Errc::parse, "this is no signed token");
    std::string const algorithm = header_text(jws.get(), CJOSE_HDR_ALG);
    if (key_type(algorithm).empty()) return not_believed("signed by " + algorithm.substr(0, 20));
    SADUAK_TRY(Jwk const key, find_key(keys, algorithm, header_text(jws.get(), CJOSE_HDR_KID)));
    if (!cjose_jws_verify(jws.get(), key.get(), &error)) return not_believed("its signature is wrong");
    std::uint8_t* text = nullptr;
    std::size_t size = 0;
    if (!cjose_jws_get_plaintext(jws.get(), &text, &size, &error)) return fail(Errc::parse, "the ID token has no content");
    boost::system::error_code ec;
    json::value content = json::parse(as_text(ByteView(text, size)), ec);
    if (ec || !content.is_object()) return fail(Errc::parse, "the ID token holds no claims");
    IdToken result;
    result.claims = std::move(content.get_object());
    SADUAK_TRY_STATUS(check_claims(result.claims, rules));
    result.subject = member(result.claims, "sub");
    return result;
}

}  // namespace saduak::server
