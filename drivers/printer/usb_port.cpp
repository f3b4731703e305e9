#include "drivers/printer/usb_port.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "drivers/printer/usb_devices.hpp"

namespace saduak::drivers {

namespace {

using namespace usb;
using Clock = std::chrono::steady_clock;

// Small enough that a deadline of seconds holds for one transfer on a slow printer.
constexpr std::size_t kChunkBytes = 8192;
constexpr std::size_t kReadBytes = 1024;  // a multiple of every bulk packet size, so that no packet overflows
constexpr std::size_t kReceivedBytesMax = 4096;
// A way back that halts again and again is not cleared in a circle.
constexpr auto kHaltedPause = std::chrono::seconds(1);
constexpr auto kCloseDeadline = std::chrono::seconds(1);

struct FreeTransfer {
    void operator()(libusb_transfer* transfer) const { libusb_free_transfer(transfer); }
};
using Transfer = std::unique_ptr<libusb_transfer, FreeTransfer>;

// A transfer with its buffer: libusb uses both until the callback has run, so they live and die together.
struct Flight {
    Transfer transfer{libusb_alloc_transfer(0)};
    Bytes buffer;
    int completed = 1;  // libusb's event loop watches an int

    bool in_air() const { return completed == 0; }

    static void LIBUSB_CALL landed(libusb_transfer* transfer) { static_cast<Flight*>(transfer->user_data)->completed = 1; }

    // 0 or a libusb error. timeout_ms 0 is for ever.
    int submit(libusb_device_handle* handle, Byte endpoint, unsigned timeout_ms)
    {
        libusb_fill_bulk_transfer(transfer.get(), handle, endpoint, buffer.data(), static_cast<int>(buffer.size()), landed, this, timeout_ms);
        completed = 0;
        int const code = libusb_submit_transfer(transfer.get());
        if (code != LIBUSB_SUCCESS) completed = 1;
        return code;
    }
};

// Everything that libusb may still touch, in one place: see UsbPort's destructor.
struct Connection {
    Context context;
    Handle handle;
    Flight out;
    Flight in;
};

class UsbPort final : public PrinterPort {
public:
    UsbPort(std::unique_ptr<Connection> connection, Interface interface, std::string description)
        : connection_(std::move(connection)), interface_(interface), description_(std::move(description))
    {
    }
    ~UsbPort() override;
    UsbPort(UsbPort const&) = delete;
    UsbPort& operator=(UsbPort const&) = delete;

    Result<std::size_t> write(ByteView bytes, Millis deadline) override;
    Result<Bytes> read(Millis deadline) override;
    std::string description() const override { return description_; }

private:
    enum class Wrote { all, part, halted, lost };

    Wrote write_chunk(ByteView chunk, Clock::duration left, std::size_t& taken);
    void keep_reading();
    void take_read();
    void pump(Clock::time_point until, int* completed);
    void lose(std::string why);

