// Accounts on a real file, and the rights of who they name.
#include <catch2/catch.hpp>

#include <sys/stat.h>

#include "server/auth/accounts.hpp"
#include "server/auth/ticket_secrets.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace saduak;
using namespace saduak::server;
using saduak::test::TemporaryFolder;

namespace {

Instant const kNow = *parse_rfc3339("2026-11-23T01:30:00Z");
SiteId const kHall("hall");

std::unique_ptr<Accounts> open(TemporaryFolder const& folder)
{
    auto accounts = Accounts::open(folder.path());
    REQUIRE(accounts);
    return std::move(*accounts);
}

void add_somchai(Accounts& accounts) { REQUIRE(accounts.add_user(User{"somchai", Role::agent, {kHall}}, "one correct horse", "console", kNow)); }

}  // namespace

TEST_CASE("a session lives while it is used, ends after 30 idle minutes and after 12 hours")
{
    TemporaryFolder const folder;
    auto const accounts = open(folder);
    add_somchai(*accounts);
    auto const signed_in = accounts->begin_session("somchai", "192.0.2.7", kNow);
    REQUIRE(signed_in);
    CHECK(signed_in->user.name == "somchai");

    SECTION("idle")
    {
        REQUIRE(accounts->find_session(signed_in->cookie, kNow + minutes(30)));
        CHECK(accounts->find_session(signed_in->cookie, kNow + minutes(59)));
        CHECK_FALSE(accounts->find_session(signed_in->cookie, kNow + minutes(90)));
    }
    SECTION("too old although used")
    {
        for (int i = 0; i <= 24; ++i) CHECK(accounts->find_session(signed_in->cookie, kNow + minutes(29) * i));
        CHECK_FALSE(accounts->find_session(signed_in->cookie, kNow + hours(12) + minutes(1)));
    }
    SECTION("signed out")
    {
        accounts->sign_out(signed_in->cookie, "user:somchai", kNow);
        CHECK_FALSE(accounts->find_session(signed_in->cookie, kNow));
    }
    SECTION("each sign-in draws another secret and another CSRF token")
    {
        auto const again = accounts->begin_session("somchai", "192.0.2.7", kNow);
        REQUIRE(again);
        CHECK(again->cookie != signed_in->cookie);
        CHECK(again->csrf != signed_in->csrf);
        CHECK(accounts->find_session(again->cookie, kNow)->csrf == again->csrf);
    }
    SECTION("a restart keeps it")
    {
        auto const reopened = open(folder);
        auto const session = reopened->find_session(signed_in->cookie, kNow + minutes(5));
        REQUIRE(session);
        CHECK(session->csrf == signed_in->csrf);
    }
    SECTION("another process that changes the password ends it")
    {
        auto const console = open(folder);
        REQUIRE(console->set_password("somchai", "quite another horse", "console", kNow));
        REQUIRE(accounts->refresh(kNow));
        CHECK_FALSE(accounts->find_session(signed_in->cookie, kNow));
        CHECK_FALSE(accounts->check_password("somchai", "one correct horse"));
        CHECK(accounts->check_password("somchai", "quite another horse"));
    }
    SECTION("a removed user's session is worth nothing")
    {
        REQUIRE(accounts->remove_user("somchai", "console", kNow));
        CHECK_FALSE(accounts->find_session(signed_in->cookie, kNow));
    }
}

TEST_CASE("wrong passwords, unknown names and users without a password are refused alike")
{
    TemporaryFolder const folder;
    auto const accounts = open(folder);
    add_somchai(*accounts);
    REQUIRE(accounts->add_user_without_password(User{"malee", Role::agent, {kHall}}, "oidc", kNow));
    CHECK(accounts->check_password("somchai", "one correct horse")->name == "somchai");
    CHECK(accounts->check_password("somchai", "one wrong horse").error().code == Errc::permission);
    CHECK(accounts->check_password("nobody", "one wrong horse").error().code == Errc::permission);
    CHECK(accounts->check_password("malee", "").error().code == Errc::permission);
    CHECK(accounts->has_password("somchai"));
    CHECK_FALSE(accounts->has_password("malee"));
    CHECK(accounts->begin_session("nobody", "192.0.2.7", kNow).error().code == Errc::not_found);
}

