#include "kiosk/app/kiosk.hpp"

#include <spdlog/spdlog.h>

#include "core/base/overloaded.hpp"
#include "kiosk/staff_pin.hpp"
#include "platform/clock.hpp"
#include "platform/entropy.hpp"

namespace saduak::kiosk {

void Kiosk::apply_settings()
{
    model_.lang = model_.language_at_rest = look_.settings.language;
    model_.pin_set = !look_.settings.pin.empty();
    model_.saver_after = look_.settings.screensaver_after;
}

void Kiosk::happen(Msg const& msg)
{
    Next next = update(std::move(model_), msg, platform::monotonic_now());
    model_ = std::move(next.model);
    redraw_ = true;
    for (Effect const& effect : next.effects) carry_out(effect);
    if (script_) announce_ticket();
}

void Kiosk::carry_out(Effect const& effect)
{
    std::visit(overloaded{
                   [this](Submit const& submit) {
                       if (std::holds_alternative<domain::IssueTicket>(submit.command)) stages_.touched();
                       link_->submit(submit.command);
                   },
                   [this](IssueOffline const& issue) { link_->issue_offline(issue.command, issue.prefix); },
                   [this](Print const& job) { print(job); },
                   [this](CheckInCode const& arrived) {
                       domain::CheckIn command = arrived.command;
                       command.code_sha256 = platform::sha256_hex(arrived.code);
                       link_->submit(command);
                   },
                   [this](CheckPin const& pin) { happen(PinChecked{pin_matches(look_.settings.pin, pin.digits)}); },
                   [this](TellStaff const&) { happen(StaffTold{staff_facts()}); },
                   [this](PrintTest const&) { print_test(); },
                   [this](RestartKiosk const&) { quit_ = true; },
                   [this](Speak const& words) {
                       if (speaker_) speaker_->say(words.lang, words.clips, words.volume);
                   },
                   [this](KeepRoll const& roll) { keep_roll(roll.used_mm); },
                   [this](DrawNames const&) {
                       TicketNames names{TicketId(platform::random_id()), platform::random_id(), {}};
                       names.token_sha256 = platform::sha256_hex(names.token);
                       happen(NamesDrawn{std::move(names)});
                   },
               },
               effect);
}

void Kiosk::print(Print const& job)
{
    send(job.ticket, job.content, [this, ticket = job.ticket, original = job.content.original](Error const& error) {
        spdlog::error("ticket not printed: {}", error.context);
        mailbox_.put(Event(PrinterEvent(TicketPrinted{ticket, original, domain::Paper::failed, "not sent to the printer"})));
    });
}

// No ticket of anybody's: nothing is journaled of it but that it went to the printer.
void Kiosk::print_test()
{
    if (!printer_) return;
    send(TicketId(platform::random_id()), test_ticket(model_, look_.messages, platform::wall_clock_now()),
         [](Error const& error) { spdlog::error("test ticket not printed: {}", error.context); });
}

// `failed` is called in this thread or the link's.
void Kiosk::send(TicketId const& ticket, TicketContent const& content, std::function<void(Error const&)> const& failed)
{
    Result<drivers::Bitmap> picture = draw_ticket(content, look_.design, printer_setup_.profile().width_dots, fonts_, look_.messages);
    if (!picture) return failed(picture.error());
    stages_.drawn();
    TicketJob job{ticket, content.original, std::move(*picture)};
    link_->before_printing(ticket, [printer = printer_.get(), job = std::move(job), failed](Status const& noted) {
        if (noted) printer->print(job);
        else failed(noted.error());
    });
}

StaffFacts Kiosk::staff_facts() const
{
    return {platform::to_string(config_.link.server),
            link_fault_,
            link_->unsent(),
            config_.link.version,
            bundles_.in_force(),
            bundles_.fault(),
            last_log_lines()};
}

// A start that knows nothing of it counts a new roll: too long a forecast, once.
void Kiosk::keep_roll(std::int64_t used_mm)
{
    if (auto const kept = keep_roll_used(folder_.path(), used_mm); !kept) spdlog::warn("the roll's use is not kept: {}", kept.error().context);
}

}  // namespace saduak::kiosk
