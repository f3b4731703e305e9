// Users as administrators change them, new passwords, and one's own sessions.
#include <catch2/catch.hpp>

#include "server/auth/accounts.hpp"
#include "server/auth/new_password.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace saduak;
using namespace saduak::server;
using saduak::test::TemporaryFolder;

namespace {

Instant const kNow = *parse_rfc3339("2026-11-23T01:30:00Z");
SiteId const kHall("hall");
SiteId const kLand("land");
AgencyId const kTown("town");

std::unique_ptr<Accounts> open(TemporaryFolder const& folder)
{
    auto accounts = Accounts::open(folder.path());
    REQUIRE(accounts);
    return std::move(*accounts);
}

bool good(std::string_view password) { return check_new_password(password, "somchai").has_value(); }

}  // namespace

TEST_CASE("a new password has at least 12 characters, in any language, and at most 256 bytes")
{
    CHECK_FALSE(good("lnJ4-xkqwe7"));
    CHECK(good("lnJ4-xkqwe72"));
    CHECK_FALSE(good("ไม่มีใครรู้"));  // 11
    CHECK(good("ช้างเจ็ดตัวว่ายน้ำ"));
    CHECK(good("seven green frogs" + std::string(239, 'x')));
    CHECK_FALSE(good("seven green frogs" + std::string(240, 'x')));
    CHECK_FALSE(good("seven green frogs\xff"));
}

TEST_CASE("a password that everybody tries first is refused: English, Thai, and Thai on the other keyboard")
{
    for (char const* common :
         {"123456789012", "qwertyuiop[]", "Password1234", "PASSWORD2026!", "1qaz2wsx3edc4rfv", "correct horse battery staple", "กรุงเทพมหานคร",
          "รหัสผ่าน1234", "isylzjko12345", "l;ylfu123456", "aaaaaaaaaaaa", "abcabcabcabc", "somchai12345", "Somchai-2569"})
        CHECK_FALSE(good(common));
    CHECK(good("somchai likes seven frogs"));
}

TEST_CASE("a user of an agency covers its sites, also one that is made later, and no other")
{
    Principal const manager = User{"m", Role::manager, {}, {kTown}};
    CHECK(may(manager, Right::see_metrics, kHall, kTown));
    CHECK_FALSE(may(manager, Right::see_metrics, kLand, AgencyId("lands")));
    CHECK_FALSE(may(manager, Right::see_metrics, kLand, AgencyId()));
    CHECK_FALSE(may(manager, Right::administer, kHall, kTown));
    CHECK_FALSE(may_everywhere(manager, Right::see_metrics));
    CHECK(may_somewhere(manager, Right::see_metrics));
    Principal const both = User{"b", Role::agent, {kLand}, {kTown}};
    CHECK(may(both, Right::run_counter, kHall, kTown));
    CHECK(may(both, Right::run_counter, kLand, AgencyId("lands")));
}

TEST_CASE("nobody gives more than they have")
{
    AgencyOf const agency_of = [](SiteId const& site) { return site == kHall ? kTown : AgencyId("lands"); };
    User const everywhere{"a", Role::administrator, {}};
    User const of_hall{"h", Role::administrator, {kHall}};
    User const of_town{"t", Role::administrator, {}, {kTown}};
    CHECK(is_within(everywhere, {}, {}, agency_of));
    CHECK(is_within(everywhere, {kLand}, {kTown}, agency_of));
    CHECK(is_within(of_hall, {kHall}, {}, agency_of));
    CHECK_FALSE(is_within(of_hall, {kHall, kLand}, {}, agency_of));
    CHECK_FALSE(is_within(of_hall, {}, {}, agency_of));
    CHECK_FALSE(is_within(of_hall, {}, {kTown}, agency_of));
    CHECK(is_within(of_town, {kHall}, {}, agency_of));
    CHECK(is_within(of_town, {}, {kTown}, agency_of));
    CHECK_FALSE(is_within(of_town, {kLand}, {}, agency_of));
    CHECK_FALSE(is_within(of_town, {}, {AgencyId("lands")}, agency_of));
}

TEST_CASE("role, sites and agencies are kept, and a change is seen by open sessions at once")
{
    TemporaryFolder const folder;
    auto const accounts = open(folder);
    REQUIRE(accounts->add_user(User{"malee", Role::agent, {kHall}}, "seven green frogs", "console", kNow));
    auto const session = accounts->begin_session("malee", "192.0.2.7", kNow);
    REQUIRE(session);
    REQUIRE(accounts->change_user(User{"malee", Role::auditor, {kLand}, {kTown}}, "console", kNow));
    CHECK(accounts->find_session(session->cookie, kNow)->user.role == Role::auditor);
    auto const reopened = open(folder);
    CHECK(reopened->find_user("malee")->role == Role::auditor);
    CHECK(reopened->find_user("malee")->sites == std::vector<SiteId>{kLand});
    CHECK(reopened->find_user("malee")->agencies == std::vector<AgencyId>{kTown});
    CHECK(accounts->change_user(User{"nobody", Role::agent, {}}, "console", kNow).error().code == Errc::not_found);
    CHECK(accounts->change_user(User{"malee", Role::agent, {SiteId("a b")}}, "console", kNow).error().code == Errc::invalid_argument);
}

