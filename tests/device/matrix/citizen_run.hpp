// One citizen, one ticket, one fault: the kiosk's real pieces from the touch to the ticket's end, and what is on the paper.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "kiosk/printing/ticket_printer.hpp"
#include "kiosk/update.hpp"
#include "tests/device/matrix/cable.hpp"
#include "tests/support/town.hpp"

namespace saduak::test {

// When a fault strikes: between the number and the first byte, within the picture, before and behind the knife.
enum class When { before_job, in_picture, before_knife, behind_knife };
// What happens then. stays: the citizen does what the screen says. leaves: they touch nothing, and take what paper there
// is. mended: the printer is well again five seconds later, then as in stays.
enum class Sequel { stays, leaves, mended };

struct Scene {
    drivers::VirtualFault fault = drivers::VirtualFault::none;
    When when = When::before_job;
    Sequel sequel = Sequel::stays;
};

// What became of the ticket in the site's state, and in the hall.
struct TicketEnd {
    domain::TicketState state = domain::TicketState::waiting;
    domain::Paper paper = domain::Paper::pending;
    bool reprinted = false;
    bool called = false;         // by the next counter that is free
    bool has_paper = false;      // a whole ticket, cut off, that the citizen took
    bool known_without = false;  // the last evidence said that no paper came
    int originals = 0;           // whole tickets on the paper, by mark
    int copies = 0;
    int two_on_one_paper = 0;          // pieces on which something else stands above a ticket
    std::vector<std::string> refused;  // commands of the kiosk that the site did not take
};

// The kiosk, its printer, the site, and a hand on the clock. Printing takes real time, everything else none.
class CitizenRun {
public:
    explicit CitizenRun(Cable& cable);

    [[nodiscard]] TicketEnd play(Scene scene);
    // Whoever repairs printers has been there.
    void mend(drivers::VirtualFault fault);
    // The next citizen, at a printer that is well again: whether their ticket is whole, alone and confirmed.
    [[nodiscard]] bool next_ticket_is_whole();

private:
    using Printed = std::pair<TicketId, kiosk::Original>;

    void happen(kiosk::Msg const& msg);
    void carry_out(kiosk::Effect const& effect);
    void submit(domain::CommandBody const& command);
    void touch(kiosk::TargetKind kind, std::string service = {});
    void pass(Millis time);
    void look();
    void print_waiting();
    TicketId ask_for_ticket();
    void arm(Scene const& scene);
    void behave();
    [[nodiscard]] bool act_on_screen();
    [[nodiscard]] bool whole_ticket_lies_there() const;
    [[nodiscard]] drivers::Bitmap picture_of(kiosk::Print const& print);
    [[nodiscard]] TicketEnd end_of(TicketId const& ticket);
    void count_paper(TicketEnd& end, TicketId const& ticket) const;
    [[nodiscard]] bool next_call_calls(TicketId const& ticket) const;

    Cable& cable_;
    bool patient_ = true;  // before printer_, whose port looks at it
    Town town_;
    kiosk::Model model_;
    kiosk::TicketPrinter printer_;
    std::deque<kiosk::Print> to_print_;
    std::map<Printed, drivers::Bitmap> pictures_;
    TicketId ticket_;
    int names_drawn_ = 0;
    bool has_paper_ = false;
    bool known_without_ = false;
    int reprints_ = 0;
    std::vector<std::string> refused_;
};

}  // namespace saduak::test
