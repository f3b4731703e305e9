#include <algorithm>
#include <memory>
#include <utility>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <unistd.h>

#include "server/load/clients.hpp"
#include "server/load/runs.hpp"

namespace saduak::server::load {
namespace {

namespace json = boost::json;

constexpr Millis kPause{20};
constexpr std::int64_t kAskAgainEvery = 8;  // acknowledged requests that are sent once more, as from a client that missed the answer
constexpr std::size_t kLineMax = 64;

struct Endurance {
    EndureOptions options;
    std::vector<ServiceId> services;
    std::vector<CounterSkills> counters;
    LogView before;
    Endured endured;
    std::vector<std::unique_ptr<DeviceClient>> devices;
    bool going = false;
    bool ended = false;
    int busy = 0;  // clients with a request under way
    std::int64_t asked = 0;

    [[nodiscard]] bool idle() const
    {
        for (auto const& device : devices)
            if (!device->idle()) return false;
        return busy == 0;
    }
};

// Sends the same request until the server answers it. 5xx is no answer: nothing was kept, or nobody knows.
platform::Task<HttpReply> until_answered(Endurance& run, HttpClient& client, HttpCall call)
{
    for (;;) {
        HttpCall again = call;
        auto reply = co_await client.send(std::move(again));
        if (reply && reply->status < 500) co_return *std::move(reply);
        ++run.endured.repeats;
        co_await platform::sleep_for(kPause);
    }
}

platform::Task<HttpReply> ask(Endurance& run, HttpClient& client, HttpCall call)
{
    ++run.busy;
    HttpCall first = call;
    HttpReply reply = co_await until_answered(run, client, std::move(first));
    if (++run.asked % kAskAgainEvery == 0) {
        HttpReply const repeated = co_await until_answered(run, client, std::move(call));
        auto const one = read_ticket(reply.body);
        auto const other = read_ticket(repeated.body);
        bool const same = reply.status == repeated.status && one.has_value() == other.has_value() &&
                          (!one || (one->id == other->id && one->number == other->number));
        if (!same) ++run.endured.answered_otherwise;
    }
    --run.busy;
    co_return reply;
}

platform::Task<void> take_tickets(Endurance& run, std::size_t turn)
{
    HttpClient client = run.options.target.client();
    for (; !run.ended; ++turn) {
        if (!run.going) {
            co_await platform::sleep_for(kPause);
            continue;
        }
        std::string const& service = run.services[turn % run.services.size()].str();
        HttpCall call = post(run.options.target.path("/tickets"), "{\"service\":\"" + service + "\"}");
        HttpReply const reply = co_await ask(run, client, std::move(call));
        auto const ticket = reply.status == 201 ? read_ticket(reply.body) : std::nullopt;
        if (ticket) run.endured.tickets.push_back({ticket->id, ticket->number});
        else run.endured.refused("a ticket: " + std::to_string(reply.status) + " " + reply.body);
    }
}

platform::Task<void> press_next(Endurance& run, std::size_t place)
{
    HttpClient client = run.options.target.client();
    std::string const counter = run.options.target.path("/counters/" + run.counters[place % run.counters.size()].counter.str());
    HttpCall open = post(counter + "/open", "{}");
    HttpReply const opened = co_await until_answered(run, client, std::move(open));
    // 409: it is open already.
    if (opened.status >= 300 && opened.status != 409) run.endured.refused("opening a counter: " + std::to_string(opened.status) + " " + opened.body);
    while (!run.ended) {
        if (!run.going) {
            co_await platform::sleep_for(kPause);
            continue;
        }
        HttpCall call = post(counter + "/next?finish=true", "{}");
        HttpReply const reply = co_await ask(run, client, std::move(call));
        auto const ticket = reply.status == 200 ? read_ticket(reply.body) : std::nullopt;
        if (ticket) run.endured.calls.push_back(ticket->id);
        else if (reply.status == 204) co_await platform::sleep_for(kPause);
        else run.endured.refused("next: " + std::to_string(reply.status) + " " + reply.body);
    }
}

// The server may still be on its way up, or its disk may still be failing.
platform::Task<Result<LogView>> read_log_again_and_again(Target target, platform::Deadline deadline)
{
    for (;;) {
        auto log = co_await read_log(target);
        if (log || std::chrono::steady_clock::now() >= deadline) co_return log;
        co_await platform::sleep_for(kPause);
    }
}

void let_loose(Endurance& run, bool going)
{
    run.going = going;
    for (auto const& device : run.devices) device->take_tickets(going);
}

std::string count_json(Endurance const& run)
{
    Endured const& all = run.endured;
    auto const online = std::count_if(run.devices.begin(), run.devices.end(), [](auto const& device) { return device->online(); });
    return json::serialize(json::object{{"acknowledged", all.tickets.size() + all.calls.size() + all.papers.size()}, {"devices_online", online}});
}

std::string verdict_json(EnduranceVerdict const& verdict, Endured const& endured, LogView const& log)
{
    json::array refusals;
    for (std::string const& refusal : endured.refusals) refusals.push_back(json::string(refusal));
    return json::serialize(json::object{{"exact", verdict.exact()},
                                        {"tickets", verdict.tickets},
                                        {"calls", verdict.calls},
                                        {"papers", verdict.papers},
                                        {"lost", verdict.lost},
                                        {"duplicated", verdict.duplicated},
                                        {"numbers_twice", verdict.numbers_twice},
                                        {"called_twice", verdict.called_twice},
                                        {"gaps", verdict.gaps},
                                        {"answered_otherwise", verdict.answered_otherwise},
                                        {"refused", refusals},
                                        {"offline", endured.offline},
                                        {"repeats", endured.repeats},
                                        {"events", log.last_seq()}});
}

platform::Task<Result<bool>> check(Endurance& run)
{
    let_loose(run, false);
    platform::Deadline const deadline = platform::deadline_after(run.options.patience);
    while (!run.idle()) {
        if (std::chrono::steady_clock::now() >= deadline)
            co_return fail(Errc::timeout, std::to_string(run.busy) + " clients were still without an answer after " +
                                              std::to_string(run.options.patience.count / 1000) + " s");
        co_await platform::sleep_for(Millis{5});
    }
    SADUAK_CO_TRY(LogView const log, co_await read_log_again_and_again(run.options.target, deadline));
    EnduranceVerdict const verdict = judge(run.endured, run.before, log);
    run.options.print(verdict_json(verdict, run.endured, log));
    co_return verdict.exact();
}

// The words of standard input, until it ends.
platform::Task<Result<bool>> obey(Endurance& run)
{
    platform::net::posix::stream_descriptor input(co_await platform::net::this_coro::executor, ::dup(STDIN_FILENO));
    platform::net::streambuf buffer(kLineMax);
    bool exact = true;
    for (;;) {
        boost::system::error_code error;
        auto token = platform::net::redirect_error(platform::net::use_awaitable, error);
        std::size_t const size = co_await platform::net::async_read_until(input, buffer, '\n', token);
        if (error) co_return exact;
        std::string const word(platform::net::buffers_begin(buffer.data()),
                               platform::net::buffers_begin(buffer.data()) + static_cast<std::ptrdiff_t>(size) - 1);
        buffer.consume(size);
        if (word == "check") {
            SADUAK_CO_TRY(bool const this_time, co_await check(run));
            exact = exact && this_time;
        } else if (word == "go" || word == "count") {
            if (word == "go") let_loose(run, true);
            run.options.print(count_json(run));
        } else {
            co_return fail(Errc::invalid_argument, "'" + word + "' is not one of go, count, check");
        }
    }
}

}  // namespace

platform::Task<Result<bool>> run_endure(EndureOptions options)
{
    Endurance run;
    run.options = std::move(options);
    SADUAK_CO_TRY(run.services, co_await list_services(run.options.target));
    SADUAK_CO_TRY(run.counters, co_await list_counters(run.options.target));
    SADUAK_CO_TRY(run.before, co_await read_log(run.options.target));
    platform::TaskScope clients(co_await platform::net::this_coro::executor);
    for (std::size_t i = 0; i < static_cast<std::size_t>(run.options.clients); ++i) clients.spawn("ticket client", take_tickets(run, i));
    for (std::size_t i = 0; i < static_cast<std::size_t>(run.options.counters); ++i) clients.spawn("counter client", press_next(run, i));
    for (DeviceLogin const& login : run.options.devices)
        run.devices.push_back(std::make_unique<DeviceClient>(login, run.services, run.devices.size(), run.endured));
    for (auto const& device : run.devices) device->start(clients);
    auto result = co_await obey(run);
    run.ended = true;
    co_await clients.stop(seconds(5));
    co_return result;
}

}  // namespace saduak::server::load
