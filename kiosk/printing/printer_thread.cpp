#include "kiosk/printing/printer_thread.hpp"

#include <chrono>
#include <optional>

#include "platform/clock.hpp"

namespace saduak::kiosk {

PrinterThread::PrinterThread(OpenPort open, drivers::Profile profile, std::function<void(PrinterEvent)> tell, HalfTicket half)
    : printer_(std::move(open), std::move(profile), std::move(tell), half), alive_at_ms_(platform::monotonic_now().ms), thread_([this] { run(); })
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
        alive_at_ms_ = platform::monotonic_now().ms;
        std::optional<TicketJob> job;
        {
            std::unique_lock lock(mutex_);
            auto const patience = std::chrono::milliseconds(printer_.patience().count);
            woken_.wait_for(lock, patience, [this] { return stopping_ || look_ || !jobs_.empty(); });
            if (stopping_) return;
            look_ = false;
            if (!jobs_.empty()) {
                job = std::move(jobs_.front());
                jobs_.pop_front();
            }
        }
        if (job) printer_.serve(*job);
        else printer_.watch();
    }
}

}  // namespace saduak::kiosk
