// Streams, scopes and signals over real loopback sockets.
#include <catch2/catch.hpp>

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <sys/stat.h>

#include "platform/net/signal.hpp"
#include "platform/net/stream.hpp"
#include "platform/task_scope.hpp"
#include "platform/worker_pool.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace saduak;
using namespace saduak::platform;
using saduak::test::TemporaryFolder;

namespace {

// Runs one coroutine to its end on a loop of its own; its exceptions come out here.
void run(std::function<Task<void>(net::io_context&)> const& test)
{
    net::io_context io;
    std::exception_ptr failed;
    net::co_spawn(io, test(io), [&](std::exception_ptr error) {
        failed = error;
        io.stop();
    });
    io.run_for(std::chrono::seconds(20));
    REQUIRE(io.stopped());
    if (failed) std::rethrow_exception(failed);
}

// Sends back what it gets until the peer goes.
Task<void> echo(Listener* listener)
{
    auto accepted = co_await listener->accept();
    REQUIRE(accepted);
    StreamPtr const stream = std::move(*accepted);
    Status const opened = co_await stream->open(deadline_after(seconds(5)));
    if (!opened) co_return;
    Bytes buffer(1 << 16);
    while (true) {
        auto const size = co_await stream->read_some(buffer, deadline_after(seconds(5)));
        if (!size) co_return;
        auto const written = co_await stream->write(ByteView(buffer).first(*size), deadline_after(seconds(5)));
        if (!written) co_return;
    }
}

Task<void> exchange_a_megabyte(ByteStream* stream)
{
    Bytes sent(40'000);
    for (std::size_t i = 0; i < sent.size(); ++i) sent[i] = static_cast<Byte>(i * 7);
    for (int round = 0; round < 25; ++round) {
        REQUIRE(co_await stream->write(sent, deadline_after(seconds(5))));
        Bytes received(sent.size());
        REQUIRE(co_await read_exactly(*stream, received, deadline_after(seconds(5))));
        REQUIRE(received == sent);
    }
}

Task<void> plain_echo(net::io_context* io)
{
    TaskScope scope(io->get_executor());
    auto listener = Listener::listen(io->get_executor(), Address{"127.0.0.1", 0});
    REQUIRE(listener);
    scope.spawn("echo", echo(listener->get()));
    auto stream = co_await connect_plain((*listener)->local_address(), deadline_after(seconds(5)));
    REQUIRE(stream);
    CHECK((*stream)->remote_address() == "127.0.0.1");
    co_await exchange_a_megabyte(stream->get());
    co_await scope.stop(seconds(5));
    CHECK(scope.running() == 0);
}

enum class Trust { given, refused };

Task<void> tls_echo(net::io_context* io, TlsIdentity identity, std::string pin, Trust expected)
{
    TaskScope scope(io->get_executor());
    auto const server = TlsServer::create(identity);
    auto const client = TlsClient::create(pin);
    REQUIRE(server);
    REQUIRE(client);
    auto listener = Listener::listen(io->get_executor(), Address{"127.0.0.1", 0}, *server);
    REQUIRE(listener);
    scope.spawn("echo", echo(listener->get()));
    auto stream = co_await connect_tls((*listener)->local_address(), *client, deadline_after(seconds(5)));
    if (expected == Trust::given) {
        REQUIRE(stream);
        co_await exchange_a_megabyte(stream->get());
    } else {
        REQUIRE_FALSE(stream);
        CHECK(stream.error().code == Errc::permission);
    }
    co_await scope.stop(seconds(5));
}

Task<void> silent_peer(net::io_context* io)
{
    auto listener = Listener::listen(io->get_executor(), Address{"127.0.0.1", 0});
    auto stream = co_await connect_plain((*listener)->local_address(), deadline_after(seconds(5)));
    REQUIRE(stream);
    Bytes buffer(10);
    auto const begin = std::chrono::steady_clock::now();
    auto const read = co_await (*stream)->read_some(buffer, deadline_after(Millis{100}));
    REQUIRE_FALSE(read);
    CHECK(read.error().code == Errc::timeout);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(3));
    // A peer that never reads: what it does not take in time fails too.
    auto other = co_await connect_plain((*listener)->local_address(), deadline_after(seconds(5)));
    Bytes const flood(50'000'000);
    auto const written = co_await (*other)->write(flood, deadline_after(Millis{200}));
    REQUIRE_FALSE(written);
    CHECK(written.error().code == Errc::timeout);
}

Task<void> closed_port(net::io_context* io)
{
    Address address;
    {
        auto listener = Listener::listen(io->get_executor(), Address{"127.0.0.1", 0});
        address = (*listener)->local_address();
    }
    auto const refused = co_await connect_plain(address, deadline_after(seconds(5)));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::disconnected);
    Address const nowhere{"no-such-host.invalid", 1};
    auto const unknown = co_await connect_plain(nowhere, deadline_after(seconds(5)));
    REQUIRE_FALSE(unknown);
    CHECK((unknown.error().code == Errc::not_found || unknown.error().code == Errc::timeout));
}

