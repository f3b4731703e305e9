#include "core/metrics/roll_end.hpp"

#include <algorithm>

namespace saduak::metrics {
namespace {

constexpr std::size_t kPrintsForPace = 5;

}  // namespace

std::optional<Instant> roll_end(domain::SiteState const& state, DeviceId const& kiosk, Instant now)
{
    auto const found = state.printers.find(kiosk);
    if (found == state.printers.end() || !state.day_open) return std::nullopt;
    domain::Printer const& printer = found->second;
    if (printer.roll_left_mm < 0 || printer.ticket_mm <= 0 || printer.prints.size() < kPrintsForPace) return std::nullopt;
    std::int64_t const tickets_left = std::max<std::int64_t>(0, printer.roll_left_mm / printer.ticket_mm - printer.printed);
    // Up to now and not to the last print: where nobody comes any more, the roll lasts longer.
    std::int64_t const ms_per_ticket = (now - printer.prints.front()).count / static_cast<std::int64_t>(printer.prints.size());
    Instant const end = now + Millis{tickets_left * std::max<std::int64_t>(0, ms_per_ticket)};
    if (end >= domain::service_day_end(state.config, state.day)) return std::nullopt;
    return end;
}

}  // namespace saduak::metrics
