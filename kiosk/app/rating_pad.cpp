#include "kiosk/app/rating_pad.hpp"

#include <spdlog/spdlog.h>

#include "platform/clock.hpp"

namespace saduak::kiosk {

Result<std::unique_ptr<RatingPad>> RatingPad::open(std::string const& device, std::filesystem::path const& mapping, std::function<void(int)> tell)
{
    SADUAK_TRY(drivers::PadSelector selector, drivers::parse_pad(device));
    SADUAK_TRY(drivers::KeyMap map, drivers::load_key_map(mapping));
    if (map.kind != drivers::PadKind::rating) return fail(Errc::invalid_argument, "keypad.mapping is not of a rating pad");
    return std::make_unique<RatingPad>(std::move(selector), std::move(map), std::move(tell));
}

namespace {

constexpr Millis kLook{250};

}  // namespace

RatingPad::RatingPad(drivers::PadSelector selector, drivers::KeyMap map, std::function<void(int)> tell)
    : pad_(std::move(selector), [](std::string const& line) { spdlog::info("{}", line); }), map_(std::move(map)), tell_(std::move(tell)),
      thread_([this](std::stop_token const& stop) { run(stop); })
{
}

RatingPad::~RatingPad() { thread_.request_stop(); }

void RatingPad::run(std::stop_token const& stop)
{
    drivers::PadState state;
    while (!stop.stop_requested()) {
        for (drivers::KeyCode const key : pad_.read(kLook)) {
            drivers::Pressed pressed = drivers::press(std::move(state), map_, key, platform::monotonic_now());
            state = std::move(pressed.state);
            if (!pressed.event) continue;
            if (auto const* const score = std::get_if<drivers::Score>(&*pressed.event)) tell_(score->score);
        }
    }
}

}  // namespace saduak::kiosk
