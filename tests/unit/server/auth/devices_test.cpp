// How a device gets its key, gets another, and loses it.
#include <catch2/catch.hpp>

#include "server/auth/accounts.hpp"
#include "server/auth/enrolment_code.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace saduak;
using namespace saduak::server;
using saduak::test::TemporaryFolder;

namespace {

Instant const kNow = *parse_rfc3339("2026-11-23T01:30:00Z");
DeviceRecord const kKiosk{DeviceId("k1"), SiteId("hall"), {DeviceRole::issue}, {}, false};

std::unique_ptr<Accounts> open(TemporaryFolder const& folder)
{
    auto accounts = Accounts::open(folder.path());
    REQUIRE(accounts);
    return std::move(*accounts);
}

bool knows(Accounts& accounts, std::string const& key, Instant now) { return accounts.check_device(kKiosk.id, key, now).has_value(); }

DeviceKey standing(Accounts const& accounts) { return accounts.device_standings(kKiosk.site).front().key; }

}  // namespace

TEST_CASE("an enrolment code is three groups of four, read in small letters and with O for 0 too")
{
    std::string const code = draw_enrolment_code();
    REQUIRE(code.size() == 14);
    CHECK(code[4] == '-');
    CHECK(code.find_first_of("ILOU") == std::string::npos);
    CHECK(plain_enrolment_code(code).size() == 12);
    CHECK(draw_enrolment_code() != code);
    CHECK(plain_enrolment_code("7kq2 mOxr-4htn") == "7KQ2M0XR4HTN");
    CHECK(plain_enrolment_code("7KQ2-MIXL-4HTN") == "7KQ2M1X14HTN");
    CHECK(plain_enrolment_code("7KQ2-M0XR-4HT").empty());
    CHECK(plain_enrolment_code("7KQ2-M0XR-4HTN7").empty());
    CHECK(plain_enrolment_code("7KQ2-M0XR-4HTU").empty());
    CHECK(plain_enrolment_code("").empty());
}

TEST_CASE("a code gives the device its key once, within the hour")
{
    TemporaryFolder const folder;
    auto const accounts = open(folder);
    auto const code = accounts->add_device_to_enrol(kKiosk, "console", kNow);
    REQUIRE(code);
    CHECK(standing(*accounts) == DeviceKey::none);
    CHECK(accounts->device_standings(kKiosk.site).front().code_open);
    CHECK_FALSE(knows(*accounts, "", kNow));

    SECTION("in time")
    {
        auto const enrolled = accounts->enrol(*code, {}, "192.0.2.7", kNow + minutes(59));
        REQUIRE(enrolled);
        CHECK(enrolled->device.id == kKiosk.id);
        CHECK(knows(*accounts, enrolled->key, kNow));
        CHECK(standing(*accounts) == DeviceKey::good);
        CHECK_FALSE(accounts->device_standings(kKiosk.site).front().code_open);
        CHECK(accounts->enrol(*code, {}, "192.0.2.7", kNow + minutes(59)).error().code == Errc::not_found);
        CHECK(open(folder)->check_device(kKiosk.id, enrolled->key, kNow));
    }
    SECTION("too late") { CHECK(accounts->enrol(*code, {}, "192.0.2.7", kNow + minutes(60)).error().code == Errc::not_found); }
    SECTION("as another device")
    {
        CHECK(accounts->enrol(*code, DeviceId("k2"), "192.0.2.7", kNow).error().code == Errc::not_found);
        CHECK(accounts->enrol(*code, kKiosk.id, "192.0.2.7", kNow));
    }
    SECTION("after another code was drawn")
    {
        auto const again = accounts->enrol_again(kKiosk.id, "console", kNow);
        REQUIRE(again);
        CHECK(accounts->enrol(*code, {}, "192.0.2.7", kNow).error().code == Errc::not_found);
        CHECK(accounts->enrol(*again, {}, "192.0.2.7", kNow));
    }
    SECTION("after it was revoked")
    {
        REQUIRE(accounts->revoke_device(kKiosk.id, "console", kNow));
        CHECK(accounts->enrol(*code, {}, "192.0.2.7", kNow).error().code == Errc::not_found);
    }
}

