#include "kiosk/printing/printer_thread.hpp"

#include <catch2/catch.hpp>

using namespace saduak;
using namespace saduak::kiosk;

namespace {

// The words about tickets, from the printer thread to the test.
class Words {
public:
    void put(PrinterEvent const& event)
    {
        auto const* printed = std::get_if<TicketPrinted>(&event);
        if (printed == nullptr) return;
        std::lock_guard const lock(mutex_);
        papers_.push_back(printed->paper);
        come_.notify_all();
    }
    std::optional<domain::Paper> next()
    {
        std::unique_lock lock(mutex_);
        if (!come_.wait_for(lock, std::chrono::seconds(15), [this] { return !papers_.empty(); })) return std::nullopt;
        domain::Paper const first = papers_.front();
        papers_.pop_front();
        return first;
    }

private:
    std::mutex mutex_;
    std::condition_variable come_;
    std::deque<domain::Paper> papers_;
};

TicketJob job(char digit) { return {TicketId(std::string(32, digit)), Original::first, drivers::Bitmap(576, 100)}; }

}  // namespace

TEST_CASE("a printer whose cable was out and in again prints the next ticket, once")
{
    auto const [status, paper] = GENERATE(std::pair(drivers::StatusSupport::none, domain::Paper::unconfirmed),
                                          std::pair(drivers::StatusSupport::real_time, domain::Paper::confirmed));
    drivers::VirtualPrinter printer;
    drivers::Profile profile;
    profile.status_support = status;
    Words words;
    PrinterThread thread([&printer] { return printer.connect(); }, profile, [&words](PrinterEvent const& event) { words.put(event); });
    thread.print(job('1'));
    CHECK(words.next() == paper);
    printer.unplug();
    printer.plug_in();
    thread.print(job('2'));
    CHECK(words.next() == paper);
    CHECK(printer.ticket_count() == 2);
}

TEST_CASE("a cable pulled out in the middle of a ticket sends nothing twice")
{
    drivers::VirtualPrinter printer;
    Words words;
    PrinterThread thread([&printer] { return printer.connect(); }, {}, [&words](PrinterEvent const& event) { words.put(event); });
    thread.print(job('1'));
    CHECK(words.next() == domain::Paper::confirmed);
    printer.unplug_after_bytes(3000);
    thread.print(job('2'));
    CHECK(words.next() == domain::Paper::unconfirmed);
    printer.plug_in();
    thread.print(job('3'));
    CHECK(words.next() == domain::Paper::confirmed);
    // The part of the second ticket is cut off before the third: two numbers never stand on one piece of paper.
    CHECK(printer.ticket_count() == 3);
    CHECK(printer.tickets().back().height() == printer.tickets().front().height());
}
