#include "core/domain/rejection.hpp"

namespace saduak::domain {

std::string_view to_string(RejectionCode code)
{
    switch (code) {
    case RejectionCode::invalid: return "invalid";
    case RejectionCode::unknown_site: return "unknown_site";
    case RejectionCode::unknown_service: return "unknown_service";
    case RejectionCode::unknown_counter: return "unknown_counter";
    case RejectionCode::unknown_ticket: return "unknown_ticket";
    case RejectionCode::ticket_exists: return "ticket_exists";
    case RejectionCode::site_historical: return "site_historical";
    case RejectionCode::counter_closed: return "counter_closed";
    case RejectionCode::counter_paused: return "counter_paused";
    case RejectionCode::counter_busy: return "counter_busy";
    case RejectionCode::counter_in_use: return "counter_in_use";
    case RejectionCode::ticket_elsewhere: return "ticket_elsewhere";
    case RejectionCode::wrong_state: return "wrong_state";
    case RejectionCode::paper_pending: return "paper_pending";
    case RejectionCode::wrong_counter: return "wrong_counter";
    case RejectionCode::too_late: return "too_late";
    case RejectionCode::already_rated: return "already_rated";
    case RejectionCode::site_closed: return "site_closed";
    case RejectionCode::no_more_tickets: return "no_more_tickets";
    case RejectionCode::quota_reached: return "quota_reached";
    case RejectionCode::site_stopped: return "site_stopped";
    case RejectionCode::recall_limit: return "recall_limit";
    case RejectionCode::no_show_limit: return "no_show_limit";
    case RejectionCode::number_taken: return "number_taken";
    case RejectionCode::wrong_number: return "wrong_number";
    case RejectionCode::unknown_appointment: return "unknown_appointment";
    case RejectionCode::wrong_day: return "wrong_day";
    case RejectionCode::slot_full: return "slot_full";
    }
    return "invalid";
}

}  // namespace saduak::domain