TEST_CASE("who guesses codes has to wait, and others do not")
{
    TemporaryFolder const folder;
    auto const accounts = open(folder);
    auto const code = accounts->add_device_to_enrol(kKiosk, "console", kNow);
    REQUIRE(code);
    for (int i = 0; i < 5; ++i) CHECK(accounts->enrol("0000-0000-0000", {}, "192.0.2.66", kNow).error().code == Errc::not_found);
    CHECK(accounts->enrol(*code, {}, "192.0.2.66", kNow).error().code == Errc::busy);
    CHECK(accounts->enrol(*code, {}, "192.0.2.7", kNow));
}

TEST_CASE("the key of a device that enrols again is good until the code is used, and worth nothing after")
{
    TemporaryFolder const folder;
    auto const accounts = open(folder);
    auto const key = accounts->add_device(kKiosk, "console", kNow);
    REQUIRE(key);
    auto const code = accounts->enrol_again(kKiosk.id, "console", kNow);
    REQUIRE(code);
    CHECK(knows(*accounts, *key, kNow));
    auto const enrolled = accounts->enrol(*code, {}, "192.0.2.7", kNow);
    REQUIRE(enrolled);
    CHECK_FALSE(knows(*accounts, *key, kNow));
    CHECK(knows(*accounts, enrolled->key, kNow));
    CHECK(accounts->enrol_again(DeviceId("k2"), "console", kNow).error().code == Errc::not_found);
}

TEST_CASE("a revoked device comes back with a new code alone")
{
    TemporaryFolder const folder;
    auto const accounts = open(folder);
    auto const key = accounts->add_device(kKiosk, "console", kNow);
    REQUIRE(key);
    REQUIRE(accounts->revoke_device(kKiosk.id, "console", kNow));
    CHECK(accounts->is_revoked(kKiosk.id));
    CHECK_FALSE(knows(*accounts, *key, kNow));
    auto const code = accounts->enrol_again(kKiosk.id, "console", kNow);
    REQUIRE(code);
    CHECK_FALSE(knows(*accounts, *key, kNow));
    auto const enrolled = accounts->enrol(*code, {}, "192.0.2.7", kNow);
    REQUIRE(enrolled);
    CHECK_FALSE(accounts->is_revoked(kKiosk.id));
    CHECK(knows(*accounts, enrolled->key, kNow));
}

TEST_CASE("a rotated key: the old one is good until the new one was used, a day at most")
{
    TemporaryFolder const folder;
    auto const accounts = open(folder);
    auto const old_key = accounts->add_device(kKiosk, "console", kNow);
    REQUIRE(old_key);
    CHECK_FALSE(accounts->next_key(kKiosk.id, *old_key));
    REQUIRE(accounts->rotate_device(kKiosk.id, "console", kNow));
    auto const new_key = accounts->next_key(kKiosk.id, *old_key);
    REQUIRE(new_key);
    CHECK(new_key->size() == 64);
    CHECK(*new_key != *old_key);
    CHECK(accounts->next_key(kKiosk.id, *old_key) == new_key);
    CHECK_FALSE(accounts->next_key(kKiosk.id, "another"));
    CHECK(standing(*accounts) == DeviceKey::rotating);
    CHECK(accounts->rotate_device(kKiosk.id, "console", kNow).error().code == Errc::busy);

    SECTION("the new one was not used")
    {
        CHECK(knows(*accounts, *old_key, kNow + hours(23)));
        CHECK_FALSE(knows(*accounts, *old_key, kNow + hours(24)));
        CHECK(knows(*accounts, *new_key, kNow + hours(48)));
    }
    SECTION("the new one was used")
    {
        CHECK(knows(*accounts, *new_key, kNow));
        CHECK_FALSE(knows(*accounts, *old_key, kNow));
        REQUIRE(accounts->refresh(kNow));
        CHECK_FALSE(knows(*accounts, *old_key, kNow));
        CHECK(knows(*accounts, *new_key, kNow));
        CHECK(standing(*accounts) == DeviceKey::good);
        CHECK_FALSE(accounts->next_key(kKiosk.id, *new_key));
        auto const reopened = open(folder);
        CHECK_FALSE(knows(*reopened, *old_key, kNow));
        CHECK(knows(*reopened, *new_key, kNow));
        CHECK(accounts->audit(0, 1)->front().act == "device.key");
    }
    SECTION("a restart before the new one was used draws the same one again") { CHECK(open(folder)->next_key(kKiosk.id, *old_key) == new_key); }
    SECTION("a revoked device has neither")
    {
        REQUIRE(accounts->revoke_device(kKiosk.id, "console", kNow));
        CHECK_FALSE(knows(*accounts, *old_key, kNow));
        CHECK_FALSE(knows(*accounts, *new_key, kNow));
    }
}