TEST_CASE("the last administrator of every site can be neither removed nor made less")
{
    TemporaryFolder const folder;
    auto const accounts = open(folder);
    REQUIRE(accounts->add_user(User{"first", Role::administrator, {}}, "seven green frogs", "console", kNow));
    REQUIRE(accounts->add_user(User{"local", Role::administrator, {kHall}}, "seven green frogs", "console", kNow));
    CHECK(accounts->remove_user("first", "console", kNow).error().code == Errc::busy);
    CHECK(accounts->change_user(User{"first", Role::administrator, {kHall}}, "console", kNow).error().code == Errc::busy);
    CHECK(accounts->change_user(User{"first", Role::manager, {}}, "console", kNow).error().code == Errc::busy);
    REQUIRE(accounts->remove_user("local", "console", kNow));
    REQUIRE(accounts->add_user(User{"second", Role::administrator, {}}, "seven green frogs", "console", kNow));
    REQUIRE(accounts->remove_user("first", "console", kNow));
    CHECK(accounts->find_user("second"));
}

TEST_CASE("who changes their own password knows the old one, and begins a new session while all others end")
{
    TemporaryFolder const folder;
    auto const accounts = open(folder);
    REQUIRE(accounts->add_user(User{"malee", Role::agent, {kHall}}, "seven green frogs", "console", kNow));
    auto const here = accounts->begin_session("malee", "192.0.2.7", kNow);
    auto const there = accounts->begin_session("malee", "192.0.2.8", kNow);
    REQUIRE(there);
    Actor const malee("user:malee", "192.0.2.7");
    CHECK(accounts->change_own_password("malee", "short", malee, kNow).error().code == Errc::invalid_argument);
    CHECK(accounts->find_session(here->cookie, kNow));
    auto const next = accounts->change_own_password("malee", "eight green frogs", malee, kNow);
    REQUIRE(next);
    CHECK(next->cookie != here->cookie);
    CHECK_FALSE(accounts->find_session(here->cookie, kNow));
    CHECK_FALSE(accounts->find_session(there->cookie, kNow));
    REQUIRE(accounts->find_session(next->cookie, kNow));
    CHECK(accounts->find_session(next->cookie, kNow)->csrf == next->csrf);
    CHECK_FALSE(accounts->check_password("malee", "seven green frogs"));
    CHECK(accounts->check_password("malee", "eight green frogs"));
    CHECK(open(folder)->find_session(next->cookie, kNow));
}

TEST_CASE("one sees one's own sessions and ends one of them, or all others, and nobody else's")
{
    TemporaryFolder const folder;
    auto const accounts = open(folder);
    for (char const* name : {"malee", "somchai"}) REQUIRE(accounts->add_user(User{name, Role::agent, {kHall}}, "seven green frogs", "console", kNow));
    auto const first = accounts->begin_session("malee", "192.0.2.7", kNow);
    auto const second = accounts->begin_session("malee", "192.0.2.8", kNow + seconds(1));
    auto const third = accounts->begin_session("malee", "192.0.2.9", kNow + seconds(2));
    auto const other = accounts->begin_session("somchai", "192.0.2.7", kNow);
    REQUIRE(other);
    auto const sessions = accounts->sessions_of("malee", second->cookie, kNow + seconds(3));
    REQUIRE(sessions.size() == 3);
    CHECK(sessions[0].address == "192.0.2.9");
    CHECK_FALSE(sessions[0].current);
    CHECK(sessions[1].current);
    Actor const malee("user:malee", "192.0.2.8");
    std::string const others = accounts->sessions_of("somchai", {}, kNow).front().id;
    CHECK(accounts->end_sessions("malee", others, second->cookie, malee, kNow).error().code == Errc::not_found);
    REQUIRE(accounts->end_sessions("malee", sessions[0].id, second->cookie, malee, kNow));
    CHECK_FALSE(accounts->find_session(third->cookie, kNow));
    REQUIRE(accounts->end_sessions("malee", {}, second->cookie, malee, kNow));
    CHECK_FALSE(accounts->find_session(first->cookie, kNow));
    CHECK(accounts->find_session(second->cookie, kNow));
    CHECK(accounts->find_session(other->cookie, kNow));
    auto const reopened = open(folder);
    CHECK_FALSE(reopened->find_session(first->cookie, kNow));
}
