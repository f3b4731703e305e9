#include "server/http/http_server.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include <spdlog/spdlog.h>

#include <boost/asio/post.hpp>

#include "platform/clock.hpp"
#include "platform/net/signal.hpp"
#include "platform/task_scope.hpp"
#include "server/http/finish.hpp"
#include "server/http/forwarded.hpp"
#include "server/http/request_parser.hpp"
#include "server/http/response_text.hpp"
#include "server/http/websocket.hpp"

namespace saduak::server {
namespace {

using platform::ByteStream;
using platform::Deadline;
using platform::deadline_after;
using platform::Task;

constexpr Millis kHandshakeLimit = seconds(10);
constexpr Millis kIdleLimit = seconds(75);     // between two requests of a connection
constexpr Millis kHeaderLimit = seconds(10);   // from a request's first byte to the end of its header
constexpr Millis kRequestLimit = seconds(20);  // and to its last
constexpr Millis kWriteLimit = seconds(30);
constexpr Millis kRefusedDrainLimit = seconds(2);
constexpr Millis kDrainLimit = seconds(10);
constexpr Millis kDrainPoll{20};
constexpr std::size_t kBufferFirst_bytes = 2048;
constexpr std::size_t kBufferMax_bytes = kHeaderLimit_bytes + 4096;
constexpr std::size_t kDrainMax_bytes = 512 * 1024;

// Where a handler's answer meets the connection that waits for it; outlives the connection when the answer comes late.
struct Exchange {
    explicit Exchange(platform::Executor io) : arrived(std::move(io)) {}
    std::optional<Response> response;
    platform::Signal arrived;
};

// Bytes that were read and not yet taken by the parser.
class InputBuffer {
public:
    [[nodiscard]] ByteView unread() const { return ByteView(bytes_).first(size_); }
    void consume(std::size_t count)
    {
        std::copy(bytes_.begin() + static_cast<std::ptrdiff_t>(count), bytes_.begin() + static_cast<std::ptrdiff_t>(size_), bytes_.begin());
        size_ -= count;
    }
    [[nodiscard]] std::span<Byte> room()
    {
        if (size_ == bytes_.size()) bytes_.resize(std::min(std::max(kBufferFirst_bytes, bytes_.size() * 4), kBufferMax_bytes));
        return std::span<Byte>(bytes_).subspan(size_);
    }
    void added(std::size_t count) { size_ += count; }
    // Gives its memory back.
    [[nodiscard]] Bytes take()
    {
        bytes_.resize(size_);
        return std::exchange(bytes_, {});
    }

private:
    Bytes bytes_;
    std::size_t size_ = 0;
};

class Counted {
public:
    explicit Counted(std::size_t& count) : count_(count) { ++count_; }
    ~Counted() { --count_; }
    Counted(Counted const&) = delete;
    Counted& operator=(Counted const&) = delete;

private:
    std::size_t& count_;
};

// One client's connection: everything that outlives a single request on it.
struct Connection {
    Connection(std::shared_ptr<ByteStream> its_stream, platform::Executor io)
        : stream(std::move(its_stream)), exchange(std::make_shared<Exchange>(std::move(io)))
    {
    }
    std::shared_ptr<ByteStream> stream;
    std::shared_ptr<Exchange> exchange;
    bool resting = true;  // between two requests, or before the first
    RequestParser parser;
    Request request;
    InputBuffer input;
    std::string output;
};

class RunningHttpServer final : public HttpServer {
public:
    RunningHttpServer(platform::Executor io, HttpOptions options, HttpParts parts, std::unique_ptr<platform::Listener> listener)
        : io_(io), options_(std::move(options)), parts_(parts), listener_(std::move(listener)), tasks_(io)
    {
        tasks_.spawn("http accept", accept());
    }

    platform::Address local_address() const override { return listener_->local_address(); }
    std::size_t in_flight() const override { return in_flight_; }
    Task<void> stop() override
    {
        listener_->close();
        stopping_ = true;
        for (Connection* connection : open_)
            if (connection->resting) connection->stream->close();
        Deadline const patience = deadline_after(kDrainLimit);
        while (!open_.empty() && std::chrono::steady_clock::now() < patience) co_await platform::sleep_for(kDrainPoll);
        co_await tasks_.stop(seconds(5));
    }

private:
    Task<void> accept();
    Task<void> serve(platform::StreamPtr stream);
    Task<void> converse(Connection* connection);
    // False: the connection is over.
    Task<bool> read_request(Connection* connection);
    Task<bool> write(Connection* connection, Response const* response);
    // Here, or by a worker where it is long. A busy pool leaves it as it is.
    Task<void> compress_response(std::shared_ptr<Exchange> exchange);
    Task<void> refuse(Connection* connection, ParseState state);
    Task<void> watch(Connection* connection);
    [[nodiscard]] std::string const& date();

