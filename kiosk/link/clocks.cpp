#include "kiosk/link/clocks.hpp"

#include <cstdlib>

#include <spdlog/spdlog.h>

#include "kiosk/link/site_memory.hpp"
#include "platform/clock.hpp"
#include "platform/entropy.hpp"

namespace saduak::kiosk {
namespace {

constexpr Millis kKeepEvery = minutes(10);
constexpr Millis kTellFrom{500};  // what differs by less is the reading of two clocks, one after the other

bool differ(Clock const& a, Clock const& b)
{
    if (!a.ahead || !b.ahead) return a.ahead.has_value() != b.ahead.has_value();
    return std::abs(a.ahead->count - b.ahead->count) >= kTellFrom.count;
}

}  // namespace

Clocks::Clocks(std::filesystem::path data) : data_(std::move(data)), boot_(platform::random_id()), time_(kept_time(data_)) {}

void Clocks::welcomed(Instant server)
{
    time_.welcomed(server, platform::since_boot_now(), platform::wall_clock_now());
    write_down();
}

std::optional<Instant> Clocks::now() const { return time_.at(platform::since_boot_now(), platform::wall_clock_now()); }

Instant Clocks::trusted_wall() const
{
    Instant const wall = platform::wall_clock_now();
    return time_.trusts(wall) ? wall : Instant{};
}

wire::DeviceClock Clocks::device_clock() const { return {boot_, platform::since_boot_now().ms, trusted_wall()}; }

std::optional<Clock> Clocks::news()
{
    Clock clock;
    if (auto const known = now()) clock.ahead = *known - platform::monotonic_now();
    if (told_ && !differ(*told_, clock)) return std::nullopt;
    told_ = clock;
    return clock;
}

void Clocks::keep()
{
    if (platform::monotonic_now() >= keep_at_) write_down();
}

void Clocks::write_down()
{
    keep_at_ = platform::monotonic_now() + kKeepEvery;
    KnownTime::Kept const kept = time_.kept(platform::since_boot_now(), platform::wall_clock_now());
    if (!kept.last.is_set()) return;
    if (auto const written = keep_time(data_, kept); !written) spdlog::warn("the time is not kept: {}", written.error().context);
}

}  // namespace saduak::kiosk