Task<void> wait_for(Signal* signal, int* woken)
{
    while (true) {
        co_await signal->wait();
        ++*woken;
    }
}

Task<void> fails()
{
    throw std::runtime_error("of no consequence");
    co_return;
}

Task<void> signals_and_scope(net::io_context* io)
{
    TaskScope scope(io->get_executor());
    Signal signal(io->get_executor());
    int woken = 0;
    signal.notify();  // before anyone waits: not lost
    scope.spawn("waiter", wait_for(&signal, &woken));
    co_await sleep_for(Millis{20});
    CHECK(woken == 1);
    signal.notify();
    co_await sleep_for(Millis{20});
    CHECK(woken == 2);
    scope.spawn("thrower", fails());
    co_await sleep_for(Millis{20});
    CHECK(scope.running() == 1);
    co_await scope.stop(seconds(5));
    CHECK(scope.running() == 0);
}

}  // namespace

TEST_CASE("plain streams carry bytes both ways whole")
{
    run([](net::io_context& io) { return plain_echo(&io); });
}

TEST_CASE("a TLS client trusts the pinned certificate and no other")
{
    TemporaryFolder const folder;
    auto const identity = load_or_create_identity(folder.path() / "tls");
    REQUIRE(identity);
    run([&](net::io_context& io) { return tls_echo(&io, *identity, identity->fingerprint, Trust::given); });
    run([&](net::io_context& io) { return tls_echo(&io, *identity, std::string(64, 'a'), Trust::refused); });
}

TEST_CASE("an identity is made once, its key for the owner alone")
{
    TemporaryFolder const folder;
    auto const first = load_or_create_identity(folder.path() / "tls");
    auto const again = load_or_create_identity(folder.path() / "tls");
    REQUIRE(first);
    REQUIRE(again);
    CHECK(first->fingerprint.size() == 64);
    CHECK(first->fingerprint == again->fingerprint);
    struct stat info {};
    REQUIRE(::stat(first->key.c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
    CHECK_FALSE(TlsClient::create("not a fingerprint"));
}

TEST_CASE("a peer that says or takes nothing is given up at the deadline")
{
    run([](net::io_context& io) { return silent_peer(&io); });
}

TEST_CASE("a closed port and an unknown host are told apart")
{
    run([](net::io_context& io) { return closed_port(&io); });
}

TEST_CASE("a scope waits for its tasks and outlives their failures")
{
    run([](net::io_context& io) { return signals_and_scope(&io); });
}

TEST_CASE("addresses are read and written")
{
    CHECK(parse_address("127.0.0.1:8080")->port == 8080);
    CHECK(parse_address("[::1]:443")->host == "::1");
    CHECK(to_string(Address{"::1", 443}) == "[::1]:443");
    for (char const* wrong : {"127.0.0.1", ":80", "host:", "host:70000", "host:8x"}) CHECK_FALSE(parse_address(wrong));
    CHECK(is_loopback(Address{"127.0.0.1", 1}));
    CHECK(is_loopback(Address{"::1", 1}));
    CHECK_FALSE(is_loopback(Address{"127.example.org", 1}));
    CHECK_FALSE(is_loopback(Address{"0.0.0.0", 1}));
}

TEST_CASE("a pool refuses what its queue cannot hold and runs the rest")
{
    std::mutex gate;
    std::atomic<int> ran{0};
    gate.lock();
    WorkerPool pool(1, 2);
    auto job = [&] {
        std::lock_guard const lock(gate);
        ++ran;
    };
    int taken = 0;
    for (int i = 0; i < 10; ++i) taken += pool.try_post(job) ? 1 : 0;
    CHECK(taken >= 2);
    CHECK(taken <= 3);
    gate.unlock();
    for (int i = 0; i < 1000 && ran < taken; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    CHECK(ran == taken);
    pool.stop();
    CHECK_FALSE(pool.try_post(job));
}
