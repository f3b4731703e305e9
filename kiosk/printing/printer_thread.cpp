#include "kiosk/printing/printer_thread.hpp"

#include <chrono>

#include <spdlog/spdlog.h>

namespace saduak::kiosk {

namespace {

constexpr std::chrono::milliseconds kWatchEvery{1500};

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

PrinterThread::PrinterThread(OpenPort open, drivers::Profile profile, std::function<void(PrinterEvent)> tell)
    : open_(std::move(open)), profile_(std::move(profile)), tell_(std::move(tell)), thread_([this] { run(); })
{
}

PrinterThread::~PrinterThread()
{
    {
        std::lock_guard const lock(mutex_);
        stopping_ = true;
    }
    woken_.notify_all();
    thread_.join();
}

void PrinterThread::print(TicketJob job)
{
    {
        std::lock_guard const lock(mutex_);
        jobs_.push_back(std::move(job));
    }
    woken_.notify_all();
}

void PrinterThread::look()
{
    {
        std::lock_guard const lock(mutex_);
        look_ = true;
    }
    woken_.notify_all();
}

void PrinterThread::run()
{
    for (;;) {
        std::optional<TicketJob> job;
        {
            std::unique_lock lock(mutex_);
            woken_.wait_for(lock, kWatchEvery, [this] { return stopping_ || look_ || !jobs_.empty(); });
            if (stopping_) return;
            look_ = false;
            if (!jobs_.empty()) {
                job = std::move(jobs_.front());
                jobs_.pop_front();
            }
        }
        if (job) serve(*job);
        else watch();
    }
}

void PrinterThread::connect()
{
    if (printer_ && printer_->connected()) return;
    printer_.reset();
    auto port = open_();
    if (!port) {
        if (told_ != drivers::PrinterState::offline) spdlog::warn("no printer: {}", port.error().context);
        return;
    }
    printer_ = std::make_unique<drivers::Printer>(std::move(*port), profile_);
    spdlog::info("printer: {}", printer_->description());
}

void PrinterThread::watch()
{
    connect();
    tell_state(printer_ ? printer_->status() : drivers::PrinterState::offline);
}

drivers::PrintOutcome PrinterThread::send(drivers::PrintJob const& job)
{
    connect();
    if (printer_) return printer_->print(job);
    return {drivers::PaperResult::failed, drivers::PrinterState::offline, "no printer", true};
}

void PrinterThread::serve(TicketJob const& job)
{
    drivers::PrintJob const print_job{job.picture, drivers::Cut::partial};
    drivers::PrintOutcome outcome = send(print_job);
    // The cable was out and in again since the last look, which a printer without status never notices by itself.
    if (printer_ && !printer_->connected() && outcome.nothing_sent) outcome = send(print_job);
    if (outcome.paper != drivers::PaperResult::confirmed) spdlog::warn("ticket {}: {}", to_string(outcome.paper), outcome.detail);
    tell_state(outcome.state);  // first: what follows depends on whether the printer can print
    std::int64_t const mm = outcome.nothing_sent ? 0 : drivers::paper_mm(profile_, job.picture.height());
    tell_(TicketPrinted{job.ticket, job.original, paper_of(outcome.paper), outcome.detail, mm});
}

void PrinterThread::tell_state(drivers::PrinterState state)
{
    if (told_ == state) return;
    told_ = state;
    tell_(PrinterMoved{state});
}

}  // namespace saduak::kiosk
