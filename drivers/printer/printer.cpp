#include "drivers/printer/printer.hpp"

#include <utility>

#include "core/base/overloaded.hpp"
#include "drivers/escpos/encoder.hpp"

namespace saduak::drivers {

namespace {

// A printer may take a band in pieces, but not in crumbs: each piece may cost a whole write deadline.
constexpr std::size_t kShortWritesMax = 16;
constexpr std::size_t kBytesPerShortWrite = 256;
// Reads spent on one reply, in case that other bytes come first.
constexpr int kReadsPerReply = 4;
// Reads spent on emptying the pipe: a printer that never stops talking is not waited for.
constexpr int kDrainReads = 16;

std::int64_t slices(Millis whole, Millis slice) { return slice.count <= 0 ? 1 : (whole.count + slice.count - 1) / slice.count; }

void append(Bytes& out, Bytes const& more) { out.insert(out.end(), more.begin(), more.end()); }

PrintOutcome nothing_sent(PrinterState state, std::string why) { return {PaperResult::failed, state, std::move(why) + "; nothing was sent", true}; }

}  // namespace

std::string_view to_string(PaperResult result)
{
    switch (result) {
    case PaperResult::confirmed: return "confirmed";
    case PaperResult::unconfirmed: return "unconfirmed";
    case PaperResult::failed: return "failed";
    }
    return "unconfirmed";
}

Printer::Printer(std::unique_ptr<PrinterPort> port, Profile profile, PrinterDeadlines deadlines)
    : port_(std::move(port)), profile_(std::move(profile)), deadlines_(deadlines)
{
}

PrintOutcome Printer::print(PrintJob const& job)
{
    if (job.picture.empty()) return nothing_sent(PrinterState::unknown, "the picture is empty");
    if (job.picture.width() > profile_.width_dots)
        return nothing_sent(PrinterState::unknown, "the picture is " + std::to_string(job.picture.width()) + " dots wide, the printer " +
                                                       std::to_string(profile_.width_dots));
    if (!connected_) return nothing_sent(PrinterState::offline, "the printer is not connected");

    Answer const before = ask();
    if (!connected_) return nothing_sent(PrinterState::offline, status_detail_);
    if (before == Answer::bad) return nothing_sent(escpos::state_of(flags_), status_detail_);
    answering_ = before == Answer::well;
    knife_unknown_ = true;

    Sent sent = prepare();
    std::uint64_t const start = accepted_bytes_;
    if (sent == Sent::all) sent = send_job(job);
    if (sent != Sent::all) return interrupted(sent, accepted_bytes_ > start);

    PrintOutcome outcome = finish(job.picture.height() + profile_.feed_rows);
    // Not when it only does not answer: it is printing, and would forget the ticket.
    bool const stuck_at_knife = at_the_knife() && !behind_knife_ && outcome.state != PrinterState::unknown && !can_print(outcome.state);
    bool const stuck = outcome.paper == PaperResult::failed || stuck_at_knife;
    if (stuck) abandon();
    knife_unknown_ = outcome.paper != PaperResult::confirmed && !behind_knife_;
    // A printer that fell silent within the ticket may have been switched off. One that never answers is printing.
    bool const fell_silent = before == Answer::well && outcome.state == PrinterState::unknown;
    half_ticket_ = knife_unknown_ && (stuck || fell_silent || !connected_);
    return outcome;
}

PrinterState Printer::status()
{
    if (!connected_) return PrinterState::offline;
    Answer const answer = ask();
    if (!connected_) return PrinterState::offline;
    if (answer != Answer::silent) return escpos::state_of(flags_);
    status_detail_ = profile_.status_support == StatusSupport::none ? "this model does not report its status" : "no reply";
    return PrinterState::unknown;
}

Printer::Sent Printer::send(ByteView bytes, Millis deadline)
{
    std::size_t short_writes_left = kShortWritesMax + bytes.size() / kBytesPerShortWrite;
    while (!bytes.empty()) {
        auto const count = port_->write(bytes, deadline);
        if (!count) {
            lose(count.error());
            return Sent::disconnected;
        }
        accepted_bytes_ += *count;
        bytes = bytes.subspan(*count);
        if (*count == 0 || (!bytes.empty() && short_writes_left-- == 0)) return Sent::stalled;
    }
    return Sent::all;
}

Printer::Sent Printer::send_each(std::vector<Bytes> const& commands)
{
    for (Bytes const& command : commands) {
        Sent const sent = send(command, deadlines_.write);
        if (sent != Sent::all) return sent;
        if (refuses()) return Sent::refused;
        if (!connected_) return Sent::disconnected;
    }
    return Sent::all;
}

Printer::Sent Printer::prepare()
{
    Bytes start;
    if (resynchronise_) {
        // Forget what an earlier, broken job left. If the printer is still inside a picture, white completes it; outside
        // one it ignores NUL.
        append(start, clearing());
        start.resize(start.size() + static_cast<std::size_t>(profile_.width_dots / 8 * profile_.band_rows));
    }
    append(start, escpos::initialise());
    if (profile_.status_support == StatusSupport::automatic) append(start, escpos::automatic_status_on());
    // Two numbers on one piece of paper would confuse: cut the half ticket off.
    if (half_ticket_) append(start, ending(Cut::partial));
    Sent const sent = send(start, deadlines_.write);
    if (sent == Sent::all) resynchronise_ = half_ticket_ = false;
    return sent;
}

Printer::Sent Printer::send_job(PrintJob const& job)
{
    before_knife_.reset();
    behind_knife_.reset();
    Sent sent = send_each(escpos::raster_bands(job.picture, profile_.band_rows));
    if (sent != Sent::all) return sent;
    sent = send_each(escpos::blank_bands(job.picture.stride(), profile_.feed_rows, profile_.band_rows));
    if (sent != Sent::all) return sent;
    if (profile_.completion_check == CompletionCheck::waiting) return send(ending(job.cut), deadlines_.write);
    Bytes end = escpos::ordered_paper_query();
    append(end, ending(job.cut));
    append(end, escpos::ordered_paper_query());
    return send(end, deadlines_.write);
}

Bytes Printer::ending(Cut wanted) const
{
    if (wanted == Cut::none || profile_.cutter == Cutter::none) return {};
    bool const full = profile_.cutter == Cutter::full && wanted == Cut::full;
    return full ? escpos::cut_full() : escpos::cut_partial();
}

// Between two bands: does the printer say that it cannot go on?
bool Printer::refuses()
{
    if (profile_.status_support == StatusSupport::none) return false;
    if (answering_) {
        real_time_.reset();
        if (send(escpos::encode_query(escpos::StatusQuery::printer), deadlines_.reply) != Sent::all) return false;
        for (int i = 0; i < kReadsPerReply && !real_time_; ++i)
            if (!pump(deadlines_.reply)) break;
        // Once silent, not asked again before the end: each band would wait for nothing.
        answering_ = real_time_.has_value();
    }
    escpos::StatusFlags hint;
    if (real_time_) escpos::add_reply(hint, escpos::StatusQuery::printer, *real_time_);
    bool const troubled = hint.offline || (automatic_ && !can_print(escpos::state_of(*automatic_)));
    return troubled && ask() == Answer::bad;
}

Bytes Printer::clearing() const { return profile_.quirks.contains(Quirk::no_clear) ? Bytes() : escpos::forget_unprinted(); }

// Best effort: new paper must not bring out the rest of this ticket.
void Printer::abandon()
{
    resynchronise_ = true;
    if (connected_ && send(clearing(), deadlines_.reply) == Sent::disconnected) status_detail_ = "disconnected while giving up a ticket";
}

Printer::Answer Printer::ask()
{
    if (profile_.status_support == StatusSupport::none) return Answer::silent;
    Answer answer = ask_once();
    // A status byte that raster data asked for by chance may have stood for an answer: bad news is asked for twice.
    if (answer == Answer::bad) answer = ask_once();
    if (answer != Answer::silent || !connected_) return answer;
    // The way out may be blocked while the printer has told us why on the way in.
    if (!automatic_ || can_print(escpos::state_of(*automatic_))) return Answer::silent;
    learn(*automatic_);
    return Answer::bad;
}

Printer::Answer Printer::ask_once()
{
    for (int i = 0; i < kDrainReads; ++i)
        if (!pump(deadlines_.drain)) break;
    escpos::StatusFlags flags;
    for (escpos::StatusQuery const query : escpos::kStatusQueries) {
        real_time_.reset();
        if (!connected_ || send(escpos::encode_query(query), deadlines_.reply) != Sent::all) return Answer::silent;
        for (int i = 0; i < kReadsPerReply && !real_time_; ++i)
            if (!pump(deadlines_.reply)) break;
        if (!real_time_) return Answer::silent;
        escpos::add_reply(flags, query, *real_time_);
    }
    automatic_.reset();
    learn(flags);
    return can_print(escpos::state_of(flags_)) ? Answer::well : Answer::bad;
}

bool Printer::pump(Millis deadline)
{
    if (!connected_) return false;
    auto const bytes = port_->read(deadline);
    if (!bytes) {
        lose(bytes.error());
        return false;
    }
    for (escpos::StatusMessage const& message : parser_.feed(*bytes)) note(message);
    return !bytes->empty();
}

void Printer::note(escpos::StatusMessage const& message)
{
    auto const visitor = overloaded{
        [this](escpos::RealTimeReply const& reply) { real_time_ = reply.value; },
        [this](escpos::AutomaticStatus const& status) { automatic_ = status.flags; },
        [this](escpos::OrderedReply const& reply) { (before_knife_ ? behind_knife_ : before_knife_) = reply; },
    };
    std::visit(visitor, message);
}

void Printer::learn(escpos::StatusFlags flags)
{
    // Without the sensor its bits are constant, and mean nothing.
    if (profile_.near_end_sensor == NearEndSensor::absent) flags.paper_near_end = false;
    flags_ = flags;
    status_detail_ = escpos::describe(flags_);
}

void Printer::lose(Error const& error)
{
    connected_ = false;
    status_detail_ = error.context;
}

// The job did not go out whole. Only the printer's word, or that it took nothing at all, is evidence of no ticket.
PrintOutcome Printer::interrupted(Sent sent, bool anything_sent)
{
    Answer const answer = sent == Sent::disconnected ? Answer::silent : ask();
    half_ticket_ = half_ticket_ || anything_sent;
    knife_unknown_ = anything_sent;
    if (connected_) {
        std::string const why = status_detail_;
        abandon();
        if (answer == Answer::bad && !at_the_knife()) return {PaperResult::failed, escpos::state_of(flags_), why};
    }
    PrinterState const state = !connected_ ? PrinterState::offline : answer == Answer::well ? escpos::state_of(flags_) : PrinterState::unknown;
    std::string const why = !connected_ ? status_detail_ : "the printer stopped taking data";
    if (!anything_sent) return nothing_sent(state, why);
    return {PaperResult::unconfirmed, state, why + " in the middle of a ticket"};
}

PrintOutcome Printer::finish(int rows)
{
    if (profile_.status_support == StatusSupport::none)
        return {PaperResult::unconfirmed, PrinterState::unknown, "this model does not report its status"};
    return profile_.completion_check == CompletionCheck::ordered_reply ? finish_ordered(rows) : finish_waiting(rows);
}

// Waits for GS r, which comes after the knife; a printer that is stuck before it says so when asked.
PrintOutcome Printer::finish_ordered(int rows)
{
    std::int64_t const count = slices(deadlines_.completion + printing_time(profile_, rows), deadlines_.reply);
    for (std::int64_t i = 0; i < count && !behind_knife_ && connected_; ++i) {
        if (pump(deadlines_.reply) || behind_knife_) continue;
        Answer const answer = ask();
        if (behind_knife_) break;
        if (answer == Answer::bad) return conclude(answer);
        if (answer == Answer::silent && !answering_) break;
        answering_ = answer == Answer::well;
    }
    Answer const last = ask();
    if (!connected_ || last == Answer::silent) return conclude(Answer::silent);
    if (!behind_knife_) {
        if (last == Answer::bad) return conclude(last);
        return {PaperResult::unconfirmed, escpos::state_of(flags_), "the printer did not say that it processed the ticket (GS r)"};
    }
    // A printer that goes on without paper: where it had some before the knife, the ticket may well be out.
    if (behind_knife_->paper_out) return {at_the_knife() ? PaperResult::unconfirmed : PaperResult::failed, PrinterState::paper_out, "paper end"};
    // It processed everything, knife included, and has trouble now: the ticket may well be out.
    if (last == Answer::bad) return {PaperResult::unconfirmed, escpos::state_of(flags_), "after the ticket: " + status_detail_};
    return conclude(last);
}

PrintOutcome Printer::finish_waiting(int rows)
{
    std::int64_t const count = slices(printing_time(profile_, rows), deadlines_.reply);
    for (std::int64_t i = 0; i < count && connected_; ++i) pump(deadlines_.reply);
    return conclude(ask());
}

// Everything was on the paper; only the knife came after that.
bool Printer::at_the_knife() const { return before_knife_ && !before_knife_->paper_out; }

PrintOutcome Printer::conclude(Answer answer)
{
    if (!connected_) return {PaperResult::unconfirmed, PrinterState::offline, status_detail_ + " before the printer confirmed the ticket"};
    switch (answer) {
    case Answer::well: return {PaperResult::confirmed, escpos::state_of(flags_), status_detail_};
    case Answer::bad:
        if (at_the_knife()) return {PaperResult::unconfirmed, escpos::state_of(flags_), "at the knife: " + status_detail_};
        return {PaperResult::failed, escpos::state_of(flags_), status_detail_};
    case Answer::silent: break;
    }
    return {PaperResult::unconfirmed, PrinterState::unknown, "the printer does not answer"};
}

}  // namespace saduak::drivers
