#include "server/load/crowd.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "server/load/clients.hpp"

namespace saduak::server::load {
namespace {

// Demo figures: nothing measured says how people rate or how far they walk.
constexpr double kRatingShare = 0.45;
constexpr std::array<int, 20> kScores = {5, 5, 5, 5, 5, 5, 5, 5, 5, 4, 4, 4, 4, 4, 4, 3, 3, 2, 1, 0};
constexpr LogNormal kWalk{2.3, 0.4};  // about 10 s to the counter
constexpr int kFirstHour = 9;         // of the crowd's own day, which begins again after kLastHour
constexpr int kLastHour = 16;
constexpr std::size_t kWaitingMax = 200;  // no more arrivals while so many citizens are under way

struct Crowd {
    CrowdOptions options;
    std::vector<ServiceId> services;
    std::vector<CounterSkills> counters;  // with a simulated agent
    Random random;
    Clients clients;
    CrowdReport report;
    std::map<std::string, std::string> tokens;  // of citizens under way, by ticket: they rate with it
    int running = 0;
    int failures_in_row = 0;
    Clock::time_point started = Clock::now();

    explicit Crowd(CrowdOptions given) : options(std::move(given)), random(options.seed), clients(options.seconds > 0 ? options.seconds : kForever_s)
    {
    }

    static constexpr int kForever_s = 10 * 365 * 24 * 3600;

