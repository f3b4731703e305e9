// The small vocabularies of the queue (DESIGN 2), and their text on the wire.
#pragma once

#include <optional>
#include <string_view>

namespace saduak::domain {

// ประเภทคิว. The reason for priority is never stored.
enum class TicketClass { general, priority, appointment };

// How the ticket was taken.
enum class Channel { kiosk, staff, booking, mobile, card };  // card: a reserve card handed out by staff

// What is known of the printed ticket (DESIGN 4.1). Callable but for `pending` and `failed`.
enum class Paper {
    none,         // digital: no paper was asked for
    pending,      // sent to the printer, no report yet
    confirmed,    // the printer said that it came out
    accepted,     // the number was shown and the citizen accepted it
    unconfirmed,  // nobody can say
    failed,       // known not to have come out
};

enum class TicketState { waiting, called, serving, held, finished, no_show, cancelled, expired, voided };

// ผลการให้บริการ: how a service ended.
enum class Outcome { served, documents_missing, refused_by_law, wrong_office, come_back, back_office };

enum class CounterState { closed, open, paused };

// How an answer to the rating question arrived; channels are reported apart.
enum class RatingChannel { terminal, qr, exit };  // exit: one terminal for the whole site, by the ticket's code
// Where a site asks: at each counter, at one terminal by the exit, by the ticket's code alone, or on paper.
enum class RatingPlace { counter, exit, qr, paper };
// ด้าน: what a rating is about; the order is that of the screens and keypads.
enum class RatingReason { staff, process, place, information };

// `closing`: no more tickets today, those who wait are served. `stop`: nobody is called either, everyone keeps their place.
enum class StopKind { closing, stop };

// How a citizen who asked for it is told of their ticket.
enum class ContactChannel { line, sms };

enum class AppointmentState { booked, checked_in, missed, cancelled };

// Why a date differs from its weekday: วันหยุดราชการ, วันหยุดชดเชย, วันหยุดกรณีพิเศษ, a province's own; `working`: served as an exception.
enum class DayKind { national, substitution, special, provincial, working };

// Published time counts either the agent's time with the citizen or the whole stay (STANDARDS M10).
enum class StandardBasis { touch, elapsed };

[[nodiscard]] std::string_view to_string(TicketClass value);
[[nodiscard]] std::string_view to_string(Channel value);
[[nodiscard]] std::string_view to_string(Paper value);
[[nodiscard]] std::string_view to_string(TicketState value);
[[nodiscard]] std::string_view to_string(Outcome value);
[[nodiscard]] std::string_view to_string(CounterState value);
[[nodiscard]] std::string_view to_string(RatingChannel value);
[[nodiscard]] std::string_view to_string(RatingPlace value);
[[nodiscard]] std::string_view to_string(RatingReason value);
[[nodiscard]] std::string_view to_string(StandardBasis value);
[[nodiscard]] std::string_view to_string(StopKind value);
[[nodiscard]] std::string_view to_string(AppointmentState value);
[[nodiscard]] std::string_view to_string(DayKind value);
[[nodiscard]] std::string_view to_string(ContactChannel value);

// The value of a wire text; nothing for an unknown word.
template <class Enum>
[[nodiscard]] std::optional<Enum> from_string(std::string_view text);

}  // namespace saduak::domain
