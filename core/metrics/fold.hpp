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
#include "core/domain/state.hpp"
#include "core/metrics/facts.hpp"
#include "core/metrics/open_visit.hpp"

namespace saduak::metrics {

// Everything that the fold knows at a seal, where no visit is open: from here it can go on without the log before it.
struct Seal {
    Seq seq = 0;
    Millis day_starts_at;
    std::map<ServiceId, ServiceRule> rules;
    Names names;
    // When the last kClosingsKept service days were closed: until then a citizen waited who is heard of later.
    std::map<Date, Instant> closings;
    // Visits that ended with a matter in the back office, as their facts say; the completion is still to come.
    std::map<TicketId, VisitFact> back_office;

    bool operator==(Seal const&) const = default;
};
inline constexpr std::size_t kClosingsKept = domain::kPastDaysKept;
// As many as the domain keeps open; beyond, nobody can report a completion either.
inline constexpr std::size_t kBackOfficeKept = domain::kBackOfficeMax;

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
    // What would be final if the day closed without another event: every open visit (Ending::open), the
    // no-shows, who may still return, and tickets void for want of paper.
    [[nodiscard]] Facts provisional() const;

    // The newest seal passed: the last DayClosed or ImportFinished at which no visit was open.
    struct Sealed {
        Seal seal;
        Facts facts;  // all facts up to the seal, since construction or the last take_sealed()
    };
    // Moves the sealed facts out; nothing when no seal was passed since.
    [[nodiscard]] std::optional<Sealed> take_sealed();

private:
    void take_body(Seq seq, domain::Event const& event);
    void configure(domain::SiteConfig const& config);
    void issue(Seq seq, domain::Event const& event, domain::TicketIssued const& body);
    void import(Seq seq, domain::Event const& event, domain::TicketImported const& body);
    void late(Seq seq, domain::Event const& event, domain::TicketLate const& body);
    void record(Seq seq, domain::Event const& event, domain::TicketRecorded const& body);
    void rate(Seq seq, domain::Event const& event, domain::RatingReceived const& body);
    void advise(Seq seq, domain::Event const& event);
    void complete(Seq seq, domain::Event const& event, domain::BackOfficeCompleted const& body);
    void ticket_event(Seq seq, domain::Event const& event);
    void orphan(Seq seq, domain::Event const& event);
    void took_by(domain::Event const& event, OpenVisit& visit);
    void resume(Seq seq, domain::Event const& event, domain::TicketResumed const& body);
    void transfer(Seq seq, domain::Event const& event, domain::TicketTransferred const& body);
    void merge(domain::Event const& event, domain::TicketMerged const& body);
    void end_visit(TicketId const& ticket, OpenVisit const& visit, Closing const& closing);
    void keep_back_office(TicketId const& ticket, VisitFact const& fact);
    void close_day(Seq seq, Instant at, Date day);
    void seal_if_quiet(Seq seq);
    [[nodiscard]] Instant closing_after(std::int32_t day, Instant came) const;
    [[nodiscard]] ServiceRule rule_of(ServiceId const& service) const;
    [[nodiscard]] Stop stop_at(ServiceId const& service);
    template <class Wanted>
    [[nodiscard]] std::vector<TicketId> by_issue(Wanted const& wanted) const;

    Seq seq_ = 0;
    Millis day_starts_at_;
    std::map<ServiceId, ServiceRule> rules_;
    Names names_;
    std::map<Date, Instant> closings_;
    std::map<TicketId, VisitFact> back_office_;
    Facts facts_;
    std::unordered_map<TicketId, OpenVisit> visits_;
    std::set<RatingKey> rated_;  // since the last day close
    struct SealMark {
        Seal seal;
        Facts::Counts sealed;
    };
    std::optional<SealMark> sealed_;
};

}  // namespace saduak::metrics
