// An exported log: written, read back, and refused where it was changed.
#include "server/archive/log_file.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/server/archive/archived_town.hpp"

using namespace saduak;
using namespace saduak::server;
using saduak::test::DaysInStore;

namespace {

Error refusal(std::string const& text)
{
    std::istringstream in(text);
    auto const read = read_log(in, [](StoredEvent const&) { return Status{}; });
    REQUIRE_FALSE(read);
    return read.error();
}

std::string replaced(std::string text, std::string const& from, std::string const& to)
{
    auto const at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

std::string without_line(std::string const& text, int number)
{
    std::size_t begin = 0;
    for (int n = 1; n < number; ++n) begin = text.find('\n', begin) + 1;
    return text.substr(0, begin) + text.substr(text.find('\n', begin) + 1);
}

}  // namespace

TEST_CASE("an exported log reads back event by event, with the bodies and hashes that the log has")
{
    DaysInStore days(2);
    std::istringstream in(days.exported());
    std::vector<std::string> read;
    auto const stretch = read_log(in, [&](StoredEvent const& event) -> Status {
        read.push_back(std::to_string(event.seq) + " " + event.hash);
        return {};
    });
    REQUIRE(stretch);
    CHECK(stretch->to.hash == days.head().hash);
    CHECK(read == DaysInStore::hashes(*days.store));
}

TEST_CASE("a stretch of a log begins with the hash of the event before it")
{
    DaysInStore days(2);
    auto const hashes = DaysInStore::hashes(*days.store);
    std::string const third = hashes[2].substr(hashes[2].find(' ') + 1);
    std::istringstream in(days.exported(3, third));
    Seq first = 0;
    REQUIRE(read_log(in, [&](StoredEvent const& event) -> Status {
        if (first == 0) first = event.seq;
        return {};
    }));
    CHECK(first == 4);
    CHECK(refusal(replaced(days.exported(3, third), third, std::string(64, '0'))).code == Errc::corrupt);
}

TEST_CASE("what was done to an exported log is named with its line")
{
    DaysInStore days(1);
    std::string const text = days.exported();
    CHECK(refusal("").context == "line 1: the file is empty");
    CHECK(refusal("ticket,service\nA1,x\n").context.find("line 1: this is no exported log") == 0);
    CHECK(refusal(replaced(text, "\"saduak_log\":1", "\"saduak_log\":2")).code == Errc::unsupported);
    CHECK(refusal(replaced(text, "\\\"number\\\":\\\"A001\\\"", "\\\"number\\\":\\\"A009\\\"")).context.find("its hash does not follow") !=
          std::string::npos);
    Error const missing = refusal(without_line(text, 4));
    CHECK(missing.code == Errc::corrupt);
    CHECK(missing.context == "line 4: event 3 is missing");
    Error const cut = refusal(text.substr(0, text.rfind('\n', text.size() - 2) + 1));
    CHECK(cut.code == Errc::corrupt);
    CHECK(cut.context.find("it was cut off") != std::string::npos);
    CHECK(refusal(text.substr(0, text.size() - 20)).code == Errc::parse);  // in the middle of the last line
}
