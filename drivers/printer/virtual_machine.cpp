#include "drivers/printer/virtual_machine.hpp"

#include <algorithm>
#include <utility>

#include "drivers/raster/png.hpp"

namespace saduak::drivers {

namespace {

// What a printer's receive buffer holds; beyond it, it takes no more until it has printed.
constexpr std::size_t kReceiveBufferBytes = 64U << 10U;
// Replies that nobody reads are lost, oldest first.
constexpr std::size_t kReplyBytesMax = 256;

// DLE DC4 8 with its fixed parameters.
constexpr std::array<Byte, VirtualPrinter::Machine::kTailBytes> kClear{0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08};

constexpr Byte kFixedRealTime = 0x12;
constexpr Byte kFixedAutomatic = 0x10;

constexpr Byte flag(bool set, unsigned bit) { return set ? static_cast<Byte>(1U << bit) : Byte{0}; }

}  // namespace

std::size_t VirtualPrinter::Machine::room_for(std::size_t size) const
{
    if (waiting_bytes >= kReceiveBufferBytes) return 0;
    if (held) size = std::min(size, kReceiveBufferBytes - std::min(kReceiveBufferBytes, held_bytes.size()));
    if (options.bytes_per_write_max > 0) size = std::min(size, options.bytes_per_write_max);
    return std::min({size, bytes_until_unplug, bytes_until_block});
}

void VirtualPrinter::Machine::receive(ByteView bytes)
{
    if (held) {
        held_bytes.insert(held_bytes.end(), bytes.begin(), bytes.end());
        return;
    }
    std::size_t queued = 0;  // how much of `bytes` has gone to the queue or was cleared
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        std::shift_left(tail.begin(), tail.end(), 1);
        tail.back() = bytes[at];
        bool const dle = tail[tail.size() - 3] == 0x10;
        Byte const kind = tail[tail.size() - 2];
        if (dle && kind == 0x04) reply_to_real_time(tail.back());
        bool const forgotten = (dle && kind == 0x05 && request(tail.back())) || tail == kClear;
        if (!forgotten) continue;
        clear();
        queued = at + 1;
    }
    for (escpos::Command& command : decoder.feed(bytes.subspan(queued))) {
        if (auto const* const raster = std::get_if<escpos::Raster>(&command.action)) waiting_bytes += raster->picture.bytes().size();
        waiting.push_back(std::move(command.action));
    }
    run();
}

void VirtualPrinter::Machine::run()
{
    while (!waiting.empty() && !halted()) {
        escpos::Action action = std::move(waiting.front());
        waiting.pop_front();
        std::uint64_t const clears_before = clears;
        bool const done = execute(action);
        if (!done && clears == clears_before) waiting.push_front(std::move(action));
    }
    if (waiting.empty()) waiting_bytes = 0;
}

bool VirtualPrinter::Machine::execute(escpos::Action& action)
{
    if (auto* const raster = std::get_if<escpos::Raster>(&action)) return print(*raster);
    if (auto const* const query = std::get_if<escpos::OrderedQuery>(&action)) {
        if (query->number == 1 || query->number == '1')
            reply(static_cast<Byte>((paper != Paper::present ? 0x03 : 0x00) | (paper == Paper::out ? 0x0C : 0x00)));
        return true;
    }
    if (auto const* const mask = std::get_if<escpos::AutomaticStatusMask>(&action)) {
        automatic_mask = mask->mask;
        automatic_sent = {};
        changed();  // turning it on sends the status of now
        return true;
    }
    if (std::holds_alternative<escpos::Initialise>(action)) automatic_mask = 0;
    bool const cuts = std::holds_alternative<escpos::CutPaper>(action);
    std::uint64_t const clears_before = clears;
    if (cuts) strike_if(Moment::before_cut);
    if (halted() || clears != clears_before) return false;
    roll.apply(action);
    if (cuts) {
        save_ticket();
        strike_if(Moment::after_cut);
    }
    return true;
}

bool VirtualPrinter::Machine::print(escpos::Raster& raster)
{
    Bitmap const& picture = raster.picture;
    int rows = std::min(picture.height(), rows_left.value_or(picture.height()));
    bool const struck = ambush && ambush->moment == Moment::in_picture && ambush->rows <= rows;
    if (struck) rows = ambush->rows;
    auto const part = [&picture](int first, int count) {
        Bitmap some(picture.width(), 0);
        if (count > 0) some.append_rows(picture.rows(first, count), picture.stride());
        return escpos::Raster{std::move(some)};
    };
    roll.apply(part(0, rows));
    if (rows_left) *rows_left -= rows;
    bool const whole = rows == picture.height();
    if (!whole) raster = part(rows, picture.height() - rows);
    if (rows_left == 0) {
        rows_left.reset();
        paper = Paper::out;
        changed();
    }
    if (struck) strike_if(Moment::in_picture);
    else if (ambush && ambush->moment == Moment::in_picture) ambush->rows -= rows;
    return whole;
}

