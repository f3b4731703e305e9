// What device files and sockets have in common: one non-blocking descriptor, waited for with poll.
#pragma once

#include <chrono>
#include <string>

#include "drivers/printer/port.hpp"

namespace saduak::drivers {

// Owns the descriptor and closes it. Two ways to fail: what a lost printer says (Errc::disconnected, for good), and an
// errno that means "not now" (full, out of paper): then the deadline passes and the count says how far it came.
class DescriptorPort : public PrinterPort {
public:
    // `descriptor` is open and non-blocking.
    DescriptorPort(int descriptor, std::string description) : descriptor_(descriptor), description_(std::move(description)) {}
    ~DescriptorPort() override;
    DescriptorPort(DescriptorPort const&) = delete;
    DescriptorPort& operator=(DescriptorPort const&) = delete;

    [[nodiscard]] Result<std::size_t> write(ByteView bytes, Millis deadline) override;
    [[nodiscard]] Result<Bytes> read(Millis deadline) override;
    [[nodiscard]] std::string description() const override { return description_; }

protected:
    // One call of write(2) or send(2), and of read(2) or recv(2).
    [[nodiscard]] virtual long put(ByteView bytes) = 0;
    [[nodiscard]] virtual long take(Bytes& bytes) = 0;
    // What a read of no bytes means: a closed socket, or a device that had nothing to say.
    [[nodiscard]] virtual bool ends_at_empty_read() const = 0;
    [[nodiscard]] int descriptor() const { return descriptor_; }

private:
    using Clock = std::chrono::steady_clock;
    enum class Waited { ready, hung_up, silent };

    [[nodiscard]] Waited wait(short events, Clock::time_point until) const;
    [[nodiscard]] tl::unexpected<Error> lose(std::string why);

    int descriptor_;
    std::string description_;
    std::string lost_;
    bool readable_ = true;
};

}  // namespace saduak::drivers
