#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "core/wire/message.hpp"
#include "kiosk/journal.hpp"
#include "platform/data_folder.hpp"
#include "platform/entropy.hpp"

using namespace saduak;
using namespace saduak::kiosk;

namespace {

class Folder {
public:
    Folder() : path(std::filesystem::temp_directory_path() / ("saduak-journal-" + platform::random_id())) { std::filesystem::create_directory(path); }
    ~Folder() { std::filesystem::remove_all(path); }
    Folder(Folder const&) = delete;
    Folder& operator=(Folder const&) = delete;

    [[nodiscard]] std::filesystem::path file() const { return path / "journal"; }
    [[nodiscard]] std::string read() const
    {
        std::ifstream input(file(), std::ios::binary);
        return {std::istreambuf_iterator<char>(input), {}};
    }
    void write(std::string const& text) const { std::ofstream(file(), std::ios::binary) << text; }

    std::filesystem::path path;
};

StreamId const kStream(std::string(32, 'c'));
Instant const kNow{1'700'000'000'000};

TicketId ticket(char digit) { return TicketId(std::string(32, digit)); }

std::string issue_body(char digit)
{
    domain::IssueTicket issue;
    issue.ticket = ticket(digit);
    issue.service = ServiceId("id-card");
    issue.token_sha256 = std::string(64, 'b');
    issue.paper = domain::Paper::pending;
    return wire::encode_device_command(issue);
}

Journal open(Folder const& folder, Instant now = kNow)
{
    auto journal = Journal::open(folder.path, kStream, now);
    REQUIRE(journal);
    return std::move(*journal);
}

}  // namespace

TEST_CASE("what was appended is remembered after a restart, under the first stream")
{
    Folder folder;
    {
        Journal journal = open(folder);
        REQUIRE(journal.append_command(1, issue_body('1'), kNow));
        REQUIRE(journal.append_command(2, R"({"name":"printer","state":"ready"})", kNow));
        REQUIRE(journal.append_ack(1));
        REQUIRE(journal.append_printing(ticket('1')));
    }
    auto again = Journal::open(folder.path, StreamId(std::string(32, 'd')), kNow);
    REQUIRE(again);
    Remembered const& remembered = again->remembered();
    CHECK(remembered.stream == kStream);
    CHECK(remembered.last_acked == 1);
    CHECK(remembered.commands.size() == 2);
    CHECK(remembered.commands.at(1).body == issue_body('1'));
    CHECK(remembered.printing == std::set<TicketId>{ticket('1')});
}

TEST_CASE("a tail torn at any byte loses at most its own record")
{
    Folder folder;
    std::size_t before = 0;
    {
        Journal journal = open(folder);
        REQUIRE(journal.append_command(1, issue_body('1'), kNow));
        before = folder.read().size();
        REQUIRE(journal.append_command(2, issue_body('2'), kNow));
    }
    std::string const whole = folder.read();
    for (std::size_t size = before; size < whole.size(); ++size) {
        folder.write(whole.substr(0, size));
        Journal journal = open(folder);
        CHECK(journal.remembered().commands.size() == 1);
        // And it goes on cleanly from there.
        REQUIRE(journal.append_command(2, issue_body('3'), kNow));
        CHECK(open(folder).remembered().commands.at(2).body == issue_body('3'));
    }
}

TEST_CASE("damage before the tail is reported, not skipped")
{
    Folder folder;
    {
        Journal journal = open(folder);
        REQUIRE(journal.append_command(1, issue_body('1'), kNow));
        REQUIRE(journal.append_command(2, issue_body('2'), kNow));
    }
    std::string text = folder.read();
    text[text.find("id-card")] = 'X';
    folder.write(text);
    auto const journal = Journal::open(folder.path, kStream, kNow);
    REQUIRE_FALSE(journal);
    CHECK(journal.error().code == Errc::corrupt);
}

TEST_CASE("acknowledged commands leave after seven days, unanswered ones never")
{
    Folder folder;
    {
        Journal journal = open(folder);
        for (std::int64_t n = 1; n <= 3; ++n) REQUIRE(journal.append_command(n, issue_body(static_cast<char>('0' + n)), kNow));
        REQUIRE(journal.append_printing(ticket('1')));
        REQUIRE(journal.append_ack(2));
    }
    CHECK(open(folder, kNow + kJournalKeep).remembered().commands.size() == 3);
    Journal const later = open(folder, kNow + kJournalKeep + Millis{1});
    CHECK(later.remembered().commands.size() == 1);
    CHECK(later.remembered().commands.contains(3));
    CHECK(later.remembered().last_acked == 2);
    CHECK(later.remembered().printing.empty());
}

