// The five buttons of a rating terminal, read in a thread of their own; they work whatever window has the focus.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>

#include "drivers/keypad/keypad.hpp"
#include "drivers/keypad/presses.hpp"

namespace saduak::kiosk {

class RatingPad {
public:
    // `device`: as drivers::parse_pad takes it. Errc::invalid_argument: the mapping is not of a rating pad; else as the two files say.
    [[nodiscard]] static Result<std::unique_ptr<RatingPad>> open(std::string const& device, std::filesystem::path const& mapping,
                                                                 std::function<void(int)> tell);
    // `tell`: a score, 5 to 1, or 0 for no opinion; in the pad's thread.
    RatingPad(drivers::PadSelector selector, drivers::KeyMap map, std::function<void(int)> tell);
    // Waits for the thread, a quarter of a second at most.
    ~RatingPad();
    RatingPad(RatingPad const&) = delete;
    RatingPad& operator=(RatingPad const&) = delete;

private:
    void run(std::stop_token const& stop);

    drivers::Keypad pad_;
    drivers::KeyMap map_;
    std::function<void(int)> tell_;
    std::jthread thread_;  // last: it uses all of the above
};

}  // namespace saduak::kiosk
