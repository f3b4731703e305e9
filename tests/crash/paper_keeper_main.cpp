// The virtual printer as a machine of its own on the network: it outlives the kiosk before it, and keeps each paper that it cut as
// FOLDER/ticket-0001.png and so on. Prints its port, then serves one connection after the other until it is ended.
#include <array>
#include <cstdio>
#include <cstdlib>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "drivers/printer/virtual_printer.hpp"

using namespace saduak;

namespace {

constexpr int kSocketWait_ms = 10;

bool take(int connection, drivers::PrinterPort& port)
{
    std::array<Byte, 4096> buffer;
    ssize_t const size = ::recv(connection, buffer.data(), buffer.size(), 0);
    if (size <= 0) return false;
    ByteView rest(buffer.data(), static_cast<std::size_t>(size));
    while (!rest.empty()) {
        auto const taken = port.write(rest, seconds(1));
        if (!taken) return false;
        rest = rest.subspan(*taken);
    }
    return true;
}

void serve(int connection, drivers::PrinterPort& port)
{
    for (;;) {
        pollfd waiting{connection, POLLIN, 0};
        if (::poll(&waiting, 1, kSocketWait_ms) > 0 && !take(connection, port)) return;
        auto const reply = port.read(Millis{0});
        if (!reply) return;
        if (!reply->empty() && ::send(connection, reply->data(), reply->size(), MSG_NOSIGNAL) < 0) return;
    }
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc != 2) return 2;
    drivers::VirtualPrinterOptions options;
    options.ticket_folder = argv[1];
    drivers::VirtualPrinter printer(options);
    int const listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    if (::bind(listener, reinterpret_cast<sockaddr*>(&address), length) != 0 || ::listen(listener, 4) != 0) return 1;
    if (::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) != 0) return 1;
    std::printf("%d\n", static_cast<int>(ntohs(address.sin_port)));
    std::fflush(stdout);
    for (;;) {
        int const connection = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (connection < 0) return 1;
        if (auto const port = printer.connect()) serve(connection, **port);
        ::close(connection);
    }
}