TEST_CASE("a session drawn anew ends all others of its user and no one else's")
{
    TemporaryFolder const folder;
    auto const accounts = open(folder);
    add_somchai(*accounts);
    REQUIRE(accounts->add_user(User{"malee", Role::agent, {kHall}}, "one correct horse", "console", kNow));
    auto const first = accounts->begin_session("somchai", "192.0.2.7", kNow);
    auto const second = accounts->begin_session("somchai", "192.0.2.7", kNow);
    auto const other = accounts->begin_session("malee", "192.0.2.7", kNow);
    auto const renewed = accounts->renew_session("somchai", "192.0.2.7", kNow);
    REQUIRE(renewed);
    CHECK_FALSE(accounts->find_session(first->cookie, kNow));
    CHECK_FALSE(accounts->find_session(second->cookie, kNow));
    CHECK(accounts->find_session(other->cookie, kNow));
    CHECK(accounts->find_session(renewed->cookie, kNow)->csrf == renewed->csrf);
    CHECK_FALSE(open(folder)->find_session(first->cookie, kNow));
}

TEST_CASE("a token is good for its scopes and sites until it expires or is removed elsewhere")
{
    TemporaryFolder const folder;
    auto const accounts = open(folder);
    Accounts::NewToken const asked{"portal", {Scope::tickets}, {kHall}, kNow + hours(1)};
    auto const token = accounts->add_token(asked, "console", kNow);
    REQUIRE(token);
    auto const principal = accounts->find_token(*token, kNow);
    REQUIRE(principal);
    CHECK(may(*principal, Right::issue_ticket, kHall));
    CHECK_FALSE(may(*principal, Right::issue_ticket, SiteId("land")));
    CHECK_FALSE(may(*principal, Right::run_counter, kHall));
    CHECK_FALSE(accounts->find_token(*token, kNow + hours(1)));
    CHECK_FALSE(accounts->find_token(token->substr(1), kNow));

    auto const console = open(folder);
    REQUIRE(console->remove_token(console->tokens().front().integration.id, "console", kNow));
    REQUIRE(accounts->refresh(kNow));
    CHECK_FALSE(accounts->find_token(*token, kNow));
}

TEST_CASE("a device shows its key; a wrong one, an unknown device and a revoked one are refused")
{
    TemporaryFolder const folder;
    auto const accounts = open(folder);
    DeviceRecord const kiosk{DeviceId("k1"), kHall, {DeviceRole::issue}, {}, false};
    auto const key = accounts->add_device(kiosk, "console", kNow);
    REQUIRE(key);
    auto const checked = accounts->check_device(kiosk.id, *key, kNow);
    REQUIRE(checked);
    CHECK(checked->site == kHall);
    CHECK(checked->has(DeviceRole::issue));
    CHECK_FALSE(checked->has(DeviceRole::rate));
    CHECK(accounts->check_device(kiosk.id, std::string(64, '0'), kNow).error().code == Errc::permission);
    CHECK(accounts->check_device(DeviceId("k2"), *key, kNow).error().code == Errc::not_found);
    CHECK(accounts->add_device(kiosk, "console", kNow).error().code == Errc::already_exists);
    REQUIRE(accounts->revoke_device(kiosk.id, "console", kNow));
    CHECK(accounts->check_device(kiosk.id, *key, kNow).error().code == Errc::not_found);
}

