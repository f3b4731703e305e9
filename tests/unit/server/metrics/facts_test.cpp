#include <future>
#include <optional>
#include <thread>

#include <catch2/catch.hpp>

#include "platform/sqlite.hpp"
#include "server/metrics/metrics_json.hpp"
#include "server/metrics/metrics_service.hpp"
#include "server/metrics/site_facts.hpp"
#include "server/store/sqlite_store.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/town.hpp"

using namespace saduak;
using namespace saduak::server;
using metrics::Metric;
using metrics::Stat;
using saduak::test::TemporaryFolder;
using saduak::test::ticket_id;
using saduak::test::Town;

namespace {

SiteId const town_id("town");

// A town whose log is kept in a file, as far as `keep` was called.
struct KeptTown : Town {
    TemporaryFolder folder;
    std::unique_ptr<EventStore> store = *open_sqlite_store(folder.file("saduak.db"), StoreAccess::write);
    std::size_t kept = 0;

    // The new events are durable; returns them as published.
    Published keep()
    {
        SiteAppend append{town_id, static_cast<Seq>(kept), {}};
        Published published{town_id, {}};
        for (; kept < log.size(); ++kept) {
            append.entries.push_back({log[kept], {}});
            StoredEvent event;
            event.site = town_id;
            event.seq = static_cast<Seq>(kept + 1);
            event.event = log[kept];
            published.events.push_back(event);
        }
        Batch batch;
        batch.sites.push_back(append);
        REQUIRE(store->append(batch)->empty());
        return published;
    }

    void serve_day(int first_ticket)
    {
        must(domain::OpenCounter{CounterId("c1")});
        for (int n = first_ticket; n < first_ticket + 3; ++n) {
            issue(n);
            wait(seconds(30 * n));
            must(domain::CallNext{CounterId("c1")});
            must(domain::StartService{ticket_id(n)});
            wait(seconds(60));
            // The last one is left to the day's close.
            if (n < first_ticket + 2) must(domain::FinishService{ticket_id(n)});
        }
        must(domain::CloseDay{});
        wait(hours(24));
    }

