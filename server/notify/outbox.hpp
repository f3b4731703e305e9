// What waits for one receiver, and when which of it is sent: in order for each ticket, slower while it fails, given up after a day.
// Pure: time and chance are arguments (docs/OUTGOING.md has the rules).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.hpp"

namespace saduak::server {

inline constexpr Millis kFirstPause = seconds(5);
inline constexpr Millis kPauseMax = minutes(15);
inline constexpr Millis kGiveUpAfter = hours(24);
inline constexpr std::size_t kAtOnceMax = 2;  // to one receiver

// One delivery. Those with the same `order` go one after the other, by id.
struct Waiting {
    std::int64_t id = 0;
    std::string order;
    std::int32_t attempts = 0;
    Instant since;  // when it could have been sent at first
};

// What came of an attempt.
struct Attempt {
    int status = 0;  // of the answer; 0: none came
    std::string error;
    Millis took;
};

// The pause after so many failures in a row: 5 s, 10 s, 20 s … 15 min, half of it by chance (0 to 1, exclusive).
[[nodiscard]] Millis pause_after(std::int32_t failures, double chance);

class Outbox {
public:
    // Ids ascend, but for one that is given again.
    void add(Waiting waiting);
    // To be sent now, at most `free` of them; each is under way until finished() tells of it.
    [[nodiscard]] std::vector<std::int64_t> take(Instant now, std::size_t free);

    enum class Verdict { accepted, again, dead, gone };
    struct Outcome {
        Verdict verdict = Verdict::again;
        std::int32_t attempts = 0;           // of this delivery, with this one
        std::vector<std::int64_t> given_up;  // others that waited too long for a receiver that does not answer
    };
    // `gone`: the receiver wants no more (410): the delivery waits, and nothing should be sent until somebody says so.
    [[nodiscard]] Outcome finished(std::int64_t id, Attempt const& attempt, Instant now, double chance);

    // When take() next has something, if nothing changes; nothing where all is under way or empty.
    [[nodiscard]] std::optional<Instant> next(Instant now) const;
    // The receiver was stopped meanwhile: its deliveries begin anew.
    void begin_anew(Instant now);

    [[nodiscard]] std::size_t size() const { return waiting_.size(); }
    [[nodiscard]] std::size_t under_way() const { return under_way_; }
    [[nodiscard]] std::int32_t failures() const { return failures_; }

private:
    struct Item {
        Waiting waiting;
        Instant due;
        bool under_way = false;
        bool receiver_failed = false;  // it waits because of the receiver, not of itself
    };
    [[nodiscard]] std::vector<std::int64_t> give_up(Instant now);

    std::map<std::int64_t, Item> waiting_;
    std::size_t under_way_ = 0;
    std::int32_t failures_ = 0;  // of the receiver, in a row: while there are some, it is tried with one delivery at a time
    Instant held_until_;
};

}  // namespace saduak::server
