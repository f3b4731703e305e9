// The printer thread: prints one ticket at a time, watches the printer in between, and opens it again after it was gone.
#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <variant>

#include "core/base/ids.hpp"
#include "core/domain/words.hpp"
#include "drivers/printer/printer.hpp"
#include "drivers/printer/virtual_printer.hpp"
#include "kiosk/ticket/ticket_paper.hpp"

namespace saduak::kiosk {

// Opens the configured port; called again after each loss, in the printer thread.
using OpenPort = std::function<Result<std::unique_ptr<drivers::PrinterPort>>()>;

struct TicketJob {
    TicketId ticket;
    Original original = Original::first;
    drivers::Bitmap picture;
};

struct PrinterMoved {
    drivers::PrinterState state = drivers::PrinterState::unknown;
};
struct TicketPrinted {
    TicketId ticket;
    Original original = Original::first;
    domain::Paper paper = domain::Paper::unconfirmed;
    std::string detail;
    std::int64_t paper_mm = 0;  // what it took off the roll
};
using PrinterEvent = std::variant<PrinterMoved, TicketPrinted>;

class PrinterThread {
public:
    PrinterThread(OpenPort open, drivers::Profile profile, std::function<void(PrinterEvent)> tell);
    // Finishes the ticket under way, drops the others.
    ~PrinterThread();
    PrinterThread(PrinterThread const&) = delete;
    PrinterThread& operator=(PrinterThread const&) = delete;

    // Any thread.
    void print(TicketJob job);
    // Looks at the printer now instead of at the next turn.
    void look();

private:
    void run();
    void serve(TicketJob const& job);
    [[nodiscard]] drivers::PrintOutcome send(drivers::PrintJob const& job);
    void watch();
    void connect();
    void tell_state(drivers::PrinterState state);

    OpenPort open_;
    drivers::Profile profile_;
    std::function<void(PrinterEvent)> tell_;
    std::unique_ptr<drivers::Printer> printer_;
    std::optional<drivers::PrinterState> told_;

    // The mailbox between threads: the only shared state.
    std::mutex mutex_;
    std::condition_variable woken_;
    std::deque<TicketJob> jobs_;
    bool look_ = true;
    bool stopping_ = false;

    std::thread thread_;  // last: it uses all of the above
};

}  // namespace saduak::kiosk
