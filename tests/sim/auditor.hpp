// Watches one site's log as it is written, with a small memory of its own beside the product's fold: what must never be, is
// found at the event that makes it so.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/domain/decide.hpp"
#include "server/store/event_store.hpp"
#include "tests/sim/papers.hpp"

namespace saduak::sim {

class Auditor {
public:
    // Each returns the fault in words; empty: none.

    // The next row of the log.
    [[nodiscard]] std::string take(server::StoredEvent const& stored);
    // What a server has published as its durable state.
    [[nodiscard]] std::string compare(domain::SiteState const& published) const;
    // The whole state against itself.
    [[nodiscard]] std::string check_whole() const;
    // A ticket whose issue was acknowledged is in the log, once; an offline one at least by its number.
    [[nodiscard]] std::string check_issued(domain::IssueTicket const& issue) const;
    // Nobody waits for ever: at the end everybody who was promised a place has had their turn.
    [[nodiscard]] std::string check_settled(Papers const& papers) const;

    [[nodiscard]] domain::SiteState const& state() const { return state_; }
    [[nodiscard]] std::int64_t tickets() const { return static_cast<std::int64_t>(issued_.size()); }
    [[nodiscard]] std::int64_t calls() const { return calls_; }

private:
    // What of a ticket is seen in its events alone.
    struct Seen {
        domain::Paper paper = domain::Paper::none;
        bool called = false;  // since it last began to wait
        CounterId at;
        std::string void_reason;
    };
    struct Mark {
        std::size_t open = 0;
        std::size_t tickets = 0;
        Instant last_at;
    };
    std::string take_own(domain::Event const& event);
    std::string issued(TicketId const& ticket, Date day, std::string const& number);
    std::string check_numbers() const;
    void paper(domain::Event const& event, domain::Paper paper);
    std::string called(domain::Event const& event);
    std::string at_counter(domain::Event const& event);
    void leaves_counter(domain::Event const& event, bool may_be_called_again);
    std::string check_touched(domain::Event const& event) const;

    domain::SiteState state_;
    std::vector<Mark> marks_;  // of the state after seq 1, 2, ...
    std::map<TicketId, Seen> seen_;
    std::map<TicketId, int> issued_;
    std::map<TicketId, TicketId> merged_;  // a kiosk's id to the adopted ticket's
    std::set<std::pair<Date, std::string>> numbers_;
    std::map<CounterId, TicketId> counters_;
    std::int64_t calls_ = 0;
};

}  // namespace saduak::sim
