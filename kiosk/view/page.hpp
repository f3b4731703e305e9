// One screen in the making: the frame that all screens share, and the pieces they are made of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kiosk/view/view.hpp"

namespace saduak::kiosk {

// How a text on its ground looks.
struct Style {
    int size = 0;  // of the theme, before scaling
    Weight weight = Weight::regular;
    Color color;
    Color ground;
    Align align = Align::left;
    int lines_max = 1;
};

enum class ButtonRank { primary, quiet, accent };

class Page {
public:
    // Draws ground, header and footer; without a time where `now` is unset: nobody knows it.
    Page(Model const& model, Instant now, ViewContext const& context);

    // Between header and footer, margins taken off.
    [[nodiscard]] Rect content() const { return content_; }
    [[nodiscard]] bool portrait() const { return context_.screen.height > context_.screen.width; }
    [[nodiscard]] Theme const& theme() const { return theme_; }
    [[nodiscard]] Access const& access() const { return access_; }
    [[nodiscard]] Messages const& messages() const { return context_.messages; }
    // What of the area is within reach: all of it, unless the person asked for controls in the lower part. Targets belong there.
    [[nodiscard]] Rect reachable(Rect area) const;
    // A size of the theme in this screen's pixels.
    [[nodiscard]] int px(int size) const;
    [[nodiscard]] int gap() const { return px(theme().gap); }
    // The least side of a target.
    [[nodiscard]] int target_px() const;

    [[nodiscard]] Lang lang() const { return lang_; }
    [[nodiscard]] Language const& language() const { return context_.messages.language(lang_); }
    [[nodiscard]] std::string say(std::string_view key) const { return context_.messages.text(lang_, key); }
    [[nodiscard]] std::string say(std::string_view key, std::vector<Argument> const& arguments) const
    {
        return context_.messages.text(lang_, key, arguments);
    }
    [[nodiscard]] std::string say(domain::LocalText const& text) const { return in_language(text, lang_); }
    // A sentence with {day} and {t}, seen from today.
    [[nodiscard]] std::string say_opening(std::string_view key, Instant opens) const;

    void add(Item item) { list_.items.push_back(std::move(item)); }
    void touchable(Rect area, Target target, char digit = 0) { list_.targets.push_back({area, std::move(target), digit}); }
    void text(Rect area, std::string words, Style const& style);
    // Puts it at the top of `area` and takes its height (`lines_max` lines) off.
    void text_down(Rect& area, std::string words, Style const& style);
    void card(Rect area, Color fill, Color border);
    void button(Rect area, std::string words, ButtonRank rank, Target target, char digit);
    // In the footer, left.
    void footer_button(std::string words, Target target);

    // Takes header, footer and their targets away: the whole screen in one colour, and one target.
    Rect blank(Color ground, Target target);
    // Empty where the time is not known.
    [[nodiscard]] std::string clock() const { return now_.is_set() ? clock_time(local_time(now_), language()) : std::string(); }

    // With what is left to draw: the hint in the room that the footer has, the frame around the target that the keys are on.
    [[nodiscard]] DisplayList take();

private:
    void header(Model const& model, Instant now);
    void footer(Model const& model);
    void call_staff(Rect area, StaffCall call);
    void footer_choice(Rect area, std::string_view icon, std::string words, TargetKind kind);
    void focus_frame();
    void outline(Rect area, int thick, Color color);
    void demo_mark(Rect area);
    [[nodiscard]] Rect header_middle() const;
    [[nodiscard]] Rect footer_inner() const;

    ViewContext const& context_;
    Access access_;
    Theme theme_;  // as the person has it: sizes and colours of their choice
    std::optional<Target> focus_;
    Lang lang_;
    Instant now_;
    Date today_;
    double scale_;
    DisplayList list_;
    Rect footer_;
    Rect hint_;                            // what is left of the footer
    std::optional<StaffCall> staff_call_;  // nothing: they cannot be called from here
    Rect content_;
};

// Takes `height` off the top, with `gap` beneath.
Rect cut_top(Rect& from, int height, int gap);
Rect cut_bottom(Rect& from, int height, int gap);
[[nodiscard]] Rect centred_in(Rect area, int width, int height);

// For staff: the printer's state, and what to do about it (empty: nothing).
[[nodiscard]] std::string printer_words(Page const& page, drivers::PrinterState state);
[[nodiscard]] std::string printer_remedy(Page const& page, drivers::PrinterState state);

// The queue number's card, used wherever a citizen is given a number.
void number_card(Page& page, Rect area, Issued const& ticket);
void number_and_code(Page& page, Rect area, Model const& model, Issued const& ticket, std::string advice_words);
[[nodiscard]] std::string wait_words(Page const& page, TicketGiven const& given);

void draw_languages(Page& page);
// `voice`: there is one of the language.
void draw_access(Page& page, Access const& access, bool voice);

void draw(Page& page, Model const& model, Home const& home);
void draw(Page& page, Model const& model, PriorityChoice const& choice);
void draw(Page& page, Model const& model, AskAgain const& asked);
void draw(Page& page, Model const& model, CodeEntry const& entry);
void draw(Page& page, Model const& model, StillThere const& still);
void draw(Page& page, Model const& model, Issuing const& issuing);
void draw(Page& page, Model const& model, Printing const& printing);
void draw(Page& page, Model const& model, TakeTicket const& take);
void draw(Page& page, Model const& model, OnPhone const& kept);
void draw(Page& page, Model const& model, NumberOnScreen const& shown);
void draw(Page& page, Model const& model, Trouble const& trouble);
void draw(Page& page, Model const& model, Closed const& closed);
void draw(Page& page, Model const& model, StaffPin const& pin);
void draw(Page& page, Model const& model, ForStaff const& staff);
void draw(Page& page, Model const& model, StaffLog const& log);
void draw(Page& page, Model const& model, Dimmed const& dimmed);
void draw(Page& page, Model const& model, RatingIdle const& idle);
void draw(Page& page, Model const& model, RatingAsk const& ask);
void draw(Page& page, Model const& model, RatingReasons const& asked);
void draw(Page& page, Model const& model, Thanks const& thanks);

}  // namespace saduak::kiosk
