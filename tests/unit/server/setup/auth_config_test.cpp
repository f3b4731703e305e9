// server.toml: how people sign in.
#include <catch2/catch.hpp>

#include <fstream>

#include "server/auth_config.hpp"
#include "server/setup/toml_table.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace saduak;
using namespace saduak::server;

namespace {

Result<AuthConfig> read(std::string const& text)
{
    toml::table const parsed = toml::parse(text);
    TomlTable whole(parsed, "server.toml", "");
    AuthConfig auth;
    if (whole.has("auth")) {
        SADUAK_TRY(TomlTable table, whole.table("auth"));
        SADUAK_TRY_STATUS(read_auth(table, auth));
        SADUAK_TRY_STATUS(table.finish());
    }
    if (whole.has("oidc")) {
        SADUAK_TRY(TomlTable table, whole.table("oidc"));
        SADUAK_TRY_STATUS(read_oidc(table, "/", auth));
        SADUAK_TRY_STATUS(table.finish());
    }
    return auth;
}

}  // namespace

TEST_CASE("without tables nobody is asked for a second factor and there is no provider")
{
    auto const auth = read("");
    REQUIRE(auth);
    CHECK(auth->totp == TotpPolicy::off);
    CHECK(auth->oidc.issuer.empty());
}

TEST_CASE("a provider is read with its secret from a file and its rules")
{
    test::TemporaryFolder const folder;
    std::ofstream(folder.file("secret")) << "s3cret\n";
    auto const auth = read(R"([auth]
totp = "administrators"
[oidc]
issuer = "https://id.example"
client_id = "saduak"
claim = "preferred_username"
public_url = "https://queue.example/"
client_secret_file = ")" + folder.file("secret") +
                           R"("
[[oidc.create]]
claim = "groups"
value = "queue"
role = "manager"
sites = ["hall"]
)");
    REQUIRE(auth);
    CHECK(auth->totp == TotpPolicy::administrators);
    CHECK(auth->oidc.client_secret == "s3cret");
    CHECK(auth->oidc.claim == "preferred_username");
    CHECK(auth->oidc.public_url == "https://queue.example");
    REQUIRE(auth->oidc.create.size() == 1);
    CHECK(auth->oidc.create[0].role == Role::manager);
    CHECK(auth->oidc.create[0].sites == std::vector{SiteId("hall")});
}

TEST_CASE("what is misspelt, of the wrong kind or incomplete is said and not guessed")
{
    for (char const* text :
         {"[auth]\ntotp = \"on\"", "[auth]\ntotp = 1", "[auth]\ntopt = \"off\"", "[oidc]\nissuer = \"https://id.example\"",
          "[oidc]\nissuer = \"https://id.example\"\nclient_id = \"x\"\nclient_secret_file = \"/nowhere/at/all\"",
          "[oidc]\nissuer = \"https://id.example\"\nclient_id = \"x\"\ncolour = \"red\"",
          "[oidc]\nissuer = \"https://id.example\"\nclient_id = \"x\"\n[[oidc.create]]\nclaim = \"groups\"\nvalue = \"q\"\nrole = \"king\"",
          "[oidc]\nissuer = \"https://id.example\"\nclient_id = \"x\"\n[[oidc.create]]\nclaim = \"groups\""}) {
        INFO(text);
        auto const auth = read(text);
        REQUIRE_FALSE(auth);
        CHECK(auth.error().context.starts_with("server.toml"));
    }
}
