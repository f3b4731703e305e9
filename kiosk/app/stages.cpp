#include "kiosk/app/stages.hpp"

namespace saduak::kiosk {

boost::json::object TicketStages::line() const
{
    if (!touched_ || !answered_ || !drawn_ || !first_bytes_) return {};
    auto const us = [](SteadyTime from, SteadyTime to) -> std::int64_t {
        return std::chrono::duration_cast<std::chrono::microseconds>(to - from).count();
    };
    return {{"answer", us(*touched_, *answered_)},
            {"raster", us(*answered_, *drawn_)},
            {"printer", us(*drawn_, *first_bytes_)},
            {"touch_to_paper", us(*touched_, *first_bytes_)}};
}

}  // namespace saduak::kiosk