    platform::Executor io_;
    HttpOptions options_;
    HttpParts parts_;
    std::unique_ptr<platform::Listener> listener_;
    std::set<Connection*> open_;
    std::size_t in_flight_ = 0;
    bool stopping_ = false;
    std::int64_t date_second_ = -1;
    std::string date_;
    platform::TaskScope tasks_;
};

Task<void> RunningHttpServer::accept()
{
    while (true) {
        auto accepted = co_await listener_->accept();
        if (!accepted && accepted.error().code == Errc::disconnected) co_return;
        if (!accepted) {
            spdlog::warn("http_accept_failed error={}", accepted.error().context);
            co_await platform::sleep_for(Millis{100});
            continue;
        }
        tasks_.spawn("http connection", serve(std::move(*accepted)));
    }
}

Task<void> RunningHttpServer::serve(platform::StreamPtr stream)
{
    std::string const peer = stream->remote_address();
    if (!parts_.gate.enter(peer)) {
        stream->close();
        co_return;
    }
    struct Entered {
        HttpGate& gate;
        std::string const& peer;
        ~Entered() { gate.leave(peer); }
    };
    Entered const entered{parts_.gate, peer};
    auto connection = std::make_unique<Connection>(std::shared_ptr<ByteStream>(std::move(stream)), io_);
    struct Listed {
        std::set<Connection*>& open;
        Connection* connection;
        ~Listed() { open.erase(connection); }
    };
    open_.insert(connection.get());
    Listed const listed{open_, connection.get()};
    Status const opened = co_await connection->stream->open(deadline_after(kHandshakeLimit));
    if (opened) co_await converse(connection.get());
    connection->stream->close();
}

Task<void> RunningHttpServer::converse(Connection* connection)
{
    Request const& request = connection->request;
    auto const exchange = connection->exchange;
    Respond const respond = [exchange](Response response) {
        exchange->response = std::move(response);
        exchange->arrived.notify();
    };
    while (!stopping_ && co_await read_request(connection)) {
        std::optional<Counted> counted(in_flight_);
        Instant const begun = platform::monotonic_now();
        Asked asked;
        apply_forwarded(connection->request, connection->stream->remote_address(), options_.tls ? Transport::tls : Transport::plain,
                        parts_.gate.policy().proxies);
        connection->request.request_id = request_id_of(request.request_id);
        exchange->response = parts_.gate.refuse(request, begun);
        if (!exchange->response && request.upgrade_websocket && request.method == Method::get && request.path == Api::kLivePath) {
            counted.reset();
            co_await watch(connection);
            co_return;
        }
        if (!exchange->response && !parts_.api.handle(request, asked, respond)) exchange->response = parts_.files.find(request);
        while (!exchange->response) co_await exchange->arrived.wait();
        parts_.api.cross_origin().open(request, *exchange->response);
        finish(request, *exchange->response);
        if (worth_compressing(request, *exchange->response)) co_await compress_response(exchange);
        connection->request.keep_alive = request.keep_alive && !stopping_;
        bool const written = co_await write(connection, &*exchange->response);
        counted.reset();
        parts_.traffic.note({request, *exchange->response, asked, platform::monotonic_now() - begun, connection->output.size()});
        if (!written || !request.keep_alive) co_return;
    }
}

Task<bool> RunningHttpServer::read_request(Connection* connection)
{
    connection->parser.start(connection->request);
    bool begun = !connection->input.unread().empty();
    Deadline deadline = deadline_after(begun ? kHeaderLimit : kIdleLimit);
    Deadline whole = deadline_after(kRequestLimit);
    connection->resting = !begun;
    while (true) {
        if (!connection->input.unread().empty()) {
            auto const fed = connection->parser.feed(connection->input.unread());
            connection->input.consume(fed.consumed);
            if (fed.state == ParseState::complete) co_return true;
            if (fed.state != ParseState::need_more) {
                co_await refuse(connection, fed.state);
                co_return false;
            }
            if (connection->parser.header_complete()) deadline = whole;
            if (connection->request.expects_continue && connection->parser.header_complete()) {
                connection->request.expects_continue = false;
                auto const told = co_await connection->stream->write(as_bytes("HTTP/1.1 100 Continue\r\n\r\n"), deadline);
                if (!told) co_return false;
            }
        }
        std::span<Byte> const room = connection->input.room();
        if (room.empty()) {
            co_await refuse(connection, ParseState::header_too_large);
            co_return false;
        }
        auto const size = co_await connection->stream->read_some(room, deadline);
        if (!size) co_return false;
        connection->input.added(*size);
        if (!begun) {
            deadline = deadline_after(kHeaderLimit);
            whole = deadline_after(kRequestLimit);
        }
        begun = true;
        connection->resting = false;
    }
}

Task<bool> RunningHttpServer::write(Connection* connection, Response const* response)
{
    Request const& request = connection->request;
    ResponseFrame const frame{date(), request.method == Method::head ? Body::leave_out : Body::send, request.keep_alive, request.transport};
    connection->output.clear();
    write_response(connection->output, *response, frame);
    auto const written = co_await connection->stream->write(as_bytes(connection->output), deadline_after(kWriteLimit));
    co_return written.has_value();
}

Task<void> RunningHttpServer::compress_response(std::shared_ptr<Exchange> exchange)
{
    if (exchange->response->body.size() <= kCompressHere_bytes) {
        compress(*exchange->response);
        co_return;
    }
    // Shared with the worker: this connection may be gone before it is done.
    auto const response = std::make_shared<Response>(*std::move(exchange->response));
    exchange->response.reset();
    auto back = [exchange, response] {
        exchange->response = std::move(*response);
        exchange->arrived.notify();
    };
    auto job = [response, io = io_, back] {
        compress(*response);
        boost::asio::post(io, back);
    };
    if (!parts_.pool.try_post(job)) back();
    while (!exchange->response) co_await exchange->arrived.wait();
}

Task<void> RunningHttpServer::refuse(Connection* connection, ParseState state)
{
    Response response = problem(400, "bad_request", "this is not HTTP/1.1 as this server understands it");
    if (state == ParseState::body_too_large) response = problem(413, "too_large", "a body has at most 64 KiB");
    if (state == ParseState::header_too_large) response = problem(431, "too_large", "the header fields have at most 16 KiB");
    connection->request.keep_alive = false;
    connection->request.request_id = request_id_of({});
    finish(connection->request, response);
    if (!co_await write(connection, &response)) co_return;
    // A client that is still sending would lose the answer if the socket closed under it.
    Deadline const deadline = deadline_after(kRefusedDrainLimit);
    Bytes chunk(16 * 1024);
    for (std::size_t drained = 0; drained < kDrainMax_bytes;) {
        auto const size = co_await connection->stream->read_some(chunk, deadline);
        if (!size) co_return;
        drained += *size;
    }
}

Task<void> RunningHttpServer::watch(Connection* connection)
{
    Request& request = connection->request;
    request.keep_alive = false;
    auto key = parts_.api.authorize_live(request);
    if (request.websocket_version != "13" || !valid_websocket_key(request.websocket_key))
        key = problem(400, "bad_request", "the WebSocket handshake is incomplete");
    if (auto* no = std::get_if<Response>(&key)) {
        finish(request, *no);
        co_await write(connection, no);
        co_return;
    }
    std::string& out = connection->output;
    out = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ";
    out += websocket_accept(request.websocket_key);
    out += "\r\n\r\n";
    auto const written = co_await connection->stream->write(as_bytes(out), deadline_after(kWriteLimit));
    if (!written) co_return;
    out = std::string();
    Bytes rest = connection->input.take();
    LiveKey const watched = std::get<LiveKey>(key);
    LiveHub::StillAllowed allowed = [&api = parts_.api, asked = request] { return std::holds_alternative<LiveKey>(api.authorize_live(asked)); };
    co_await parts_.live.serve(connection->stream, watched, std::move(rest), std::move(allowed));
}

std::string const& RunningHttpServer::date()
{
    Instant const now = parts_.engine.now();
    if (now.ms / 1000 != date_second_) {
        date_second_ = now.ms / 1000;
        date_ = http_date(now);
    }
    return date_;
}

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::start(platform::Executor io, HttpOptions options, HttpParts parts)
{
    auto listener = options.tls ? platform::Listener::listen(io, options.address, *options.tls, options.handshakes)
                                : platform::Listener::listen(io, options.address);
    if (!listener) return tl::unexpected(std::move(listener).error());
    return std::make_unique<RunningHttpServer>(io, std::move(options), parts, std::move(*listener));
}

}  // namespace saduak::server
