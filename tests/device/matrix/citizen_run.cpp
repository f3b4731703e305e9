#include "tests/device/matrix/citizen_run.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "core/base/overloaded.hpp"
#include "core/base/random.hpp"
#include "drivers/printer/open_port.hpp"
#include "tests/unit/kiosk/kiosk_samples.hpp"

namespace saduak::test {

namespace {

using drivers::VirtualFault;
using kiosk::Original;
using kiosk::TargetKind;

DeviceId const kKiosk("kiosk-1");
constexpr int kRows = 100;
constexpr int kFeedRows = 8;
constexpr int kRowsUntilFault = 60;
constexpr int kTouchesMax = 8;
constexpr std::chrono::milliseconds kLateBytes{60};

drivers::Profile profile()
{
    drivers::Profile profile;
    profile.band_rows = 24;
    profile.feed_rows = kFeedRows;
    profile.near_end_sensor = drivers::NearEndSensor::present;
    profile.status_support = drivers::StatusSupport::automatic;
    return profile;
}

// Shorter than an office's, and long enough for a machine that is busy with other tests.
drivers::PrinterDeadlines deadlines()
{
    drivers::PrinterDeadlines deadlines;
    deadlines.write = {300};
    deadlines.reply = {150};
    deadlines.completion = {600};
    deadlines.drain = {10};
    return deadlines;
}

// Where the printer answers, it is waited for a little longer: a busy machine must not look like a silent printer. Where
// it is meant to be silent, the test does not wait longer than the driver.
constexpr Millis kDrainAtMost{100};
constexpr std::int64_t kPatience = 4;

class PatientPort final : public drivers::PrinterPort {
public:
    PatientPort(std::unique_ptr<drivers::PrinterPort> port, bool const& patient) : port_(std::move(port)), patient_(patient) {}
    Result<std::size_t> write(ByteView bytes, Millis deadline) override { return port_->write(bytes, longer(deadline)); }
    Result<Bytes> read(Millis deadline) override { return port_->read(longer(deadline)); }
    std::string description() const override { return port_->description(); }

private:
    [[nodiscard]] Millis longer(Millis deadline) const { return patient_ && deadline > kDrainAtMost ? Millis{deadline.count * kPatience} : deadline; }

