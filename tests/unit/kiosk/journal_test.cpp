#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "core/link/device_session.hpp"
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
    CHECK(again->body(1) == issue_body('1'));
    CHECK(again->body(2) == R"({"name":"printer","state":"ready"})");
    CHECK_FALSE(again->body(3));
    CHECK(remembered.open.printing() == std::vector{ticket('1')});
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
        CHECK(open(folder).body(2) == issue_body('3'));
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
    CHECK(later.body(3) == issue_body('3'));
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
    CHECK(again.body(3) == issue_body('3'));
    CHECK(again.body(4) == issue_body('4'));
}

TEST_CASE("after a crash a ticket that was printing is unconfirmed, one that was not is cancelled, others are left alone")
{
    OpenTickets open_tickets;
    auto const issued = [](char digit) { return *wire::decode_device_command(issue_body(digit)); };
    for (char const digit : {'1', '2', '3', '4', '5', '6'}) open_tickets.note(issued(digit));
    for (char const digit : {'1', '3', '6'}) open_tickets.note_printing(ticket(digit));
    open_tickets.note(domain::ReportPaper{ticket('1'), domain::Paper::confirmed, ""});
    open_tickets.note(domain::CancelTicket{ticket('2')});
    // Abandoned for a number of the kiosk's own, and that one is on paper.
    auto own = std::get<domain::IssueTicket>(issued('7'));
    own.supersedes = ticket('5');
    open_tickets.note(own);
    open_tickets.note(domain::ReportPaper{ticket('7'), domain::Paper::confirmed, ""});
    // The first paper failed, and the copy was under way.
    open_tickets.note(domain::ReportPaper{ticket('6'), domain::Paper::failed, ""});
    open_tickets.note(domain::ReprintTicket{ticket('6')});
    open_tickets.note_printing(ticket('6'));
    auto const commands = open_tickets.recovery();
    REQUIRE(commands.size() == 3);
    CHECK(std::get<domain::ReportPaper>(commands[2]).ticket == ticket('6'));
    auto const* report = std::get_if<domain::ReportPaper>(&commands[0]);
    REQUIRE(report != nullptr);
    CHECK(report->ticket == ticket('3'));
    CHECK(report->paper == domain::Paper::unconfirmed);
    auto const* cancel = std::get_if<domain::CancelTicket>(&commands[1]);
    REQUIRE(cancel != nullptr);
    CHECK(cancel->ticket == ticket('4'));
}

TEST_CASE("what went to the printer and was not confirmed since may hang from it, over more than one crash")
{
    Folder const folder;
    auto const report = [](domain::Paper paper) { return wire::encode_device_command(domain::ReportPaper{ticket('1'), paper, ""}); };
    REQUIRE(open(folder).append_command(1, issue_body('1'), kNow));
    CHECK_FALSE(open(folder).remembered().open.uncut());
    REQUIRE(open(folder).append_printing(ticket('1')));
    CHECK(open(folder).remembered().open.uncut());
    REQUIRE(open(folder).append_command(2, report(domain::Paper::unconfirmed), kNow));
    CHECK(open(folder).remembered().open.uncut());
    REQUIRE(open(folder).append_ack(2));
    // Also when everything else of that time has left.
    CHECK(open(folder, kNow + kJournalKeep + hours(1)).remembered().commands.empty());
    CHECK(open(folder).remembered().open.uncut());
    CHECK(open(folder).remembered().open.recovery().empty());
    REQUIRE(open(folder).append_command(3, report(domain::Paper::confirmed), kNow));
    CHECK_FALSE(open(folder).remembered().open.uncut());
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
    CHECK(journal->body(1) == issue_body('2'));
    CHECK(journal->body(2) == issue_body('3'));
    CHECK(journal->remembered().offline.all() == std::vector<OfflineNumbers::Given>{{{"A", 901}, Date{2026, 11, 21}}});
    CHECK(std::filesystem::exists(folder.path / ("journal.lost-" + std::to_string(kNow.ms))));
}

TEST_CASE("a number given out without the server is in the journal with its command, whole or not at all")
{
    Folder folder;
    std::size_t before = 0;
    {
        Journal journal = open(folder);
        REQUIRE(journal.append_command(1, issue_body('1'), kNow));
        before = folder.read().size();
        REQUIRE(journal.append_offline(2, issue_body('2'), {"A", 901}, std::nullopt, kNow));
    }
    std::string const whole = folder.read();
    Journal const both = open(folder);
    CHECK(both.body(2) == issue_body('2'));
    CHECK(both.remembered().offline.all().size() == 1);
    for (std::size_t size = before; size < whole.size(); ++size) {
        folder.write(whole.substr(0, size));
        Journal const torn = open(folder);
        CHECK(torn.remembered().offline.all().empty());
        CHECK(torn.remembered().commands.size() == 1);
    }
}

TEST_CASE("a backlog of weeks is opened, kept on the disk and sent piece by piece, in order")
{
    constexpr std::int64_t kMany = 20'000;
    Folder folder;
    open(folder);
    std::string text = folder.read();
    for (std::int64_t n = 1; n <= kMany; ++n) {
        std::string const record = "command " + std::to_string(n) + " " + std::to_string(kNow.ms) + " " + issue_body('1');
        std::uint32_t sum = 2166136261U;
        for (char const byte : record) sum = (sum ^ static_cast<unsigned char>(byte)) * 16777619U;
        char digits[9];
        std::snprintf(digits, sizeof digits, "%08x", sum);
        text += digits + (" " + record) + "\n";
    }
    folder.write(text);
    Journal journal = open(folder, kNow + kJournalKeep * 4);
    REQUIRE(journal.remembered().commands.size() == kMany);
    std::map<std::int64_t, std::string> kept;
    for (auto const& [n, command] : journal.remembered().commands) kept.emplace(n, std::string());
    std::int64_t in_memory = 0;
    link::DeviceSession session({DeviceId("kiosk-1"), std::string(64, 'a'), kStream, std::string(32, 'b'), "0"}, 0, std::move(kept), 1,
                                [&](std::int64_t n) { return ++in_memory, *journal.body(n); });
    static_cast<void>(session.connected(kNow));
    link::Actions actions = session.received(wire::encode(wire::Welcome{kNow, 0, 1, SiteId("hall"), "issue", ""}), kNow);
    std::int64_t next = 1;
    for (std::int64_t answered = 1; answered <= kMany; ++answered) {
        for (link::Action const& action : actions)
            if (auto const* send = std::get_if<link::SendBody>(&action)) {
                auto const message = wire::decode(send->body);
                REQUIRE(message);
                if (auto const* command = std::get_if<wire::CommandMessage>(&*message)) REQUIRE(command->n == next++);
            }
        REQUIRE(next - answered <= link::kOutstandingMax);
        actions = session.received(wire::encode(wire::Ack{answered, true, "{}"}), kNow);
    }
    CHECK(next == kMany + 1);
    CHECK(in_memory == kMany);
    CHECK(session.unanswered() == 0);
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
