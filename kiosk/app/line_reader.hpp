// Lines of standard input, read in a thread of their own so that the screen never waits for them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <thread>

namespace saduak::kiosk {

class LineReader {
public:
    // Each line without its end, then nothing at the end of the input; in the reader's thread.
    explicit LineReader(std::function<void(std::optional<std::string>)> tell);
    // Also ends a read that waits.
    ~LineReader();
    LineReader(LineReader const&) = delete;
    LineReader& operator=(LineReader const&) = delete;

private:
    void run();

    std::function<void(std::optional<std::string>)> tell_;
    int stop_[2] = {-1, -1};  // a pipe: closing its end wakes poll()
    std::thread thread_;
};

}  // namespace saduak::kiosk
