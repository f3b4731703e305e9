#include "kiosk/journal.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <unistd.h>

#include "core/base/assert.hpp"
#include "core/base/overloaded.hpp"
#include "core/wire/message.hpp"

namespace saduak::kiosk {

namespace {

constexpr std::size_t kChecksumDigits = 8;
constexpr std::size_t kCopiedAtOnce = 64 * 1024;

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

std::string command_record(std::int64_t n, Instant at, std::string const& body)
{
    return std::to_string(n) + " " + std::to_string(at.ms) + " " + body;
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

// False: not a record of ours. `offset`: of the record in the file.
bool apply_record(Remembered& remembered, std::string_view record, std::int64_t offset)
{
    char const* const start = record.data();
    std::string_view const kind = take_word(record);
    if (kind == "stream") {
        remembered.stream = StreamId(std::string(record));
        return valid_random_id(record);
    }
    if (kind == "acked") return take_number(record, remembered.last_acked);
    if (kind == "printing") {
        remembered.open.note_printing(TicketId(std::string(record)));
        return valid_random_id(record);
    }
    if (kind == "given") return take_given(record, remembered.offline);
    std::int64_t n = 0;
    JournaledCommand command;
    // One record, so that a torn tail has both or neither.
    if (kind == "offline" && !take_given(record, remembered.offline)) return false;
    if ((kind != "command" && kind != "offline") || !take_number(record, n) || !take_number(record, command.at.ms)) return false;
    if (!remembered.commands.empty() && n != remembered.commands.rbegin()->first + 1) return false;
    command.offset = offset + (record.data() - start);
    command.size = record.size();
    remembered.commands.emplace(n, command);
    // One that cannot be read is a later version's: not ours to judge.
    if (auto const body = wire::decode_device_command(record)) remembered.open.note(*body);
    return true;
}

bool apply_line(Remembered& remembered, std::string_view line, std::int64_t offset)
{
    if (line.size() < kChecksumDigits + 2 || line[kChecksumDigits] != ' ') return false;
    std::string_view const record = line.substr(kChecksumDigits + 1);
    return line.substr(0, kChecksumDigits) == checksum(record) && apply_record(remembered, record, offset + std::int64_t{kChecksumDigits} + 1);
}

Result<Remembered> read_journal(std::filesystem::path const& file)
{
    std::ifstream input(file, std::ios::binary);
    if (!input) return fail(Errc::permission, "cannot read the journal " + file.string());
    Remembered remembered;
    std::int64_t offset = 0;
    std::string line;
    for (std::size_t number = 1; std::getline(input, line); ++number) {
        if (input.eof()) break;  // what power cut off in the middle was never acted upon
        bool const good = apply_line(remembered, line, offset);
        offset += static_cast<std::int64_t>(line.size()) + 1;
        if (good) continue;
        if (input.peek() == std::ifstream::traits_type::eof()) break;
        return fail(Errc::corrupt, "the journal " + file.string() + " is damaged in line " + std::to_string(number) +
                                       ": put it aside and start again; tickets under way are then cancelled by staff");
    }
    return remembered;
}

void drop_old(Remembered& remembered, Instant now)
{
    auto& commands = remembered.commands;
    while (!commands.empty() && commands.begin()->first <= remembered.last_acked && commands.begin()->second.at < now - kJournalKeep)
        commands.erase(commands.begin());
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

Status write_whole(int descriptor, std::string const& text, std::filesystem::path const& file)
{
    if (::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size())) return {};
    return system_failure(file);
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
    bool const there = std::filesystem::exists(file, error);
    if (there) {
        SADUAK_TRY(remembered, read_journal(file));
        drop_old(remembered, now);
    }
    if (remembered.stream.empty()) remembered.stream = std::move(fresh);
    Journal journal(file, std::move(remembered));
    if (there) journal.descriptor_ = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
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
    remembered.open = old.remembered().open;
    remembered.offline = old.remembered().offline;
    std::int64_t n = 0;
    auto const& commands = old.remembered().commands;
    for (auto owed = commands.upper_bound(old.remembered().last_acked); owed != commands.end(); ++owed) remembered.commands[++n] = owed->second;
    Journal journal(file, std::move(remembered));
    journal.descriptor_ = ::dup(old.descriptor_);
    SADUAK_TRY_STATUS(journal.rewrite());
    return journal;
}

// The whole journal beside the old one, then renamed over it: a crash leaves one of the two. Bodies go from file to file.
Status Journal::rewrite()
{
    std::filesystem::path const beside = file_.string() + ".new";
    int const descriptor = ::open(beside.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    if (descriptor < 0) return system_failure(beside);
    auto moved = copy_to(descriptor, beside);
    if (moved && (::fsync(descriptor) != 0 || ::rename(beside.c_str(), file_.c_str()) != 0)) moved = system_failure(beside);
    if (!moved) {
        ::close(descriptor);
        return tl::unexpected(moved.error());
    }
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = descriptor;
    remembered_.commands = *std::move(moved);
    return sync_folder(file_.parent_path());
}

Result<std::map<std::int64_t, JournaledCommand>> Journal::copy_to(int descriptor, std::filesystem::path const& file) const
{
    std::string text = line_of("stream " + remembered_.stream.str()) + line_of("acked " + std::to_string(remembered_.last_acked));
    for (OfflineNumbers::Given const& given : remembered_.offline.all()) text += line_of(given_record(given));
    std::map<std::int64_t, JournaledCommand> moved;
    std::int64_t written = 0;
    for (auto const& [n, command] : remembered_.commands) {
        SADUAK_TRY(std::string const words, body(n));
        text += line_of("command " + command_record(n, command.at, words));
        moved.emplace(n, JournaledCommand{written + static_cast<std::int64_t>(text.size() - 1 - words.size()), words.size(), command.at});
        if (text.size() < kCopiedAtOnce) continue;
        SADUAK_TRY_STATUS(write_whole(descriptor, text, file));
        written += static_cast<std::int64_t>(text.size());
        text.clear();
    }
    for (TicketId const& ticket : remembered_.open.printing()) text += line_of("printing " + ticket.str());
    SADUAK_TRY_STATUS(write_whole(descriptor, text, file));
    return moved;
}

Result<std::string> Journal::body(std::int64_t n) const
{
    auto const found = remembered_.commands.find(n);
    if (found == remembered_.commands.end()) return fail(Errc::not_found, "the journal has no command " + std::to_string(n));
    std::string text(found->second.size, '\0');
    if (::pread(descriptor_, text.data(), text.size(), found->second.offset) != static_cast<ssize_t>(text.size())) return system_failure(file_);
    return text;
}

Result<std::int64_t> Journal::append(std::string const& record, Durability durability)
{
    std::string const line = line_of(record);
    off_t const before = ::lseek(descriptor_, 0, SEEK_END);
    bool const written = ::write(descriptor_, line.data(), line.size()) == static_cast<ssize_t>(line.size());
    if (written && (durability == Durability::lazy || ::fsync(descriptor_) == 0)) return before + static_cast<std::int64_t>(line.size());
    auto failure = system_failure(file_);
    // Half a line must not stay before the next one.
    if (before >= 0 && ::ftruncate(descriptor_, before) != 0) failure.value().context += " (and cannot be cut back)";
    return failure;
}

void Journal::note_command(std::int64_t n, std::string const& body, std::int64_t end, Instant now)
{
    remembered_.commands.emplace(n, JournaledCommand{end - 1 - static_cast<std::int64_t>(body.size()), body.size(), now});
}

Status Journal::append_command(std::int64_t n, std::string const& body, Instant now)
{
    SADUAK_ASSERT(body.find('\n') == std::string::npos);
    SADUAK_TRY(std::int64_t const end, append("command " + command_record(n, now, body), Durability::synced));
    note_command(n, body, end, now);
    if (auto const command = wire::decode_device_command(body)) remembered_.open.note(*command);
    return {};
}

Status Journal::append_offline(std::int64_t n, std::string const& body, domain::TicketNumber const& number, std::optional<Date> day, Instant now)
{
    SADUAK_ASSERT(body.find('\n') == std::string::npos);
    std::string const given = domain::format_number(number.prefix, number.n) + " " + (day ? format_date(*day) : "-");
    SADUAK_TRY(std::int64_t const end, append("offline " + given + " " + command_record(n, now, body), Durability::synced));
    note_command(n, body, end, now);
    if (auto const command = wire::decode_device_command(body)) remembered_.open.note(*command);
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
    if (auto const written = append("printing " + ticket.str(), Durability::synced); !written) return tl::unexpected(written.error());
    remembered_.open.note_printing(ticket);
    return {};
}

Status Journal::append_ack(std::int64_t n)
{
    if (auto const written = append("acked " + std::to_string(n), Durability::lazy); !written) return tl::unexpected(written.error());
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

void OpenTickets::note(domain::CommandBody const& command)
{
    std::visit(overloaded{
                   [this](domain::IssueTicket const& issue) {
                       if (!issue.supersedes.empty()) close(issue.supersedes);
                       if (issue.paper == domain::Paper::pending) open_.push_back({issue.ticket, false});
                   },
                   [this](domain::ReprintTicket const& reprint) {
                       open_.push_back({reprint.ticket, false});
                   },
                   [this](domain::ReportPaper const& report) {
                       close(report.ticket);
                       if (report.paper == domain::Paper::confirmed) uncut_ = {};
                   },
                   [this](domain::CancelTicket const& cancel) { close(cancel.ticket); },
                   [](auto const&) {},
               },
               command);
}

void OpenTickets::note_printing(TicketId const& ticket)
{
    uncut_ = ticket;
    for (Open& open : open_)
        if (open.ticket == ticket) open.printing = true;
}

void OpenTickets::close(TicketId const& ticket)
{
    std::erase_if(open_, [&ticket](Open const& open) { return open.ticket == ticket; });
}

std::vector<TicketId> OpenTickets::printing() const
{
    std::vector<TicketId> tickets;
    for (Open const& open : open_)
        if (open.printing && open.ticket != uncut_) tickets.push_back(open.ticket);
    if (uncut()) tickets.push_back(uncut_);
    return tickets;
}

std::vector<domain::CommandBody> OpenTickets::recovery() const
{
    std::vector<domain::CommandBody> commands;
    for (Open const& open : open_) {
        if (open.printing) commands.emplace_back(domain::ReportPaper{open.ticket, domain::Paper::unconfirmed, "the kiosk restarted while printing"});
        else commands.emplace_back(domain::CancelTicket{open.ticket});
    }
    return commands;
}

}  // namespace saduak::kiosk
