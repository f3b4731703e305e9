#include "drivers/escpos/status.hpp"

#include "core/base/assert.hpp"

namespace saduak::drivers {

std::string_view to_string(PrinterState state)
{
    switch (state) {
    case PrinterState::offline: return "offline";
    case PrinterState::ready: return "ready";
    case PrinterState::printing: return "printing";
    case PrinterState::paper_low: return "paper_low";
    case PrinterState::paper_out: return "paper_out";
    case PrinterState::cover_open: return "cover_open";
    case PrinterState::cutter_error: return "cutter_error";
    case PrinterState::overheated: return "overheated";
    case PrinterState::unknown: return "unknown";
    }
    return "unknown";
}

bool can_print(PrinterState state) { return state == PrinterState::ready || state == PrinterState::printing || state == PrinterState::paper_low; }

namespace escpos {

namespace {

constexpr bool bit(Byte byte, unsigned number) { return ((unsigned{byte} >> number) & 1U) != 0; }

// The four bytes of an automatic status (GS a); the layout of the ESC/POS command reference.
StatusFlags flags_of_frame(std::array<Byte, 4> const& frame)
{
    StatusFlags flags;
    flags.offline = bit(frame[0], 3);
    flags.cover_open = bit(frame[0], 5);
    flags.feed_pressed = bit(frame[0], 6);
    flags.other_error = bit(frame[1], 0);
    flags.cutter_error = bit(frame[1], 3);
    flags.unrecoverable = bit(frame[1], 5);
    flags.auto_recoverable = bit(frame[1], 6);
    flags.paper_near_end = (frame[2] & 0x03) != 0;
    flags.paper_out = (frame[2] & 0x0C) != 0;
    return flags;
}

}  // namespace

Bytes encode_query(StatusQuery query) { return {0x10, 0x04, static_cast<Byte>(query)}; }

void add_reply(StatusFlags& flags, StatusQuery query, Byte reply)
{
    SADUAK_ASSERT(is_real_time_reply(reply));
    switch (query) {
    case StatusQuery::printer: flags.offline |= bit(reply, 3); return;
    case StatusQuery::offline_cause:
        flags.cover_open |= bit(reply, 2);
        flags.feed_pressed |= bit(reply, 3);
        flags.paper_out |= bit(reply, 5);
        flags.other_error |= bit(reply, 6);
        return;
    case StatusQuery::error_cause:
        flags.other_error |= bit(reply, 2);
        flags.cutter_error |= bit(reply, 3);
        flags.unrecoverable |= bit(reply, 5);
        flags.auto_recoverable |= bit(reply, 6);
        return;
    case StatusQuery::paper:
        flags.paper_near_end |= (reply & 0x0C) != 0;
        flags.paper_out |= (reply & 0x60) != 0;
        return;
    }
}

PrinterState state_of(StatusFlags const& flags)
{
    if (flags.cover_open) return PrinterState::cover_open;
    if (flags.paper_out) return PrinterState::paper_out;
    if (flags.cutter_error) return PrinterState::cutter_error;
    if (flags.auto_recoverable) return PrinterState::overheated;
    if (flags.unrecoverable || flags.other_error || flags.offline) return PrinterState::offline;
    if (flags.paper_near_end) return PrinterState::paper_low;
    return PrinterState::ready;
}

std::string describe(StatusFlags const& flags)
{
    std::string text;
    auto const add = [&text](bool said, std::string_view words) {
        if (!said) return;
        if (!text.empty()) text += ", ";
        text += words;
    };
    add(flags.cover_open, "cover open");
    add(flags.paper_out, "paper end");
    add(flags.cutter_error, "cutter error");
    add(flags.auto_recoverable, "head too hot or another error that ends by itself");
    add(flags.unrecoverable, "an error that needs service");
    add(flags.other_error, "error");
    add(flags.feed_pressed, "feed button held");
    add(flags.offline, "off line");
    add(flags.paper_near_end, "paper nearly at its end");
    return text;
}

std::vector<StatusMessage> StatusParser::feed(ByteView bytes)
{
    std::vector<StatusMessage> messages;
    for (Byte const byte : bytes)
        if (auto message = take(byte)) messages.push_back(*message);
    return messages;
}

std::optional<StatusMessage> StatusParser::take(Byte byte)
{
    if (frame_size_ > 0) {
        if (is_ordered_reply(byte)) {
            frame_[frame_size_++] = byte;
            if (frame_size_ < frame_.size()) return std::nullopt;
            frame_size_ = 0;
            return AutomaticStatus{flags_of_frame(frame_)};
        }
        // A byte with bit 4 or 7 cannot continue a frame: its rest was lost.
        skipped_count_ += frame_size_;
        frame_size_ = 0;
    }
    if (is_automatic_start(byte)) {
        frame_[frame_size_++] = byte;
        return std::nullopt;
    }
    if (is_real_time_reply(byte)) return RealTimeReply{byte};
    if (is_ordered_reply(byte)) return OrderedReply{(byte & 0x03) != 0, (byte & 0x0C) != 0};
    ++skipped_count_;
    return std::nullopt;
}

}  // namespace escpos
}  // namespace saduak::drivers
