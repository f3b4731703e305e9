#include "drivers/printer/virtual_printer.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <limits>
#include <mutex>
#include <utility>

#include "core/base/overloaded.hpp"
#include "drivers/escpos/decoder.hpp"
#include "drivers/escpos/paper_roll.hpp"
#include "drivers/raster/png.hpp"

namespace saduak::drivers {

namespace {

// What a printer's receive buffer holds; beyond it, it takes no more until it has printed.
constexpr std::size_t kReceiveBufferBytes = 64U << 10U;
// Replies that nobody reads are lost, oldest first.
constexpr std::size_t kReplyBytesMax = 256;

// DLE DC4 8 with its fixed parameters.
constexpr std::array<Byte, 10> kClear{0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08};

constexpr Byte kFixedRealTime = 0x12;
constexpr Byte kFixedAutomatic = 0x10;

constexpr Byte flag(bool set, unsigned bit) { return set ? static_cast<Byte>(1U << bit) : Byte{0}; }

}  // namespace

// One mutex: the machine stands between the thread that prints and the person (script, test, screen) who opens covers.
struct VirtualPrinter::Machine {
    explicit Machine(VirtualPrinterOptions chosen) : options(std::move(chosen)), roll(options.width_dots) {}

    std::mutex mutex;
    VirtualPrinterOptions options;
    escpos::Decoder decoder;
    escpos::PaperRoll roll;
    std::deque<escpos::Action> waiting;  // received, not yet processed
    std::size_t waiting_bytes = 0;       // of their pictures
    std::deque<Byte> replies;

    Paper paper = Paper::present;
    Cover cover = Cover::closed;
    StatusLine line = StatusLine::answering;
    bool cutter_jammed = false;
    bool hot = false;
    std::optional<int> rows_left;
    bool plugged = true;
    std::uint64_t connection = 0;  // counts plugging in; a port of an earlier one is dead
    std::size_t bytes_until_unplug = std::numeric_limits<std::size_t>::max();
    std::size_t bytes_until_block = std::numeric_limits<std::size_t>::max();

    Byte automatic_mask = 0;
    std::array<Byte, 4> automatic_sent{};
    // The last bytes received: real-time commands are seen anywhere in the stream, inside pictures too.
    std::array<Byte, kClear.size()> tail{};

    std::filesystem::path last_file;
    std::optional<Error> last_file_error;

    bool stopped() const { return paper == Paper::out || cover == Cover::open || cutter_jammed || hot; }