void VirtualPrinter::Machine::save_ticket()
{
    if (options.ticket_folder.empty() || roll.tickets().empty() || roll.tickets().back().empty()) return;
    std::string number = std::to_string(roll.ticket_count());
    number.insert(0, 4 - std::min<std::size_t>(number.size(), 4), '0');
    auto const file = options.ticket_folder / ("ticket-" + number + ".png");
    std::error_code error;
    std::filesystem::create_directories(options.ticket_folder, error);
    auto const written = write_png(file, roll.tickets().back());
    if (written) last_file = file;
    else last_file_error = written.error();
}

// Sends the automatic status if it is on and differs from what was sent.
void VirtualPrinter::Machine::changed()
{
    if (automatic_mask == 0) return;
    auto const frame = automatic_frame();
    if (frame == automatic_sent) return;
    automatic_sent = frame;
    for (Byte const byte : frame) reply(byte);
}

std::array<Byte, 4> VirtualPrinter::Machine::automatic_frame() const
{
    return {static_cast<Byte>(kFixedAutomatic | flag(stopped(), 3) | flag(cover == Cover::open, 5)),
            static_cast<Byte>(flag(cutter_jammed, 3) | flag(hot, 6)),
            static_cast<Byte>((paper != Paper::present ? 0x03 : 0x00) | (paper == Paper::out ? 0x0C : 0x00)), Byte{0}};
}

void VirtualPrinter::Machine::reply(Byte byte)
{
    if (line == StatusLine::silent || !plugged) return;
    if (replies.size() == kReplyBytesMax) replies.pop_front();
    replies.push_back(byte);
}

void VirtualPrinter::Machine::reply_to_real_time(Byte number)
{
    bool const out = paper == Paper::out;
    switch (number) {
    case 1: reply(static_cast<Byte>(kFixedRealTime | flag(stopped(), 3))); return;
    case 2: reply(static_cast<Byte>(kFixedRealTime | flag(cover == Cover::open, 2) | flag(out, 5) | flag(cutter_jammed || hot, 6))); return;
    case 3: reply(static_cast<Byte>(kFixedRealTime | flag(cutter_jammed, 3) | flag(hot, 6))); return;
    case 4: reply(static_cast<Byte>(kFixedRealTime | (paper != Paper::present ? 0x0C : 0x00) | (out ? 0x60 : 0x00))); return;
    default: return;
    }
}

// DLE ENQ: leave a recoverable error and go on printing (1) or forget what was received (2). True when it is to be forgotten.
bool VirtualPrinter::Machine::request(Byte number)
{
    if (number != 1 && number != 2) return false;
    if (!std::exchange(cutter_jammed, jam_stays)) return false;
    changed();
    return number == 2;
}

void VirtualPrinter::Machine::clear()
{
    ++clears;
    waiting.clear();
    waiting_bytes = 0;
    decoder = escpos::Decoder();
}

void VirtualPrinter::Machine::unplug()
{
    plugged = false;
    ++connection;
    replies.clear();
    bytes_until_unplug = std::numeric_limits<std::size_t>::max();
}

void VirtualPrinter::Machine::power_cycle()
{
    cutter_jammed = jam_stays;
    hot = held = false;
    held_bytes.clear();
    automatic_mask = 0;
    bytes_until_block = std::numeric_limits<std::size_t>::max();
    tail = {};
    replies.clear();
    clear();
}

void VirtualPrinter::Machine::strike(VirtualFault fault)
{
    switch (fault) {
    case VirtualFault::none: break;
    case VirtualFault::paper_out: paper = Paper::out; break;
    case VirtualFault::paper_low: paper = Paper::near_end; break;
    case VirtualFault::cover_open: cover = Cover::open; break;
    case VirtualFault::cutter_jam: cutter_jammed = jam_stays = true; break;
    case VirtualFault::overheat: hot = true; break;
    case VirtualFault::silent:
        line = StatusLine::silent;
        replies.clear();
        break;
    case VirtualFault::stops_taking: bytes_until_block = 0; break;
    case VirtualFault::unplugged: unplug(); break;
    case VirtualFault::power_cycled:
        power_cycle();
        unplug();
        break;
    case VirtualFault::buffer_holds: held = true; break;
    }
    changed();
}

void VirtualPrinter::Machine::strike_if(Moment moment)
{
    if (!ambush || ambush->moment != moment) return;
    VirtualFault const fault = ambush->fault;
    ambush.reset();
    strike(fault);
}

void VirtualPrinter::Machine::mend()
{
    ambush.reset();
    rows_left.reset();
    paper = Paper::present;
    cover = Cover::closed;
    cutter_jammed = jam_stays = hot = false;
    line = StatusLine::answering;
    bytes_until_block = std::numeric_limits<std::size_t>::max();
    plugged = true;
    held = false;
    changed();
    run();
    receive(std::exchange(held_bytes, {}));
}

}  // namespace saduak::drivers
