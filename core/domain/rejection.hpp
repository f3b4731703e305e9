// A business "no": expected, shown to people through i18n, never logged as an error.
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace saduak::domain {

enum class RejectionCode {
    invalid,  // a field is missing or out of range: `about` names it
    unknown_site,
    unknown_service,
    unknown_counter,
    unknown_ticket,
    ticket_exists,    // another ticket already has this id
    site_historical,  // imported tickets only
    counter_closed,
    counter_paused,
    counter_busy,      // `about`: the ticket that it has
    counter_in_use,    // `about`: the agent who opened it
    ticket_elsewhere,  // `about`: the counter that has it
    wrong_state,       // `about`: the state it is in
    paper_pending,     // the paper is not known to be out, nor unknown: not callable
    wrong_counter,     // the counter does not serve this
    too_late,          // undo, rating
    already_rated,
    site_closed,      // `about`: when it opens, RFC 3339; empty where no opening is known
    no_more_tickets,  // today's last ticket of this service was given, by time: `about` the service
    quota_reached,    // likewise, by count
    site_stopped,     // `about`: the reason given
    recall_limit,     // called often enough: mark a no-show
    no_show_limit,    // missed too often to return
    number_taken,     // `about`: the number
    wrong_number,     // not a number of an offline range that the caller may use
    unknown_appointment,
    wrong_day,  // the appointment is on another day: `about` its time
    slot_full,
};

struct Rejection {
    RejectionCode code = RejectionCode::invalid;
    std::string about;  // a number, counter, state or field name that the message needs
};

template <class T>
using Decided = tl::expected<T, Rejection>;

[[nodiscard]] std::string_view to_string(RejectionCode code);

[[nodiscard]] inline tl::unexpected<Rejection> reject(RejectionCode code, std::string about = {})
{
    return tl::unexpected<Rejection>(Rejection{code, std::move(about)});
}

}  // namespace saduak::domain
