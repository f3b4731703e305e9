// A printer's port that notes when the printer took the first bytes of a ticket: the end of a citizen's wait that a machine can see.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "drivers/printer/port.hpp"

namespace saduak::kiosk {

using SteadyTime = std::chrono::steady_clock::time_point;

class TimedPort final : public drivers::PrinterPort {
public:
    explicit TimedPort(std::unique_ptr<drivers::PrinterPort> port) : port_(std::move(port)) {}

    // From now on the next bytes that are more than a status query count.
    void arm() { first_bytes_.reset(); }
    [[nodiscard]] std::optional<SteadyTime> first_bytes() const { return first_bytes_; }

    [[nodiscard]] Result<std::size_t> write(ByteView bytes, Millis deadline) override;
    [[nodiscard]] Result<Bytes> read(Millis deadline) override { return port_->read(deadline); }
    [[nodiscard]] std::string description() const override { return port_->description(); }

private:
    std::unique_ptr<drivers::PrinterPort> port_;
    std::optional<SteadyTime> first_bytes_;
};

}  // namespace saduak::kiosk
