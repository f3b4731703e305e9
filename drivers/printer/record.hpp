// A conversation with a printer as text, for support cases: written while a kiosk prints, and played back without the
// printer.
//
//     saduak printer record 1
//     open usb 04b8:0e15 at 1-1
//     12 write 3/3 100401          milliseconds since `open`, bytes taken / offered, the taken ones
//     13 read 12
//     28 read                      silence until the deadline
//     40 lost usb 04b8:0e15 at 1-1: unplugged
//
// A file may hold many conversations, each from its `open`. It holds tickets as they were printed, with their numbers and
// links: treat it like the tickets.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "drivers/printer/port.hpp"

namespace saduak::drivers {

// A file that reaches this becomes FILE.1, in the place of an older one, and a new one begins.
inline constexpr std::size_t kRecordBytesMax = 8U << 20U;

// The port passes everything on and writes it down. Printing never waits for, or fails with, the record: where it cannot
// be written any more it ends, and where it could not even begin `begun` says why (Errc::permission, io).
struct Recording {
    std::unique_ptr<PrinterPort> port;
    Status begun;
};
[[nodiscard]] Recording record_port(std::unique_ptr<PrinterPort> port, std::filesystem::path const& file, std::size_t bytes_max = kRecordBytesMax);

struct RecordedWrite {
    std::size_t offered = 0;
    Bytes taken;
};
struct RecordedRead {
    Bytes bytes;
};
struct RecordedLoss {
    std::string why;
};
struct RecordedLine {
    std::int64_t at_ms = 0;
    std::variant<RecordedWrite, RecordedRead, RecordedLoss> what;
};
struct Conversation {
    std::string printer;
    std::vector<RecordedLine> lines;
};

// Every whole conversation, oldest first. Errc::parse names the line.
[[nodiscard]] Result<std::vector<Conversation>> parse_record(std::string_view text);

// Answers as the printer did. Who writes something else than then, or asks for more, gets Errc::corrupt, and again at each
// further call: the driver or the profile is another one than the record's.
[[nodiscard]] std::unique_ptr<PrinterPort> replay_port(Conversation conversation);

}  // namespace saduak::drivers
