// What the kiosk must not forget: its stream, the commands it sent, what was acknowledged, which ticket went to the printer.
// One append-only file in the data folder; the folder's lock (platform::DataFolder) keeps a second kiosk out.
// Each record is a line with a checksum, so that a torn tail is seen and cut off. Used by one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/domain/command.hpp"
#include "kiosk/offline/numbers.hpp"

namespace saduak::kiosk {

// Tickets that the kiosk is giving out, from its commands and prints in their order.
class OpenTickets {
public:
    void note(domain::CommandBody const& command);
    void note_printing(TicketId const& ticket);
    // Those that went to the printer, and whatever else may hang from it.
    [[nodiscard]] std::vector<TicketId> printing() const;
    // Something went to the printer, and no ticket was known to be cut off since.
    [[nodiscard]] bool uncut() const { return !uncut_.empty(); }
    // What a kiosk says of them when it died: `unconfirmed` where printing had begun (never printed again by itself), `cancel` where
    // it had not: that citizen got neither paper nor number.
    [[nodiscard]] std::vector<domain::CommandBody> recovery() const;

private:
    struct Open {
        TicketId ticket;
        bool printing = false;
    };
    void close(TicketId const& ticket);

    std::vector<Open> open_;
    TicketId uncut_;  // what went to the printer last; empty: a ticket was known to be cut off since
};

// Where the body of a command (wire::encode_device_command) lies in the file: weeks of them stay there.
struct JournaledCommand {
    std::int64_t offset = 0;
    std::size_t size = 0;
    Instant at;
};
struct Remembered {
    StreamId stream;
    std::int64_t last_acked = 0;
    std::map<std::int64_t, JournaledCommand> commands;  // by n, without gaps; those acknowledged long ago are gone
    OpenTickets open;
    OfflineNumbers offline;  // given out without the server
};

class Journal {
public:
    // Reads or makes FOLDER/journal. `fresh`: the stream of a new one. Entries acknowledged before `now` less
    // kJournalKeep are left out (DESIGN 4.1: a restored server asks for them again). Errc::corrupt: a bad record that is
    // not the tail; io, permission, full.
    [[nodiscard]] static Result<Journal> open(std::filesystem::path const& folder, StreamId fresh, Instant now);
    // The server lost this stream: the old file is put aside, and what it owes goes on in a new stream; the server knows again what it
    // had taken, by the tickets' ids. Numbers given out without the server stay given.
    [[nodiscard]] static Result<Journal> begin_anew(std::filesystem::path const& folder, Journal const& old, StreamId fresh, Instant now);

    Journal(Journal&& other) noexcept;
    Journal& operator=(Journal&& other) noexcept;
    ~Journal();

    [[nodiscard]] Remembered const& remembered() const { return remembered_; }
    // Read from the file; Errc::not_found where it has no such command, io.
    [[nodiscard]] Result<std::string> body(std::int64_t n) const;

    // Durable when it returns. n follows the last one.
    [[nodiscard]] Status append_command(std::int64_t n, std::string const& body, Instant now);
    // The command that gives out a number of the kiosk's own, and the number, which is given from here on; `day` as OfflineNumbers.
    [[nodiscard]] Status append_offline(std::int64_t n, std::string const& body, domain::TicketNumber const& number, std::optional<Date> day,
                                        Instant now);
    // The next number of these ranges, as OfflineNumbers::next; where `today` is known it counts for what was given before, too.
    [[nodiscard]] std::optional<domain::TicketNumber> next_offline(std::vector<domain::OfflineRange> const& ranges, std::string const& prefix,
                                                                   std::optional<Date> today);
    // Durable when it returns: from here on the kiosk never prints this ticket again by itself.
    [[nodiscard]] Status append_printing(TicketId const& ticket);
    // Not synced: an acknowledgement forgotten is asked for again.
    [[nodiscard]] Status append_ack(std::int64_t n);
    // Leaves out what open() would, once a day's worth of it has gathered.
    [[nodiscard]] Status trim(Instant now);

private:
    enum class Durability { synced, lazy };

    Journal(std::filesystem::path file, Remembered remembered) : file_(std::move(file)), remembered_(std::move(remembered)) {}
    [[nodiscard]] Status rewrite();
    [[nodiscard]] Result<std::map<std::int64_t, JournaledCommand>> copy_to(int descriptor, std::filesystem::path const& file) const;
    // The file's size then.
    [[nodiscard]] Result<std::int64_t> append(std::string const& record, Durability durability);
    void note_command(std::int64_t n, std::string const& body, std::int64_t end, Instant now);

    std::filesystem::path file_;
    Remembered remembered_;
    int descriptor_ = -1;
};

inline constexpr Millis kJournalKeep = hours(24 * 7);
inline constexpr Millis kJournalTrimEvery = hours(24);

}  // namespace saduak::kiosk
