// A town at work, and what its log says in metrics.
#pragma once

#include "core/metrics/fold.hpp"
#include "tests/unit/metrics/log_fold.hpp"

namespace saduak::test {

using namespace metrics;

CounterId const c1("c1"), c2("c2"), c3("c3");
ServiceId const id_card("id-card"), tax("tax"), land("land");
DeviceId const kiosk("kiosk-1");

// Counters open, a standing range A100 to A199 at a kiosk, and reserve cards of A.
struct Morning : Town {
    std::int32_t range_first = 0;
    std::string card;

    Morning()
    {
        for (CounterId const& counter : {c1, c2, c3}) must(OpenCounter{counter});
        must(GrantRange{kiosk, "A", 100});
        must(GrantRange{{}, "A", 10});
        for (OfflineRange const& range : state.ranges) (range.device.empty() ? card : offline) = format_number("A", range.first);
    }
    void call(int n, CounterId const& counter) { must(CallTicket{counter, ticket_id(n)}); }
    void start(int n, CounterId const& counter)
    {
        call(n, counter);
        must(StartService{ticket_id(n)});
    }
    // Ticket n of the kiosk's range, taken so long ago.
    IssueTicket from_offline(int n, Millis ago) const
    {
        IssueTicket command;
        command.ticket = ticket_id(n);
        command.service = id_card;
        command.token_sha256 = hex_of(n, 64);
        command.number = offline;
        command.taken_at = now - ago;
        command.paper = Paper::confirmed;
        return command;
    }
    [[nodiscard]] Facts facts() const { return all_facts(fold_of(log)); }

    std::string offline;  // the first number of the kiosk's range
};

inline Morning with_standard(std::int64_t standard_s, StandardBasis basis)
{
    Morning town;
    SiteConfig config = town_config();
    config.services[0].standard_s = standard_s;
    config.services[0].standard_basis = basis;
    town.must(ConfigureSite{config});
    return town;
}

}  // namespace saduak::test