    [[nodiscard]] bool over() const { return clients.time_is_over() || failures_in_row >= 3 * kFailuresInRowMax; }
    [[nodiscard]] Millis real(Millis crowd_time) const
    {
        return Millis{std::max<std::int64_t>(1, static_cast<std::int64_t>(static_cast<double>(crowd_time.count) / options.speed))};
    }
    [[nodiscard]] std::size_t hour() const
    {
        double const passed_s = std::chrono::duration<double>(Clock::now() - started).count() * options.speed;
        return static_cast<std::size_t>(kFirstHour + static_cast<int>(passed_s / 3600.0) % (kLastHour - kFirstHour + 1));
    }
    [[nodiscard]] std::size_t service_index(ServiceId const& service) const
    {
        return static_cast<std::size_t>(std::find(services.begin(), services.end(), service) - services.begin());
    }
    [[nodiscard]] CounterServices counter_services() const
    {
        CounterServices served;
        for (CounterSkills const& entry : counters) {
            auto& indexes = served.emplace_back();
            for (ServiceId const& service : entry.services) indexes.push_back(service_index(service));
        }
        return served;
    }
    // A reply, counted. 409 is what two people who want the same thing get: no error.
    Result<HttpReply> counted(Result<HttpReply> reply)
    {
        if (!reply) ++failures_in_row;
        else failures_in_row = 0;
        if (!reply || (reply->status >= 400 && reply->status != 409)) ++report.errors;
        return reply;
    }
};

platform::Task<void> lose_patience(Crowd& crowd, std::string ticket, Millis patience)
{
    co_await platform::sleep_for(crowd.real(patience));
    HttpClient client = crowd.options.target.client();
    HttpCall call = post(crowd.options.target.path("/tickets/" + ticket + "/cancel"), "{}");
    auto const reply = crowd.counted(co_await client.send(std::move(call)));
    if (reply && reply->status == 200) {
        ++crowd.report.left;
        crowd.tokens.erase(ticket);
    }
    --crowd.running;
}

platform::Task<void> rate(Crowd& crowd, std::string token)
{
    co_await platform::sleep_for(crowd.real(seconds(20)));
    HttpClient client = crowd.options.target.client();
    int const score = kScores[crowd.random.below(kScores.size())];
    HttpCall call = post("/api/v1/ratings", "{\"token\":\"" + token + "\",\"score\":" + std::to_string(score) + "}");
    auto const reply = crowd.counted(co_await client.send(std::move(call)));
    if (reply && reply->status < 300) ++crowd.report.rated;
    --crowd.running;
}

platform::Task<void> arrive(Crowd& crowd, platform::TaskScope& scope)
{
    HttpClient client = crowd.options.target.client();
    CounterServices const counters = crowd.counter_services();
    while (!crowd.over()) {
        auto const rates = arrivals_per_hour(crowd.options.model, counters, crowd.services.size(), crowd.hour());
        double total = 0;
        for (double const rate_per_hour : rates) total += rate_per_hour;
        Millis const gap{static_cast<std::int64_t>(crowd.random.exponential(3600.0 / std::max(total, 0.1)) * 1000.0)};
        co_await platform::sleep_for(std::min(crowd.real(gap), seconds(5)));
        if (crowd.tokens.size() >= kWaitingMax) continue;

        double place = crowd.random.unit() * total;
        std::size_t service = 0;
        while (service + 1 < rates.size() && place >= rates[service]) place -= rates[service++];
        char const* ticket_class = crowd.random.unit() < crowd.options.model.priority_share ? "priority" : "general";
        HttpCall call = post(crowd.options.target.path("/tickets"),
                             "{\"service\":\"" + crowd.services[service].str() + "\",\"class\":\"" + ticket_class + "\",\"lang\":\"th\"}");
        auto const reply = crowd.counted(co_await client.send(std::move(call)));
        auto const ticket = reply && reply->status == 201 ? read_ticket(reply->body) : std::nullopt;
        if (!ticket) continue;
        ++crowd.report.issued;
        crowd.tokens[ticket->id] = ticket->token;
        if (crowd.random.unit() < crowd.options.model.leaver_share) {
            ++crowd.running;
            Millis const patience = crowd.options.model.patience.draw(crowd.random);
            scope.spawn("citizen's patience", lose_patience(crowd, ticket->id, patience));
        }
    }
    --crowd.running;
}

// Calls, serves and finishes one ticket; false where none waits.
platform::Task<bool> serve_one(Crowd& crowd, platform::TaskScope& scope, HttpClient& client, CounterSkills counter)
{
    Target const& target = crowd.options.target;
    HttpCall next = post(target.path("/counters/" + counter.counter.str() + "/next"), "{}");
    auto const called = crowd.counted(co_await client.send(std::move(next)));
    auto const ticket = called && called->status == 200 ? read_ticket(called->body) : std::nullopt;
    if (!ticket) co_return false;

    co_await platform::sleep_for(crowd.real(kWalk.draw(crowd.random)));
    HttpCall start = post(target.path("/tickets/" + ticket->id + "/start"), "{}");
    auto const started = crowd.counted(co_await client.send(std::move(start)));
    if (!started || started->status != 200) co_return true;  // left between call and start

    auto const& profile = crowd.options.model.profile(crowd.service_index(ServiceId(ticket->service)));
    co_await platform::sleep_for(crowd.real(profile.service_time.draw(crowd.random)));
    HttpCall finish = post(target.path("/tickets/" + ticket->id + "/finish"), "{\"outcome\":\"served\"}");
    auto const finished = crowd.counted(co_await client.send(std::move(finish)));
    auto const after = finished && finished->status == 200 ? read_ticket(finished->body) : std::nullopt;
    if (!after || after->state != "finished") co_return true;  // goes on to its next step
    ++crowd.report.served;
    auto const token = crowd.tokens.extract(ticket->id);
    if (!token.empty() && crowd.random.unit() < kRatingShare) {
        ++crowd.running;
        scope.spawn("citizen's rating", rate(crowd, token.mapped()));
    }
    co_return true;
}

platform::Task<void> work(Crowd& crowd, platform::TaskScope& scope, CounterSkills counter)
{
    HttpClient client = crowd.options.target.client();
    HttpCall open = post(crowd.options.target.path("/counters/" + counter.counter.str() + "/open"), "{}");
    auto const opened = crowd.counted(co_await client.send(std::move(open)));
    bool const usable = opened && (opened->status < 300 || opened->status == 409) && !counter.services.empty();
    while (usable && !crowd.over()) {
        bool const served = co_await serve_one(crowd, scope, client, counter);
        co_await platform::sleep_for(crowd.real(served ? seconds(4) : seconds(10)));
    }
    --crowd.running;
}

}  // namespace

platform::Task<Result<CrowdReport>> run_crowd(platform::TaskScope& scope, CrowdOptions options)
{
    Crowd crowd(std::move(options));
    SADUAK_CO_TRY(crowd.services, co_await list_services(crowd.options.target));
    SADUAK_CO_TRY(crowd.counters, co_await list_counters(crowd.options.target));
    auto const& free = crowd.options.free_counters;
    std::erase_if(crowd.counters, [&free](CounterSkills const& entry) { return std::find(free.begin(), free.end(), entry.counter) != free.end(); });
    for (CounterSkills const& counter : crowd.counters) {
        ++crowd.running;
        scope.spawn("simulated agent", work(crowd, scope, counter));
    }
    ++crowd.running;
    scope.spawn("arrivals", arrive(crowd, scope));
    while (crowd.running > 0) co_await platform::sleep_for(Millis{50});
    if (crowd.failures_in_row > 0 && !crowd.clients.time_is_over()) co_return fail(Errc::disconnected, "the server went away");
    co_return crowd.report;
}

}  // namespace saduak::server::load
