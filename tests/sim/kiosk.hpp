// A kiosk with its printer, and the citizens before it: they wait for paper, accept a number, or walk away. Where the server does
// not answer, it gives out numbers of its own range.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/domain/numbering.hpp"
#include "core/domain/site_config.hpp"
#include "tests/sim/device.hpp"
#include "tests/sim/papers.hpp"

namespace saduak::sim {

struct Printer {
    bool has_paper = true;
    bool answers = true;  // false: it prints, but nobody hears how it went
    double fails = 0;     // jams and the like
};

class Kiosk final : public Device {
public:
    struct Habits {
        std::int64_t arrival_ms = 20'000;  // mean, between citizens
        double walks_away = 0.05;
    };
    // `services` and `papers` outlive it.
    Kiosk(Parts parts, DeviceId id, SiteId site, std::vector<domain::Service> const& services, Habits habits, Papers& papers)
        : Device(parts, std::move(id), std::move(site)), services_(services), habits_(habits), papers_(papers)
    {
    }

    // No more citizens come.
    void close_door() { door_open_ = false; }

    Printer printer;

private:
    void started() override;
    void answered(std::int64_t n, domain::CommandBody const& command, bool ok, std::string const& body) override;
    void state_received(std::string const& body) override;

    void next_citizen();
    void citizen_wants_ticket();
    void give_up(std::int64_t n, domain::IssueTicket const& issue);
    // False: it has no number of its own to give.
    bool issue_offline(domain::IssueTicket issue);
    std::optional<domain::TicketNumber> next_offline(std::string const& prefix) const;
    void issue_answered(std::int64_t n, domain::IssueTicket const& issue, bool ok, std::string const& body);
    void print(domain::IssueTicket const& issue);
    void printed(domain::IssueTicket const& issue);
    void paper_failed(domain::IssueTicket const& issue);
    void reported(domain::ReportPaper const& report, bool ok);
    void report(TicketId const& ticket, domain::Paper paper);
    void catch_up();
    void free() { awaited_n_ = 0, busy_ = false; }
    domain::Service const& service_of(domain::IssueTicket const& issue) const;

    std::vector<domain::Service> const& services_;
    Habits habits_;
    Papers& papers_;
    std::vector<domain::OfflineRange> ranges_;  // as the server last said
    bool door_open_ = true;
    bool busy_ = false;           // somebody stands before it
    std::int64_t awaited_n_ = 0;  // the issue that they wait for
};

// Asks for a rating of who was just served at its counter.
class RatingTerminal final : public Device {
public:
    using Device::Device;

private:
    void started() override {}
    void answered(std::int64_t, domain::CommandBody const&, bool, std::string const&) override {}
    void state_received(std::string const& body) override;

    TicketId asked_;
};

}  // namespace saduak::sim
