#include "drivers/keypad/keypad.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

namespace saduak::drivers {

namespace {

constexpr std::chrono::milliseconds kLampOn{100};
constexpr int kDrainReads = 16;

Instant monotonic_now()
{
    auto const since_some_start = std::chrono::steady_clock::now().time_since_epoch();
    return Instant{std::chrono::duration_cast<std::chrono::milliseconds>(since_some_start).count()};
}

void sleep_for(Millis time) { std::this_thread::sleep_for(std::chrono::milliseconds(std::max<std::int64_t>(time.count, 0))); }

}  // namespace

Keypad::Keypad(PadSelector selector, std::function<void(std::string const&)> tell, PadBackOff back_off)
    : selector_(std::move(selector)), tell_(std::move(tell)), back_off_(back_off), pause_(back_off.first)
{
}

bool Keypad::connect()
{
    if (device_) return true;
    Instant const now = monotonic_now();
    if (now < open_at_) return false;
    auto device = InputDevice::open(selector_);
    if (!device) {
        open_at_ = now + pause_;
        pause_ = std::min(pause_ * 2, back_off_.most);
        if (told_ != device.error().context) tell_("no keypad: " + device.error().context);
        told_ = device.error().context;
        return false;
    }
    device_ = std::move(*device);
    pause_ = back_off_.first;
    told_.clear();
    tell_("keypad: " + device_->description());
    return true;
}

void Keypad::lost(std::string const& why)
{
    device_.reset();
    open_at_ = monotonic_now() + pause_;
    tell_("keypad lost: " + why);
}

std::vector<KeyCode> Keypad::read(Millis deadline)
{
    Instant const until = monotonic_now() + deadline;
    for (;;) {
        Millis const left = until - monotonic_now();
        if (!connect()) {
            if (left.count <= 0) return {};
            sleep_for(std::min(left, std::max(open_at_ - monotonic_now(), Millis{1})));
            continue;
        }
        auto keys = device_->read(std::max(left, Millis{0}));
        if (!keys) lost(keys.error().context);
        else if (!keys->empty()) return std::move(*keys);
        if (left.count <= 0) return {};
    }
}

std::size_t Keypad::drain()
{
    std::size_t count = 0;
    for (int i = 0; i < kDrainReads && device_; ++i) {
        auto const keys = device_->read(Millis{0});
        if (!keys) lost(keys.error().context);
        else if (keys->empty()) break;
        else count += keys->size();
    }
    return count;
}

void Keypad::blink(Blink blink)
{
    if (!device_ || !device_->has_led()) return;
    int const times = blink == Blink::yes ? 1 : 3;
    for (int i = 0; i < times; ++i) {
        device_->show(Led::on);
        std::this_thread::sleep_for(kLampOn);
        device_->show(Led::off);
        std::this_thread::sleep_for(kLampOn);
    }
}

}  // namespace saduak::drivers
