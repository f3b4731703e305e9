#include "platform/task_scope.hpp"

#include <algorithm>
#include <exception>
#include <list>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include "core/base/assert.hpp"

namespace saduak::platform {
namespace {

struct RunningTask {
    explicit RunningTask(std::string task_name) : name(std::move(task_name)) {}
    std::string name;
    net::cancellation_signal signal;
    bool begun = false;
    bool told_to_stop = false;  // before it had begun
};

// co_spawn awaits before and after the task where nobody could catch: a cancellation that is pending there would end the
// program. So none is sent before the first step, and none throws after the last.
Task<void> contained(RunningTask& running, Task<void> task)
{
    running.begun = true;
    if (running.told_to_stop) co_return;
    std::exception_ptr error;
    try {
        co_await std::move(task);
    } catch (...) {
        error = std::current_exception();
    }
    co_await net::this_coro::throw_if_cancelled(false);
    if (error) std::rethrow_exception(error);
}

// The end of a task: cancellation is how tasks are told to stop, anything else is worth a line.
void log_end(std::string const& name, std::exception_ptr const& error)
{
    if (!error) return;
    try {
        std::rethrow_exception(error);
    } catch (boost::system::system_error const& e) {
        if (e.code() != net::error::operation_aborted) spdlog::error("task_failed task={} what={}", name, e.what());
    } catch (std::exception const& e) {
        spdlog::error("task_failed task={} what={}", name, e.what());
    }
}

}  // namespace

struct TaskScope::State {
    explicit State(Executor its_executor) : executor(std::move(its_executor)) {}
    Executor executor;
    std::list<RunningTask> tasks;  // a list: signals must not move
    bool stopping = false;
};

TaskScope::TaskScope(Executor executor) : state_(std::make_shared<State>(std::move(executor))) {}
TaskScope::~TaskScope() = default;

void TaskScope::spawn(std::string name, Task<void> task)
{
    if (state_->stopping) return;
    state_->tasks.emplace_back(std::move(name));
    auto const position = std::prev(state_->tasks.end());
    // The handler keeps the list alive: tasks may be destroyed with the loop, after the scope.
    auto ended = [state = state_, position](std::exception_ptr const& error) {
        log_end(position->name, error);
        state->tasks.erase(position);
    };
    net::co_spawn(state_->executor, contained(*position, std::move(task)), net::bind_cancellation_slot(position->signal.slot(), std::move(ended)));
}

void TaskScope::cancel()
{
    state_->stopping = true;
    // A cancelled task may end inside emit() and leave the list: step on first.
    for (auto it = state_->tasks.begin(); it != state_->tasks.end();) {
        auto const current = it++;
        if (current->begun) current->signal.emit(net::cancellation_type::terminal);
        else current->told_to_stop = true;
    }
}

Task<void> TaskScope::stop(Millis patience)
{
    auto const state = state_;
    cancel();
    Deadline next_warning = deadline_after(patience);
    while (!state->tasks.empty()) {
        co_await sleep_for(Millis{5});
        if (std::chrono::steady_clock::now() < next_warning) continue;
        next_warning = deadline_after(patience);
        for (auto const& task : state->tasks) spdlog::warn("task_slow_to_stop task={}", task.name);
        cancel();
    }
}

std::size_t TaskScope::running() const { return state_->tasks.size(); }

Task<void> sleep_for(Millis wait)
{
    net::steady_timer timer(co_await net::this_coro::executor, std::chrono::milliseconds(wait.count));
    co_await timer.async_wait(net::use_awaitable);
}

}  // namespace saduak::platform
