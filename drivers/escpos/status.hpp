// What an ESC/POS printer says about itself, and how to ask.
//
// Three kinds of bytes come back on one pipe: real-time replies (DLE EOT n), automatic status (ASB, four bytes, sent
// by the printer when something changes) and replies in print order (GS r 1). They are told apart by their fixed bits.
// A reply does not name its question, and raster data may contain the bytes of a question by chance, so bytes that
// nobody asked for are normal: drain before asking.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/bytes.hpp"

namespace saduak::drivers {

// `unknown` is a printer that does not answer: never read it as well.
enum class PrinterState { offline, ready, printing, paper_low, paper_out, cover_open, cutter_error, overheated, unknown };

[[nodiscard]] std::string_view to_string(PrinterState state);
// ready, printing and paper_low: a ticket sent now comes out.
[[nodiscard]] bool can_print(PrinterState state);

namespace escpos {

// DLE EOT n.
enum class StatusQuery : Byte { printer = 1, offline_cause = 2, error_cause = 3, paper = 4 };
inline constexpr std::array kStatusQueries{StatusQuery::printer, StatusQuery::offline_cause, StatusQuery::error_cause, StatusQuery::paper};

[[nodiscard]] Bytes encode_query(StatusQuery query);

// What the answers add up to. False means "not said", not "known to be well".
struct StatusFlags {
    bool offline = false;
    bool cover_open = false;
    bool feed_pressed = false;
    bool paper_near_end = false;
    bool paper_out = false;
    bool cutter_error = false;
    bool unrecoverable = false;
    bool auto_recoverable = false;  // nearly always the head's temperature
    bool other_error = false;

    bool operator==(StatusFlags const&) const = default;
};

// Adds what one real-time reply says; the reply must match is_real_time_reply().
void add_reply(StatusFlags& flags, StatusQuery query, Byte reply);

// The worst thing wins: no paper can come out while the cover is open, whatever else is true.
[[nodiscard]] PrinterState state_of(StatusFlags const& flags);
// For staff and logs: "cover open, paper end"; empty when nothing is wrong.
[[nodiscard]] std::string describe(StatusFlags const& flags);

[[nodiscard]] constexpr bool is_real_time_reply(Byte byte) { return (byte & 0x93) == 0x12; }
[[nodiscard]] constexpr bool is_automatic_start(Byte byte) { return (byte & 0x93) == 0x10; }
[[nodiscard]] constexpr bool is_ordered_reply(Byte byte) { return (byte & 0x90) == 0x00; }

struct RealTimeReply {
    Byte value = 0;
    bool operator==(RealTimeReply const&) const = default;
};
struct AutomaticStatus {
    StatusFlags flags;
    bool operator==(AutomaticStatus const&) const = default;
};
// GS r 1: sent when everything before it has been processed.
struct OrderedReply {
    bool paper_near_end = false;
    bool paper_out = false;
    bool operator==(OrderedReply const&) const = default;
};
using StatusMessage = std::variant<RealTimeReply, AutomaticStatus, OrderedReply>;

// Cuts the byte stream into messages. A broken automatic status is dropped and the byte that broke it starts anew;
// bytes that fit nothing (XON, XOFF, noise) are counted and skipped. Holds at most four bytes.
class StatusParser {
public:
    [[nodiscard]] std::vector<StatusMessage> feed(ByteView bytes);
    [[nodiscard]] std::uint64_t skipped_count() const { return skipped_count_; }

private:
    std::optional<StatusMessage> take(Byte byte);

    std::array<Byte, 4> frame_{};
    std::size_t frame_size_ = 0;
    std::uint64_t skipped_count_ = 0;
};

}  // namespace escpos
}  // namespace saduak::drivers
