// The paper that decoded commands print on.
#pragma once

#include <deque>
#include <vector>

#include "drivers/escpos/command.hpp"

namespace saduak::drivers::escpos {

// Bounded on any input: one ticket grows to Bitmap::kSideMax rows; of the cut ones the newest stay, kTicketsMax of them
// and kKeptBytesMax bytes at most.
class PaperRoll {
public:
    static constexpr std::size_t kTicketsMax = 1000;
    static constexpr std::size_t kKeptBytesMax = 64U << 20U;
    // A line of text: 6 lines an inch at 203 dpi.
    static constexpr int kLineRows = 34;

    // width_dots 8 to 8192.
    explicit PaperRoll(int width_dots);

    // Applies what prints, feeds, cuts or aligns; other actions change nothing. Pictures wider than the head lose their
    // right side, narrower ones stand where Align says.
    void apply(Action const& action);

    // Cut tickets that are kept, oldest first.
    [[nodiscard]] std::deque<Bitmap> const& tickets() const { return tickets_; }
    [[nodiscard]] std::size_t ticket_count() const { return ticket_count_; }
    // Printed since the last cut.
    [[nodiscard]] Bitmap const& hanging() const { return hanging_; }

private:
    void print(Bitmap const& picture);
    void cut();

    int width_dots_;
    Side side_ = Side::left;
    Bitmap hanging_;
    std::deque<Bitmap> tickets_;
    std::size_t kept_bytes_ = 0;
    std::size_t ticket_count_ = 0;
};

}  // namespace saduak::drivers::escpos
