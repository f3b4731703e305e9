// Who comes with an appointment: its code, typed or scanned, and what the server says to it.
#include <algorithm>
#include <cctype>

#include "kiosk/updating/step.hpp"

namespace saduak::kiosk {

void Step::touch(CodeEntry const& entry, Target const& target)
{
    CodeEntry changed{entry.typed, now_ + kChoiceIdle};
    switch (target.kind) {
    case TargetKind::key:
        if (changed.typed.size() < kCodeMax) changed.typed += target.service;
        break;
    case TargetKind::erase:
        if (!changed.typed.empty()) changed.typed.pop_back();
        break;
    case TargetKind::confirm:
        if (!entry.typed.empty()) check_in(entry.typed);
        return;
    case TargetKind::back: return rest();
    default: return;
    }
    model_.screen = std::move(changed);
}

void Step::check_in(std::string code)
{
    if (auto const cause = cause_of_trouble()) {
        model_.screen = Trouble{*cause, std::nullopt, {}};
        return;
    }
    if (!model_.next_names) return;
    Wanted wanted{*model_.next_names, ServiceId(), domain::TicketClass::appointment};
    domain::CheckIn command;
    command.ticket = wanted.names.ticket;
    command.lang = std::string(to_string(model_.lang));
    command.token_sha256 = wanted.names.token_sha256;
    command.paper = domain::Paper::pending;
    // A scanner may type small letters; the codes have none.
    for (char& c : code)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    effects_.emplace_back(CheckInCode{std::move(command), std::move(code)});
    want(std::move(wanted));
}

// A scanner is a keyboard: what it reads counts where somebody may mean it, and nowhere else.
void Step::on(Scanned const& msg)
{
    bool const exit = model_.roles.rate && model_.site && model_.site->rating.place == domain::RatingPlace::exit;
    if (exit && !msg.token_sha256.empty() && (resting() || std::holds_alternative<Thanks>(model_.screen))) {
        RateNow about;
        about.token_sha256 = msg.token_sha256;
        model_.screen = RatingAsk{about, now_ + kRatingOpen};
        return;
    }
    if (std::holds_alternative<Dimmed>(model_.screen)) rest();
    bool const home = std::holds_alternative<Home>(model_.screen);
    if (!model_.roles.issue || !(home || std::holds_alternative<CodeEntry>(model_.screen))) return;
    std::string const code = msg.text.substr(msg.text.find_last_of('/') + 1);
    bool const usable =
        !code.empty() && code.size() <= kCodeMax && std::all_of(code.begin(), code.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
    if (usable) check_in(code);
    else model_.screen = CodeEntry{{}, now_ + kChoiceIdle, CodeFault::unknown};
}

void Step::on(CheckInRefused const& msg)
{
    std::optional<Wanted> wanted;
    if (auto const* issuing = std::get_if<Issuing>(&model_.screen)) wanted = issuing->wanted;
    if (auto const* trouble = std::get_if<Trouble>(&model_.screen)) wanted = trouble->waiting_for;
    if (!wanted || wanted->names.ticket != msg.ticket) return;
    model_.screen = CodeEntry{{}, now_ + kChoiceIdle, msg.fault, msg.slot};
}

}  // namespace saduak::kiosk
