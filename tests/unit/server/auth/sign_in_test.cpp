// Signing in as a whole: password, second factor, and the pauses of who guesses.
#include <catch2/catch.hpp>

#include "server/auth/recovery_code.hpp"
#include "server/auth/sign_in.hpp"
#include "server/auth/sign_in_guard.hpp"
#include "server/auth/totp.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace saduak;
using namespace saduak::server;
using saduak::test::TemporaryFolder;

namespace {

Instant const kNow = *parse_rfc3339("2026-11-23T01:30:00Z");
char const* const kPassword = "correct horse";

// RFC 4648 backwards, for what a telephone would do with the key it is told.
Bytes from_base32(std::string const& text)
{
    std::string const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    Bytes bytes;
    std::uint32_t buffer = 0;
    int bits = 0;
    for (char const c : text) {
        buffer = (buffer << 5U) | static_cast<std::uint32_t>(letters.find(c));
        bits += 5;
        if (bits < 8) continue;
        bits -= 8;
        bytes.push_back(static_cast<Byte>((buffer >> static_cast<unsigned>(bits)) & 0xFFU));
    }
    return bytes;
}

struct House {
    TemporaryFolder folder;
    std::unique_ptr<Accounts> accounts;
    std::unique_ptr<SecondFactors> factors;
    std::unique_ptr<SignIn> sign_in;
    Bytes key;
    std::vector<std::string> recovery;

    explicit House(TotpPolicy policy = TotpPolicy::off)
    {
        open(policy);
        REQUIRE(accounts->add_user(User{"chai", Role::administrator, {}}, kPassword, "console", kNow));
        REQUIRE(accounts->add_user(User{"malee", Role::agent, {}}, kPassword, "console", kNow));
    }
    void open(TotpPolicy policy = TotpPolicy::off, Instant now = kNow)
    {
        sign_in.reset();
        factors.reset();
        accounts.reset();
        accounts = *Accounts::open(folder.path());
        factors = *SecondFactors::open(folder.path(), accounts->secret());
        sign_in = *SignIn::create(folder.path(), *accounts, *factors, policy, now);
    }
    void enrol(Instant now)
    {
        auto const offer = factors->offer("chai", now);
        REQUIRE(offer);
        key = from_base32(offer->secret);
        auto const codes = factors->confirm("chai", code(now), now);
        REQUIRE(codes);
        recovery = *codes;
    }
    std::string code(Instant now) const { return totp_code(key, totp_step(now)); }
    SignIn::Outcome attempt(std::string password, std::string with_code, Instant now, std::string address = "192.0.2.7", std::string name = "chai")
    {
        return sign_in->with_password({std::move(name), std::move(password), std::move(with_code), std::move(address)}, now);
    }
};

SignIn::Refusal why(SignIn::Outcome const& outcome)
{
    REQUIRE_FALSE(outcome);
    return outcome.error().why;
}

}  // namespace

TEST_CASE("a user without a second factor signs in by the password alone")
{
    House house;
    auto const session = house.attempt(kPassword, "", kNow);
    REQUIRE(session);
    CHECK(house.accounts->find_session(session->cookie, kNow)->user.name == "chai");
    CHECK(why(house.attempt("wrong horse", "", kNow)) == SignIn::Refusal::wrong);
    CHECK(why(house.attempt(kPassword, "", kNow, "192.0.2.7", "nobody")) == SignIn::Refusal::wrong);
}

TEST_CASE("with a second factor a code is asked for, each is good once, and a wrong password is not told apart")
{
    House house;
    house.enrol(kNow);
    Instant const later = kNow + minutes(1);
    CHECK(why(house.attempt(kPassword, "", later)) == SignIn::Refusal::code_needed);
    CHECK(why(house.attempt("wrong horse", "", later)) == SignIn::Refusal::wrong);
    CHECK(why(house.attempt("wrong horse", house.code(later), later)) == SignIn::Refusal::wrong);
    CHECK(house.attempt(kPassword, house.code(later), later));
    CHECK(why(house.attempt(kPassword, house.code(later), later)) == SignIn::Refusal::code_wrong);
    CHECK(house.attempt(kPassword, house.code(later + minutes(1)), later + minutes(1)));
}

TEST_CASE("the code that confirmed the key does not sign in, nor does one before a code that was used")
{
    House house;
    house.enrol(kNow);
    CHECK(why(house.attempt(kPassword, house.code(kNow), kNow)) == SignIn::Refusal::code_wrong);
    Instant const later = kNow + minutes(5);
    CHECK(house.attempt(kPassword, house.code(later), later));
    CHECK(why(house.attempt(kPassword, house.code(later - seconds(30)), later)) == SignIn::Refusal::code_wrong);
}

