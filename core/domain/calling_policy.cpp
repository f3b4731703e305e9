#include "core/domain/calling_policy.hpp"

namespace saduak::domain {

Status validate(CallingPolicy const& policy)
{
    auto const invalid = [](char const* what) { return fail(Errc::invalid_argument, std::string("calling: ") + what); };
    bool const runs = policy.priority_run > 0 && policy.general_run > 0 && policy.priority_run <= 100 && policy.general_run <= 100;
    if (!runs && (policy.priority_run != 0 || policy.general_run != 0)) return invalid("priority_run and general_run are both 0 or both 1 to 100");
    if (policy.general_ages_after_s < 0 || policy.appointment_early_s < 0 || policy.appointment_late_s < 0)
        return invalid("times must not be negative");
    if (policy.appointment_missed_s < policy.appointment_late_s) return invalid("appointment_missed_s must not be before appointment_late_s");
    return {};
}

}  // namespace saduak::domain
