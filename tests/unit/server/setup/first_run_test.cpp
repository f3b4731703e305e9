// The setup link of a server that nobody can sign in to.
#include <catch2/catch.hpp>

#include <fstream>

#include <sys/stat.h>

#include "server/setup/first_run.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace saduak;
using namespace saduak::server;
using saduak::test::TemporaryFolder;

namespace {

Instant const kNow = *parse_rfc3339("2026-11-23T01:30:00Z");

std::string link_in(TemporaryFolder const& folder)
{
    std::ifstream in(folder.file("setup-link"));
    std::string link;
    std::getline(in, link);
    return link;
}
std::string secret_of(std::string const& link) { return link.substr(link.find('#') + 1); }

}  // namespace

TEST_CASE("the link is the owner's alone, makes one administrator and is then worth nothing")
{
    TemporaryFolder const folder;
    auto const accounts = *Accounts::open(folder.path());
    auto const first_run = FirstRun::begin(folder.path(), *accounts, kNow);
    REQUIRE(first_run->open(kNow));
    auto const told = first_run->announce("https://queue.example", FirstRun::Reader::person);
    REQUIRE(told);
    std::string const link = link_in(folder);
    CHECK(link.starts_with("https://queue.example/setup#"));
    CHECK(told->find(link) != std::string::npos);
    struct stat info {};
    REQUIRE(::stat(folder.file("setup-link").c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);

    CHECK(first_run->finish("0000", "chai", "correct horse", kNow).error().code == Errc::permission);
    CHECK(first_run->finish(secret_of(link), "so chai", "correct horse", kNow).error().code == Errc::invalid_argument);
    CHECK(first_run->finish(secret_of(link), "chai", "short", kNow).error().code == Errc::invalid_argument);
    REQUIRE(first_run->finish(secret_of(link), "chai", "correct horse", kNow));
    CHECK(accounts->find_user("chai")->role == Role::administrator);
    CHECK(accounts->find_user("chai")->sites.empty());
    CHECK(::stat(folder.file("setup-link").c_str(), &info) != 0);
    CHECK_FALSE(first_run->open(kNow));
    CHECK(first_run->finish(secret_of(link), "malee", "correct horse", kNow).error().code == Errc::already_exists);
}

TEST_CASE("what a service says, which is kept in a log, names the file and not the secret")
{
    TemporaryFolder const folder;
    auto const accounts = *Accounts::open(folder.path());
    auto const first_run = FirstRun::begin(folder.path(), *accounts, kNow);
    auto const told = first_run->announce("https://queue.example", FirstRun::Reader::log);
    REQUIRE(told);
    CHECK(told->find(folder.file("setup-link")) != std::string::npos);
    CHECK(told->find(secret_of(link_in(folder))) == std::string::npos);
}

TEST_CASE("the link ends after a day, with a restart, and when somebody was added at the console")
{
    TemporaryFolder const folder;
    auto const accounts = *Accounts::open(folder.path());
    auto const first_run = FirstRun::begin(folder.path(), *accounts, kNow);
    REQUIRE(first_run->announce("https://queue.example", FirstRun::Reader::log));
    std::string const old_secret = secret_of(link_in(folder));
    CHECK_FALSE(first_run->open(kNow + FirstRun::kOpenFor));
    CHECK(first_run->finish(old_secret, "chai", "correct horse", kNow + FirstRun::kOpenFor).error().code == Errc::already_exists);

    auto const restarted = FirstRun::begin(folder.path(), *accounts, kNow);
    REQUIRE(restarted->announce("https://queue.example", FirstRun::Reader::log));
    CHECK(secret_of(link_in(folder)) != old_secret);
    CHECK(restarted->finish(old_secret, "chai", "correct horse", kNow).error().code == Errc::permission);

    REQUIRE(accounts->add_user(User{"chai", Role::administrator, {}}, "correct horse", "console", kNow));
    CHECK_FALSE(restarted->open(kNow));
    auto const after = FirstRun::begin(folder.path(), *accounts, kNow);
    CHECK_FALSE(after->open(kNow));
    CHECK(link_in(folder).empty());
    CHECK(after->finish("", "malee", "correct horse", kNow).error().code == Errc::already_exists);
}