TEST_CASE("a recovery code signs in once, however it is typed, also after a restart")
{
    House house;
    house.enrol(kNow);
    REQUIRE(house.recovery.size() == kRecoveryCodes);
    CHECK(house.factors->recovery_codes_left("chai") == kRecoveryCodes);
    CHECK(house.attempt(kPassword, house.recovery[0], kNow));
    CHECK(why(house.attempt(kPassword, house.recovery[0], kNow)) == SignIn::Refusal::code_wrong);
    house.open();
    CHECK(house.attempt(kPassword, normal_recovery_code(house.recovery[1]), kNow));
    CHECK(house.factors->recovery_codes_left("chai") == kRecoveryCodes - 2);
    CHECK(why(house.attempt(kPassword, house.recovery[1], kNow)) == SignIn::Refusal::code_wrong);
}

TEST_CASE("a key counts once a code of it was shown; until then it may be drawn again, and after that not")
{
    House house;
    auto const first = house.factors->offer("chai", kNow);
    REQUIRE(first);
    CHECK_FALSE(house.factors->has("chai"));
    CHECK(house.attempt(kPassword, "", kNow));
    CHECK(house.factors->confirm("chai", "000000", kNow).error().code == Errc::permission);
    house.enrol(kNow);
    CHECK(house.key != from_base32(first->secret));
    CHECK(house.factors->has("chai"));
    CHECK(house.factors->offer("chai", kNow).error().code == Errc::already_exists);
    CHECK(house.factors->confirm("chai", house.code(kNow), kNow).error().code == Errc::not_found);
    CHECK_FALSE(house.factors->offer("nobody", kNow));
}

TEST_CASE("a reset elsewhere is seen at the next refresh, takes the recovery codes with it, and a removed user leaves nothing")
{
    House house;
    house.enrol(kNow);
    auto const console = SecondFactors::open(house.folder.path(), house.accounts->secret());
    REQUIRE((*console)->remove("chai"));
    REQUIRE(house.factors->refresh());
    CHECK_FALSE(house.factors->has("chai"));
    CHECK(house.factors->recovery_codes_left("chai") == 0U);
    CHECK(house.attempt(kPassword, "", kNow));
    CHECK((*console)->remove("chai").error().code == Errc::not_found);

    house.enrol(kNow);
    REQUIRE(house.accounts->add_user(User{"wanida", Role::administrator, {}}, kPassword, "console", kNow));  // somebody has to be left
    REQUIRE(house.accounts->remove_user("chai", "console", kNow));
    REQUIRE(house.factors->refresh());
    CHECK_FALSE(house.factors->has("chai"));
}

TEST_CASE("the file keeps no recovery code as it is")
{
    House house;
    house.enrol(kNow);
    std::string content;
    for (char const* name : {"accounts.db", "accounts.db-wal"}) {
        std::FILE* file = std::fopen(house.folder.file(name).c_str(), "rb");
        if (file == nullptr) continue;
        for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) content += static_cast<char>(c);
        std::fclose(file);
    }
    REQUIRE(content.find("recovery_code") != std::string::npos);
    for (std::string const& code : house.recovery) {
        CHECK(content.find(code) == std::string::npos);
        CHECK(content.find(normal_recovery_code(code)) == std::string::npos);
    }
}

TEST_CASE("where the server asks administrators for it, only they must enrol, and nobody who has no password here")
{
    House house(TotpPolicy::administrators);
    User const chai = *house.accounts->find_user("chai");
    CHECK(house.sign_in->must_enrol(chai));
    CHECK_FALSE(house.sign_in->must_enrol(*house.accounts->find_user("malee")));
    REQUIRE(house.accounts->add_user_without_password(User{"somsri", Role::administrator, {}}, "oidc", kNow));
    CHECK_FALSE(house.sign_in->must_enrol(*house.accounts->find_user("somsri")));
    house.enrol(kNow);
    CHECK_FALSE(house.sign_in->must_enrol(chai));
}

TEST_CASE("who guesses a password waits, a restart does not forgive, and a colleague behind the same address works on")
{
    House house;
    for (int i = 0; i < 5; ++i) CHECK(why(house.attempt("wrong horse", "", kNow)) == SignIn::Refusal::wrong);
    auto const refused = house.attempt(kPassword, "", kNow);
    REQUIRE(why(refused) == SignIn::Refusal::wait);
    CHECK(refused.error().wait_s == 1);
    CHECK(house.attempt(kPassword, "", kNow, "192.0.2.7", "malee"));
    CHECK(house.attempt(kPassword, "", kNow + seconds(2)));
}

