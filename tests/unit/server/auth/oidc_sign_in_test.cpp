// A whole sign-in at a provider of the test: what we ask it, and what its answers make of somebody here.
#include <catch2/catch.hpp>

#include "platform/entropy.hpp"
#include "server/auth/oidc_sign_in.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/server/auth/signing_provider.hpp"

using namespace saduak;
using namespace saduak::server;
using saduak::test::jwk_set;
using saduak::test::SigningKey;
using saduak::test::TemporaryFolder;
namespace json = boost::json;

namespace {

Instant const kNow = *parse_rfc3339("2026-11-23T01:30:00Z");
std::string const kIssuer = "https://id.example/realm";
std::string const kBack = "https://queue.example/api/v1/session/oidc/callback";

// Answers as the provider would; a test changes what it says.
struct Provider {
    SigningKey key = SigningKey::rsa("r1");
    std::string keys = jwk_set({key});
    json::object discovery{{"issuer", kIssuer},
                           {"authorization_endpoint", "https://id.example/auth"},
                           {"token_endpoint", "https://id.example/token"},
                           {"userinfo_endpoint", "https://id.example/userinfo"},
                           {"jwks_uri", "https://id.example/keys"}};
    json::object claims;
    json::object userinfo;
    int token_status = 200;
    std::vector<std::pair<std::string, platform::HttpRequest>> asked;

    std::size_t times(std::string const& url) const
    {
        return static_cast<std::size_t>(std::count_if(asked.begin(), asked.end(), [&](auto const& one) { return one.first == url; }));
    }
    OidcProvider::Send send()
    {
        return [this](std::string const& url, platform::HttpRequest request) -> Result<platform::HttpResponse> {
            asked.emplace_back(url, request);
            if (url == kIssuer + "/.well-known/openid-configuration") return platform::HttpResponse{200, json::serialize(discovery)};
            if (url == "https://id.example/keys") return platform::HttpResponse{200, keys};
            if (url == "https://id.example/userinfo") return platform::HttpResponse{200, json::serialize(userinfo)};
            if (url != "https://id.example/token") return fail(Errc::disconnected, "no such address");
            if (token_status != 200) return platform::HttpResponse{token_status, R"({"error":"invalid_grant"})"};
            return platform::HttpResponse{200, json::serialize(json::object{{"id_token", key.sign(claims)}, {"access_token", "at-1"}})};
        };
    }
};

struct House {
    TemporaryFolder folder;
    std::unique_ptr<Accounts> accounts = *Accounts::open(folder.path());
    std::unique_ptr<OidcLinks> links = *OidcLinks::open(folder.path());
    Provider provider;
    OidcConfig config;
    OidcAttempt attempt = draw_oidc_attempt();
    std::unique_ptr<OidcSignIn> sign_in;

    House()
    {
        config.issuer = kIssuer;
        config.client_id = "saduak";
        config.client_secret = "s:ecret";
        REQUIRE(accounts->add_user(User{"chai", Role::agent, {}}, "one correct horse", "console", kNow));
        provider.claims = {{"iss", kIssuer},
                           {"aud", "saduak"},
                           {"sub", "u-1"},
                           {"nonce", attempt.nonce},
                           {"iat", kNow.ms / 1000},
                           {"exp", kNow.ms / 1000 + 300},
                           {"email", "Chai@example.go.th"},
                           {"email_verified", true}};
        begin();
    }
    void begin() { sign_in = std::make_unique<OidcSignIn>(config, provider.send(), *accounts, *links); }
    Result<SignedIn> finish(Instant now = kNow) { return sign_in->finish("code-1", attempt, kBack, "192.0.2.7", now); }
};

}  // namespace

TEST_CASE("the browser is sent with state, nonce and a PKCE challenge whose verifier stays here")
{
    House house;
    auto const url = house.sign_in->authorization_url(house.attempt, kBack, kNow);
    REQUIRE(url);
    CHECK(url->starts_with("https://id.example/auth?response_type=code&client_id=saduak&redirect_uri=https%3A%2F%2Fqueue.example%2F"));
    for (std::string const& part : {"&state=" + house.attempt.state, "&nonce=" + house.attempt.nonce, std::string("&code_challenge_method=S256"),
                                    "&code_challenge=" + pkce_challenge(house.attempt.verifier), std::string("&scope=openid%20email")})
        CHECK(url->find(part) != std::string::npos);
    CHECK(url->find(house.attempt.verifier) == std::string::npos);
}

