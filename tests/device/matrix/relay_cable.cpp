// The device file and the network: a thread carries bytes between a descriptor and the machine.
#include <atomic>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include "core/base/assert.hpp"
#include "tests/device/matrix/cable.hpp"

namespace saduak::test {

namespace {

using drivers::PrinterPort;
constexpr int kTurnMs = 1;
constexpr std::size_t kPieceBytes = 1024;

// One end of the kernel's way to the printer, seen from the printer.
class Socket {
public:
    virtual ~Socket() = default;
    virtual void plug_in() = 0;
    virtual void pull() = 0;
    // What the kiosk's bytes come out of; -1: nobody is connected.
    [[nodiscard]] virtual int descriptor() = 0;
    // A reply that nobody takes is lost, as a printer's is.
    virtual void reply(Bytes const& bytes) = 0;
    virtual void hung_up() = 0;
    [[nodiscard]] virtual std::string target() const = 0;
};

class PtySocket final : public Socket {
public:
    PtySocket()
    {
        std::string pattern = "/dev/shm/saduak-lp-XXXXXX";  // below /dev, where no file is ever made of a missing device
        SADUAK_ASSERT(::mkdtemp(pattern.data()) != nullptr);
        folder_ = pattern;
    }
    ~PtySocket() override
    {
        pull();
        std::filesystem::remove_all(folder_);
    }
    void plug_in() override
    {
        master_ = ::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
        SADUAK_ASSERT(master_ >= 0 && ::grantpt(master_) == 0 && ::unlockpt(master_) == 0);
        termios raw{};
        SADUAK_ASSERT(::tcgetattr(master_, &raw) == 0);
        ::cfmakeraw(&raw);
        SADUAK_ASSERT(::tcsetattr(master_, TCSANOW, &raw) == 0);
        std::filesystem::remove(folder_ / "lp0");
        std::filesystem::create_symlink(::ptsname(master_), folder_ / "lp0");
    }
    void pull() override
    {
        std::filesystem::remove(folder_ / "lp0");
        if (master_ >= 0) ::close(master_);
        master_ = -1;
    }
    int descriptor() override { return master_; }
    void reply(Bytes const& bytes) override { [[maybe_unused]] auto const taken = ::write(master_, bytes.data(), bytes.size()); }
    void hung_up() override {}  // the kiosk closed the device: the printer does not care
    std::string target() const override { return "file:" + (folder_ / "lp0").string(); }

private:
    std::filesystem::path folder_;
    int master_ = -1;
};

class TcpSocket final : public Socket {
public:
    ~TcpSocket() override
    {
        pull();
        reset_peer();
    }
    void plug_in() override
    {
        reset_peer();
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        int const yes = 1;
        ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
        int const small = 4096;
        ::setsockopt(listener_, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(port_);
        socklen_t size = sizeof address;
        SADUAK_ASSERT(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0);
        SADUAK_ASSERT(::listen(listener_, 4) == 0);
        SADUAK_ASSERT(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
        port_ = ntohs(address.sin_port);
    }
    void pull() override
    {
        if (listener_ >= 0) ::close(listener_);
        listener_ = -1;
    }
    int descriptor() override
    {
        if (listener_ >= 0 && peer_ < 0) peer_ = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        return peer_;
    }
    void reply(Bytes const& bytes) override { ::send(peer_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }
    void hung_up() override
    {
        ::close(peer_);
        peer_ = -1;
    }
    std::string target() const override { return "tcp:127.0.0.1:" + std::to_string(port_); }

private:
    void reset_peer()
    {
        if (peer_ < 0) return;
        linger const now{1, 0};
        ::setsockopt(peer_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        hung_up();
    }
    int listener_ = -1;
    int peer_ = -1;
    std::uint16_t port_ = 0;
};

class RelayCable final : public Cable {
public:
    explicit RelayCable(std::unique_ptr<Socket> socket) : socket_(std::move(socket))
    {
        thread_ = std::thread([this] { run(); });
        wait_until(1);
    }
    ~RelayCable() override
    {
        stopping_ = true;
        thread_.join();
    }
    drivers::VirtualPrinter& machine() override { return machine_; }
    std::string target() const override { return socket_->target(); }
    void plug_in() override
    {
        int const next = plugs_ + 1;
        machine_.plug_in();
        wait_until(next);
    }

private:
    void wait_until(int plugs)
    {
        for (int i = 0; i < 5000 && plugs_ < plugs; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        SADUAK_ASSERT(plugs_ >= plugs);
    }
    void run()
    {
        while (!stopping_) {
            if (!port_) {
                if (auto port = machine_.connect()) {
                    port_ = std::move(*port);
                    waiting_.clear();
                    socket_->plug_in();
                    ++plugs_;
                } else {
                    std::this_thread::sleep_for(std::chrono::milliseconds(kTurnMs));
                }
                continue;
            }
            if (carry()) continue;
            port_.reset();
            socket_->pull();
        }
        socket_->pull();
    }
    // False: the machine is off the cable.
    [[nodiscard]] bool carry()
    {
        auto const taken = port_->write(waiting_, Millis{0});
        if (!taken) return false;
        waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(*taken));
        auto const replies = port_->read(Millis{0});
        if (!replies) return false;
        int const descriptor = socket_->descriptor();
        if (descriptor >= 0 && !replies->empty()) socket_->reply(*replies);
        if (descriptor < 0 || !waiting_.empty()) {
            std::this_thread::sleep_for(std::chrono::milliseconds(kTurnMs));
            return true;
        }
        pollfd entry{descriptor, POLLIN, 0};
        if (::poll(&entry, 1, kTurnMs) <= 0) return true;
        waiting_.resize(kPieceBytes);
        auto const count = ::read(descriptor, waiting_.data(), waiting_.size());
        waiting_.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
        if (count == 0 || (count < 0 && errno == ECONNRESET)) socket_->hung_up();
        // A pseudo terminal that nobody has open is ready at once, with an error.
        if (count < 0) std::this_thread::sleep_for(std::chrono::milliseconds(kTurnMs));
        return true;
    }

    drivers::VirtualPrinter machine_;
    std::unique_ptr<Socket> socket_;
    std::unique_ptr<PrinterPort> port_;
    Bytes waiting_;
    std::atomic<int> plugs_{0};  // how often the cable was plugged in
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace

std::unique_ptr<Cable> lp_cable() { return std::make_unique<RelayCable>(std::make_unique<PtySocket>()); }
std::unique_ptr<Cable> network_cable() { return std::make_unique<RelayCable>(std::make_unique<TcpSocket>()); }

}  // namespace saduak::test