TEST_CASE("one name guessed at from many addresses is slowed down, also after a restart; where they signed in before, they still can")
{
    House house;
    REQUIRE(house.attempt(kPassword, "", kNow, "192.0.2.200"));
    for (int i = 0; i < SignInGuard::kName.free_failures; ++i)
        CHECK(why(house.attempt("wrong horse", "", kNow, "192.0.2." + std::to_string(i))) == SignIn::Refusal::wrong);
    CHECK(why(house.attempt("wrong horse", "", kNow, "192.0.2.100")) == SignIn::Refusal::wait);
    CHECK(house.attempt(kPassword, "", kNow, "192.0.2.200"));

    for (int i = 0; i < SignInGuard::kName.free_failures; ++i)
        CHECK(why(house.attempt("wrong horse", "", kNow, "192.0.2." + std::to_string(i))) == SignIn::Refusal::wrong);
    house.open();
    CHECK(why(house.attempt("wrong horse", "", kNow, "192.0.2.100")) == SignIn::Refusal::wait);
    house.open(TotpPolicy::off, kNow + hours(25));
    CHECK(house.attempt(kPassword, "", kNow + hours(25), "192.0.2.100"));
}

TEST_CASE("guessing codes with a known password is slowed down over all addresses, and the right password alone forgives nothing")
{
    House house;
    house.enrol(kNow);
    Instant const later = kNow + minutes(1);
    for (int i = 0; i < SignInGuard::kCode.free_failures; ++i) {
        CHECK(why(house.attempt(kPassword, "000000", later, "192.0.2." + std::to_string(i))) == SignIn::Refusal::code_wrong);
        CHECK(why(house.attempt(kPassword, "", later, "192.0.2." + std::to_string(i))) == SignIn::Refusal::code_needed);
    }
    auto const refused = house.attempt(kPassword, house.code(later), later, "192.0.2.100");
    REQUIRE(why(refused) == SignIn::Refusal::wait);
    CHECK(refused.error().wait_s == 30);
    house.open(TotpPolicy::off, later);
    CHECK(why(house.attempt(kPassword, house.code(later), later, "192.0.2.100")) == SignIn::Refusal::wait);
    Instant const after = later + minutes(1);
    CHECK(house.attempt(kPassword, house.code(after), after, "192.0.2.100"));
}

TEST_CASE("who signed in and shows the password again may be wrong only so often")
{
    House house;
    CHECK(house.sign_in->password_again("chai", kPassword, "192.0.2.7", kNow));
    for (int i = 0; i < 5; ++i) CHECK(house.sign_in->password_again("chai", "wrong horse", "192.0.2.7", kNow).error().why == SignIn::Refusal::wrong);
    CHECK(house.sign_in->password_again("chai", kPassword, "192.0.2.7", kNow).error().why == SignIn::Refusal::wait);
}

TEST_CASE("a pause doubles, has a limit, and is forgotten")
{
    SignInLimit limit(SignInGuard::kNameAtAddress);
    for (int i = 0; i < SignInGuard::kNameAtAddress.free_failures; ++i) limit.failed("a", kNow);
    CHECK(limit.wait("a", kNow) == seconds(1));
    limit.failed("a", kNow);
    CHECK(limit.wait("a", kNow) == seconds(2));
    CHECK(limit.wait("b", kNow) == Millis{0});
    for (int i = 0; i < 40; ++i) limit.failed("a", kNow);
    CHECK(limit.wait("a", kNow) == SignInGuard::kNameAtAddress.pause_max);
    limit.failed("b", kNow + hours(1));
    CHECK(limit.wait("a", kNow + hours(1)) == Millis{0});
}

TEST_CASE("failures of many names at one address make nobody else there wait")
{
    SignInGuard guard;
    for (int i = 0; i < 200; ++i) guard.password_failed("name-" + std::to_string(i), "192.0.2.7", kNow);
    for (int i = 0; i < 10; ++i) guard.password_failed("somchai", "192.0.2.7", kNow);
    CHECK(guard.wait("somchai", "192.0.2.7", false, kNow) > Millis{0});
    CHECK(guard.wait("malee", "192.0.2.7", false, kNow) == Millis{0});
}