TEST_CASE("a journal that stays open sheds what is old, and goes on in the same file")
{
    Folder folder;
    Instant const later = kNow + kJournalKeep + kJournalTrimEvery;
    Journal journal = open(folder);
    for (std::int64_t n = 1; n <= 3; ++n) REQUIRE(journal.append_command(n, issue_body(static_cast<char>('0' + n)), kNow));
    REQUIRE(journal.append_ack(2));
    REQUIRE(journal.trim(later));
    CHECK(journal.remembered().commands.size() == 3);
    REQUIRE(journal.trim(later + Millis{1}));
    CHECK(journal.remembered().commands.size() == 1);
    CHECK(folder.read().find(issue_body('1')) == std::string::npos);
    REQUIRE(journal.append_command(4, issue_body('4'), later));
    Journal const again = open(folder, later);
    CHECK(again.remembered().last_acked == 2);
    CHECK(again.remembered().commands.size() == 2);
    CHECK(again.remembered().commands.contains(4));
}

TEST_CASE("after a crash a ticket that was printing is unconfirmed, one that was not is cancelled, others are left alone")
{
    Remembered remembered;
    std::int64_t n = 0;
    auto const add = [&](domain::CommandBody const& command) {
        remembered.commands.emplace(++n, JournaledCommand{wire::encode_device_command(command), kNow});
    };
    for (char const digit : {'1', '2', '3', '4'}) remembered.commands.emplace(++n, JournaledCommand{issue_body(digit), kNow});
    add(domain::ReportPaper{ticket('1'), domain::Paper::confirmed, ""});
    add(domain::CancelTicket{ticket('2')});
    remembered.printing = {ticket('1'), ticket('3')};
    auto const commands = recovery_commands(remembered);
    REQUIRE(commands.size() == 2);
    auto const* report = std::get_if<domain::ReportPaper>(&commands[0]);
    REQUIRE(report != nullptr);
    CHECK(report->ticket == ticket('3'));
    CHECK(report->paper == domain::Paper::unconfirmed);
    auto const* cancel = std::get_if<domain::CancelTicket>(&commands[1]);
    REQUIRE(cancel != nullptr);
    CHECK(cancel->ticket == ticket('4'));
}

TEST_CASE("a server that lost the stream gets a new one, and the old journal is put aside")
{
    Folder folder;
    Journal old = open(folder);
    REQUIRE(old.append_command(1, issue_body('1'), kNow));
    REQUIRE(old.append_command(2, issue_body('2'), kNow));
    REQUIRE(old.append_offline(3, issue_body('3'), {"A", 901}, Date{2026, 11, 21}, kNow));
    REQUIRE(old.append_ack(1));
    StreamId const fresh(std::string(32, 'e'));
    REQUIRE(Journal::begin_anew(folder.path, old, fresh, kNow));
    auto const journal = Journal::open(folder.path, StreamId(std::string(32, 'f')), kNow);
    REQUIRE(journal);
    CHECK(journal->remembered().stream == fresh);
    CHECK(journal->remembered().last_acked == 0);
    // What it owes goes on, and a number that was given stays given.
    REQUIRE(journal->remembered().commands.size() == 2);
    CHECK(journal->remembered().commands.at(1).body == issue_body('2'));
    CHECK(journal->remembered().commands.at(2).body == issue_body('3'));
    CHECK(journal->remembered().offline.all() == std::vector<OfflineNumbers::Given>{{{"A", 901}, Date{2026, 11, 21}}});
    CHECK(std::filesystem::exists(folder.path / ("journal.lost-" + std::to_string(kNow.ms))));
}

TEST_CASE("two kiosks on one data folder are refused")
{
    Folder folder;
    auto const first = platform::DataFolder::lock(folder.path, "saduak-kiosk");
    REQUIRE(first);
    auto const second = platform::DataFolder::lock(folder.path, "saduak-kiosk");
    REQUIRE_FALSE(second);
    CHECK(second.error().code == Errc::busy);
}
