#include "kiosk/app/line_reader.hpp"

#include <array>

#include <poll.h>
#include <unistd.h>

#include "core/base/assert.hpp"

namespace saduak::kiosk {

LineReader::LineReader(std::function<void(std::optional<std::string>)> tell) : tell_(std::move(tell))
{
    SADUAK_ASSERT(::pipe(stop_) == 0);
    thread_ = std::thread([this] { run(); });
}

LineReader::~LineReader()
{
    ::close(stop_[1]);
    thread_.join();
    ::close(stop_[0]);
}

void LineReader::run()
{
    std::string pending;
    std::array<char, 4096> buffer{};
    for (;;) {
        std::array<pollfd, 2> waits{pollfd{STDIN_FILENO, POLLIN, 0}, pollfd{stop_[0], POLLIN, 0}};
        if (::poll(waits.data(), waits.size(), -1) < 0) continue;  // a signal
        if (waits[1].revents != 0) return;
        ssize_t const size = ::read(STDIN_FILENO, buffer.data(), buffer.size());
        if (size <= 0) break;
        pending.append(buffer.data(), static_cast<std::size_t>(size));
        for (auto end = pending.find('\n'); end != std::string::npos; end = pending.find('\n')) {
            tell_(pending.substr(0, end));
            pending.erase(0, end + 1);
        }
    }
    if (!pending.empty()) tell_(std::move(pending));
    tell_(std::nullopt);
}

}  // namespace saduak::kiosk
