// One step of update(): the model as it becomes, and what is to be done. Its parts are told apart by concern, a file each.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kiosk/update.hpp"

namespace saduak::kiosk {

// False: a machine or the server decides how long it lasts.
[[nodiscard]] bool waits_for_a_person(Screen const& screen);

class Step {
public:
    Step(Model model, Instant now) : model_(std::move(model)), now_(now) {}

    [[nodiscard]] Next finish() && { return {std::move(model_), std::move(effects_)}; }

    void on(Touched const& msg);
    void on(Focused const& msg);
    void on(LinkChanged const& msg);
    void on(SitePushed const& msg);
    void on(ClockTold const& msg);
    void on(NamesDrawn const& msg) { model_.next_names = msg.names; }
    void on(IssueAnswered const& msg);
    void on(OfflineAnswered const& msg);
    void on(PrintEnded const& msg);
    void on(PrinterChanged const& msg);
    void on(PinChecked const& msg);
    void on(StaffTold const& msg) { model_.staff = msg.facts; }
    void on(TimePassed const&);
    void on(Scanned const& msg);
    void on(CheckInRefused const& msg);
    void on(RatingRefused const&);

private:
    void touch(Home const& home, Target const& target);
    void touch(PriorityChoice const& choice, Target const& target);
    void touch(AskAgain const& asked, Target const& target);
    void touch(CodeEntry const& entry, Target const& target);
    void touch(StillThere const& still, Target const& target);
    void touch(OnPhone const& kept, Target const& target);
    void touch(RatingReasons const& asked, Target const& target);
    void touch(TakeTicket const& take, Target const& target);
    void touch(NumberOnScreen const& shown, Target const& target);
    void touch(Trouble const& trouble, Target const& target);
    void touch(Closed const& closed, Target const& target);
    void touch(RatingAsk const& ask, Target const& target);
    void touch(Issuing const&, Target const&) {}
    void touch(Printing const&, Target const&) {}
    void touch(RatingIdle const&, Target const&) {}
    void touch(Dimmed const&, Target const&) { rest(); }
    void touch(Thanks const&, Target const&) { rest(); }
    void touch(StaffPin const& pin, Target const& target);
    void touch(ForStaff const& staff, Target const& target);
    void touch(StaffLog const&, Target const& target);

    void ended(StillThere const&) { rest(); }
    void ended(PriorityChoice const& choice) { ask_still_there(choice); }
    void ended(AskAgain const& asked) { ask_still_there(asked); }
    void ended(CodeEntry const& entry) { ask_still_there(entry); }
    void ended(Home const& home) { ask_still_there(home); }
    void ended(OnPhone const&) { rest(); }
    void ended(RatingReasons const&) { model_.screen = Thanks{now_ + kThanks}; }
    void ended(Issuing const& issuing) { unanswered(issuing.wanted); }
    void ended(Printing const& printing) { paper_unconfirmed(printing.ticket, "no word from the printer"); }
    void ended(Trouble const& trouble) { leave(trouble); }
    void ended(Closed const&) { rest(); }
    void ended(RatingIdle const&) {}
    void ended(TakeTicket const&) { rest(); }
    void ended(NumberOnScreen const&) { rest(); }  // the server voids it: nobody said that they have the number
    void ended(RatingAsk const& ask)
    {
        model_.rated = ask.about.ticket;
        rest();
    }
    void ended(Thanks const&) { rest(); }
    void ended(StaffPin const&) { rest(); }
    void ended(ForStaff const&) { rest(); }
    void ended(StaffLog const&) { rest(); }
    void ended(Dimmed const& dimmed) { model_.screen = Dimmed{dimmed.why, dimmed.place + 1, now_ + kDimmedMoves}; }

    void dim_when_due();
    void refresh_dimmed(Dimmed const& dimmed);
    void touch_clock();
    void touch_call_staff();
    void follow_staff_call(bool called);
    void ask_still_there(Choice before);
    void show_home(std::size_t page, std::string group);
    void enter(PriorityChoice choice);
    void check_in(std::string code);
    void want(Wanted wanted, Millis patience = kIssueAnswer);
    void open_for_staff(bool may_act);
    [[nodiscard]] bool touch_panel(Target const& target);
    // Where the kiosk rests it waits before it forgets what somebody chose.
    void still_busy();
    // No choice is taken from under the hands of somebody who sets the screen or moves on with keys.
    void wait_longer();
    void report_printer();
    void rest();
    void refresh();
    void leave(Trouble const& trouble);
    void choose_class(PriorityChoice const& choice, domain::TicketClass ticket_class);
    void show_site();
    void unanswered(Wanted const& wanted);
    // A number of the kiosk's own for that wish; false: it has none to give.
    bool issue_offline(Wanted wanted);
    [[nodiscard]] domain::IssueTicket issue_command(Wanted const& wanted) const;
    void given(Wanted const& wanted, TicketGiven const& given);
    void print(Issued ticket);
    void report(Issued const& ticket, domain::Paper paper, std::string detail = {});
    void paper_unconfirmed(Issued const& ticket, std::string const& detail);
    void paper_failed(Issued ticket, std::string const& detail);
    void reprint(Issued ticket);
    void rate(RateNow const& about, std::int32_t score);
    [[nodiscard]] std::optional<TroubleCause> cause_of_trouble() const;
    [[nodiscard]] bool resting() const { return kiosk::resting(model_.screen); }
    void submit(domain::CommandBody command) { effects_.emplace_back(Submit{std::move(command)}); }

    Model model_;
    Instant now_;
    std::vector<Effect> effects_;
};

}  // namespace saduak::kiosk