TEST_CASE("a PKCE challenge is that of RFC 7636, appendix B")
{
    CHECK(pkce_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

TEST_CASE("who is linked is signed in; the code goes with verifier and client secret")
{
    House house;
    REQUIRE(house.links->link("chai", "chai@EXAMPLE.go.th"));
    auto const session = house.finish();
    REQUIRE(session);
    CHECK(house.accounts->find_session(session->cookie, kNow)->user.name == "chai");
    auto const& request = house.provider.asked[1].second;
    CHECK(request.method == "POST");
    CHECK(request.body.find("code_verifier=" + house.attempt.verifier) != std::string::npos);
    CHECK(request.body.find("code=code-1") != std::string::npos);
    CHECK(std::find(request.headers.begin(), request.headers.end(), "Authorization: Basic c2FkdWFrOnMlM0FlY3JldA==") != request.headers.end());
}

TEST_CASE("who is not linked, or whose address the provider did not verify, is nobody here")
{
    House house;
    CHECK(house.finish().error().code == Errc::not_found);
    REQUIRE(house.links->link("chai", "chai@example.go.th"));
    house.provider.claims["email_verified"] = false;
    CHECK(house.finish().error().code == Errc::not_found);
    house.provider.claims.erase("email_verified");
    CHECK(house.finish().error().code == Errc::not_found);
}

TEST_CASE("the first sign-in binds the provider's subject: a later person with the same address is refused, a new address is not")
{
    House house;
    REQUIRE(house.links->link("chai", "chai@example.go.th"));
    REQUIRE(house.finish());
    house.provider.claims["sub"] = "u-2";
    CHECK(house.finish().error().code == Errc::permission);
    house.provider.claims["sub"] = "u-1";
    house.provider.claims["email"] = "somchai@example.go.th";
    CHECK(house.finish()->user.name == "chai");
    REQUIRE(house.links->unlink("chai"));
    CHECK(house.finish().error().code == Errc::not_found);
}

TEST_CASE("an address of one user cannot be linked to another, and a removed user leaves no link")
{
    House house;
    REQUIRE(house.accounts->add_user(User{"malee", Role::agent, {}}, "one correct horse", "console", kNow));
    REQUIRE(house.links->link("chai", "chai@example.go.th"));
    CHECK(house.links->link("malee", "CHAI@example.go.th").error().code == Errc::already_exists);
    CHECK(house.links->link("nobody", "x@example.go.th").error().code == Errc::not_found);
    CHECK(*house.links->value_of("chai") == "chai@example.go.th");
    REQUIRE(house.accounts->remove_user("chai", "console", kNow));
    CHECK(house.links->link("malee", "chai@example.go.th"));
}

TEST_CASE("a claim that the ID token lacks is asked of userinfo, which must tell of the same person")
{
    House house;
    REQUIRE(house.links->link("chai", "chai@example.go.th"));
    house.provider.claims.erase("email");
    house.provider.claims.erase("email_verified");
    house.provider.userinfo = {{"sub", "u-1"}, {"email", "chai@example.go.th"}, {"email_verified", true}};
    CHECK(house.finish()->user.name == "chai");
    house.provider.userinfo["sub"] = "u-9";
    CHECK(house.finish().error().code == Errc::permission);
}

TEST_CASE("a rule makes whoever it fits a user, never one whose name somebody has")
{
    House house;
    house.config.create = {{"groups", "queue-managers", Role::manager, {SiteId("hall")}}};
    house.begin();
    house.provider.claims["email"] = "somsri@example.go.th";
    house.provider.claims["groups"] = json::array{"others"};
    CHECK(house.finish().error().code == Errc::not_found);
    house.provider.claims["groups"] = json::array{"others", "queue-managers"};
    auto const session = house.finish();
    REQUIRE(session);
    CHECK(session->user.name == "somsri");
    CHECK(session->user.role == Role::manager);
    CHECK(session->user.sites == std::vector{SiteId("hall")});
    CHECK_FALSE(house.accounts->has_password("somsri"));

    house.provider.claims["sub"] = "u-3";
    house.provider.claims["email"] = "chai@elsewhere.example";
    CHECK(house.finish().error().code == Errc::not_found);
}

TEST_CASE("a code that the provider does not take, a wrong nonce, and a provider by another name sign nobody in")
{
    House house;
    REQUIRE(house.links->link("chai", "chai@example.go.th"));
    house.provider.token_status = 400;
    CHECK(house.finish().error().code == Errc::permission);
    house.provider.token_status = 200;
    house.attempt.nonce = "another";
    CHECK(house.finish().error().code == Errc::permission);
    house.provider.discovery["issuer"] = "https://evil.example";
    house.begin();
    CHECK(house.finish().error().code == Errc::permission);
}

TEST_CASE("the provider's new key is fetched when a token names it, once a minute at most")
{
    House house;
    REQUIRE(house.links->link("chai", "chai@example.go.th"));
    REQUIRE(house.finish());
    SigningKey const next = SigningKey::rsa("r2");
    Provider& provider = house.provider;
    auto const send = provider.send();
    CHECK(provider.times("https://id.example/keys") == 1);
    // A token signed with a key that nobody published is not worth a question each time.
    OidcSignIn with_next(
        house.config,
        [&, send](std::string const& url, platform::HttpRequest request) -> Result<platform::HttpResponse> {
            if (url != "https://id.example/token") return send(url, std::move(request));
            return platform::HttpResponse{200, json::serialize(json::object{{"id_token", next.sign(provider.claims)}})};
        },
        *house.accounts, *house.links);
    provider.keys = jwk_set({provider.key});
    CHECK(with_next.finish("code", house.attempt, kBack, "192.0.2.7", kNow).error().code == Errc::not_found);
    CHECK(with_next.finish("code", house.attempt, kBack, "192.0.2.7", kNow + seconds(30)).error().code == Errc::not_found);
    CHECK(provider.times("https://id.example/keys") == 2);
    provider.keys = jwk_set({provider.key, next});
    CHECK(with_next.finish("code", house.attempt, kBack, "192.0.2.7", kNow + seconds(61))->user.name == "chai");
    CHECK(provider.times("https://id.example/keys") == 3);
}
