#include <fstream>
#include <utility>

#include "server/load/clients.hpp"
#include "server/load/runs.hpp"

namespace saduak::server::load {
namespace {

struct TicketRun {
    Target target;
    std::vector<ServiceId> services;
    Clients clients;
    std::vector<Acknowledged> acknowledged;
    std::ofstream file;
    int running = 0;

    TicketRun(Target where, std::vector<ServiceId> what, int seconds_to_run)
        : target(std::move(where)), services(std::move(what)), clients(seconds_to_run)
    {
    }

    void acknowledge(TicketAnswer const& ticket)
    {
        acknowledged.push_back({ticket.id, ticket.number});
        // Flushed at once: the list must be whole when this program is stopped with the server.
        if (file.is_open()) file << ticket.id << ' ' << ticket.number << '\n' << std::flush;
    }
};

// One citizen after the other, as fast as the server answers. `run` outlives it.
platform::Task<void> take_tickets(TicketRun& run, std::size_t first_service)
{
    HttpClient client = run.target.client();
    int failures_in_row = 0;
    for (std::size_t turn = first_service; !run.clients.time_is_over() && failures_in_row < kFailuresInRowMax; ++turn) {
        std::string const& service = run.services[turn % run.services.size()].str();
        HttpCall call = post(run.target.path("/tickets"), "{\"service\":\"" + service + "\"}");
        auto const asked = Clock::now();
        auto const reply = co_await client.send(std::move(call));
        auto const ticket = reply && reply->status == 201 ? read_ticket(reply->body) : std::nullopt;
        if (ticket) {
            run.clients.answered(asked);
            run.acknowledge(*ticket);
            failures_in_row = 0;
            continue;
        }
        run.clients.erred();
        ++failures_in_row;
        co_await platform::sleep_for(Millis{20});
    }
    --run.running;
}

}  // namespace

platform::Task<Result<TicketReport>> run_tickets(platform::TaskScope& scope, RunOptions options)
{
    SADUAK_CO_TRY(std::vector<ServiceId> services, co_await list_services(options.target));
    TicketRun run(options.target, std::move(services), options.seconds);
    if (!options.acknowledged_file.empty()) {
        run.file.open(options.acknowledged_file, std::ios::trunc);
        if (!run.file) co_return fail(Errc::io, options.acknowledged_file + ": cannot be written");
    }
    for (int i = 0; i < options.clients; ++i) {
        ++run.running;
        scope.spawn("ticket client", take_tickets(run, static_cast<std::size_t>(i)));
    }
    while (run.running > 0) co_await platform::sleep_for(Millis{20});
    TicketReport report;
    report.timing = run.clients.timing();
    SADUAK_CO_TRY(LogView const log, co_await read_log(options.target));
    report.verdict = judge(run.acknowledged, log);
    co_return report;
}

}  // namespace saduak::server::load
