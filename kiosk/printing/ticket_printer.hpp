// The kiosk's printer as the printer thread sees it: opens the port, opens it again after it was gone, prints tickets.
// No thread and no sleep of its own: the caller says when.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "core/base/ids.hpp"
#include "core/domain/words.hpp"
#include "drivers/printer/printer.hpp"
#include "kiosk/printing/timed_port.hpp"
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
    std::int64_t paper_mm = 0;              // what it took off the roll
    std::optional<SteadyTime> first_bytes;  // when the printer took the first of it
};
using PrinterEvent = std::variant<PrinterMoved, TicketPrinted>;

// Whether a kiosk that died may have left part of a ticket in the printer: it is cut off before the first of this one's.
enum class HalfTicket { none, may_hang };

class TicketPrinter {
public:
    TicketPrinter(OpenPort open, drivers::Profile profile, std::function<void(PrinterEvent)> tell, HalfTicket half = HalfTicket::none,
                  drivers::PrinterDeadlines deadlines = {});

    // Prints one ticket and tells what became of it; the printer's state, where it changed, is told first.
    void serve(TicketJob const& job);
    // Looks at the printer, opening it where it is not open, and tells its state where it changed.
    void watch();
    // When to look again without being asked: soon at a printer that is there, later and later at one that cannot be opened.
    [[nodiscard]] Millis patience() const;

private:
    [[nodiscard]] drivers::PrintOutcome send(drivers::PrintJob const& job);
    void connect();
    void tell_state(drivers::PrinterState state);

    OpenPort open_;
    drivers::Profile profile_;
    std::function<void(PrinterEvent)> tell_;
    std::unique_ptr<drivers::Printer> printer_;
    TimedPort* port_ = nullptr;  // of printer_
    std::optional<drivers::PrinterState> told_;
    drivers::PrinterDeadlines deadlines_;
    bool half_ticket_;  // may hang from the printer since an earlier connection, or since a kiosk that died
    int failed_opens_ = 0;
};

inline constexpr Millis kWatchEvery{1500};
inline constexpr Millis kOpenAgainAtMost{6000};

}  // namespace saduak::kiosk
