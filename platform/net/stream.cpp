#include "platform/net/stream.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "core/base/assert.hpp"

namespace saduak::platform {
namespace {

using tcp = net::ip::tcp;
using boost::system::error_code;

constexpr auto kAsTuple = net::as_tuple(net::use_awaitable);
constexpr Deadline kNever = Deadline::max();
constexpr int kListenBacklog = 1024;
constexpr Millis kHandshakePoll{5};

// Closes the socket when a deadline passes. Setting a deadline costs no timer operation as long as the timer already
// wakes up at or before it: at 40,000 requests a second that matters.
class Watchdog : public std::enable_shared_from_this<Watchdog> {
public:
    explicit Watchdog(tcp::socket& socket) : socket_(&socket), timer_(socket.get_executor()) {}

    void set_read(Deadline deadline) { read_ = deadline, arm(); }
    void set_write(Deadline deadline) { write_ = deadline, arm(); }
    [[nodiscard]] bool expired() const { return expired_; }
    // The socket is about to go.
    void release()
    {
        socket_ = nullptr;
        timer_.cancel();
    }

private:
    void arm()
    {
        Deadline const next = std::min(read_, write_);
        if (next >= armed_) return;
        armed_ = next;
        timer_.expires_at(next);
        timer_.async_wait([self = shared_from_this()](error_code ec) {
            if (!ec) self->wake();
        });
    }

    void wake()
    {
        armed_ = kNever;
        if (socket_ == nullptr) return;
        if (std::min(read_, write_) > std::chrono::steady_clock::now()) return arm();
        expired_ = true;
        error_code ignored;
        socket_->close(ignored);
    }

    tcp::socket* socket_;
    net::steady_timer timer_;
    Deadline read_ = kNever;
    Deadline write_ = kNever;
    Deadline armed_ = kNever;
    bool expired_ = false;
};

Error to_error(error_code const& ec, bool expired, char const* doing)
{
    if (expired) return {Errc::timeout, std::string(doing) + ": no progress in time"};
    if (ec == net::error::eof || ec == net::error::connection_reset || ec == net::error::broken_pipe || ec == net::error::operation_aborted ||
        ec == net::error::bad_descriptor || ec == net::error::connection_refused || ec == net::ssl::error::stream_truncated)
        return {Errc::disconnected, std::string(doing) + ": " + ec.message()};
    if (ec.category() == net::error::get_ssl_category()) return {Errc::permission, std::string(doing) + ": " + ec.message()};
    return {Errc::io, std::string(doing) + ": " + ec.message()};
}

std::string numeric_address(tcp::socket const& socket)
{
    error_code ec;
    auto const endpoint = socket.remote_endpoint(ec);
    return ec ? std::string() : endpoint.address().to_string();
}

// What differs between plain TCP and TLS.
struct PlainLayer {
    tcp::socket stream;
    explicit PlainLayer(tcp::socket socket) : stream(std::move(socket)) {}
    tcp::socket& socket() { return stream; }
    static Task<error_code> handshake() { co_return error_code{}; }
};

// Where a connection's handshake stands in line.
struct HandshakePlace {
    std::shared_ptr<HandshakeGate> gate;  // null on the client's side
    HandshakeTurn turn = HandshakeTurn::rest;
};

class QueuedHandshake {
public:
    explicit QueuedHandshake(HandshakePlace const& place) : place_(place) { place_.gate->queue(place_.turn); }
    ~QueuedHandshake()
    {
        if (begun_) place_.gate->end(succeeded_);
        else place_.gate->leave(place_.turn);
    }
    QueuedHandshake(QueuedHandshake const&) = delete;
    QueuedHandshake& operator=(QueuedHandshake const&) = delete;

