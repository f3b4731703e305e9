// What metrics are computed from: one fact for each finished segment, each visit, each rating and so on (DESIGN 7).
// Facts hold small integers, no text: ids are indices into a site's Names.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/base/time.hpp"
#include "core/domain/event.hpp"
#include "core/domain/words.hpp"

namespace saduak::metrics {

using domain::Seq;

// Index into Names; 0 is the empty name.
using NameIndex = std::uint32_t;

// The ids met so far in one site, in the order of their first appearance: the same log gives the same indices.
class Names {
public:
    [[nodiscard]] NameIndex index_of(std::string_view name);
    [[nodiscard]] std::string const& text(NameIndex index) const;
    [[nodiscard]] std::vector<std::string> const& all() const { return texts_; }
    bool operator==(Names const& other) const { return texts_ == other.texts_; }

private:
    std::vector<std::string> texts_{std::string()};
    std::map<std::string, NameIndex, std::less<>> indices_{{std::string(), 0}};
};

// How a segment or a visit ended. `open`: it has not (visits only, never stored).
// `voided`: no ticket reached the citizen (no paper, or paper unknown at day close): kept for M40, counted nowhere else.
enum class Ending : std::uint8_t { served, no_show, cancelled, expired, voided, open };

// How the log came to know of a visit. `offline`: from a kiosk without its server, or by a reserve card. `late`: such a ticket,
// heard of after its day was closed. `recorded`: served on paper and typed in afterwards.
enum class Origin : std::uint8_t { live, offline, late, recorded, imported };

// A duration that was not measured, or that came out negative and is excluded (M40).
inline constexpr std::int64_t kNoDuration = -1;

// One stay at one stop, from its arrival there to its end. A transfer, a step or going back to the queue ends one and begins the next.
struct SegmentFact {
    Seq seq = 0;                           // of the event that ended it
    Seq issue_seq = 0;                     // names the visit: the seq of its issue
    std::int32_t day = 0;                  // service day of the visit's issue, days since 1970-01-01
    Instant queued_at;                     // start of this segment's wait, or of itself where nobody waited for it
    std::int64_t wait_s = kNoDuration;     // to the first call, or to leaving without one
    std::int64_t walk_s = kNoDuration;     // last call to start; where the start is imputed there is none
    std::int64_t service_s = kNoDuration;  // start to finish, less holds; served only
    std::int64_t held_s = 0;
    std::int64_t target_s = 0;  // T of M06 and M07 in force when the wait began
    NameIndex service = 0;
    NameIndex counter = 0;
    NameIndex agent = 0;
    std::int32_t recalls = 0;
    std::int32_t matters = 0;  // done in it; 0: none, or not served
    domain::TicketClass ticket_class = domain::TicketClass::general;
    domain::Channel channel = domain::Channel::kiosk;
    domain::Outcome outcome = domain::Outcome::served;
    Ending ending = Ending::served;
    bool called = false;
    bool start_imputed = false;
    bool end_imputed = false;  // the day's close ended the service
    bool paper_unconfirmed = false;
    bool negative = false;  // a duration was negative: it is kNoDuration here

