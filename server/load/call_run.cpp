#include <set>
#include <utility>

#include "server/load/clients.hpp"
#include "server/load/runs.hpp"

namespace saduak::server::load {
namespace {

struct CallRun {
    Target target;
    std::vector<CounterSkills> counters;
    Clients clients;
    CallReport report;
    std::set<std::string> called;
    int running = 0;

    CallRun(Target where, std::vector<CounterSkills> which, int seconds_to_run)
        : target(std::move(where)), counters(std::move(which)), clients(seconds_to_run)
    {
    }

    void called_one(std::string const& ticket)
    {
        ++report.calls;
        if (!called.insert(ticket).second) ++report.called_twice;
    }
};

// Presses Next as fast as the server answers; each press also finishes the ticket before. `run` outlives it.
platform::Task<void> press_next(CallRun& run, std::size_t place)
{
    HttpClient client = run.target.client();
    std::string const counter = run.target.path("/counters/" + run.counters[place % run.counters.size()].counter.str());
    int failures_in_row = 0;
    while (!run.clients.time_is_over() && failures_in_row < kFailuresInRowMax) {
        HttpCall call = post(counter + "/next?finish=true", "{}");
        auto const asked = Clock::now();
        auto const reply = co_await client.send(std::move(call));
        auto const ticket = reply && reply->status == 200 ? read_ticket(reply->body) : std::nullopt;
        if (ticket || (reply && reply->status == 204)) {
            failures_in_row = 0;
            run.clients.answered(asked);
            if (ticket) {
                run.called_one(ticket->id);
            } else {
                ++run.report.empty;
                co_await platform::sleep_for(Millis{20});
            }
            continue;
        }
        run.clients.erred();
        ++failures_in_row;
        co_await platform::sleep_for(Millis{20});
    }
    --run.running;
}

platform::Task<Status> open_counters(Target target, std::vector<CounterSkills> counters)
{
    HttpClient client = target.client();
    for (CounterSkills const& entry : counters) {
        HttpCall call = post(target.path("/counters/" + entry.counter.str() + "/open"), "{}");
        SADUAK_CO_TRY(HttpReply const reply, co_await client.send(std::move(call)));
        // 409: it is open already.
        if (reply.status != 200 && reply.status != 204 && reply.status != 409)
            co_return tl::unexpected(refusal(reply, "opening counter " + entry.counter.str()));
    }
    co_return Status{};
}

platform::Task<Status> issue_supply(Target target, int count)
{
    SADUAK_CO_TRY(std::vector<ServiceId> const services, co_await list_services(target));
    HttpClient client = target.client();
    for (int i = 0; i < count; ++i) {
        std::string const& service = services[static_cast<std::size_t>(i) % services.size()].str();
        HttpCall call = post(target.path("/tickets"), "{\"service\":\"" + service + "\"}");
        SADUAK_CO_TRY(HttpReply const reply, co_await client.send(std::move(call)));
        if (reply.status != 201) co_return tl::unexpected(refusal(reply, "issuing tickets to call"));
    }
    co_return Status{};
}

}  // namespace

platform::Task<Result<CallReport>> run_calls(platform::TaskScope& scope, RunOptions options)
{
    SADUAK_CO_TRY(std::vector<CounterSkills> counters, co_await list_counters(options.target));
    SADUAK_CO_TRY_STATUS(co_await open_counters(options.target, counters));
    SADUAK_CO_TRY_STATUS(co_await issue_supply(options.target, options.supply > 0 ? options.supply : 200 * options.clients));
    CallRun run(options.target, std::move(counters), options.seconds);
    for (int i = 0; i < options.clients; ++i) {
        ++run.running;
        scope.spawn("counter client", press_next(run, static_cast<std::size_t>(i)));
    }
    while (run.running > 0) co_await platform::sleep_for(Millis{20});
    run.report.timing = run.clients.timing();
    SADUAK_CO_TRY(LogView const log, co_await read_log(options.target));
    run.report.called_twice += log.called_twice();
    run.report.distinct = static_cast<std::int64_t>(run.called.size());
    co_return run.report;
}

}  // namespace saduak::server::load
