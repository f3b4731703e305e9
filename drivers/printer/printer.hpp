// One printer: sends tickets and says honestly what became of the paper.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/escpos/status.hpp"
#include "drivers/printer/port.hpp"
#include "drivers/printer/profile.hpp"
#include "drivers/raster/bitmap.hpp"

namespace saduak::drivers {

enum class Cut { none, partial, full };

struct PrintJob {
    Bitmap picture;          // at most the profile's width; narrower pictures are printed at the left edge
    Cut cut = Cut::partial;  // falls back to what the profile's cutter can do
};

// DESIGN 4.1. confirmed: the printer processed the whole job and says that it is well. failed: evidence that no whole
// ticket came out (the printer's own status before the picture was on the paper, or nothing was sent). unconfirmed:
// everything else.
enum class PaperResult { confirmed, unconfirmed, failed };
[[nodiscard]] std::string_view to_string(PaperResult result);

struct PrintOutcome {
    PaperResult paper = PaperResult::unconfirmed;
    PrinterState state = PrinterState::unknown;
    std::string detail;         // for staff and the log, English; empty when confirmed and nothing is to be said
    bool nothing_sent = false;  // the printer took no byte of the ticket: sending it again makes no second one
};

// Every wait is bounded by one of these; there is no clock in here.
struct PrinterDeadlines {
    Millis write = {2000};       // one write may go without progress so long before the job is given up
    Millis reply = {300};        // one status reply
    Millis completion = {4000};  // from the last byte to the printer's word that it was processed, besides printing_time()
    Millis drain = {15};         // silence that ends draining
};

// Used by the printer thread alone; print() and status() block up to their deadlines.
class Printer {
public:
    Printer(std::unique_ptr<PrinterPort> port, Profile profile, PrinterDeadlines deadlines = {});

    [[nodiscard]] PrintOutcome print(PrintJob const& job);

    // Asks now. `offline` when the port is gone, `unknown` when there is no answer or the profile says that none comes.
    [[nodiscard]] PrinterState status();
    // What the last status query said in words: "cover open"; empty when nothing is wrong.
    [[nodiscard]] std::string const& status_detail() const { return status_detail_; }

    // False after the port reported Errc::disconnected: destroy this printer and open another port.
    [[nodiscard]] bool connected() const { return connected_; }
    // A part of a ticket may hang uncut from the printer. Whoever opens it again says so to the new connection, or two
    // numbers would stand on one piece of paper.
    [[nodiscard]] bool half_ticket() const { return half_ticket_ || (!connected_ && knife_unknown_); }
    void expect_half_ticket() { half_ticket_ = true; }
    [[nodiscard]] Profile const& profile() const { return profile_; }
    [[nodiscard]] std::string description() const { return port_->description(); }

private:
    enum class Answer { well, bad, silent };
    enum class Sent { all, stalled, disconnected, refused };

    [[nodiscard]] Sent send(ByteView bytes, Millis deadline);
    [[nodiscard]] Sent send_each(std::vector<Bytes> const& commands);
    [[nodiscard]] Sent prepare();
    [[nodiscard]] Sent send_job(PrintJob const& job);
    [[nodiscard]] Bytes ending(Cut wanted) const;
    [[nodiscard]] bool refuses();
    void abandon();
    [[nodiscard]] Bytes clearing() const;

    [[nodiscard]] Answer ask();
    [[nodiscard]] Answer ask_once();
    // Reads once; false on silence or a lost port.
    bool pump(Millis deadline);
    void note(escpos::StatusMessage const& message);
    void learn(escpos::StatusFlags flags);
    void lose(Error const& error);

    [[nodiscard]] PrintOutcome interrupted(Sent sent, bool anything_sent);
    [[nodiscard]] PrintOutcome finish(int rows);
    [[nodiscard]] PrintOutcome finish_ordered(int rows);
    [[nodiscard]] PrintOutcome finish_waiting(int rows);
    [[nodiscard]] bool at_the_knife() const;
    [[nodiscard]] PrintOutcome conclude(Answer answer);

    std::unique_ptr<PrinterPort> port_;
    Profile profile_;
    PrinterDeadlines deadlines_;
    std::string status_detail_;
    bool connected_ = true;

    escpos::StatusParser parser_;
    escpos::StatusFlags flags_;  // the last complete answer
    std::optional<Byte> real_time_;
    // GS r stands twice in a job: before the knife and behind it. Trouble between the two is the one moment in which
    // nobody can say whether the ticket is off the roll.
    std::optional<escpos::OrderedReply> before_knife_;
    std::optional<escpos::OrderedReply> behind_knife_;
    std::optional<escpos::StatusFlags> automatic_;
    bool answering_ = false;  // in this job
    // Somebody before us may have died inside a command, so the first job starts with this too.
    bool resynchronise_ = true;
    bool half_ticket_ = false;    // hangs uncut from the printer, or may
    bool knife_unknown_ = false;  // the last ticket was sent and nobody said that it was cut
    std::uint64_t accepted_bytes_ = 0;
};

}  // namespace saduak::drivers