    std::unique_ptr<Connection> connection_;
    Interface interface_;
    std::string description_;
    Bytes received_;
    bool in_halted_ = false;  // cleared at once the first time, then, until data comes, from time to time
    Clock::time_point read_again_at_{};
    std::optional<std::string> lost_;
};

Clock::duration duration_of(Millis deadline) { return std::chrono::milliseconds(std::max<std::int64_t>(deadline.count, 0)); }

UsbPort::~UsbPort()
{
    auto const until = Clock::now() + kCloseDeadline;
    for (Flight* const flight : {&connection_->out, &connection_->in}) {
        if (!flight->in_air()) continue;
        libusb_cancel_transfer(flight->transfer.get());
        while (flight->in_air() && Clock::now() < until) pump(until, &flight->completed);
    }
    if (connection_->out.in_air() || connection_->in.in_air()) {
        // The kernel never gave the transfer back. Its memory must outlive it: better to leak than to free it in use.
        static_cast<void>(connection_.release());
        return;
    }
    libusb_release_interface(connection_->handle.get(), interface_.number);
}

void UsbPort::pump(Clock::time_point until, int* completed)
{
    auto const left = std::max(std::chrono::duration_cast<std::chrono::microseconds>(until - Clock::now()), std::chrono::microseconds(0));
    timeval timeout{};
    timeout.tv_sec = static_cast<decltype(timeout.tv_sec)>(left.count() / 1'000'000);
    timeout.tv_usec = static_cast<decltype(timeout.tv_usec)>(left.count() % 1'000'000);
    libusb_handle_events_timeout_completed(connection_->context.get(), &timeout, completed);
}

void UsbPort::lose(std::string why)
{
    if (!lost_) lost_ = description_ + ": " + std::move(why);
}

Result<std::size_t> UsbPort::write(ByteView bytes, Millis deadline)
{
    auto const until = Clock::now() + duration_of(deadline);
    std::size_t total = 0;
    bool cleared = false;
    while (total < bytes.size() && !lost_) {
        keep_reading();
        auto const left = until - Clock::now();
        if (left <= Clock::duration::zero()) break;
        std::size_t taken = 0;
        Wrote const wrote = write_chunk(bytes.subspan(total, std::min(kChunkBytes, bytes.size() - total)), left, taken);
        total += taken;
        if (taken > 0) cleared = false;
        if (wrote == Wrote::part) break;
        if (wrote != Wrote::halted) continue;
        // A halted endpoint stays halted over close and open; only this frees it. Twice without progress is hopeless.
        if (cleared || libusb_clear_halt(connection_->handle.get(), interface_.out) != LIBUSB_SUCCESS) lose("the printer refuses data");
        cleared = true;
    }
    // What the printer took is told first; the loss comes with the next call.
    if (lost_ && total == 0) return fail(Errc::disconnected, *lost_);
    return total;
}

UsbPort::Wrote UsbPort::write_chunk(ByteView chunk, Clock::duration left, std::size_t& taken)
{
    Flight& out = connection_->out;
    out.buffer.assign(chunk.begin(), chunk.end());
    auto const left_ms = std::chrono::ceil<std::chrono::milliseconds>(left).count();
    int const code = out.submit(connection_->handle.get(), interface_.out, static_cast<unsigned>(std::max<std::int64_t>(left_ms, 1)));
    if (code != LIBUSB_SUCCESS) {
        lose(words(code));
        return Wrote::lost;
    }
    // libusb ends the transfer at its timeout; the second more is for the kernel to give it back.
    auto const until = Clock::now() + left + kCloseDeadline;
    while (out.in_air() && Clock::now() < until) {
        pump(until, &out.completed);
        keep_reading();
    }
    if (out.in_air()) {
        lose("the transfer does not end");
        return Wrote::lost;
    }
    taken = static_cast<std::size_t>(std::max(out.transfer->actual_length, 0));
    switch (out.transfer->status) {
    case LIBUSB_TRANSFER_COMPLETED: return taken == chunk.size() ? Wrote::all : Wrote::part;
    case LIBUSB_TRANSFER_TIMED_OUT:
    case LIBUSB_TRANSFER_CANCELLED: return Wrote::part;
    case LIBUSB_TRANSFER_STALL: return Wrote::halted;
    case LIBUSB_TRANSFER_NO_DEVICE: lose("unplugged"); return Wrote::lost;
    case LIBUSB_TRANSFER_ERROR:
    case LIBUSB_TRANSFER_OVERFLOW: break;
    }
    // The first sign of an unplug is often an I/O error.
    lose("I/O error");
    return Wrote::lost;
}

// Takes what the standing read brought and starts the next one.
void UsbPort::keep_reading()
{
    Flight& in = connection_->in;
    if (interface_.in == 0 || lost_ || in.in_air()) return;
    if (in.transfer->user_data != nullptr) take_read();
    if (lost_ || Clock::now() < read_again_at_) return;
    in.buffer.resize(kReadBytes);
    int const code = in.submit(connection_->handle.get(), interface_.in, 0);
    if (code != LIBUSB_SUCCESS) lose(words(code));
}

void UsbPort::take_read()
{
    libusb_transfer& transfer = *connection_->in.transfer;
    auto const size = static_cast<std::size_t>(std::max(transfer.actual_length, 0));
    transfer.user_data = nullptr;  // taken
    received_.insert(received_.end(), connection_->in.buffer.begin(), connection_->in.buffer.begin() + static_cast<std::ptrdiff_t>(size));
    if (received_.size() > kReceivedBytesMax) received_.erase(received_.begin(), received_.end() - static_cast<std::ptrdiff_t>(kReceivedBytesMax));
    // Some printers answer every read at once with nothing: do not spin on them.
    if (size == 0) read_again_at_ = Clock::now() + std::chrono::milliseconds(5);
    switch (transfer.status) {
    case LIBUSB_TRANSFER_COMPLETED:
    case LIBUSB_TRANSFER_TIMED_OUT:
    case LIBUSB_TRANSFER_CANCELLED:
        if (size > 0) in_halted_ = false;
        return;
    case LIBUSB_TRANSFER_STALL:
        // No status is a printer that does not answer, not a printer that is gone: it may still print.
        if (libusb_clear_halt(connection_->handle.get(), interface_.in) != LIBUSB_SUCCESS || in_halted_) read_again_at_ = Clock::now() + kHaltedPause;
        in_halted_ = true;
        return;
    case LIBUSB_TRANSFER_NO_DEVICE: lose("unplugged"); return;
    case LIBUSB_TRANSFER_ERROR:
    case LIBUSB_TRANSFER_OVERFLOW: lose("I/O error while reading"); return;
    }
}

Result<Bytes> UsbPort::read(Millis deadline)
{
    auto const until = Clock::now() + duration_of(deadline);
    while (true) {
        keep_reading();
        if (!received_.empty() || lost_ || Clock::now() >= until) break;
        if (connection_->in.in_air()) pump(until, &connection_->in.completed);
        else std::this_thread::sleep_until(std::min(until, std::max(read_again_at_, Clock::now() + std::chrono::milliseconds(1))));
    }
    if (received_.empty() && lost_) return fail(Errc::disconnected, *lost_);
    return std::exchange(received_, {});
}

// The context is moved from only when it succeeds: it must outlive the candidate.
Result<std::unique_ptr<PrinterPort>> open_candidate(Context& context, Candidate const& candidate)
{
    std::string const name = describe(candidate.printer);
    libusb_device_handle* raw = nullptr;
    int code = libusb_open(candidate.device.get(), &raw);
    if (code != LIBUSB_SUCCESS) return fail(code_of(code), "cannot open " + name + ": " + words(code));
    Handle handle(raw);
    // Unsupported only where there is no kernel driver to detach.
    libusb_set_auto_detach_kernel_driver(raw, 1);
    code = libusb_claim_interface(raw, candidate.interface.number);
    if (code != LIBUSB_SUCCESS) return fail(code_of(code), "cannot claim " + name + ": " + words(code));
    if (candidate.interface.alternate != 0) code = libusb_set_interface_alt_setting(raw, candidate.interface.number, candidate.interface.alternate);
    if (code != LIBUSB_SUCCESS) {
        libusb_release_interface(raw, candidate.interface.number);
        return fail(code_of(code), "cannot select the printer interface of " + name + ": " + words(code));
    }
    auto connection = std::make_unique<Connection>();
    connection->context = std::move(context);
    connection->handle = std::move(handle);
    return std::make_unique<UsbPort>(std::move(connection), candidate.interface, name);
}

}  // namespace

Result<std::unique_ptr<PrinterPort>> open_usb_port(UsbSelector const& selector)
{
    SADUAK_TRY(Context context, start());
    SADUAK_TRY(auto const candidates, find_printers(context.get()));
    for (Candidate const& candidate : candidates) {
        if (!matches(candidate.printer, selector)) continue;
        return open_candidate(context, candidate);
    }
    return fail(Errc::not_found, candidates.empty() ? "no USB printer is plugged in" : "no USB printer matches the configuration");
}

}  // namespace saduak::drivers
