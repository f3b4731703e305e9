// Connections as one erased type, plain TCP or TLS: the device link and the HTTP server read and write the same thing.
// Everything here belongs to one I/O thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"
#include "platform/net.hpp"
#include "platform/tls.hpp"

namespace saduak::platform {

// Where to listen or connect: a name or numeric address, and a port (0 to listen: the system picks one).
struct Address {
    std::string host;
    std::uint16_t port = 0;
};
// "127.0.0.1:8080", "localhost:0", "[::1]:443".
[[nodiscard]] Result<Address> parse_address(std::string_view text);
[[nodiscard]] std::string to_string(Address const& address);
// Whether plain text may be spoken there: 127.0.0.0/8, ::1, localhost.
[[nodiscard]] bool is_loopback(Address const& address);

// One read and one write may be under way at the same time, not two of a kind. After any error the stream is good for
// close() alone. Errc::disconnected: the peer is gone, or close() was called; timeout; io.
class ByteStream {
public:
    virtual ~ByteStream() = default;

    // Once, before anything else on an accepted connection: the TLS handshake, for which the peer must have spoken and which
    // may have to wait while kHandshakesMax others are under way; nothing on plain TCP.
    [[nodiscard]] virtual Task<Status> open(Deadline deadline) = 0;
    // Reads at least 1 byte. Errc::disconnected also at the orderly end of the stream.
    [[nodiscard]] virtual Task<Result<std::size_t>> read_some(std::span<Byte> into, Deadline deadline) = 0;
    // Writes all of it. `bytes` must live until it returns.
    [[nodiscard]] virtual Task<Status> write(ByteView bytes, Deadline deadline) = 0;
    // At once and without a TLS goodbye; what is under way ends with Errc::disconnected. May be called twice.
    virtual void close() = 0;
    // The peer's numeric address without port: "192.0.2.7".
    [[nodiscard]] virtual std::string const& remote_address() const = 0;
};
using StreamPtr = std::unique_ptr<ByteStream>;

// Fills all of `into` or fails.
[[nodiscard]] Task<Status> read_exactly(ByteStream& stream, std::span<Byte> into, Deadline deadline);

// A handshake costs a core a millisecond or more: a storm of them must not starve the others. Listeners that share one gate have
// kHandshakesMax between them, and who is `first` (kiosks) goes before the rest (browsers).
inline constexpr std::size_t kHandshakesMax = 8;
enum class HandshakeTurn { first, rest };

class HandshakeGate {
public:
    // Waits in line; begin() when may_begin() says so, end() afterwards, or leave the line.
    void queue(HandshakeTurn turn) { waiting_first_ += turn == HandshakeTurn::first ? 1 : 0; }
    void leave(HandshakeTurn turn) { waiting_first_ -= turn == HandshakeTurn::first ? 1 : 0; }
    [[nodiscard]] bool may_begin(HandshakeTurn turn) const
    {
        return under_way_ < kHandshakesMax && (turn == HandshakeTurn::first || waiting_first_ == 0);
    }
    void begin() { ++under_way_; }
    void end(bool succeeded)
    {
        --under_way_;
        ++(succeeded ? done_ : failed_);
    }
    [[nodiscard]] std::uint64_t done() const { return done_; }
    [[nodiscard]] std::uint64_t failed() const { return failed_; }

private:
    std::size_t under_way_ = 0;
    std::size_t waiting_first_ = 0;
    std::uint64_t done_ = 0;
    std::uint64_t failed_ = 0;
};

class Listener {
public:
    // Without `tls` connections are plain TCP. Errc::busy: the port is taken; permission; invalid_argument.
    [[nodiscard]] static Result<std::unique_ptr<Listener>> listen(Executor const& executor, Address const& address);
    // `gate` is shared with other listeners; null: one of its own.
    [[nodiscard]] static Result<std::unique_ptr<Listener>> listen(Executor const& executor, Address const& address, TlsServer const& tls,
                                                                  std::shared_ptr<HandshakeGate> gate = nullptr,
                                                                  HandshakeTurn turn = HandshakeTurn::rest);
    virtual ~Listener() = default;

    // The next connection; open() it before use. Errc::full: out of file descriptors, pause and go on; disconnected: closed.
    [[nodiscard]] virtual Task<Result<StreamPtr>> accept() = 0;
    virtual void close() = 0;
    // With the port in force.
    [[nodiscard]] virtual Address local_address() const = 0;
};

// Resolves, connects and opens. Errc::not_found: no such host; permission: another certificate than the pinned one.
[[nodiscard]] Task<Result<StreamPtr>> connect_plain(Address address, Deadline deadline);
[[nodiscard]] Task<Result<StreamPtr>> connect_tls(Address address, TlsClient tls, Deadline deadline);

}  // namespace saduak::platform