    std::unique_ptr<drivers::PrinterPort> port_;
    bool const& patient_;
};

bool answers(VirtualFault fault)
{
    switch (fault) {
    case VirtualFault::none:
    case VirtualFault::paper_out:
    case VirtualFault::paper_low:
    case VirtualFault::cover_open:
    case VirtualFault::cutter_jam:
    case VirtualFault::overheat: return true;
    case VirtualFault::silent:
    case VirtualFault::stops_taking:
    case VirtualFault::unplugged:
    case VirtualFault::power_cycled:
    case VirtualFault::buffer_holds: return false;
    }
    return true;
}

kiosk::TicketNames names(int n) { return {ticket_id(n), hex_of(n, 32), hex_of(n, 64)}; }

kiosk::Model kiosk_at_work()
{
    kiosk::Model model = kiosk::sample_model();
    model.next_names = names(1);
    return model;
}

}  // namespace

CitizenRun::CitizenRun(Cable& cable)
    : cable_(cable), model_(kiosk_at_work()),
      printer_(
          [this, target = cable.target()]() -> Result<std::unique_ptr<drivers::PrinterPort>> {
              SADUAK_TRY(auto port, drivers::open_port(target));
              return std::make_unique<PatientPort>(std::move(port), patient_);
          },
          profile(),
          [this](kiosk::PrinterEvent const& event) {
              std::visit(overloaded{
                             [this](kiosk::PrinterMoved const& moved) { happen(kiosk::PrinterChanged{moved.state}); },
                             [this](kiosk::TicketPrinted const& printed) {
                                 known_without_ = printed.paper == Paper::failed;
                                 happen(kiosk::PrintEnded{printed.ticket, printed.original, printed.paper, printed.detail});
                             },
                         },
                         event);
          },
          kiosk::HalfTicket::none, deadlines()),
      names_drawn_(1)
{
    look();
}

void CitizenRun::happen(kiosk::Msg const& msg)
{
    kiosk::Next next = kiosk::update(std::move(model_), msg, town_.now);
    model_ = std::move(next.model);
    for (kiosk::Effect const& effect : next.effects) carry_out(effect);
}

void CitizenRun::carry_out(kiosk::Effect const& effect)
{
    std::visit(overloaded{
                   [this](kiosk::Submit const& submitted) { submit(submitted.command); },
                   [this](kiosk::Print const& print) { to_print_.push_back(print); },
                   [this](kiosk::DrawNames const&) { happen(kiosk::NamesDrawn{names(++names_drawn_)}); },
                   [](kiosk::CheckInCode const&) {},   // nobody has an appointment here
                   [](kiosk::KeepRoll const&) {},      // the length of a roll is not told here
                   [](kiosk::IssueOffline const&) {},  // the server is always there
                   [](kiosk::CheckPin const&) {},      // and no staff come
                   [](kiosk::TellStaff const&) {},
                   [](kiosk::PrintTest const&) {},
                   [](kiosk::RestartKiosk const&) {},
                   [](kiosk::Speak const&) {},
               },
               effect);
}

// As the engine would: decided, applied and answered at once.
void CitizenRun::submit(domain::CommandBody const& command)
{
    if (std::holds_alternative<domain::ReprintTicket>(command)) ++reprints_;
    auto const events = town_.ask(command, AgentId(), kKiosk);
    if (!events) refused_.push_back(std::string(to_string(events.error().code)) + " " + events.error().about);
    auto const* issue = std::get_if<domain::IssueTicket>(&command);
    if (issue == nullptr || !events) return;
    domain::Ticket const& ticket = *town_.state.find(issue->ticket);
    kiosk::TicketGiven given;
    given.id = ticket.id;
    given.number = ticket.number;
    given.issued_at = ticket.issued_at;
    happen(kiosk::IssueAnswered{ticket.id, given, std::nullopt});
}

void CitizenRun::touch(TargetKind kind, std::string service) { happen(kiosk::Touched{{kind, std::move(service), 0}}); }

// Deadlines of the kiosk and of the site come in their order.
void CitizenRun::pass(Millis time)
{
    Instant const end = town_.now + time;
    for (;;) {
        Instant next = end;
        Instant const screen = kiosk::next_deadline(model_);
        if (screen.is_set()) next = std::min(next, std::max(screen, town_.now));
        auto const site = domain::due(town_.state);
        if (site) next = std::min(next, std::max(*site, town_.now));
        town_.now = next;
        if (screen.is_set() && screen <= next) happen(kiosk::TimePassed{});
        if (site && *site <= next) town_.must(domain::Tick{}, AgentId());
        if (next == end) break;
    }
    print_waiting();
}

void CitizenRun::look()
{
    printer_.watch();
    print_waiting();
}

drivers::Bitmap CitizenRun::picture_of(kiosk::Print const& print)
{
    Printed const key{print.ticket, print.content.original};
    auto const known = pictures_.find(key);
    if (known != pictures_.end()) return known->second;
    Random random(pictures_.size() + 1);
    drivers::Bitmap picture(576, kRows);
    for (int y = 0; y < kRows; ++y)
        for (int x = 0; x < 576; ++x)
            if (random.below(4) == 0) picture.set(x, y);
    return pictures_.emplace(key, picture).first->second;
}

void CitizenRun::print_waiting()
{
    while (!to_print_.empty()) {
        kiosk::Print const print = to_print_.front();
        to_print_.pop_front();
        town_.now = town_.now + seconds(1);
        printer_.serve({print.ticket, print.content.original, picture_of(print)});
    }
}

TicketId CitizenRun::ask_for_ticket()
{
    TicketId const ticket = model_.next_names->ticket;
    touch(TargetKind::service, "id-card");
    touch(TargetKind::general);
    return ticket;
}

void CitizenRun::arm(Scene const& scene)
{
    drivers::VirtualPrinter& machine = cable_.machine();
    switch (scene.when) {
    case When::before_job:
        machine.strike(scene.fault);
        // Switched off and on: it comes back by itself, before the first byte.
        if (scene.fault == VirtualFault::power_cycled) cable_.plug_in();
        return;
    case When::in_picture: machine.strike_when(drivers::Moment::in_picture, scene.fault, kRowsUntilFault); return;
    case When::before_knife: machine.strike_when(drivers::Moment::before_cut, scene.fault); return;
    case When::behind_knife: machine.strike_when(drivers::Moment::after_cut, scene.fault); return;
    }
}

void CitizenRun::mend(VirtualFault fault)
{
    if (fault == VirtualFault::unplugged) cable_.plug_in();
    cable_.machine().mend();
    patient_ = true;
    std::this_thread::sleep_for(kLateBytes);  // what lay on the way or in the buffer comes out
    look();
}

TicketEnd CitizenRun::play(Scene scene)
{
    ticket_ = ask_for_ticket();
    arm(scene);
    patient_ = answers(scene.fault);
    print_waiting();
    if (scene.fault == VirtualFault::power_cycled && scene.when != When::before_job) cable_.plug_in();
    look();
    pass(seconds(5));
    if (scene.sequel == Sequel::mended) mend(scene.fault);
    has_paper_ = whole_ticket_lies_there();
    if (scene.sequel != Sequel::leaves) behave();
    TicketId const ticket = ticket_;
    pass(minutes(3));
    TicketEnd end = end_of(ticket);
    count_paper(end, ticket);
    return end;
}

void CitizenRun::behave()
{
    for (int i = 0; i < kTouchesMax && act_on_screen(); ++i) {
        print_waiting();
        look();
        pass(seconds(2));
        has_paper_ = has_paper_ || whole_ticket_lies_there();
    }
}

// One touch; false when there is nothing more to do for them. Who holds a ticket goes, whatever the screen says.
bool CitizenRun::act_on_screen()
{
    auto const* take = std::get_if<kiosk::TakeTicket>(&model_.screen);
    if (has_paper_) {
        if (take != nullptr) touch(TargetKind::done);
        return false;
    }
    if (std::holds_alternative<kiosk::NumberOnScreen>(model_.screen)) {
        touch(TargetKind::accept);
        return true;
    }
    if (take == nullptr || take->paper == Paper::accepted) return false;
    known_without_ = true;
    touch(TargetKind::no_paper);
    return true;
}

bool CitizenRun::whole_ticket_lies_there() const
{
    TicketEnd seen;
    count_paper(seen, ticket_);
    return seen.originals + seen.copies + seen.two_on_one_paper > 0;
}

void CitizenRun::count_paper(TicketEnd& end, TicketId const& ticket) const
{
    for (drivers::Bitmap const& piece : cable_.machine().tickets())
        for (auto const& [printed, picture] : pictures_) {
            if (printed.first != ticket || piece.height() < kRows + kFeedRows) continue;
            drivers::Bitmap lower(576, 0);
            lower.append_rows(piece.rows(piece.height() - kRows - kFeedRows, kRows), piece.stride());
            if (!(lower == picture)) continue;
            (printed.second == Original::copy ? end.copies : end.originals) += 1;
            if (piece.height() > kRows + kFeedRows) end.two_on_one_paper += 1;
        }
}

bool CitizenRun::next_call_calls(TicketId const& ticket) const
{
    Town hall = town_;
    CounterId const counter("c1");
    hall.must(domain::OpenCounter{counter});
    hall.must(domain::CallNext{counter});
    return hall.state.find(ticket)->state == TicketState::called;
}

TicketEnd CitizenRun::end_of(TicketId const& ticket)
{
    domain::Ticket const& known = *town_.state.find(ticket);
    TicketEnd end;
    end.state = known.state;
    end.paper = known.paper;
    end.reprinted = reprints_ > 0;
    end.called = next_call_calls(ticket);
    end.has_paper = has_paper_;
    end.known_without = known_without_;
    end.refused = refused_;
    return end;
}

bool CitizenRun::next_ticket_is_whole()
{
    look();
    pass(minutes(1));
    if (!std::holds_alternative<kiosk::Home>(model_.screen)) return false;
    ticket_ = ask_for_ticket();
    print_waiting();
    TicketEnd paper;
    count_paper(paper, ticket_);
    return paper.originals == 1 && paper.copies == 0 && paper.two_on_one_paper == 0 && town_.state.find(ticket_)->paper == Paper::confirmed;
}

}  // namespace saduak::test