    void receive(ByteView bytes);
    void run();
    // False when the paper ended first; what is left of the picture stays at the front of the queue.
    bool execute(escpos::Action& action);
    bool print(escpos::Raster& raster);
    void save_ticket();
    void changed();
    void reply(Byte byte);
    void reply_to_real_time(Byte number);
    bool request(Byte number);
    void clear();
    void unplug();
    std::array<Byte, 4> automatic_frame() const;
};

void VirtualPrinter::Machine::receive(ByteView bytes)
{
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
    while (!waiting.empty() && !stopped()) {
        if (!execute(waiting.front())) break;
        waiting.pop_front();
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
    roll.apply(action);
    if (cuts) save_ticket();
    return true;
}

bool VirtualPrinter::Machine::print(escpos::Raster& raster)
{
    Bitmap const& picture = raster.picture;
    int const rows = std::min(picture.height(), rows_left.value_or(picture.height()));
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
    if (line == StatusLine::silent) return;
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
    if (!std::exchange(cutter_jammed, false)) return false;
    changed();
    return number == 2;
}

void VirtualPrinter::Machine::clear()
{
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

class VirtualPort final : public PrinterPort {
public:
    explicit VirtualPort(std::shared_ptr<VirtualPrinter::Machine> machine) : machine_(std::move(machine)), connection_(machine_->connection) {}

    Result<std::size_t> write(ByteView bytes, Millis) override
    {
        std::lock_guard const lock(machine_->mutex);
        if (!alive()) return gone();
        std::size_t const held = machine_->waiting_bytes;
        std::size_t count = std::min({bytes.size(), machine_->bytes_until_unplug, machine_->bytes_until_block});
        if (machine_->options.bytes_per_write_max > 0) count = std::min(count, machine_->options.bytes_per_write_max);
        if (held >= kReceiveBufferBytes) count = 0;
        count_down(machine_->bytes_until_block, count);
        count_down(machine_->bytes_until_unplug, count);
        machine_->receive(bytes.first(count));
        if (machine_->bytes_until_unplug == 0) machine_->unplug();  // the next call sees it
        return count;
    }

    Result<Bytes> read(Millis) override
    {
        std::lock_guard const lock(machine_->mutex);
        if (!alive()) return gone();
        Bytes bytes(machine_->replies.begin(), machine_->replies.end());
        machine_->replies.clear();
        return bytes;
    }

    std::string description() const override { return "virtual printer"; }

private:
    static void count_down(std::size_t& left, std::size_t count)
    {
        if (left != std::numeric_limits<std::size_t>::max()) left -= count;
    }
    static tl::unexpected<Error> gone() { return fail(Errc::disconnected, "the virtual printer was unplugged"); }
    bool alive() const { return machine_->plugged && machine_->connection == connection_; }

    std::shared_ptr<VirtualPrinter::Machine> machine_;
    std::uint64_t connection_;
};

VirtualPrinter::VirtualPrinter(VirtualPrinterOptions options) : machine_(std::make_shared<Machine>(std::move(options))) {}
VirtualPrinter::~VirtualPrinter() = default;
VirtualPrinter::VirtualPrinter(VirtualPrinter&&) noexcept = default;
VirtualPrinter& VirtualPrinter::operator=(VirtualPrinter&&) noexcept = default;

Result<std::unique_ptr<PrinterPort>> VirtualPrinter::connect()
{
    std::lock_guard const lock(machine_->mutex);
    if (!machine_->plugged) return fail(Errc::not_found, "the virtual printer is unplugged");
    return std::make_unique<VirtualPort>(machine_);
}

void VirtualPrinter::set_paper(Paper paper)
{
    std::lock_guard const lock(machine_->mutex);
    machine_->paper = paper;
    if (paper != Paper::out) machine_->rows_left.reset();
    machine_->changed();
    machine_->run();
}

void VirtualPrinter::set_rows_left(int rows)
{
    std::lock_guard const lock(machine_->mutex);
    machine_->rows_left = std::max(rows, 0);
    if (rows > 0) return;
    machine_->rows_left.reset();
    machine_->paper = Paper::out;
    machine_->changed();
}

void VirtualPrinter::set_cover(Cover cover)
{
    std::lock_guard const lock(machine_->mutex);
    machine_->cover = cover;
    machine_->changed();
    machine_->run();
}

void VirtualPrinter::set_status_line(StatusLine line)
{
    std::lock_guard const lock(machine_->mutex);
    machine_->line = line;
    machine_->replies.clear();
}

void VirtualPrinter::jam_cutter()
{
    std::lock_guard const lock(machine_->mutex);
    machine_->cutter_jammed = true;
    machine_->changed();
}

void VirtualPrinter::overheat()
{
    std::lock_guard const lock(machine_->mutex);
    machine_->hot = true;
    machine_->changed();
}

void VirtualPrinter::power_cycle()
{
    std::lock_guard const lock(machine_->mutex);
    machine_->cutter_jammed = machine_->hot = false;
    machine_->automatic_mask = 0;
    machine_->bytes_until_block = std::numeric_limits<std::size_t>::max();
    machine_->tail = {};
    machine_->replies.clear();
    machine_->clear();
}

void VirtualPrinter::unplug()
{
    std::lock_guard const lock(machine_->mutex);
    machine_->unplug();
}

void VirtualPrinter::unplug_after_bytes(std::size_t bytes)
{
    std::lock_guard const lock(machine_->mutex);
    if (bytes == 0) machine_->unplug();
    else machine_->bytes_until_unplug = bytes;
}

void VirtualPrinter::block_after_bytes(std::size_t bytes)
{
    std::lock_guard const lock(machine_->mutex);
    machine_->bytes_until_block = bytes;
}

void VirtualPrinter::plug_in()
{
    std::lock_guard const lock(machine_->mutex);
    machine_->plugged = true;
}

std::vector<Bitmap> VirtualPrinter::tickets() const
{
    std::lock_guard const lock(machine_->mutex);
    return {machine_->roll.tickets().begin(), machine_->roll.tickets().end()};
}

std::size_t VirtualPrinter::ticket_count() const
{
    std::lock_guard const lock(machine_->mutex);
    return machine_->roll.ticket_count();
}

Bitmap VirtualPrinter::hanging_paper() const
{
    std::lock_guard const lock(machine_->mutex);
    return machine_->roll.hanging();
}

std::filesystem::path VirtualPrinter::last_file() const
{
    std::lock_guard const lock(machine_->mutex);
    return machine_->last_file;
}

std::optional<Error> VirtualPrinter::last_file_error() const
{
    std::lock_guard const lock(machine_->mutex);
    return machine_->last_file_error;
}

}  // namespace saduak::drivers
