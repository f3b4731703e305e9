#include "kiosk/printing/timed_port.hpp"

namespace saduak::kiosk {

namespace {

constexpr std::size_t kLongestQuery = 12;  // four real-time status queries of three bytes

}  // namespace

Result<std::size_t> TimedPort::write(ByteView bytes, Millis deadline)
{
    auto count = port_->write(bytes, deadline);
    bool const of_ticket = bytes.size() > kLongestQuery;
    if (count && *count > 0 && of_ticket && !first_bytes_) first_bytes_ = std::chrono::steady_clock::now();
    return count;
}

}  // namespace saduak::kiosk
