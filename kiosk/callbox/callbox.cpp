#include "kiosk/callbox/callbox.hpp"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <optional>

#include <boost/json/object.hpp>
#include <spdlog/spdlog.h>

#include "core/base/overloaded.hpp"
#include "core/wire/json.hpp"
#include "drivers/keypad/keypad.hpp"
#include "drivers/keypad/presses.hpp"
#include "kiosk/callbox/counter_client.hpp"
#include "platform/clock.hpp"

namespace saduak::kiosk {

namespace {

constexpr Millis kLook = seconds(1);

std::atomic<bool> stopping{false};  // a signal handler has no other place to write to

void stop_at_signals()
{
    struct sigaction action {};
    action.sa_handler = [](int) { stopping = true; };
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

void print_line(boost::json::object const& line)
{
    std::printf("%s\n", wire::to_text(line).c_str());
    std::fflush(stdout);
}

boost::json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

class CallBox {
public:
    CallBox(CallBoxConfig config, CounterClient client)
        : config_(std::move(config)), client_(std::move(client)), pad_(config_.pad, [](std::string const& line) { spdlog::info("{}", line); })
    {
    }

    void run()
    {
        print_line({{"event", "ready"}, {"site", config_.site}, {"counter", config_.counter}});
        while (!stopping) {
            std::vector<drivers::KeyCode> const keys = pad_.read(kLook);
            std::size_t taken = 0;
            while (taken < keys.size() && !busy_) take(keys[taken++]);
            if (busy_) drop_late_keys(keys.size() - taken);
        }
    }

private:
    void take(drivers::KeyCode key)
    {
        drivers::Pressed pressed = drivers::press(std::move(state_), config_.map, key, platform::monotonic_now());
        state_ = std::move(pressed.state);
        if (!pressed.event) return;
        busy_ = true;
        std::visit(overloaded{
                       [this](drivers::PadCommand command) { show(drivers::to_string(command), client_.command(command, kPressDeadline)); },
                       [this](drivers::NumberTyped const& typed) { show("call", client_.call(typed, kPressDeadline)); },
                       [this](drivers::Refused const& refused) {
                           show("refused", Done{false, {}, std::string(drivers::to_string(refused.why))});
                       },
                       [](drivers::Score const&) {},  // no key of a call box
                   },
                   *pressed.event);
    }

    // Keys that were pressed while a command was under way were meant for what the counter showed before it.
    void drop_late_keys(std::size_t read_already)
    {
        busy_ = false;
        state_.typing = {};
        std::size_t const count = read_already + pad_.drain();
        if (count > 0) print_line({{"event", "dropped"}, {"keys", count}});
    }

    void show(std::string_view action, Result<Done> const& done)
    {
        bool const ok = done && done->ok;
        std::string const error = done ? done->error : std::string(to_string(done.error().code));
        print_line({{"event", "press"}, {"action", view(action)}, {"ok", ok}, {"number", done ? done->number : std::string()}, {"error", error}});
        if (!done) spdlog::error("{}: dropped, {}", action, done.error().context);
        else if (!ok) spdlog::warn("{}: refused, {}", action, error);
        pad_.blink(ok ? drivers::Keypad::Blink::yes : drivers::Keypad::Blink::no);
    }

    CallBoxConfig config_;
    CounterClient client_;
    drivers::Keypad pad_;
    drivers::PadState state_;
    bool busy_ = false;  // a press was carried out just now
};

}  // namespace

Result<int> run_callbox(CallBoxConfig config)
{
    SADUAK_TRY(CounterClient client, CounterClient::create(config));
    stop_at_signals();
    CallBox(std::move(config), std::move(client)).run();
    return 0;
}

}  // namespace saduak::kiosk