TEST_CASE("the file is for its owner alone and holds no secret as it is")
{
    TemporaryFolder const folder;
    std::string cookie;
    std::string token;
    {
        auto const accounts = open(folder);
        add_somchai(*accounts);
        cookie = accounts->begin_session("somchai", "192.0.2.7", kNow)->cookie;
        token = *accounts->add_token(Accounts::NewToken{"portal", {Scope::admin}, {}, {}}, "console", kNow);
    }
    struct stat info {};
    REQUIRE(::stat(folder.file("accounts.db").c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
    std::FILE* file = std::fopen(folder.file("accounts.db").c_str(), "rb");
    REQUIRE(file != nullptr);
    std::string content(static_cast<std::size_t>(info.st_size), '\0');
    CHECK(std::fread(content.data(), 1, content.size(), file) == content.size());
    std::fclose(file);
    CHECK(content.find("$argon2id$") != std::string::npos);
    for (std::string const& secret : {cookie, token, std::string("one correct horse")}) CHECK(content.find(secret) == std::string::npos);
}

TEST_CASE("names and passwords that would make trouble are refused")
{
    TemporaryFolder const folder;
    auto const accounts = open(folder);
    CHECK(accounts->add_user(User{"some body", Role::agent, {}}, "one correct horse", "console", kNow).error().code == Errc::invalid_argument);
    CHECK(accounts->add_user(User{"somchai", Role::agent, {}}, "short", "console", kNow).error().code == Errc::invalid_argument);
    add_somchai(*accounts);
    CHECK(accounts->add_user(User{"somchai", Role::agent, {}}, "one correct horse", "console", kNow).error().code == Errc::already_exists);
    CHECK(accounts->remove_user("nobody", "console", kNow).error().code == Errc::not_found);
    CHECK(accounts->add_token(Accounts::NewToken{"portal", {}, {}, {}}, "console", kNow).error().code == Errc::invalid_argument);
}

TEST_CASE("a site that is no name is refused: kept, it would read as every site, or as two")
{
    TemporaryFolder const folder;
    auto const accounts = open(folder);
    for (char const* site : {"", "hall land"}) {
        auto const user = accounts->add_user(User{"somchai", Role::agent, {SiteId(site)}}, "one correct horse", "console", kNow);
        REQUIRE_FALSE(user);
        CHECK(user.error().code == Errc::invalid_argument);
        auto const token = accounts->add_token(Accounts::NewToken{"portal", {Scope::tickets}, {SiteId(site)}, {}}, "console", kNow);
        REQUIRE_FALSE(token);
        CHECK(token.error().code == Errc::invalid_argument);
    }
}

TEST_CASE("each role may what its work needs and no more")
{
    auto const may_at_hall = [](Role role, Right right) { return may(Principal(User{"u", role, {kHall}}), right, kHall); };
    CHECK(may_at_hall(Role::agent, Right::run_counter));
    CHECK_FALSE(may_at_hall(Role::agent, Right::see_metrics));
    CHECK_FALSE(may_at_hall(Role::agent, Right::run_site));
    CHECK(may_at_hall(Role::supervisor, Right::run_site));
    CHECK_FALSE(may_at_hall(Role::supervisor, Right::read_log));
    CHECK_FALSE(may_at_hall(Role::manager, Right::administer));
    CHECK(may_at_hall(Role::administrator, Right::administer));
    CHECK_FALSE(may(Principal(Integration{"t", "portal", {Scope::tickets, Scope::counters, Scope::metrics}, {}}), Right::run_site, kHall));
    CHECK(may_at_hall(Role::auditor, Right::read_log));
    CHECK_FALSE(may_at_hall(Role::auditor, Right::issue_ticket));
    CHECK_FALSE(may_at_hall(Role::auditor, Right::run_counter));
    CHECK(may(Principal(User{"root", Role::administrator, {}}), Right::run_site, SiteId("anywhere")));
    CHECK_FALSE(may(Principal(Anonymous{}), Right::see_queue, kHall));
}

TEST_CASE("every role, scope and device role has its own word and is found by it")
{
    for (Role role : {Role::agent, Role::supervisor, Role::manager, Role::administrator, Role::auditor})
        CHECK(role_from_string(to_string(role)) == role);
    for (Scope scope : {Scope::tickets, Scope::counters, Scope::calls, Scope::metrics, Scope::admin})
        CHECK(scope_from_string(to_string(scope)) == scope);
    for (DeviceRole role : {DeviceRole::issue, DeviceRole::rate}) CHECK(device_role_from_string(to_string(role)) == role);
    CHECK_FALSE(role_from_string("king"));
}

TEST_CASE("a ticket's token and rating key are always the same, and neither tells the other")
{
    TicketId const ticket("0123456789abcdef0123456789abcdef");
    CHECK(ticket_token("secret", ticket.str()) == ticket_token("secret", ticket.str()));
    CHECK(ticket_token("secret", ticket.str()) != ticket_token("other", ticket.str()));
    CHECK(ticket_token("secret", ticket.str()) != rating_key("secret", ticket).str());
    CHECK(valid_random_id(rating_key("secret", ticket).str()));
}

TEST_CASE("an appointment's code is always the same, reads as no other, and is known in small letters too")
{
    AppointmentId const one(std::string(32, 'a'));
    std::string const code = appointment_code("secret", one);
    CHECK(code.size() == 8);
    CHECK(code.find_first_of("ILOU") == std::string::npos);
    CHECK(appointment_code("secret", one) == code);
    CHECK(appointment_code("other secret", one) != code);
    CHECK(appointment_code("secret", AppointmentId(std::string(32, 'b'))) != code);
    CHECK(appointment_code_sha256("abc123xy") == appointment_code_sha256("ABC123XY"));
    CHECK(appointment_code_sha256("ABC123XY") == platform::sha256_hex("ABC123XY"));
}
