// Every screen of the kiosk as a sample, with a name: for the rules of layout, the golden pictures and the contact sheets.
#pragma once

#include <string>
#include <vector>

#include "kiosk/view/view.hpp"
#include "tests/unit/kiosk/kiosk_samples.hpp"

namespace saduak::kiosk {

struct SampleScreen {
    std::string name;
    Model model;
};

// As long as the server takes it: 500 bytes.
inline Closure sample_longest_stop()
{
    std::string reason;
    while (reason.size() + 75 <= 500) reason += "น้ำท่วมถนนหน้าอาคาร ";
    return {Closure::Cause::stopped, {}, reason};
}

inline SampleScreen sample_screen(std::string name, Screen screen)
{
    Model model = sample_model({true, true});
    bool const printer_trouble = name == "trouble-printer" || name == "staff";
    if (printer_trouble) model.printer = drivers::PrinterState::paper_out;
    model.roll = {80'000, 67'500};
    model.roll.empty = printer_trouble;
    model.screen = std::move(screen);
    return {std::move(name), std::move(model)};
}

// The home screen with more services than a page holds.
inline SampleScreen sample_many_services()
{
    SampleScreen sample = sample_screen("home-many", Home{});
    for (int i = 0; i < 8; ++i) {
        ServiceOffer more = sample.model.site->services[0];
        more.id = ServiceId("more-" + std::to_string(i));
        sample.model.site->services.push_back(more);
    }
    return sample;
}

// Cut off from the server: nobody tells how many wait, nobody can be called.
inline SampleScreen sample_offline_home()
{
    SampleScreen sample = sample_screen("home-offline", Home{});
    sample.model.link = LinkStatus::offline;
    for (ServiceOffer& service : sample.model.site->services) service.queue_known = false;
    return sample;
}

inline SampleScreen sample_panel(std::string name, Panel panel)
{
    SampleScreen sample = sample_screen(std::move(name), Home{});
    sample.model.panel = panel;
    return sample;
}

inline SampleScreen sample_voice_panel()
{
    SampleScreen sample = sample_panel("access-voice", Panel::access);
    for (std::string_view const code : {"th", "en", "zh", "ms", "my"}) sample.model.voices.push_back(*Lang::parse(code));
    return sample;
}

inline std::vector<SampleScreen> sample_screens()
{
    Issued const general = sample_issued();
    Issued const priority = sample_issued(domain::TicketClass::priority);
    Issued offline = sample_issued();
    offline.given.offline = true;
    return {
        sample_screen("home", Home{}),
        sample_offline_home(),
        sample_many_services(),
        sample_screen("priority", PriorityChoice{ServiceId("id-card"), {}}),
        sample_screen("priority-phone", PriorityChoice{ServiceId("id-card"), {}, true, 9}),
        sample_screen("again", AskAgain{ServiceId("id-card"), "A1012", {}}),
        sample_screen("code", CodeEntry{"4F7KX2MQ", {}}),
        sample_screen("code-unknown", CodeEntry{{}, {}, CodeFault::unknown}),
        sample_screen("code-wrong-day", CodeEntry{{}, {}, CodeFault::wrong_day, instant_at({2026, 11, 25}, hours(9) + minutes(30))}),
        sample_screen("code-used", CodeEntry{{}, {}, CodeFault::used}),
        sample_screen("still-there", StillThere{Home{}, {}, 20}),
        sample_screen("on-phone", OnPhone{priority, {}}),
        sample_screen("issuing", Issuing{}),
        sample_screen("printing", Printing{general, {}}),
        sample_screen("take-ticket", TakeTicket{general, domain::Paper::confirmed, {}}),
        sample_screen("take-unconfirmed", TakeTicket{priority, domain::Paper::unconfirmed, {}}),
        sample_screen("take-accepted", TakeTicket{general, domain::Paper::accepted, {}}),
        sample_screen("take-offline", TakeTicket{offline, domain::Paper::confirmed, {}}),
        sample_screen("number", NumberOnScreen{priority, {}}),
        sample_screen("trouble-starting", Trouble{TroubleCause::starting, {}, {}}),
        sample_screen("trouble-server", Trouble{TroubleCause::server, {}, {}}),
        sample_screen("trouble-printer", Trouble{TroubleCause::printer, {}, {}}),
        sample_screen("trouble-slow", Trouble{TroubleCause::slow_answer, {}, Instant{1}}),
        sample_screen("trouble-refused", Trouble{TroubleCause::refused_ticket, {}, Instant{1}}),
        sample_screen("trouble-no-numbers", Trouble{TroubleCause::no_numbers, {}, Instant{1}}),
        sample_screen("trouble-device", Trouble{TroubleCause::refused_device, {}, {}}),
        sample_screen("closed", Closed{sample_night(), {}}),
        sample_screen("closed-later", Closed{{Closure::Cause::hours, instant_at({2027, 1, 5}, hours(8)), {}}, Instant{1}}),
        sample_screen("closed-unknown", Closed{{Closure::Cause::hours, {}, {}}, {}}),
        sample_screen("closed-last", Closed{{Closure::Cause::last_ticket, {}, {}}, Instant{1}}),
        sample_screen("closed-quota", Closed{{Closure::Cause::quota, {}, {}}, Instant{1}}),
        sample_screen("stopped", Closed{sample_stop(), {}}),
        sample_screen("stopped-longest", Closed{sample_longest_stop(), Instant{1}}),
        sample_screen("staff", ForStaff{}),
        sample_screen("rating-idle", RatingIdle{}),
        sample_screen("rating", RatingAsk{sample_rate_now(), {}}),
        sample_screen("reasons-good", RatingReasons{sample_rate_now(), 5, {}}),
        sample_screen("reasons-bad", RatingReasons{sample_rate_now(), 1, {}}),
        sample_screen("thanks", Thanks{}),
        sample_screen("thanks-not-counted", Thanks{{}, false}),
        sample_screen("staff-pin", StaffPin{}),
        sample_screen("staff-log", StaffLog{}),
        sample_screen("dimmed", Dimmed{sample_night(), 0, {}}),
        sample_panel("languages", Panel::languages),
        sample_panel("access", Panel::access),
        sample_voice_panel(),
    };
}

struct SampleAccess {
    std::string name;
    Access access;
};

inline std::vector<SampleAccess> sample_accesses()
{
    std::vector<SampleAccess> all{{"normal", {}}, {"large", {}}, {"largest", {}}, {"contrast", {}}, {"low", {}}, {"all", {}}};
    all[1].access.text = TextSize::large;
    all[2].access.text = TextSize::largest;
    all[3].access.high_contrast = true;
    all[4].access.low_reach = true;
    all[5].access = {TextSize::largest, true, true, 4, false};
    return all;
}

struct SampleSize {
    std::string name;
    ScreenSize size;
};

inline std::vector<SampleSize> sample_sizes()
{
    return {{"1080x1920", {1080, 1920, 4.03}},  // 21.5 inches
            {"768x1366", {768, 1366, 3.97}},    // 15.6 inches, upright
            {"1280x800", {1280, 800, 5.9}},     // 10.1 inches
            {"1920x1080", {1920, 1080, 4.03}},  // 21.5 inches
            {"1024x600", {1024, 600, 4.6}}};    // 10.1 inches
}

}  // namespace saduak::kiosk
