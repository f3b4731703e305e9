// The printer thread: prints one ticket at a time, watches the printer in between, and opens it again after it was gone.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "drivers/printer/virtual_printer.hpp"
#include "kiosk/printing/ticket_printer.hpp"

namespace saduak::kiosk {

class PrinterThread {
public:
    PrinterThread(OpenPort open, drivers::Profile profile, std::function<void(PrinterEvent)> tell, HalfTicket half = HalfTicket::none);
    // Finishes the ticket under way, drops the others.
    ~PrinterThread();
    PrinterThread(PrinterThread const&) = delete;
    PrinterThread& operator=(PrinterThread const&) = delete;

    // Any thread.
    void print(TicketJob job);
    // Looks at the printer now instead of at the next turn.
    void look();
    // When the thread last began a turn, of the clock that never steps: one that hangs is older than any deadline of the printer.
    [[nodiscard]] Instant alive_at() const { return Instant{alive_at_ms_.load()}; }

private:
    void run();

    TicketPrinter printer_;  // the thread's alone

    // The mailbox between threads: the only shared state.
    std::mutex mutex_;
    std::condition_variable woken_;
    std::deque<TicketJob> jobs_;
    bool look_ = true;
    bool stopping_ = false;
    std::atomic<std::int64_t> alive_at_ms_;

    std::thread thread_;  // last: it uses all of the above
};

}  // namespace saduak::kiosk
