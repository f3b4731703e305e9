// The inside of VirtualPrinter: what the machine does with bytes, paper and faults. Used by its ports and its operator.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <limits>
#include <mutex>
#include <optional>

#include "drivers/escpos/decoder.hpp"
#include "drivers/escpos/paper_roll.hpp"
#include "drivers/printer/virtual_printer.hpp"

namespace saduak::drivers {

// One mutex: the machine stands between the thread that prints and the person (script, test, screen) who opens covers.
struct VirtualPrinter::Machine {
    explicit Machine(VirtualPrinterOptions chosen) : options(std::move(chosen)), roll(options.width_dots) {}

    // A fault that waits for its moment. rows: still to print before it strikes in a picture.
    struct Ambush {
        VirtualFault fault;
        Moment moment;
        int rows;
    };

    static constexpr std::size_t kTailBytes = 10;

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
    bool jam_stays = false;  // the knife is stuck for good, not only in an error that DLE ENQ ends
    bool held = false;       // takes bytes and looks at none of them
    Bytes held_bytes;
    std::optional<Ambush> ambush;
    std::uint64_t clears = 0;  // counts forgetting: what is being executed may be among the forgotten

    Byte automatic_mask = 0;
    std::array<Byte, 4> automatic_sent{};
    // The last bytes received: real-time commands are seen anywhere in the stream, inside pictures too.
    std::array<Byte, kTailBytes> tail{};

    std::filesystem::path last_file;
    std::optional<Error> last_file_error;

    bool stopped() const { return paper == Paper::out || cover == Cover::open || cutter_jammed || hot; }
    bool halted() const { return stopped() || held; }

    // How many of so many bytes the machine takes now.
    std::size_t room_for(std::size_t size) const;
    void receive(ByteView bytes);
    void strike(VirtualFault fault);
    void strike_if(Moment moment);
    void power_cycle();
    void mend();
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

}  // namespace saduak::drivers
