// Everything that the facts of one group add up to. Percentiles need the raw values, so pools are re-pooled,
// never averaged (STANDARDS 7.1).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/metrics/facts.hpp"

namespace saduak::metrics {

// Measured durations in seconds; kNoDuration is left out.
class Durations {
public:
    void add(std::int64_t duration_s);
    // The rest needs sort() after the last add().
    void sort();
    [[nodiscard]] std::int64_t n() const { return static_cast<std::int64_t>(values_.size()); }
    [[nodiscard]] std::int64_t sum() const { return sum_; }
    [[nodiscard]] std::optional<std::int64_t> percentile(std::int32_t percent) const;
    [[nodiscard]] std::optional<std::int64_t> max() const;

private:
    std::vector<std::int64_t> values_;
    std::int64_t sum_ = 0;
};

// So many of so many.
struct Share {
    std::int64_t part = 0;
    std::int64_t whole = 0;

    void count(bool met);
};

// M09: an appointment is kept on time when its holder is called no later than this after its time.
inline constexpr Millis kAppointmentGrace = minutes(10);

struct Pool {
    // M01. A voided ticket never reached the citizen and is not issued.
    std::int64_t issued = 0;
    std::int64_t served = 0;
    std::int64_t left = 0;  // no-show, cancelled, expired
    std::int64_t open = 0;
    std::int64_t people = 0;  // on the issued tickets
    std::int64_t advice = 0;  // questions answered without a ticket

    Durations wait;                        // M02, M03: served segments
    Durations service;                     // M04
    Durations turnaround;                  // M05
    std::int64_t matters = 0;              // done in served segments
    std::int64_t matters_segments = 0;     // of which so many
    Share on_time;                         // M09
    std::int64_t late_arrivals = 0;        // M09: came after their appointment's time
    Share offered;                         // M06
    Share answered;                        // M07
    Share standard;                        // M10
    Share no_show;                         // M13: segments that ended so, of those called
    Share abandoned;                       // M14: visits
    std::array<std::int64_t, 6> scores{};  // M30 to M35: answers by score, [0] no opinion

    Share imputed;  // M04: served segments without a recorded start or end
    std::int64_t imputed_start = 0;
    std::int64_t imputed_end = 0;
    std::int64_t unconfirmed_paper = 0;
    std::int64_t unconfirmed_no_show = 0;
    std::int64_t negative = 0;
    std::int64_t orphan = 0;
    std::int64_t repeated_rating = 0;
    std::int64_t voided = 0;
    std::int64_t estimated_time = 0;
    std::int64_t unknown_issue = 0;
    std::int64_t late_sync = 0;
    std::int64_t recorded = 0;

    void add(SegmentFact const& fact);
    void add(VisitFact const& fact);
    void add(RatingFact const& fact);
    void add(FlawFact const& fact);
    void add(CompletionFact const& fact);
    void add(AdviceFact const& fact);
    void sort();

    struct Scores {
        std::int64_t n = 0;  // valid answers: no opinion left out
        std::int64_t sum = 0;
        std::int64_t sum_of_squares = 0;
        std::int64_t top_two = 0;
        std::int64_t bottom_two = 0;
    };
    [[nodiscard]] Scores valid_scores() const;

private:
    void add_appointment(VisitFact const& fact);
};

}  // namespace saduak::metrics
