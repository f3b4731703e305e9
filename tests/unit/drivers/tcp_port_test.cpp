#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "drivers/printer/open_port.hpp"
#include "drivers/printer/tcp_port.hpp"

using namespace saduak;
using namespace saduak::drivers;

namespace {

// A listener on loopback that takes one connection by hand.
class Listener {
public:
    Listener()
    {
        socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        int const small = 4096;
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) == 0);
        REQUIRE(::listen(socket_, 1) == 0);
        REQUIRE(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
        port_ = ntohs(address.sin_port);
    }
    ~Listener()
    {
        if (peer_ >= 0) ::close(peer_);
        if (socket_ >= 0) ::close(socket_);
    }
    [[nodiscard]] std::unique_ptr<PrinterPort> connect()
    {
        auto port = open_tcp_port({"127.0.0.1", port_});
        REQUIRE(port);
        peer_ = ::accept(socket_, nullptr, nullptr);
        REQUIRE(peer_ >= 0);
        return std::move(*port);
    }
    void stop()
    {
        ::close(socket_);
        socket_ = -1;
    }
    void reset()
    {
        linger const now{1, 0};
        ::setsockopt(peer_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        end();
    }
    void end()
    {
        ::close(peer_);
        peer_ = -1;
    }
    [[nodiscard]] int peer() const { return peer_; }
    [[nodiscard]] std::uint16_t port() const { return port_; }

private:
    int socket_ = -1;
    int peer_ = -1;
    std::uint16_t port_ = 0;
};

}  // namespace

TEST_CASE("a network printer is named by host, port and brackets around an IPv6 address")
{
    CHECK(*parse_tcp_target("printer.lan") == TcpTarget{"printer.lan", 9100});
    CHECK(*parse_tcp_target("192.0.2.7:9101") == TcpTarget{"192.0.2.7", 9101});
    CHECK(*parse_tcp_target("[fd00::7]") == TcpTarget{"fd00::7", 9100});
    CHECK(*parse_tcp_target("[fd00::7]:65535") == TcpTarget{"fd00::7", 65535});
    for (char const* bad : {"", ":9100", "a:", "a:0", "a:65536", "a:91x", "fd00::7", "[fd00::7", "[fd00::7]9100", "[]:1", "a b", "a/b"})
        CHECK(open_port("tcp:" + std::string(bad)).error().code == Errc::invalid_argument);
}

TEST_CASE("a network printer takes bytes and answers, in any pieces")
{
    Listener printer;
    auto const port = printer.connect();
    CHECK(*port->write(Bytes{0x10, 0x04, 0x01}, seconds(1)) == 3);
    Bytes got(8);
    CHECK(::recv(printer.peer(), got.data(), got.size(), 0) == 3);
    CHECK(port->read(Millis{5})->empty());
    Byte const reply = 0x12;
    REQUIRE(::send(printer.peer(), &reply, 1, 0) == 1);
    CHECK(*port->read(seconds(1)) == Bytes{0x12});
}

TEST_CASE("a network printer that stops taking data lets the deadline pass, and the count is what went out")
{
    Listener printer;
    auto const port = printer.connect();
    Bytes white(300'000);
    for (std::size_t i = 0; i < white.size(); ++i) white[i] = static_cast<Byte>(i % 251);
    std::size_t const first = *port->write(white, Millis{100});
    CHECK(first > 0);
    CHECK(first < white.size());
    CHECK(*port->write(white, Millis{20}) == 0);

    // From there on, when it takes data again: nothing is lost and nothing is doubled.
    Bytes got;
    std::size_t sent = first;
    while (got.size() < white.size()) {
        Bytes piece(4096);
        long const count = ::recv(printer.peer(), piece.data(), piece.size(), MSG_DONTWAIT);
        if (count > 0) got.insert(got.end(), piece.begin(), piece.begin() + count);
        auto const more = port->write(ByteView(white).subspan(sent), Millis{2});
        REQUIRE(more);
        sent += *more;
    }
    CHECK(got == white);
}

TEST_CASE("a reset and an end of the stream are a lost printer")
{
    for (bool const reset : {true, false}) {
        Listener printer;
        auto const port = printer.connect();
        if (reset) printer.reset();
        else printer.end();
        CHECK(port->read(seconds(1)).error().code == Errc::disconnected);
        CHECK(port->write(Bytes(10), seconds(1)).error().code == Errc::disconnected);
    }
}

TEST_CASE("a host that refuses or does not exist is not found")
{
    Listener printer;
    printer.stop();
    CHECK(open_tcp_port({"127.0.0.1", printer.port()}).error().code == Errc::not_found);
    // Reserved for this: no such name exists. A machine whose name service is silent reaches the deadline instead.
    auto const nobody = open_tcp_port({"printer.invalid", 9100}, Millis{500});
    REQUIRE_FALSE(nobody);
    CHECK((nobody.error().code == Errc::not_found || nobody.error().code == Errc::timeout));
}

TEST_CASE("a host that does not answer is given up at the deadline")
{
    // A full backlog: further connections get no answer, as from a printer that is off.
    int const socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(::bind(socket, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(::listen(socket, 0) == 0);
    REQUIRE(::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    std::vector<std::unique_ptr<PrinterPort>> connected;
    Errc code{};
    for (int i = 0; i < 10; ++i) {
        auto port = open_tcp_port({"127.0.0.1", ntohs(address.sin_port)}, Millis{100});
        if (!port) {
            code = port.error().code;
            break;
        }
        connected.push_back(std::move(*port));
    }
    CHECK(code == Errc::timeout);
    ::close(socket);
}
