// The only Asio that headers see: a coroutine and an executor. Everything heavier stays in .cpp files.
#pragma once

#include <chrono>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "core/base/time.hpp"

namespace saduak::platform {

namespace net = boost::asio;

template <class T>
using Task = net::awaitable<T>;

using Executor = net::any_io_executor;

// When a wait gives up. Steady time: wall clocks step.
using Deadline = std::chrono::steady_clock::time_point;

[[nodiscard]] inline Deadline deadline_after(Millis wait) { return std::chrono::steady_clock::now() + std::chrono::milliseconds(wait.count); }

// Returns after `wait`, or early (by an exception that TaskScope understands) when its task is stopped.
[[nodiscard]] Task<void> sleep_for(Millis wait);

}  // namespace saduak::platform
