// A site's log to one of its service days, ready to be replayed. Pure; give it every event of the log, in order.
#pragma once

#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/base/result.hpp"
#include "core/domain/event.hpp"
#include "core/metrics/replay_day.hpp"

namespace saduak::metrics {

class ReplayRecord {
public:
    explicit ReplayRecord(Date day) { replay_.day = day; }

    void take(domain::Event const& event);
    // Errc::not_found: no visit on that day; Errc::invalid_argument: the day is not over.
    [[nodiscard]] Result<ReplayDay> finish() &&;

private:
    // A visit under way.
    struct Open {
        ReplayVisit visit;
        std::size_t segment = 0;  // the stop that began the present segment
        CounterId counter;        // where it is; empty: at none
        Instant at_counter_since;
        Instant ended_at;            // held or missed since
        bool without_paper = false;  // void, as if it had never been, unless news of its paper comes
        bool waits = true;
    };
    // A counter's day as its own events have it.
    struct Presence {
        std::vector<TimeSpent> open, paused, busy;
        std::vector<Instant> calls;
        Instant open_since, paused_since;  // unset: it is not
    };

    void configure(domain::SiteConfig const& config, Instant at);
    void issue(domain::Event const& event, domain::TicketIssued const& body);
    void merge(domain::Event const& event, domain::TicketMerged const& body);
    void import(domain::Event const& event, domain::TicketImported const& body);
    void counter_event(domain::Event const& event);
    void ticket_event(domain::Event const& event);
    void call(Open& open, domain::Event const& event);
    void undo(Open& open, Instant at);
    void leave_counter(Open& open, Instant at);
    void transfer(Open& open, domain::Event const& event, domain::TicketTransferred const& body);
    void rejoin(Open& open, Instant at, Joining joining);
    [[nodiscard]] std::size_t step_index(ServiceId const& service, StepId const& step) const;

    [[nodiscard]] Instant begins() const;
    [[nodiscard]] Instant ends() const;
    void name_counters();
    void impute_services();
    void make_counters();
    [[nodiscard]] ReplayCounter make_counter(domain::CounterConfig config, Presence presence) const;

    ReplayDay replay_;
    domain::SiteConfig config_;
    bool closed_ = false;
    std::int64_t places_ = 0;
    std::unordered_map<TicketId, Open> open_;
    std::map<CounterId, Presence> presence_;
};

}  // namespace saduak::metrics
