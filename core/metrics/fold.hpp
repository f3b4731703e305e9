// Events to facts, one event at a time. Pure; one fold a site, used by one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"
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

// Everything that the fold knows at a seal, where no visit is open: from here it can go on without the log before it.
struct Seal {
    Seq seq = 0;
    Date day;  // of the last DayClosed; 1970-01-01 before it
    Millis day_starts_at;
    std::map<ServiceId, ServiceRule> rules;
    Names names;

    bool operator==(Seal const&) const = default;
};

class MetricsFold {
public:
    MetricsFold() = default;
    explicit MetricsFold(Seal seal);

    // Takes the site's next event. One that was taken before changes nothing; Errc::corrupt for a gap.
    [[nodiscard]] Status take(Seq seq, domain::Event const& event);

    // The last event taken.
    [[nodiscard]] Seq seq() const { return seq_; }
    [[nodiscard]] Names const& names() const { return names_; }
    // The final facts since construction or the last take_sealed().
    [[nodiscard]] Facts const& facts() const { return facts_; }
    // What would be final if the day closed without another event: every open visit (Ending::open) and
    // the no-shows, who may still return.
    [[nodiscard]] Facts provisional() const;

    // The newest seal passed: the last DayClosed or ImportFinished at which no visit was open.
    struct Sealed {
        Seal seal;
        Facts facts;  // all facts up to the seal, since construction or the last take_sealed()
    };
    // Moves the sealed facts out; nothing when no seal was passed since.
    [[nodiscard]] std::optional<Sealed> take_sealed();

private:
    struct OpenSegment {
        SegmentFact fact;       // completed by end_segment()
        Instant called_at;      // first call that was not undone
        Instant called_before;  // called_at before the last call: what undo restores
        Instant last_call_at;
        Instant started_at;
        Instant held_at;  // set while held
        Millis held;
    };
    struct OpenVisit {
        VisitFact fact;
        OpenSegment segment;
        domain::Paper paper = domain::Paper::none;
        struct Missed {
            Seq seq;
            Instant at;
        };
        std::optional<Missed> missed;  // no-show, who may return until the day closes
        bool touch_known = true;
        std::int64_t touch_s = 0;
    };
    struct Closing {
        Seq seq;
        Instant at;
        Ending ending;
    };
    struct Ended {
        SegmentFact segment;
        VisitFact visit;
    };

    void take_body(Seq seq, domain::Event const& event);
    void configure(domain::SiteConfig const& config);
    void issue(Seq seq, domain::Event const& event, domain::TicketIssued const& body);
    void import(Seq seq, domain::Event const& event, domain::TicketImported const& body);
    void rate(Seq seq, domain::Event const& event, domain::RatingReceived const& body);
    void ticket_event(Seq seq, domain::Event const& event);
    void took_by(domain::Event const& event, OpenSegment& segment);
    void call(domain::Event const& event, OpenVisit& visit);
    static void undo(OpenSegment& segment);
    void resume(domain::Event const& event, OpenVisit& visit);
    void transfer(Seq seq, domain::Event const& event, OpenVisit& visit);
    void begin_segment(OpenVisit& visit, ServiceId const& service, Instant at);
    static void end_segment(OpenVisit& visit, Closing const& closing);
    [[nodiscard]] static Ended ended(OpenVisit visit, Closing const& closing);
    void end_visit(OpenVisit const& visit, Closing const& closing);
    void close_day(Seq seq, Date day);
    void seal_if_quiet(Seq seq);
    [[nodiscard]] ServiceRule rule_of(ServiceId const& service) const;
    template <class Wanted>
    [[nodiscard]] std::vector<TicketId> by_issue(Wanted const& wanted) const;

    Seq seq_ = 0;
    Date closed_day_;
    Millis day_starts_at_;
    std::map<ServiceId, ServiceRule> rules_;
    Names names_;
    Facts facts_;
    std::unordered_map<TicketId, OpenVisit> visits_;
    std::set<RatingKey> rated_;  // since the last day close
    struct SealMark {
        Seal seal;
        std::size_t segments, visits, ratings, flaws;  // how many of each are sealed
    };
    std::optional<SealMark> sealed_;
};

}  // namespace saduak::metrics
