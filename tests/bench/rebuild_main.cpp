// How fast a site's state comes back from its log. Each run prints one JSON line; `./run bench rebuild` sets them against each other.
//   bench_rebuild make FOLDER EVENTS    a log of plausible days of one site, by the product's own store
//   bench_rebuild scan FOLDER           the floor: every column of every row is stepped over, in order, and nothing is done with it
//   bench_rebuild fold FOLDER           the state folded from the whole log
//   bench_rebuild start FOLDER          the state as a start makes it: snapshot and tail
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/domain/decide.hpp"
#include "platform/entropy.hpp"
#include "platform/sqlite.hpp"
#include "server/store/load_site.hpp"
#include "server/store/sqlite_store.hpp"
#include "tests/support/town_config.hpp"

namespace {

using namespace saduak;
using namespace saduak::server;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kBatchEvents = 1000;
constexpr std::size_t kTailEvents = 20'000;  // what a server leaves at most after its newest snapshot
constexpr int kTicketsPerDay = 800;

std::string log_path(std::string const& folder) { return folder + "/saduak.db"; }

// One site's days: kiosk tickets on paper, called, served, most of them rated.
class Days {
public:
    Days(EventStore& store, std::size_t events_wanted) : store_(store), events_wanted_(events_wanted) {}

    Status run()
    {
        SADUAK_TRY_STATUS(act(domain::ConfigureSite{test::town_config()}));
        while (events_ < events_wanted_) SADUAK_TRY_STATUS(day());
        return flush();
    }

private:
    Status day()
    {
        for (char const* counter : {"c1", "c2"}) SADUAK_TRY_STATUS(act(domain::OpenCounter{CounterId(counter)}));
        for (int n = 0; n < kTicketsPerDay && events_ < events_wanted_; ++n) SADUAK_TRY_STATUS(visit(CounterId(n % 2 == 0 ? "c1" : "c2")));
        SADUAK_TRY_STATUS(act(domain::CloseDay{}));
        now_ = now_ + hours(16);
        return {};
    }

    Status visit(CounterId const& counter)
    {
        domain::IssueTicket issue;
        issue.ticket = TicketId(platform::random_id());
        issue.service = ServiceId("id-card");
        issue.token_sha256 = platform::random_key();
        issue.paper = domain::Paper::pending;
        SADUAK_TRY_STATUS(act(issue));
        SADUAK_TRY_STATUS(act(domain::ReportPaper{issue.ticket, domain::Paper::confirmed, "ready"}));
        SADUAK_TRY_STATUS(act(domain::CallNext{counter, domain::AlsoFinish::yes}));
        SADUAK_TRY_STATUS(act(domain::StartService{issue.ticket}));
        SADUAK_TRY_STATUS(act(domain::FinishService{issue.ticket}));
        return act(domain::Rate{issue.ticket, RatingKey(platform::random_id()), 4, domain::RatingChannel::terminal});
    }

    Status act(domain::CommandBody body)
    {
        now_ = now_ + seconds(6);
        auto decided = domain::decide(state_, domain::Command{AgentId("somchai"), DeviceId("kiosk-1"), std::move(body)}, now_);
        if (!decided) return fail(Errc::internal, "refused: " + std::string(to_string(decided.error().code)) + " " + decided.error().about);
        for (domain::Event& event : *decided) {
            SADUAK_TRY_STATUS(domain::apply(state_, event));
            append_.entries.push_back({std::move(event), StreamPosition{StreamId("0123456789abcdef0123456789abcdef"), ++stream_n_}});
            ++events_;
        }
        return append_.entries.size() < kBatchEvents ? Status{} : flush();
    }

    Status flush()
    {
        Batch batch;
        append_.site = SiteId("town");
        append_.after = state_.seq - static_cast<Seq>(append_.entries.size());
        batch.sites.push_back(std::exchange(append_, {}));
        SADUAK_TRY([[maybe_unused]] auto const lost, store_.append(batch));
        if (kept_ || events_ + kTailEvents < events_wanted_) return {};
        kept_ = true;
        return keep_snapshot(store_, SiteId("town"), state_);
    }

    EventStore& store_;
    std::size_t events_wanted_;
    domain::SiteState state_;
    Instant now_ = *parse_rfc3339("2016-01-04T01:30:00Z");
    SiteAppend append_;
    std::size_t events_ = 0;
    std::int64_t stream_n_ = 0;
    bool kept_ = false;
};

struct Counted {
    std::int64_t events = 0;
    std::size_t bytes = 0;  // read: keeps the compiler from leaving the reading out
};

Result<Counted> make(std::string const& folder, std::size_t events)
{
    SADUAK_TRY(auto const store, open_sqlite_store(log_path(folder), StoreAccess::write));
    SADUAK_TRY_STATUS(Days(*store, events).run());
    return Counted{static_cast<std::int64_t>(events), 0};
}

Result<Counted> scan(std::string const& folder)
{
    SADUAK_TRY(auto database, platform::Database::open(log_path(folder), platform::OpenMode::read_only));
    SADUAK_TRY(auto rows, database.prepare("SELECT * FROM event WHERE site = 'town' ORDER BY seq"));
    Counted counted;
    for (;;) {
        SADUAK_TRY(bool const row, rows.step());
        if (!row) return counted;
        ++counted.events;
        for (int column = 0; column < 13; ++column)
            counted.bytes +=
                column == 1 || column == 2 || column == 10 ? static_cast<std::size_t>(rows.integer(column) & 1) : rows.view(column).size();
    }
}

Result<Counted> fold(std::string const& folder)
{
    SADUAK_TRY(auto const store, open_sqlite_store(log_path(folder), StoreAccess::read_only));
    SADUAK_TRY(domain::SiteState const state, fold_site(*store, SiteId("town")));
    return Counted{state.seq, state.tickets.size()};
}

Result<Counted> start(std::string const& folder)
{
    SADUAK_TRY(auto const store, open_sqlite_store(log_path(folder), StoreAccess::read_only));
    SADUAK_TRY(LoadedSite const site, start_site(*store, SiteId("town")));
    return Counted{site.state.seq, static_cast<std::size_t>(site.folded)};
}

Result<Counted> run(std::string_view what, std::string const& folder, std::size_t events)
{
    if (what == "make") return make(folder, events);
    if (what == "scan") return scan(folder);
    if (what == "fold") return fold(folder);
    if (what == "start") return start(folder);
    return fail(Errc::invalid_argument, "make, scan, fold or start, not " + std::string(what));
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc < 3 || (std::string_view(argv[1]) == "make") != (argc == 4)) {
        std::fprintf(stderr, "usage: bench_rebuild make FOLDER EVENTS | scan FOLDER | fold FOLDER | start FOLDER\n");
        return 2;
    }
    auto const started = Clock::now();
    auto const counted = run(argv[1], argv[2], argc == 4 ? std::strtoull(argv[3], nullptr, 10) : 0);
    double const seconds = std::chrono::duration<double>(Clock::now() - started).count();
    if (!counted) {
        std::fprintf(stderr, "bench_rebuild: %s\n", counted.error().context.c_str());
        return 1;
    }
    std::printf("{\"events\":%lld,\"checked\":%zu,\"seconds\":%.4f,\"rate_per_s\":%.0f}\n", static_cast<long long>(counted->events), counted->bytes,
                seconds, static_cast<double>(counted->events) / seconds);
    return 0;
}
