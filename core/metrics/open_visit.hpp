// A visit under way: its events, one at a time, make the facts of its segments and, at its end, its own. Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/time.hpp"
#include "core/domain/event.hpp"
#include "core/metrics/facts.hpp"

namespace saduak::metrics {

// What a service publishes, as far as metrics need it.
struct ServiceRule {
    std::int64_t standard_s = 0;
    domain::StandardBasis standard_basis = domain::StandardBasis::touch;
    std::int64_t wait_target_s = 0;

    bool operator==(ServiceRule const&) const = default;
};

// What a segment waits for, with the rule in force when the wait begins.
struct Stop {
    NameIndex service = 0;
    ServiceRule rule;
};

// What ends a segment, or a visit with its last segment. `outcome` and `matters` are of a served one.
struct Closing {
    Seq seq = 0;
    Instant at;
    Ending ending = Ending::served;
    domain::Outcome outcome = domain::Outcome::served;
    std::int32_t matters = 0;
    bool end_imputed = false;
};

class OpenVisit {
public:
    // `issued`: the fact as far as the issue tells it; `first` adds service and published time.
    // The first wait begins at the issue, or at the appointment's time if that is later.
    OpenVisit(VisitFact const& issued, Stop const& first, domain::Paper paper);

    [[nodiscard]] VisitFact const& fact() const { return fact_; }
    // What the present segment waits for, or is served with.
    [[nodiscard]] NameIndex service() const { return segment_.fact.service; }
    [[nodiscard]] bool waits() const { return segment_.place == Place::queue; }
    // Somebody was called for it, in any of its segments, and the call stands.
    [[nodiscard]] bool was_called() const { return fact_.called || segment_.called_at.is_set(); }

    // News of paper is no news of a visit that has ended.
    void set_paper(domain::Paper paper)
    {
        paper_ = paper;
        ended_for_now_.reset();
    }
    // Where it is, and with whom; 0: as before.
    void took_by(NameIndex counter, NameIndex agent);
    void call(Instant at);
    void recall(Instant at);
    void undo();
    void start(Instant at) { segment_.started_at = at; }
    void hold(Instant at);
    // Service goes on after a hold.
    void resume(Instant at);
    // It is over, unless it goes on before the day closes: who missed the call may return, and a ticket that is void for want of
    // paper may get it after all.
    void end_for_now(Closing const& closing) { ended_for_now_ = closing; }
    [[nodiscard]] std::optional<Closing> const& ended_for_now() const { return ended_for_now_; }
    void come_back();
    // The kiosk's own news of an adopted ticket.
    void learn_issue(domain::TicketMerged const& news);
    // Nobody knows how long the present wait was.
    void forget_wait() { segment_.wait_known = false; }
    // The back office has done what an earlier segment left with it, before the visit ended.
    void complete_back_office() { fact_.back_office = false; }
    // Nobody was served: the same wait goes on for another service. In its first segment the visit is of the new service, too.
    void relabel(Stop const& stop);

    // Ends the present segment and begins the next, which waits for `stop` from then on. Where that is another service its published
    // time is added to the visit's, or stands in its place if the citizen was in the wrong one.
    [[nodiscard]] SegmentFact requeue(Closing const& closing, Stop const& stop);
    // A step is done and the same counter goes on with the next: a segment that nobody waited or was called for.
    [[nodiscard]] SegmentFact next_step(Closing const& closing);

    struct Ended {
        SegmentFact segment;
        VisitFact visit;
    };
    // The visit's end; leaves it as it is, so that what would be can be asked, too.
    [[nodiscard]] Ended ended(Closing const& closing) const;

private:
    enum class Place { queue, counter, hold };
    struct Segment {
        SegmentFact fact;  // completed by end_segment()
        Place place = Place::queue;
        bool wait_known = true;  // false: nobody waited, or nobody knows since when
        Instant called_at;       // first call that was not undone
        Instant called_before;   // called_at before the last call: what undo restores
        Instant last_call_at;
        Instant started_at;
        Instant held_at;  // set while held
        Millis held;
    };

    void begin_segment(Stop const& stop, Instant at);
    void belong_to(Stop const& stop);
    // The visit's published time: that of the services done before and this one's.
    void add_standard(std::int64_t standard_s);
    [[nodiscard]] bool first_segment() const { return fact_.segments == 1; }
    [[nodiscard]] SegmentFact end_segment(Closing const& closing);

    VisitFact fact_;
    Segment segment_;
    domain::Paper paper_ = domain::Paper::none;
    std::optional<Closing> ended_for_now_;
    std::optional<std::int64_t> standard_before_s_ = 0;  // of the services done before the present one; none: one publishes none
    std::int64_t standard_s_ = 0;                        // of the present one
    bool touch_known_ = true;
    std::int64_t touch_s_ = 0;
};

}  // namespace saduak::metrics