    bool operator==(SegmentFact const&) const = default;
};

// One citizen's stay. Belongs to its first service; counter and agent are the last that had it.
struct VisitFact {
    Seq seq = 0;  // of the event that ended it
    Seq issue_seq = 0;
    std::int32_t day = 0;
    Instant issued_at;                        // when the citizen took the ticket
    Instant called_at;                        // the first call that stands; unset: never called
    Instant ended_at;                         // unset: open, or nobody knows when they left
    Instant slot;                             // the appointment's time; unset: walked in
    std::int64_t turnaround_s = kNoDuration;  // served only
    std::int64_t touch_s = kNoDuration;       // sum of the segments' service_s; unknown when one of them is
    std::int64_t standard_s = 0;              // published time in force at issue; 0: none
    NameIndex service = 0;
    NameIndex counter = 0;
    NameIndex agent = 0;
    std::int32_t segments = 0;
    std::int32_t people = 1;
    domain::TicketClass ticket_class = domain::TicketClass::general;
    domain::Channel channel = domain::Channel::kiosk;
    domain::StandardBasis standard_basis = domain::StandardBasis::touch;
    domain::Outcome outcome = domain::Outcome::served;
    Ending ending = Ending::served;
    Origin origin = Origin::live;
    bool called = false;          // in any of its segments
    bool back_office = false;     // a matter of it was still with the back office when it ended: a CompletionFact may follow
    bool time_estimated = false;  // issued_at comes from a clock that is not known to be right
    bool issue_unknown = false;   // a paper number called before its kiosk was heard of: issued_at is that call's

    bool operator==(VisitFact const&) const = default;
};

// One answer. No ticket: it cannot be joined to a person.
struct RatingFact {
    Seq seq = 0;
    std::int32_t day = 0;  // service day of the rated ticket
    Instant at;
    std::int32_t score = 0;  // 1 to 5; 0: no opinion
    NameIndex service = 0;
    NameIndex counter = 0;
    NameIndex agent = 0;
    domain::TicketClass ticket_class = domain::TicketClass::general;
    domain::RatingChannel channel = domain::RatingChannel::terminal;

    bool operator==(RatingFact const&) const = default;
};

// The back office has done what a visit left with it, perhaps days after the visit's own facts were sealed.
// It stands for itself: who the visit was of is repeated from its fact, so that no fact is ever changed.
struct CompletionFact {
    Seq seq = 0;
    Seq issue_seq = 0;
    std::int32_t day = 0;  // service day of the visit's issue
    Instant issued_at;
    std::int64_t elapsed_s = kNoDuration;  // issue to completion
    std::int64_t standard_s = 0;           // published time in force at issue; 0: none
    NameIndex service = 0;
    NameIndex counter = 0;
    NameIndex agent = 0;
    domain::TicketClass ticket_class = domain::TicketClass::general;
    domain::Channel channel = domain::Channel::kiosk;
    domain::StandardBasis standard_basis = domain::StandardBasis::touch;
    domain::Outcome outcome = domain::Outcome::served;

    bool operator==(CompletionFact const&) const = default;
};

// A question answered at a counter without a ticket.
struct AdviceFact {
    Seq seq = 0;
    std::int32_t day = 0;
    Instant at;
    NameIndex service = 0;
    NameIndex counter = 0;
    NameIndex agent = 0;

    bool operator==(AdviceFact const&) const = default;
};

// An event that the fold had to leave out (M40).
enum class FlawKind : std::uint8_t { orphan, repeated_rating };
struct FlawFact {
    Seq seq = 0;
    std::int32_t day = 0;
    FlawKind kind = FlawKind::orphan;

    bool operator==(FlawFact const&) const = default;
};

struct Facts {
    std::vector<SegmentFact> segments;
    std::vector<VisitFact> visits;
    std::vector<RatingFact> ratings;
    std::vector<FlawFact> flaws;
    std::vector<CompletionFact> completions;
    std::vector<AdviceFact> advice;

    bool operator==(Facts const&) const = default;
    // Every list, for what is done with each of them.
    [[nodiscard]] auto lists() { return std::tie(segments, visits, ratings, flaws, completions, advice); }
    [[nodiscard]] auto lists() const { return std::tie(segments, visits, ratings, flaws, completions, advice); }

    [[nodiscard]] bool empty() const { return count() == 0; }
    [[nodiscard]] std::size_t count() const;
    void append(Facts const& more);
    // How many of each list.
    using Counts = std::array<std::size_t, 6>;
    [[nodiscard]] Counts counts() const;
    // Moves the first of each list out.
    [[nodiscard]] Facts take_first(Counts const& counts);
};

}  // namespace saduak::metrics
