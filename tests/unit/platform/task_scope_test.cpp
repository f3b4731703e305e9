#include <catch2/catch.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "platform/task_scope.hpp"

using namespace saduak;

namespace {

platform::Task<void> sleep_then_count(int& count)
{
    co_await platform::sleep_for(seconds(60));
    ++count;
}

}  // namespace

TEST_CASE("a task that is cancelled before its first step ends quietly")
{
    boost::asio::io_context io;
    platform::TaskScope scope(io.get_executor());
    int count = 0;
    boost::asio::post(io, [&scope] { scope.cancel(); });  // runs before the task's first step
    scope.spawn("never begun", sleep_then_count(count));
    CHECK_NOTHROW(io.run());
    CHECK(scope.running() == 0);
    CHECK(count == 0);
}

TEST_CASE("a task that waits is ended by cancel, and nothing starts afterwards")
{
    boost::asio::io_context io;
    platform::TaskScope scope(io.get_executor());
    int count = 0;
    scope.spawn("waiting", sleep_then_count(count));
    io.poll();
    CHECK(scope.running() == 1);
    scope.cancel();
    scope.spawn("too late", sleep_then_count(count));
    CHECK_NOTHROW(io.run());
    CHECK(scope.running() == 0);
    CHECK(count == 0);
}