    [[nodiscard]] bool may_begin() const { return place_.gate->may_begin(place_.turn); }
    void begin()
    {
        place_.gate->leave(place_.turn);
        place_.gate->begin();
        begun_ = true;
    }
    void succeed() { succeeded_ = true; }

private:
    HandshakePlace place_;
    bool begun_ = false;
    bool succeeded_ = false;
};

struct TlsLayer {
    net::ssl::stream<tcp::socket> stream;
    HandshakePlace place;
    TlsLayer(tcp::socket socket, net::ssl::context& context, HandshakePlace in_line) : stream(std::move(socket), context), place(std::move(in_line))
    {
    }
    tcp::socket& socket() { return stream.next_layer(); }
    Task<error_code> handshake()
    {
        if (!place.gate) {
            auto [ec] = co_await stream.async_handshake(net::ssl::stream_base::client, kAsTuple);
            co_return ec;
        }
        // Who connects and says nothing costs nothing, and must not keep others waiting.
        auto [waited] = co_await socket().async_wait(tcp::socket::wait_read, kAsTuple);
        if (waited) co_return waited;
        QueuedHandshake queued(place);
        while (!queued.may_begin()) {
            co_await sleep_for(kHandshakePoll);
            if (!socket().is_open()) co_return error_code(net::error::operation_aborted);
        }
        queued.begin();
        auto [ec] = co_await stream.async_handshake(net::ssl::stream_base::server, kAsTuple);
        if (!ec) queued.succeed();
        co_return ec;
    }
};

template <class Layer>
class SocketStream final : public ByteStream {
public:
    template <class... Args>
    explicit SocketStream(Args&&... args)
        : layer_(std::forward<Args>(args)...), watchdog_(std::make_shared<Watchdog>(layer_.socket())), remote_(numeric_address(layer_.socket()))
    {
        error_code ignored;
        layer_.socket().set_option(tcp::no_delay(true), ignored);
    }
    ~SocketStream() override { watchdog_->release(); }

    Task<Status> open(Deadline deadline) override
    {
        watchdog_->set_read(deadline);
        error_code const ec = co_await layer_.handshake();
        watchdog_->set_read(kNever);
        if (ec) co_return tl::unexpected(to_error(ec, watchdog_->expired(), "handshake"));
        co_return Status{};
    }

    Task<Result<std::size_t>> read_some(std::span<Byte> into, Deadline deadline) override
    {
        watchdog_->set_read(deadline);
        auto [ec, size] = co_await layer_.stream.async_read_some(net::buffer(into.data(), into.size()), kAsTuple);
        watchdog_->set_read(kNever);
        if (ec) co_return tl::unexpected(to_error(ec, watchdog_->expired(), "reading"));
        co_return size;
    }

    Task<Status> write(ByteView bytes, Deadline deadline) override
    {
        watchdog_->set_write(deadline);
        auto [ec, size] = co_await net::async_write(layer_.stream, net::buffer(bytes.data(), bytes.size()), kAsTuple);
        watchdog_->set_write(kNever);
        if (ec) co_return tl::unexpected(to_error(ec, watchdog_->expired(), "writing"));
        co_return Status{};
    }

    void close() override
    {
        error_code ignored;
        layer_.socket().shutdown(tcp::socket::shutdown_both, ignored);
        layer_.socket().close(ignored);
    }

    std::string const& remote_address() const override { return remote_; }

private:
    Layer layer_;
    std::shared_ptr<Watchdog> watchdog_;
    std::string remote_;
};

class TcpListener final : public Listener {
public:
    TcpListener(tcp::acceptor acceptor, std::optional<TlsServer> tls, HandshakePlace place)
        : acceptor_(std::move(acceptor)), tls_(std::move(tls)), place_(std::move(place))
    {
    }

    Task<Result<StreamPtr>> accept() override
    {
        auto [ec, socket] = co_await acceptor_.async_accept(kAsTuple);
        if (ec == net::error::no_descriptors || ec == boost::system::errc::too_many_files_open_in_system)
            co_return fail(Errc::full, "accepting a connection: out of file descriptors");
        if (ec) co_return tl::unexpected(to_error(ec, false, "accepting a connection"));
        StreamPtr stream;
        if (tls_) stream = std::make_unique<SocketStream<TlsLayer>>(std::move(socket), tls_->context(), place_);
        else stream = std::make_unique<SocketStream<PlainLayer>>(std::move(socket));
        co_return stream;
    }

    void close() override
    {
        error_code ignored;
        acceptor_.close(ignored);
    }

