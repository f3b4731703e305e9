// What an ID token must be to be believed. The tokens are signed by cjose with keys of the test.
#include <catch2/catch.hpp>

#include "server/auth/oidc_id_token.hpp"
#include "tests/unit/server/auth/signing_provider.hpp"

using namespace saduak;
using namespace saduak::server;
using saduak::test::jwk_set;
using saduak::test::SigningKey;
namespace json = boost::json;

namespace {

Instant const kNow = *parse_rfc3339("2026-11-23T01:30:00Z");
std::int64_t const kNow_s = kNow.ms / 1000;
IdTokenRules const kRules{"https://id.example", "saduak", "the-nonce", kNow};

json::object claims()
{
    return {{"iss", "https://id.example"}, {"aud", "saduak"}, {"sub", "u-1"}, {"nonce", "the-nonce"}, {"iat", kNow_s}, {"exp", kNow_s + 300}};
}
json::object with(std::string_view name, json::value value)
{
    auto changed = claims();
    changed[name] = std::move(value);
    return changed;
}
json::object without(std::string_view name)
{
    auto changed = claims();
    changed.erase(name);
    return changed;
}

SigningKey const& rsa()
{
    static SigningKey const key = SigningKey::rsa("r1");
    return key;
}

}  // namespace

TEST_CASE("a token signed by a key of the set, RSA or EC, is believed and gives its claims")
{
    SigningKey const ec = SigningKey::ec("e1");
    std::string const keys = jwk_set({rsa(), ec});
    for (SigningKey const* key : {&rsa(), &ec}) {
        auto const token = verify_id_token(key->sign(with("email", "chai@example.go.th")), keys, kRules);
        REQUIRE(token);
        CHECK(token->subject == "u-1");
        CHECK(has_claim(token->claims, "email", "chai@example.go.th"));
    }
}

TEST_CASE("each claim that is wrong or missing is enough to refuse it")
{
    std::string const keys = jwk_set({rsa()});
    std::vector<std::pair<char const*, json::object>> const wrong{
        {"issuer", with("iss", "https://evil.example")},
        {"no issuer", without("iss")},
        {"audience", with("aud", "another")},
        {"audience list", with("aud", json::array{"another"})},
        {"several audiences without azp", with("aud", json::array{"saduak", "another"})},
        {"azp", with("azp", "another")},
        {"no audience", without("aud")},
        {"expired", with("exp", kNow_s - 61)},
        {"no expiry", without("exp")},
        {"issued tomorrow", with("iat", kNow_s + 3600)},
        {"issued long ago", with("iat", kNow_s - 3600)},
        {"no iat", without("iat")},
        {"not valid yet", with("nbf", kNow_s + 3600)},
        {"nonce", with("nonce", "another")},
        {"no nonce", without("nonce")},
        {"no subject", without("sub")},
        {"empty subject", with("sub", "")},
        {"a subject that is no text", with("sub", 7)},
    };
    for (auto const& [what, changed] : wrong) {
        INFO(what);
        auto const token = verify_id_token(rsa().sign(changed), keys, kRules);
        REQUIRE_FALSE(token);
        CHECK(token.error().code == Errc::permission);
    }
    auto several = with("aud", json::array{"another", "saduak"});
    several["azp"] = "saduak";
    CHECK(verify_id_token(rsa().sign(several), keys, kRules));
    CHECK(verify_id_token(rsa().sign(with("exp", kNow_s - 30)), keys, kRules));
}

TEST_CASE("a token without a signature, with a shared secret, or signed by somebody else is refused")
{
    std::string const keys = jwk_set({rsa()});
    std::string const good = rsa().sign(claims());
    std::string const body = good.substr(good.find('.') + 1, good.rfind('.') - good.find('.') - 1);
    CHECK_FALSE(verify_id_token("eyJhbGciOiJub25lIn0." + body + ".", keys, kRules));           // {"alg":"none"}
    CHECK_FALSE(verify_id_token(good.substr(0, good.rfind('.') + 1), keys, kRules));           // signature left out
    CHECK_FALSE(verify_id_token(good.substr(0, good.size() - 8) + "AAAAAAAA", keys, kRules));  // changed
    CHECK_FALSE(verify_id_token(SigningKey::rsa("r1").sign(claims()), keys, kRules));          // another key of the same name
    CHECK_FALSE(verify_id_token("", keys, kRules));
    CHECK_FALSE(verify_id_token("a.b.c", keys, kRules));
    CHECK_FALSE(verify_id_token(good, "not JSON", kRules));
    // The public key used as a shared secret: an old trick.
    SigningKey const trick = SigningKey::shared("r1", json::serialize(rsa().public_jwk()));
    auto const tricked = verify_id_token(trick.sign(claims()), keys, kRules);
    REQUIRE_FALSE(tricked);
    CHECK(tricked.error().code == Errc::permission);
}

TEST_CASE("a key that is not in the set is told apart: the provider may have changed its keys")
{
    SigningKey const next = SigningKey::rsa("r2");
    CHECK(verify_id_token(next.sign(claims()), jwk_set({rsa()}), kRules).error().code == Errc::not_found);
    CHECK(verify_id_token(next.sign(claims()), jwk_set({rsa(), next}), kRules));
}

TEST_CASE("a key for encryption, a short one, and one of several where the token names none do not count")
{
    auto encryption = rsa().public_jwk();
    encryption["use"] = "enc";
    CHECK_FALSE(verify_id_token(rsa().sign(claims()), json::serialize(json::object{{"keys", json::array{encryption}}}), kRules));
    SigningKey const weak = SigningKey::rsa("w", 1024);
    CHECK_FALSE(verify_id_token(weak.sign(claims()), jwk_set({weak}), kRules));
    SigningKey const nameless = SigningKey::rsa("");
    CHECK(verify_id_token(nameless.sign(claims()), jwk_set({nameless}), kRules));
    CHECK_FALSE(verify_id_token(nameless.sign(claims()), jwk_set({nameless, SigningKey::rsa("other")}), kRules));
}
