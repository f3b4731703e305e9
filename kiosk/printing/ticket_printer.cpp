#include "kiosk/printing/ticket_printer.hpp"

#include <algorithm>
#include <utility>

#include <spdlog/spdlog.h>

namespace saduak::kiosk {

namespace {

domain::Paper paper_of(drivers::PaperResult result)
{
    switch (result) {
    case drivers::PaperResult::confirmed: return domain::Paper::confirmed;
    case drivers::PaperResult::unconfirmed: return domain::Paper::unconfirmed;
    case drivers::PaperResult::failed: return domain::Paper::failed;
    }
    return domain::Paper::unconfirmed;
}

}  // namespace

TicketPrinter::TicketPrinter(OpenPort open, drivers::Profile profile, std::function<void(PrinterEvent)> tell, HalfTicket half,
                             drivers::PrinterDeadlines deadlines)
    : open_(std::move(open)), profile_(std::move(profile)), tell_(std::move(tell)), deadlines_(deadlines), half_ticket_(half == HalfTicket::may_hang)
{
}

Millis TicketPrinter::patience() const
{
    std::int64_t const doubled = kWatchEvery.count << std::clamp(failed_opens_ - 1, 0, 8);
    return Millis{std::min(doubled, kOpenAgainAtMost.count)};
}

void TicketPrinter::connect()
{
    if (printer_ && printer_->connected()) return;
    if (printer_) half_ticket_ = printer_->half_ticket();
    printer_.reset();  // first: the port that is lost may hold what the next one needs
    auto port = open_();
    if (!port) {
        ++failed_opens_;
        if (told_ != drivers::PrinterState::offline) spdlog::warn("no printer: {}", port.error().context);
        return;
    }
    failed_opens_ = 0;
    auto timed = std::make_unique<TimedPort>(std::move(*port));
    port_ = timed.get();
    printer_ = std::make_unique<drivers::Printer>(std::move(timed), profile_, deadlines_);
    if (std::exchange(half_ticket_, false)) printer_->expect_half_ticket();
    spdlog::info("printer: {}", printer_->description());
}

void TicketPrinter::watch()
{
    connect();
    drivers::PrinterState state = printer_ ? printer_->status() : drivers::PrinterState::offline;
    // What was found dead may be there again already: the cable was out and in since the last look.
    if (printer_ && !printer_->connected()) {
        connect();
        if (printer_) state = printer_->status();
    }
    tell_state(state);
}

drivers::PrintOutcome TicketPrinter::send(drivers::PrintJob const& job)
{
    connect();
    if (printer_) {
        port_->arm();
        return printer_->print(job);
    }
    return {drivers::PaperResult::failed, drivers::PrinterState::offline, "no printer", true};
}

void TicketPrinter::serve(TicketJob const& job)
{
    drivers::PrintJob const print_job{job.picture, drivers::Cut::partial};
    drivers::PrintOutcome outcome = send(print_job);
    // The cable was out and in again since the last look, which a printer without status never notices by itself.
    if (printer_ && !printer_->connected() && outcome.nothing_sent) outcome = send(print_job);
    if (outcome.paper != drivers::PaperResult::confirmed) spdlog::warn("ticket {}: {}", to_string(outcome.paper), outcome.detail);
    tell_state(outcome.state);  // first: what follows depends on whether the printer can print
    std::int64_t const mm = outcome.nothing_sent ? 0 : drivers::paper_mm(profile_, job.picture.height());
    std::optional<SteadyTime> const first_bytes = printer_ ? port_->first_bytes() : std::nullopt;
    tell_(TicketPrinted{job.ticket, job.original, paper_of(outcome.paper), outcome.detail, mm, first_bytes});
}

void TicketPrinter::tell_state(drivers::PrinterState state)
{
    if (told_ == state) return;
    told_ = state;
    tell_(PrinterMoved{state});
}

}  // namespace saduak::kiosk