    Address local_address() const override
    {
        error_code ec;
        auto const endpoint = acceptor_.local_endpoint(ec);
        return ec ? Address{} : Address{endpoint.address().to_string(), endpoint.port()};
    }

private:
    tcp::acceptor acceptor_;
    std::optional<TlsServer> tls_;
    HandshakePlace place_;
};

Result<std::unique_ptr<Listener>> listen_on(Executor const& executor, Address const& address, std::optional<TlsServer> tls, HandshakePlace place)
{
    std::string const where = "listening on " + to_string(address);
    error_code ec;
    tcp::resolver resolver(executor);
    auto const found = resolver.resolve(address.host, std::to_string(address.port), tcp::resolver::passive, ec);
    if (ec || found.empty()) return fail(Errc::invalid_argument, where + ": no such address");
    tcp::endpoint const endpoint = found.begin()->endpoint();
    tcp::acceptor acceptor(executor);
    acceptor.open(endpoint.protocol(), ec);
    if (!ec) acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
    if (!ec) acceptor.bind(endpoint, ec);
    if (!ec) acceptor.listen(kListenBacklog, ec);
    if (ec == net::error::address_in_use) return fail(Errc::busy, where + ": another program has this port");
    if (ec == net::error::access_denied) return fail(Errc::permission, where + ": not allowed (ports below 1024 need a privilege)");
    if (ec) return fail(Errc::invalid_argument, where + ": " + ec.message());
    return std::make_unique<TcpListener>(std::move(acceptor), std::move(tls), std::move(place));
}

// One connection attempt. Shared with the timer's handler, which may run after the attempt ended.
struct Attempt {
    explicit Attempt(Executor const& executor) : resolver(executor), socket(executor), timer(executor) {}
    tcp::resolver resolver;
    tcp::socket socket;
    net::steady_timer timer;
    bool over = false;
    bool expired = false;
};

void give_up_at(std::shared_ptr<Attempt> const& attempt, Deadline deadline)
{
    attempt->timer.expires_at(deadline);
    attempt->timer.async_wait([attempt](error_code ec) {
        if (ec || attempt->over) return;
        attempt->expired = true;
        error_code ignored;
        attempt->resolver.cancel();
        attempt->socket.close(ignored);
    });
}

// A bare socket connected to the first of the host's addresses that answers.
Task<Result<tcp::socket>> connect_socket(Address address, Deadline deadline)
{
    auto const attempt = std::make_shared<Attempt>(co_await net::this_coro::executor);
    std::string const what = "connecting to " + to_string(address);
    give_up_at(attempt, deadline);
    auto [resolve_error, found] = co_await attempt->resolver.async_resolve(address.host, std::to_string(address.port), kAsTuple);
    if (attempt->expired) co_return fail(Errc::timeout, what + ": no answer in time");
    if (resolve_error) {
        attempt->over = true;
        attempt->timer.cancel();
        co_return fail(Errc::not_found, what + ": " + resolve_error.message());
    }
    auto [ec, endpoint] = co_await net::async_connect(attempt->socket, found, kAsTuple);
    attempt->over = true;
    attempt->timer.cancel();
    if (ec || attempt->expired) co_return tl::unexpected(to_error(ec, attempt->expired, what.c_str()));
    co_return std::move(attempt->socket);
}

}  // namespace

Result<std::unique_ptr<Listener>> Listener::listen(Executor const& executor, Address const& address)
{
    return listen_on(executor, address, std::nullopt, {});
}

Result<std::unique_ptr<Listener>> Listener::listen(Executor const& executor, Address const& address, TlsServer const& tls,
                                                   std::shared_ptr<HandshakeGate> gate, HandshakeTurn turn)
{
    if (!gate) gate = std::make_shared<HandshakeGate>();
    return listen_on(executor, address, tls, {std::move(gate), turn});
}

Task<Status> read_exactly(ByteStream& stream, std::span<Byte> into, Deadline deadline)
{
    while (!into.empty()) {
        SADUAK_CO_TRY(std::size_t const size, co_await stream.read_some(into, deadline));
        into = into.subspan(size);
    }
    co_return Status{};
}

Task<Result<StreamPtr>> connect_plain(Address address, Deadline deadline)
{
    SADUAK_CO_TRY(tcp::socket socket, co_await connect_socket(address, deadline));
    StreamPtr stream = std::make_unique<SocketStream<PlainLayer>>(std::move(socket));
    co_return stream;
}

Task<Result<StreamPtr>> connect_tls(Address address, TlsClient tls, Deadline deadline)
{
    SADUAK_CO_TRY(tcp::socket socket, co_await connect_socket(address, deadline));
    StreamPtr stream = std::make_unique<SocketStream<TlsLayer>>(std::move(socket), tls.context(), HandshakePlace{});
    Status const opened = co_await stream->open(deadline);
    if (!opened) co_return fail(opened.error().code, "connecting to " + to_string(address) + ": " + opened.error().context);
    co_return stream;
}

}  // namespace saduak::platform
