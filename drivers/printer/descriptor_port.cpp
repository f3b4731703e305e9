#include "drivers/printer/descriptor_port.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <thread>

#include <poll.h>
#include <unistd.h>

namespace saduak::drivers {

namespace {

constexpr std::size_t kReadBytes = 1024;
// A device that says "ready" and then takes nothing is not asked in a circle.
constexpr std::chrono::milliseconds kPause{5};
constexpr std::int64_t kDeadlineMsMax = 60'000;

// usblp says ENOSPC where the printer has no paper: that is no lost printer, and its status says the rest.
bool not_now(int error) { return error == EAGAIN || error == EINTR || error == ENOSPC; }

}  // namespace

DescriptorPort::~DescriptorPort() { ::close(descriptor_); }

DescriptorPort::Waited DescriptorPort::wait(short events, Clock::time_point until) const
{
    auto const left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd entry{descriptor_, events, 0};
    if (::poll(&entry, 1, static_cast<int>(std::clamp<std::int64_t>(left, 0, kDeadlineMsMax))) <= 0) return Waited::silent;
    // With POLLHUP there may still be something to read: the call that follows says what.
    return (entry.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0 ? Waited::hung_up : Waited::ready;
}

tl::unexpected<Error> DescriptorPort::lose(std::string why)
{
    lost_ = description_ + ": " + std::move(why);
    return fail(Errc::disconnected, lost_);
}

Result<std::size_t> DescriptorPort::write(ByteView bytes, Millis deadline)
{
    if (!lost_.empty()) return fail(Errc::disconnected, lost_);
    auto const until = Clock::now() + std::chrono::milliseconds(std::clamp<std::int64_t>(deadline.count, 0, kDeadlineMsMax));
    std::size_t total = 0;
    while (total < bytes.size() && wait(POLLOUT, until) != Waited::silent) {
        long const count = put(bytes.subspan(total));
        if (count > 0) {
            total += static_cast<std::size_t>(count);
            continue;
        }
        if (count < 0 && !not_now(errno)) {
            auto gone = lose(std::string("writing: ") + std::strerror(errno));
            // What the printer took is told first; the loss comes with the next call.
            if (total > 0) return total;
            return gone;
        }
        if (Clock::now() >= until) break;
        std::this_thread::sleep_for(kPause);
    }
    return total;
}

Result<Bytes> DescriptorPort::read(Millis deadline)
{
    if (!lost_.empty()) return fail(Errc::disconnected, lost_);
    auto const until = Clock::now() + std::chrono::milliseconds(std::clamp<std::int64_t>(deadline.count, 0, kDeadlineMsMax));
    while (readable_) {
        Waited const waited = wait(POLLIN, until);
        if (waited == Waited::silent) return Bytes{};
        Bytes bytes(kReadBytes);
        long const count = take(bytes);
        if (count > 0) {
            bytes.resize(static_cast<std::size_t>(count));
            return bytes;
        }
        // Opened for writing only, or a printer without a way back.
        if (count < 0 && (errno == EBADF || errno == EINVAL)) readable_ = false;
        else if (count < 0 && !not_now(errno)) return lose(std::string("reading: ") + std::strerror(errno));
        else if (count == 0 && (waited == Waited::hung_up || ends_at_empty_read())) return lose("the other end closed");
        if (Clock::now() >= until) return Bytes{};
        std::this_thread::sleep_for(kPause);
    }
    // No way back: silence takes its time, or who waits for a reply would not wait.
    std::this_thread::sleep_until(until);
    return Bytes{};
}

}  // namespace saduak::drivers
