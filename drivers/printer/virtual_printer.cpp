#include "drivers/printer/virtual_printer.hpp"

#include <algorithm>
#include <limits>
#include <mutex>
#include <utility>

#include "drivers/printer/virtual_machine.hpp"

namespace saduak::drivers {

class VirtualPort final : public PrinterPort {
public:
    explicit VirtualPort(std::shared_ptr<VirtualPrinter::Machine> machine) : machine_(std::move(machine)), connection_(machine_->connection) {}

    Result<std::size_t> write(ByteView bytes, Millis) override
    {
        std::lock_guard const lock(machine_->mutex);
        if (!alive()) return gone();
        std::size_t const count = machine_->room_for(bytes.size());
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
    machine_->power_cycle();
}

void VirtualPrinter::strike(VirtualFault fault)
{
    std::lock_guard const lock(machine_->mutex);
    machine_->strike(fault);
}

void VirtualPrinter::strike_when(Moment moment, VirtualFault fault, int rows)
{
    std::lock_guard const lock(machine_->mutex);
    machine_->ambush = {fault, moment, rows};
}

void VirtualPrinter::mend()
{
    std::lock_guard const lock(machine_->mutex);
    machine_->mend();
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
