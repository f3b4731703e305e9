// A printer without hardware: the demo's, the simulation's and the tests'. It stands behind PrinterPort, takes real
// ESC/POS bytes, answers status queries, fails on request and keeps each cut ticket as a picture.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "drivers/printer/port.hpp"
#include "drivers/raster/bitmap.hpp"

namespace saduak::drivers {

enum class Paper { present, near_end, out };
enum class Cover { closed, open };
enum class StatusLine { answering, silent };

// What can go wrong with a printer. silent: prints and says nothing. stops_taking: its receive buffer takes no more.
// power_cycled: off the bus with all that it had received; it is there again after plug_in(). buffer_holds: takes bytes
// and neither looks at them nor prints until it is mended, as a print server before a printer that is off.
enum class VirtualFault {
    none,
    paper_out,
    paper_low,
    cover_open,
    cutter_jam,
    overheat,
    silent,
    stops_taking,
    unplugged,
    power_cycled,
    buffer_holds,
};
// Where in a ticket a fault waits for it.
enum class Moment { in_picture, before_cut, after_cut };

struct VirtualPrinterOptions {
    int width_dots = 576;
    // Where each cut ticket goes as ticket-0001.png and so on; nowhere when empty. Must exist or be creatable.
    std::filesystem::path ticket_folder;
    // A real port may take less than it is offered; 0 is no limit.
    std::size_t bytes_per_write_max = 0;
};

// The machine on the counter. Ports are cables to it: it outlives being unplugged. Faults may be set from another
// thread than the one that prints.
class VirtualPrinter {
public:
    struct Machine;

    explicit VirtualPrinter(VirtualPrinterOptions options = {});
    ~VirtualPrinter();
    VirtualPrinter(VirtualPrinter&&) noexcept;
    VirtualPrinter& operator=(VirtualPrinter&&) noexcept;

    // A new connection; Errc::not_found while unplugged. Earlier ports keep working until the next unplug.
    [[nodiscard]] Result<std::unique_ptr<PrinterPort>> connect();

    void set_paper(Paper paper);
    // The roll ends after so many more printed rows.
    void set_rows_left(int rows);
    void set_cover(Cover cover);
    void set_status_line(StatusLine line);
    void jam_cutter();
    void overheat();
    // Ends jams and heat, as switching off and on does.
    void power_cycle();
    void unplug();
    // The cable is pulled after so many more bytes were taken.
    void unplug_after_bytes(std::size_t bytes);
    // The receive buffer takes so many more bytes and then no more (NAK) until power_cycle().
    void block_after_bytes(std::size_t bytes);
    void plug_in();

    // A fault now, or once at its moment: after so many more printed rows, or at the next cut.
    void strike(VirtualFault fault);
    void strike_when(Moment moment, VirtualFault fault, int rows = 0);
    // Everything is well again; what the buffer held is printed.
    void mend();

    // Cut tickets, oldest first; at most the last 1000 are kept.
    [[nodiscard]] std::vector<Bitmap> tickets() const;
    // Number of tickets cut since the start, also where the pictures are no longer kept.
    [[nodiscard]] std::size_t ticket_count() const;
    // What is printed and not yet cut off.
    [[nodiscard]] Bitmap hanging_paper() const;
    // The newest picture written; empty before the first and without a folder. A picture that could not be written is
    // in last_file_error().
    [[nodiscard]] std::filesystem::path last_file() const;
    [[nodiscard]] std::optional<Error> last_file_error() const;

private:
    friend class VirtualPort;
    std::shared_ptr<Machine> machine_;
};

}  // namespace saduak::drivers
