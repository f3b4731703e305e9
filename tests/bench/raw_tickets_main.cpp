// The ceiling for durable tickets: a bare loop on SQLite with the server's tables, flags and rows, and nothing else.
// usage: bench_raw_tickets FOLDER SECONDS BATCH; prints one JSON line.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "core/base/result.hpp"
#include "platform/entropy.hpp"
#include "platform/sqlite.hpp"

namespace {

using namespace saduak;
using Clock = std::chrono::steady_clock;

// As server/store/sqlite_store.cpp has them.
constexpr char const* kSchema = R"sql(
CREATE TABLE event(
  site TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, type TEXT NOT NULL,
  ticket TEXT, service TEXT, counter TEXT, agent TEXT, device TEXT, stream TEXT, n INTEGER,
  body TEXT NOT NULL, hash TEXT NOT NULL,
  PRIMARY KEY(site, seq)) WITHOUT ROWID;
CREATE TABLE site_head(site TEXT PRIMARY KEY, seq INTEGER NOT NULL, hash TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE key_answer(principal TEXT NOT NULL, key TEXT NOT NULL, request_sha256 TEXT NOT NULL, at INTEGER NOT NULL,
  ok INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY(principal, key)) WITHOUT ROWID;
INSERT INTO site_head VALUES('hall', 0, '');
)sql";
constexpr char const* kEventBody =
    R"({"number":"A012","class":"general","channel":"mobile","lang":"th","day":"2026-11-21","token_sha256":")"
    R"(0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef","paper":"none","ahead":4,"estimate_p50_s":300,"estimate_p90_s":480})";
constexpr char const* kAnswerBody =
    R"({"ticket":{"id":"0123456789abcdef0123456789abcdef","number":"A012","service":"id-card","step":"","class":"general","channel":"mobile","lang":"th",)"
    R"("state":"waiting","paper":"none","issued_at":"2026-11-21T03:25:41.123Z","queued_at":"2026-11-21T03:25:41.123Z","called_at":null,"started_at":null,)"
    R"("ended_at":null,"counter":null,"agent":null,"recalls":0,"no_shows":0,"outcome":null,"ahead":4,"estimate":{"p50_s":300,"p80_s":420,"p90_s":480,"n":12}}})";
constexpr char const* kHash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

struct Arguments {
    std::string folder;
    double seconds = 0;
    int batch = 1;
};

Result<std::int64_t> run(Arguments const& given)
{
    SADUAK_TRY(platform::Database database, platform::Database::open(given.folder + "/raw.db", platform::OpenMode::create));
    SADUAK_TRY_STATUS(database.execute(kSchema));
    SADUAK_TRY(platform::Statement head, database.prepare("UPDATE site_head SET seq = ?, hash = ? WHERE site = ? AND seq = ?"));
    SADUAK_TRY(platform::Statement event, database.prepare("INSERT INTO event VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)"));
    SADUAK_TRY(platform::Statement answer, database.prepare("INSERT OR REPLACE INTO key_answer VALUES(?,?,?,?,?,?)"));
    std::int64_t seq = 0;
    auto const until = Clock::now() + std::chrono::duration<double>(given.seconds);
    while (Clock::now() < until) {
        SADUAK_TRY(platform::Transaction transaction, platform::Transaction::begin(database));
        SADUAK_TRY_STATUS(head.bind(1, seq + given.batch).bind(2, kHash).bind(3, "hall").bind(4, seq).run());
        for (int i = 0; i < given.batch; ++i) {
            ++seq;
            std::string const id = platform::random_id();
            event.bind(1, "hall").bind(2, seq).bind(3, 1'795'000'000'000 + seq).bind(4, "ticket.issued").bind(5, id).bind(6, "id-card");
            for (int column = 7; column <= 11; ++column) event.bind_null(column);
            SADUAK_TRY_STATUS(event.bind(12, kEventBody).bind(13, kHash).run());
            answer.bind(1, "token:demo-agent").bind(2, id).bind(3, kHash).bind(4, 1'795'000'000'000 + seq);
            SADUAK_TRY_STATUS(answer.bind(5, std::int64_t{1}).bind(6, kAnswerBody).run());
        }
        SADUAK_TRY_STATUS(transaction.commit());
    }
    return seq;
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc != 4) {
        std::fprintf(stderr, "usage: bench_raw_tickets FOLDER SECONDS BATCH\n");
        return 2;
    }
    Arguments const given{argv[1], std::atof(argv[2]), std::atoi(argv[3])};
    if (given.seconds <= 0 || given.batch <= 0) {
        std::fprintf(stderr, "bench_raw_tickets: SECONDS and BATCH must be above 0\n");
        return 2;
    }
    auto const started = Clock::now();
    auto const rows = run(given);
    if (!rows) {
        std::fprintf(stderr, "bench_raw_tickets: %s\n", rows.error().context.c_str());
        return 1;
    }
    double const elapsed_s = std::chrono::duration<double>(Clock::now() - started).count();
    std::printf("{\"tickets\":%lld,\"rate_per_s\":%.1f}\n", static_cast<long long>(*rows), static_cast<double>(*rows) / elapsed_s);
    return 0;
}
