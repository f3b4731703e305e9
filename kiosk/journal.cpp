#include "kiosk/journal.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <unistd.h>

#include "core/base/assert.hpp"
#include "core/base/overloaded.hpp"
#include "core/wire/message.hpp"

namespace saduak::kiosk {

namespace {

constexpr std::size_t kChecksumDigits = 8;

// FNV-1a: finds torn and flipped bytes; nobody attacks their own journal.
std::string checksum(std::string_view text)
{
    std::uint32_t sum = 2166136261U;
    for (char const byte : text) sum = (sum ^ static_cast<unsigned char>(byte)) * 16777619U;
    std::array<char, kChecksumDigits + 1> digits{};
    std::snprintf(digits.data(), digits.size(), "%08x", sum);
    return digits.data();
}

std::string line_of(std::string const& record) { return checksum(record) + " " + record + "\n"; }

std::string command_record(std::int64_t n, JournaledCommand const& command)
{
    return std::to_string(n) + " " + std::to_string(command.at.ms) + " " + command.body;
}

std::string given_record(OfflineNumbers::Given const& given)
{
    return "given " + domain::format_number(given.number.prefix, given.number.n) + " " + (given.day ? format_date(*given.day) : "-");
}

// One word off the front.
std::string_view take_word(std::string_view& text)
{
    std::size_t const end = std::min(text.find(' '), text.size());
    std::string_view const word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return word;
}

bool take_number(std::string_view& text, std::int64_t& value)
{
    std::string_view const word = take_word(text);
    return !word.empty() && std::from_chars(word.data(), word.data() + word.size(), value).ptr == word.data() + word.size();
}

bool take_given(std::string_view& text, OfflineNumbers& offline)
{
    auto const number = domain::parse_number(take_word(text));
    std::string_view const day = take_word(text);
    auto const date = parse_date(day);
    if (!number || (!date && day != "-")) return false;
    offline.note(*number, date ? std::optional<Date>(*date) : std::nullopt);
    return true;
}

// False: not a record of ours.
bool apply_record(Remembered& remembered, std::string_view record)
{
    std::string_view const kind = take_word(record);
    if (kind == "stream") {
        remembered.stream = StreamId(std::string(record));
        return valid_random_id(record);
    }
    if (kind == "acked") return take_number(record, remembered.last_acked);
    if (kind == "printing") {
        remembered.printing.insert(TicketId(std::string(record)));
        return valid_random_id(record);
    }
    if (kind == "given") return take_given(record, remembered.offline);
    std::int64_t n = 0;
    JournaledCommand command;
    // One record, so that a torn tail has both or neither.
    if (kind == "offline" && !take_given(record, remembered.offline)) return false;
    if ((kind != "command" && kind != "offline") || !take_number(record, n) || !take_number(record, command.at.ms)) return false;
    command.body = std::string(record);
    bool const follows = remembered.commands.empty() || n == remembered.commands.rbegin()->first + 1;
    if (follows) remembered.commands.emplace(n, std::move(command));
    return follows;
}

bool apply_line(Remembered& remembered, std::string_view line)
{
    if (line.size() < kChecksumDigits + 2 || line[kChecksumDigits] != ' ') return false;
    std::string_view const record = line.substr(kChecksumDigits + 1);
    return line.substr(0, kChecksumDigits) == checksum(record) && apply_record(remembered, record);
}

Result<Remembered> read_journal(std::filesystem::path const& file)
{
    std::ifstream input(file, std::ios::binary);
    if (!input) return fail(Errc::permission, "cannot read the journal " + file.string());
    std::stringstream content;
    content << input.rdbuf();
    std::string const text = content.str();
    Remembered remembered;
    std::size_t number = 0;
    for (std::size_t start = 0; start < text.size(); ++number) {
        std::size_t const end = text.find('\n', start);
        // What power cut off in the middle was never acted upon.
        if (end == std::string::npos) break;
        bool const good = apply_line(remembered, std::string_view(text).substr(start, end - start));
        bool const last = end + 1 == text.size();
        if (!good && !last)
            return fail(Errc::corrupt, "the journal " + file.string() + " is damaged in line " + std::to_string(number + 1) +
                                           ": put it aside and start again; tickets under way are then cancelled by staff");
        if (!good) break;
        start = end + 1;
    }
    return remembered;
}

void drop_old(Remembered& remembered, Instant now)
{
    auto& commands = remembered.commands;
    while (!commands.empty() && commands.begin()->first <= remembered.last_acked && commands.begin()->second.at < now - kJournalKeep)
        commands.erase(commands.begin());
    std::set<TicketId> named;
    for (auto const& [n, command] : commands)
        if (auto const body = wire::decode_device_command(command.body))
            if (auto const* issue = std::get_if<domain::IssueTicket>(&*body)) named.insert(issue->ticket);
    std::erase_if(remembered.printing, [&named](TicketId const& ticket) { return !named.contains(ticket); });
}

Errc code_of(int error) { return error == ENOSPC || error == EDQUOT ? Errc::full : error == EACCES || error == EROFS ? Errc::permission : Errc::io; }

tl::unexpected<Error> system_failure(std::filesystem::path const& file)
{
    int const error = errno;
    return fail(code_of(error), "the journal " + file.string() + ": " + std::strerror(error));
}

Status sync_folder(std::filesystem::path const& folder)
{
    int const descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return system_failure(folder);
    bool const synced = ::fsync(descriptor) == 0;
    auto const status = synced ? Status{} : Status(system_failure(folder));
    ::close(descriptor);
    return status;
}

}  // namespace

Journal::Journal(Journal&& other) noexcept
    : file_(std::move(other.file_)), remembered_(std::move(other.remembered_)), descriptor_(std::exchange(other.descriptor_, -1))
{
}

Journal& Journal::operator=(Journal&& other) noexcept
{
    std::swap(file_, other.file_);
    std::swap(remembered_, other.remembered_);
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

Journal::~Journal()
{
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<Journal> Journal::open(std::filesystem::path const& folder, StreamId fresh, Instant now)
{
    std::filesystem::path const file = folder / "journal";
    Remembered remembered;
    std::error_code error;
    if (std::filesystem::exists(file, error)) {
        SADUAK_TRY(remembered, read_journal(file));
        drop_old(remembered, now);
    }
    if (remembered.stream.empty()) remembered.stream = std::move(fresh);
    Journal journal(file, std::move(remembered));
    SADUAK_TRY_STATUS(journal.rewrite());
    return journal;
}

Result<Journal> Journal::begin_anew(std::filesystem::path const& folder, Journal const& old, StreamId fresh, Instant now)
{
    std::filesystem::path const file = folder / "journal";
    std::error_code error;
    std::filesystem::create_hard_link(file, folder / ("journal.lost-" + std::to_string(now.ms)), error);
    if (error) return fail(Errc::io, "cannot put the old journal aside: " + error.message());
    Remembered remembered;
    remembered.stream = std::move(fresh);
    remembered.printing = old.remembered().printing;
    remembered.offline = old.remembered().offline;
    std::int64_t n = 0;
    auto const& commands = old.remembered().commands;
    for (auto owed = commands.upper_bound(old.remembered().last_acked); owed != commands.end(); ++owed) remembered.commands[++n] = owed->second;
    Journal journal(file, std::move(remembered));
    SADUAK_TRY_STATUS(journal.rewrite());
    return journal;
}

// The whole journal beside the old one, then renamed over it: a crash leaves one of the two.
Status Journal::rewrite()
{
    std::string text = line_of("stream " + remembered_.stream.str()) + line_of("acked " + std::to_string(remembered_.last_acked));
    for (OfflineNumbers::Given const& given : remembered_.offline.all()) text += line_of(given_record(given));
    for (auto const& [n, command] : remembered_.commands) text += line_of("command " + command_record(n, command));
    for (TicketId const& ticket : remembered_.printing) text += line_of("printing " + ticket.str());
    std::filesystem::path const beside = file_.string() + ".new";
    int const descriptor = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    if (descriptor < 0) return system_failure(beside);
    bool const written = ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(descriptor) == 0;
    if (!written || ::rename(beside.c_str(), file_.c_str()) != 0) {
        auto failure = system_failure(beside);
        ::close(descriptor);
        return failure;
    }
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = descriptor;
    return sync_folder(file_.parent_path());
}

Status Journal::append(std::string const& record, Durability durability)
{
    std::string const line = line_of(record);
    off_t const before = ::lseek(descriptor_, 0, SEEK_END);
    bool const written = ::write(descriptor_, line.data(), line.size()) == static_cast<ssize_t>(line.size());
    if (written && (durability == Durability::lazy || ::fsync(descriptor_) == 0)) return {};
    auto failure = system_failure(file_);
    // Half a line must not stay before the next one.
    if (before >= 0 && ::ftruncate(descriptor_, before) != 0) failure.value().context += " (and cannot be cut back)";
    return failure;
}

Status Journal::append_command(std::int64_t n, std::string const& body, Instant now)
{
    SADUAK_ASSERT(body.find('\n') == std::string::npos);
    JournaledCommand command{body, now};
    SADUAK_TRY_STATUS(append("command " + command_record(n, command), Durability::synced));
    remembered_.commands.emplace(n, std::move(command));
    return {};
}

Status Journal::append_offline(std::int64_t n, std::string const& body, domain::TicketNumber const& number, std::optional<Date> day, Instant now)
{
    SADUAK_ASSERT(body.find('\n') == std::string::npos);
    JournaledCommand command{body, now};
    std::string const given = domain::format_number(number.prefix, number.n) + " " + (day ? format_date(*day) : "-");
    SADUAK_TRY_STATUS(append("offline " + given + " " + command_record(n, command), Durability::synced));
    remembered_.commands.emplace(n, std::move(command));
    remembered_.offline.note(number, day);
    return {};
}

std::optional<domain::TicketNumber> Journal::next_offline(std::vector<domain::OfflineRange> const& ranges, std::string const& prefix,
                                                          std::optional<Date> today)
{
    if (today) remembered_.offline.settle(*today);
    return remembered_.offline.next(ranges, prefix, today);
}

Status Journal::append_printing(TicketId const& ticket)
{
    SADUAK_TRY_STATUS(append("printing " + ticket.str(), Durability::synced));
    remembered_.printing.insert(ticket);
    return {};
}

Status Journal::append_ack(std::int64_t n)
{
    SADUAK_TRY_STATUS(append("acked " + std::to_string(n), Durability::lazy));
    remembered_.last_acked = n;
    return {};
}

Status Journal::trim(Instant now)
{
    auto const& commands = remembered_.commands;
    bool const due = !commands.empty() && commands.begin()->first <= remembered_.last_acked &&
                     commands.begin()->second.at < now - kJournalKeep - kJournalTrimEvery;
    if (!due) return {};
    drop_old(remembered_, now);
    return rewrite();
}

std::vector<domain::CommandBody> recovery_commands(Remembered const& remembered)
{
    std::vector<TicketId> open;
    auto const close = [&open](TicketId const& ticket) { std::erase(open, ticket); };
    for (auto const& [n, command] : remembered.commands) {
        auto const body = wire::decode_device_command(command.body);
        if (!body) continue;  // a later version's: not ours to judge
        std::visit(overloaded{
                       [&](domain::IssueTicket const& issue) {
                           if (!issue.supersedes.empty()) close(issue.supersedes);
                           if (issue.paper == domain::Paper::pending) open.push_back(issue.ticket);
                       },
                       [&](domain::ReportPaper const& report) { close(report.ticket); },
                       [&](domain::CancelTicket const& cancel) { close(cancel.ticket); },
                       [](auto const&) {},
                   },
                   *body);
    }
    std::vector<domain::CommandBody> commands;
    for (TicketId const& ticket : open) {
        if (remembered.printing.contains(ticket))
            commands.emplace_back(domain::ReportPaper{ticket, domain::Paper::unconfirmed, "the kiosk restarted while printing"});
        else commands.emplace_back(domain::CancelTicket{ticket});
    }
    return commands;
}

}  // namespace saduak::kiosk