    FactsStore facts(FactsStore::Access access = FactsStore::Access::write) { return *FactsStore::open(folder.file("facts.db"), access); }
};

metrics::MetricQuery everything()
{
    metrics::MetricQuery query;
    query.site = town_id;
    query.from = {2026, 1, 1};
    query.to = {2026, 12, 31};
    return query;
}

std::vector<metrics::MetricRow> from_log_alone(EventStore& log)
{
    SiteFacts site(town_id);
    REQUIRE(site.catch_up({log, nullptr, FactsStore::Access::read_only}));
    return *site.evaluate({log, nullptr, FactsStore::Access::read_only}, everything());
}

std::int64_t issued(std::vector<metrics::MetricRow> const& rows) { return rows.at(0).value->scaled; }

// Stands in for the I/O thread: runs what is posted when asked to.
class IoQueue {
public:
    void post(std::function<void()> job)
    {
        std::lock_guard const lock(mutex_);
        jobs_.push_back(std::move(job));
    }
    // Runs until `done` has a value.
    template <class T>
    T wait_for(std::optional<T>& done)
    {
        for (int tries = 0; !done && tries < 10'000; ++tries) {
            std::vector<std::function<void()>> jobs;
            {
                std::lock_guard const lock(mutex_);
                jobs.swap(jobs_);
            }
            for (auto const& job : jobs) job();
            if (!done) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        REQUIRE(done);
        return *std::move(done);
    }

private:
    std::mutex mutex_;
    std::vector<std::function<void()>> jobs_;
};

}  // namespace

TEST_CASE("sealed facts come back as they were, and answer as the log alone does")
{
    KeptTown town;
    town.serve_day(1);
    town.serve_day(4);
    town.issue(7);
    town.keep();
    FactsStore facts = town.facts();
    FactSources const sources{*town.store, &facts, FactsStore::Access::write};
    SiteFacts site(town_id);
    REQUIRE(site.catch_up(sources));
    auto const rows = *site.evaluate(sources, everything());
    CHECK(rows == from_log_alone(*town.store));
    CHECK(issued(rows) == 7);

    // After a restart the sealed part is not read again from the log.
    SiteFacts restarted(town_id);
    REQUIRE(restarted.catch_up(sources));
    CHECK(*restarted.evaluate(sources, everything()) == rows);
    auto const check = verify_facts(*town.store, facts, town_id);
    REQUIRE(check);
    CHECK(check->as_of_seq > 0);
    CHECK(check->facts == 12);
    CHECK(check->digest.size() == 64);
}

TEST_CASE("a fact that was changed by hand is found and named")
{
    KeptTown town;
    town.serve_day(1);
    town.keep();
    {
        FactsStore facts = town.facts();
        SiteFacts site(town_id);
        REQUIRE(site.catch_up({*town.store, &facts, FactsStore::Access::write}));
    }
    auto database = platform::Database::open(town.folder.file("facts.db"), platform::OpenMode::read_write);
    REQUIRE(database->execute("UPDATE segment SET wait_s = wait_s - 1 WHERE id = 2"));
    FactsStore facts = town.facts();
    auto const check = verify_facts(*town.store, facts, town_id);
    REQUIRE_FALSE(check);
    CHECK(check.error().code == Errc::corrupt);
    CHECK(check.error().context.find("segment 2") != std::string::npos);
}

TEST_CASE("what comes after a day was sealed finds on disk what it needs of that day")
{
    KeptTown town;
    CounterId const c1("c1");
    DeviceId const kiosk("kiosk-1");
    town.must(domain::GrantRange{kiosk, "A", 10});
    Instant const taken = town.now;
    town.must(domain::OpenCounter{c1});
    town.issue(1);
    town.must(domain::CallNext{c1});
    town.must(domain::FinishService{ticket_id(1), domain::Outcome::back_office});
    town.must(domain::GiveAdvice{c1, {}});
    town.wait(hours(1));
    town.must(domain::CloseDay{});
    town.keep();
    FactsStore facts = town.facts();
    FactSources const sources{*town.store, &facts, FactsStore::Access::write};
    SiteFacts first(town_id);
    REQUIRE(first.catch_up(sources));
    REQUIRE(facts.seal(town_id)->seal.back_office.size() == 1);
    REQUIRE(facts.seal(town_id)->seal.closings.size() == 1);

    // After a restart: an offline ticket of that day is heard of, and the back office is done.
    town.wait(hours(30));
    domain::IssueTicket late;
    late.ticket = ticket_id(2);
    late.service = ServiceId("id-card");
    late.token_sha256 = saduak::test::hex_of(2, 64);
    late.number = domain::format_number("A", town.state.ranges.at(0).first);
    late.taken_at = taken;
    town.must(late, AgentId(), kiosk);
    town.must(domain::CompleteBackOffice{ticket_id(1), domain::Outcome::served});
    town.serve_day(4);
    town.keep();
    SiteFacts restarted(town_id);
    REQUIRE(restarted.catch_up(sources));
    CHECK(*restarted.evaluate(sources, everything()) == from_log_alone(*town.store));
    auto const stored = facts.read(town_id, {2026, 11, 23}, {2026, 11, 23});
    REQUIRE(stored);
    CHECK(stored->facts.completions.at(0).elapsed_s == 31 * 3600);
    CHECK(stored->facts.segments.at(1).wait_s == 3600);
    CHECK(stored->facts.advice.size() == 1);
    CHECK(stored->seal.back_office.empty());
    CHECK(verify_facts(*town.store, facts, town_id));
}

TEST_CASE("facts of another log are not used: they are folded anew")
{
    KeptTown town;
    town.serve_day(1);
    town.serve_day(4);
    town.keep();
    FactsStore facts = town.facts();
    SiteFacts site(town_id);
    REQUIRE(site.catch_up({*town.store, &facts, FactsStore::Access::write}));

    // A backup of the first day is restored, and the days after it go another way.
    KeptTown other;
    other.serve_day(1);
    other.issue(8);
    other.keep();
    FactSources const sources{*other.store, &facts, FactsStore::Access::write};
    SiteFacts after(town_id);
    REQUIRE(after.catch_up(sources));
    CHECK(*after.evaluate(sources, everything()) == from_log_alone(*other.store));
    CHECK(verify_facts(*other.store, facts, town_id));
}

TEST_CASE("an unknown site is not found")
{
    KeptTown town;
    town.keep();
    SiteFacts site(SiteId("nowhere"));
    auto const found = site.catch_up({*town.store, nullptr, FactsStore::Access::read_only});
    REQUIRE_FALSE(found);
    CHECK(found.error().code == Errc::not_found);
}

TEST_CASE("the service answers from what was published, and from the log what was not")
{
    KeptTown town;
    town.serve_day(1);
    town.keep();
    IoQueue io;
    MetricsOptions options;
    options.facts_path = town.folder.file("facts.db");
    options.open_log = [&] { return open_sqlite_store(town.folder.file("saduak.db"), StoreAccess::read_only); };
    options.post_to_io = [&io](std::function<void()> job) { io.post(std::move(job)); };
    std::vector<std::string> troubles;
    options.on_trouble = [&](std::string const& trouble) { troubles.push_back(trouble); };
    {
        auto service = *MetricsService::start(options);
        auto const ask = [&] {
            std::optional<Result<MetricsAnswer>> answer;
            service->ask(everything(), [&](Result<MetricsAnswer> found) { answer = std::move(found); });
            return io.wait_for(answer);
        };
        CHECK(issued(ask()->rows) == 3);

        town.issue(4);
        service->publish(town.keep());
        CHECK(issued(ask()->rows) == 4);

        town.issue(5);
        town.keep();  // never published
        town.issue(6);
        service->publish(town.keep());
        auto const answer = ask();
        CHECK(issued(answer->rows) == 6);
        CHECK(answer->as_of_seq == static_cast<Seq>(town.log.size()));
        CHECK(answer->rows == from_log_alone(*town.store));

        std::optional<Result<metrics::TodaySummary>> today;
        service->ask_today(town_id, town.state.day, [&](Result<metrics::TodaySummary> found) { today = std::move(found); });
        CHECK(io.wait_for(today)->issued == 3);

        std::optional<Result<MetricsAnswer>> unknown;
        metrics::MetricQuery query = everything();
        query.site = SiteId("nowhere");
        service->ask(query, [&](Result<MetricsAnswer> found) { unknown = std::move(found); });
        CHECK(io.wait_for(unknown).error().code == Errc::not_found);

        std::optional<Result<MetricsAnswer>> wrong;
        query.to = {1999, 1, 1};
        service->ask(query, [&](Result<MetricsAnswer> found) { wrong = std::move(found); });
        CHECK_FALSE(wrong);  // never before ask() returns
        CHECK(io.wait_for(wrong).error().code == Errc::invalid_argument);
    }
    CHECK(troubles.empty());
}

TEST_CASE("rows print as the one JSON and CSV shape")
{
    metrics::MetricQuery query = everything();
    query.groups = {metrics::Group::service};
    std::vector<metrics::MetricRow> const rows{
        {Metric::m02_wait, Stat::mean, {{metrics::Group::service, "a\"b"}}, metrics::Decimal{1305, 2}, metrics::Unit::seconds, 2, 26, 2, false},
        {Metric::m33_top_two, Stat::share, {{metrics::Group::service, "c,d"}}, std::nullopt, metrics::Unit::basis_points, 0, 0, 0, false}};
    CHECK(metrics_json(query, rows) ==
          R"({"site":"town","from":"2026-01-01","to":"2026-12-31","rows":[)"
          R"({"metric":"M02","stat":"mean","group":{"service":"a\"b"},"value":13.05,"unit":"s","n":2,"numerator":26,"denominator":2},)"
          R"({"metric":"M33","stat":"share","group":{"service":"c,d"},"value":null,"unit":"bp","n":0,"numerator":0,"denominator":0}]})");
    CHECK(metrics_csv(query, rows) == "metric,stat,service,value,unit,n,numerator,denominator\r\n"
                                      "M02,mean,\"a\"\"b\",13.05,s,2,26,2\r\n"
                                      "M33,share,\"c,d\",,bp,0,0,0\r\n");
}

TEST_CASE("an empty day prints null where there is no data")
{
    CHECK(today_json({}) == R"({"issued":0,"served":0,"left":0,"wait":{"p50":null,"p90":null,"mean":null,"n":0},)"
                            R"("service":{"p50":null,"p90":null,"mean":null,"n":0},"within_target":{"offered_bp":null,"answered_bp":null,"n":0},)"
                            R"("within_standard":{"bp":null,"n":0},"ratings":{"count":[0,0,0,0,0],"no_opinion":0,"mean_e2":null,"top2_bp":null,)"
                            R"("response_bp":null,"last":null},"by_service":[]})");
}
