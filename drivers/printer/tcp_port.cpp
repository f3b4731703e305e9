#include "drivers/printer/tcp_port.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "drivers/printer/descriptor_port.hpp"
#include "drivers/printer/host_lookup.hpp"

namespace saduak::drivers {

namespace {

using Clock = std::chrono::steady_clock;

// Little on the way, so that a printer which stops taking data is noticed as that.
constexpr int kSendBufferBytes = 8192;
constexpr int kUnacknowledgedMsMax = 10'000;
constexpr int kKeepAliveIdleS = 10;
constexpr int kKeepAliveEveryS = 3;
constexpr int kKeepAliveProbes = 3;

class TcpPort final : public DescriptorPort {
public:
    using DescriptorPort::DescriptorPort;

private:
    long put(ByteView bytes) override { return ::send(descriptor(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT); }
    long take(Bytes& bytes) override { return ::recv(descriptor(), bytes.data(), bytes.size(), MSG_DONTWAIT); }
    bool ends_at_empty_read() const override { return true; }
};

void set(int socket, int level, int option, int value) { ::setsockopt(socket, level, option, &value, sizeof value); }

// Best effort: a kernel that refuses one of these notices a dead peer later.
void tune(int socket)
{
    set(socket, SOL_SOCKET, SO_SNDBUF, kSendBufferBytes);
    set(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
    set(socket, IPPROTO_TCP, TCP_NODELAY, 1);
    set(socket, IPPROTO_TCP, TCP_KEEPIDLE, kKeepAliveIdleS);
    set(socket, IPPROTO_TCP, TCP_KEEPINTVL, kKeepAliveEveryS);
    set(socket, IPPROTO_TCP, TCP_KEEPCNT, kKeepAliveProbes);
    set(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, kUnacknowledgedMsMax);
}

int left_ms(Clock::time_point until)
{
    return static_cast<int>(std::clamp<std::int64_t>(std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count(), 0, 60'000));
}

tl::unexpected<Error> cannot_connect(std::string const& name, int error)
{
    Errc const code = error == ETIMEDOUT                                                       ? Errc::timeout
                      : error == ECONNREFUSED || error == EHOSTUNREACH || error == ENETUNREACH ? Errc::not_found
                                                                                               : Errc::io;
    return fail(code, "cannot connect to " + name + ": " + std::strerror(error));
}

// 0 or an errno.
int wait_connected(int socket, Clock::time_point until)
{
    pollfd entry{socket, POLLOUT, 0};
    if (::poll(&entry, 1, left_ms(until)) <= 0) return ETIMEDOUT;
    int error = 0;
    socklen_t size = sizeof error;
    return ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

Result<std::unique_ptr<PrinterPort>> connect_to(HostAddress const& address, std::string const& name, Clock::time_point until)
{
    int const socket = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket < 0) return cannot_connect(name, errno);
    auto port = std::make_unique<TcpPort>(socket, name);  // closes it from here on
    tune(socket);
    int error = ::connect(socket, reinterpret_cast<sockaddr const*>(&address.storage), address.size) == 0 ? 0 : errno;
    if (error == EINPROGRESS) error = wait_connected(socket, until);
    if (error != 0) return cannot_connect(name, error);
    return port;
}

}  // namespace

Result<TcpTarget> parse_tcp_target(std::string_view text)
{
    TcpTarget target;
    std::string_view port;
    bool const bracketed = text.starts_with('[');
    auto const end = bracketed ? text.find(']') : text.rfind(':');
    if (bracketed) {
        target.host = end == std::string_view::npos ? std::string_view() : text.substr(1, end - 1);
        port = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    } else {
        target.host = text.substr(0, end);
        port = end == std::string_view::npos ? std::string_view() : text.substr(end);
    }
    bool const good_host = !target.host.empty() && (bracketed || target.host.find_first_of(":/ ") == std::string::npos);
    if (!good_host) return fail(Errc::invalid_argument, "\"" + std::string(text) + "\" is no host: HOST, HOST:PORT or [V6]:PORT");
    if (port.empty()) return target;
    std::string_view const digits = port.substr(1);
    auto const [last, error] = std::from_chars(digits.data(), digits.data() + digits.size(), target.port);
    if (port.front() != ':' || digits.empty() || error != std::errc{} || last != digits.data() + digits.size() || target.port == 0)
        return fail(Errc::invalid_argument, "\"" + std::string(text) + "\" has no port from 1 to 65535");
    return target;
}

Result<std::unique_ptr<PrinterPort>> open_tcp_port(TcpTarget const& target, Millis deadline)
{
    auto const until = Clock::now() + std::chrono::milliseconds(std::max<std::int64_t>(deadline.count, 0));
    std::string const name = "network printer " + target.host + " port " + std::to_string(target.port);
    SADUAK_TRY(auto const addresses, look_up_host(target.host, target.port, deadline).map_error(in(name)));
    auto port = connect_to(addresses.front(), name, until);
    for (std::size_t i = 1; i < addresses.size() && !port && Clock::now() < until; ++i) port = connect_to(addresses[i], name, until);
    return port;
}

}  // namespace saduak::drivers
