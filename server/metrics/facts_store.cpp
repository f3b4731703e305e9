#include "server/metrics/facts_store.hpp"

#include <tuple>
#include <utility>

#include "platform/entropy.hpp"
#include "server/metrics/fact_rows.hpp"

namespace saduak::server {
namespace {

using metrics::Facts;
using metrics::Seal;
using metrics::VisitFact;
using platform::Database;
using platform::OpenMode;
using platform::Statement;
using platform::Transaction;

// Raised by every change of a fact or of how it is folded: older files are emptied and folded anew.
constexpr std::int64_t kFactsVersion = 4;

// What a seal holds; the facts' own tables come from their columns. `matter`: visits with a matter in the back office.
constexpr char const* kSealSchema = R"sql(
DROP TABLE IF EXISTS seal; DROP TABLE IF EXISTS rule; DROP TABLE IF EXISTS name; DROP TABLE IF EXISTS closing; DROP TABLE IF EXISTS matter;
CREATE TABLE seal(site TEXT PRIMARY KEY, as_of_seq INTEGER NOT NULL, log_hash TEXT NOT NULL, day_starts_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE rule(site TEXT NOT NULL, service TEXT NOT NULL, standard_s INTEGER NOT NULL, basis INTEGER NOT NULL, target_s INTEGER NOT NULL,
  PRIMARY KEY(site, service)) WITHOUT ROWID;
CREATE TABLE name(site TEXT NOT NULL, id INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY(site, id)) WITHOUT ROWID;
CREATE TABLE closing(site TEXT NOT NULL, day INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(site, day)) WITHOUT ROWID;
)sql";

// Every table that holds rows of a site.
constexpr char const* kTables[] = {"seal", "rule", "name", "closing", "matter", "segment", "visit", "rating", "flaw", "completion", "advice"};

constexpr char const* kReadSeal = "SELECT as_of_seq, day_starts_at, log_hash FROM seal WHERE site = ?";
constexpr char const* kReadRules = "SELECT service, standard_s, basis, target_s FROM rule WHERE site = ?";
constexpr char const* kReadNames = "SELECT text FROM name WHERE site = ? ORDER BY id";
constexpr char const* kReadClosings = "SELECT day, at FROM closing WHERE site = ?";
constexpr char const* kWriteSeal = "INSERT OR REPLACE INTO seal(site, as_of_seq, day_starts_at, log_hash) VALUES(?,?,?,?)";
constexpr char const* kWriteRule = "INSERT INTO rule(site, service, standard_s, basis, target_s) VALUES(?,?,?,?,?)";
constexpr char const* kWriteName = "INSERT OR REPLACE INTO name(site, id, text) VALUES(?,?,?)";
constexpr char const* kWriteClosing = "INSERT INTO closing(site, day, at) VALUES(?,?,?)";

// Runs a SELECT of one site and calls `each` for every row.
template <class Each>
Status for_each_row(Database& database, std::string const& sql, SiteId const& site, Each const& each)
{
    SADUAK_TRY(Statement select, database.prepare(sql));
    select.bind(1, site.str());
    while (true) {
        SADUAK_TRY(bool const found, select.step());
        if (!found) return {};
        each(select);
    }
}

// Does the same with every list of facts in turn, as long as it succeeds.
template <class Lists, class Each>
Status with_each_list(Lists&& lists, Each const& each)
{
    Status status;
    std::apply([&](auto&... list) { static_cast<void>(((status = each(list), status.has_value()) && ...)); }, lists);
    return status;
}

Result<Facts> read_days(Database& database, SiteId const& site, Days days)
{
    Facts facts;
    SADUAK_TRY_STATUS(with_each_list(facts.lists(), [&](auto& list) { return read_facts(database, site, days, list); }));
    return facts;
}

Result<FactsStore::Stored> read_seal(Database& database, SiteId const& site)
{
    FactsStore::Stored stored;
    Seal& found = stored.seal;
    SADUAK_TRY_STATUS(for_each_row(database, kReadSeal, site, [&](Statement const& row) {
        found.seq = row.integer(0);
        found.day_starts_at = Millis{row.integer(1)};
        stored.log_hash = row.text(2);
    }));
    SADUAK_TRY_STATUS(for_each_row(database, kReadRules, site, [&](Statement const& row) {
        found.rules[ServiceId(row.text(0))] = {row.integer(1), static_cast<domain::StandardBasis>(row.integer(2)), row.integer(3)};
    }));
    SADUAK_TRY_STATUS(for_each_row(database, kReadNames, site, [&](Statement const& row) { static_cast<void>(found.names.index_of(row.text(0))); }));
    SADUAK_TRY_STATUS(for_each_row(database, kReadClosings, site,
                                   [&](Statement const& row) { found.closings[civil_from_days(row.integer(0))] = Instant{row.integer(1)}; }));
    SADUAK_TRY_STATUS(for_each_row(database, "SELECT ticket, " + column_names<VisitFact>() + " FROM matter WHERE site = ?", site,
                                   [&](Statement const& row) { found.back_office[TicketId(row.text(0))] = read_fact<VisitFact>(row, 1); }));
    return stored;
}

// Of one snapshot: another process may seal a day between two reads, and its names would be missing here.
Result<FactsStore::Stored> read_stored(Database& database, SiteId const& site, Days days)
{
    SADUAK_TRY_STATUS(database.execute("BEGIN"));
    auto const read = [&]() -> Result<FactsStore::Stored> {
        SADUAK_TRY(FactsStore::Stored found, read_seal(database, site));
        SADUAK_TRY(found.facts, read_days(database, site, days));
        return found;
    };
    Result<FactsStore::Stored> stored = read();
    SADUAK_TRY_STATUS(database.execute("COMMIT"));
    return stored;
}

Status remove_of(Database& database, char const* table, SiteId const& site)
{
    SADUAK_TRY(Statement remove, database.prepare(std::string("DELETE FROM ") + table + " WHERE site = ?"));
    SADUAK_TRY_STATUS(remove.bind(1, site.str()).run());
    return {};
}

Status write_seal(Database& database, SiteId const& site, Seal const& seal, std::string const& log_hash)
{
    SADUAK_TRY(Statement write, database.prepare(kWriteSeal));
    SADUAK_TRY_STATUS(write.bind(1, site.str()).bind(2, seal.seq).bind(3, seal.day_starts_at.count).bind(4, log_hash).run());
    for (char const* table : {"rule", "closing", "matter"}) SADUAK_TRY_STATUS(remove_of(database, table, site));
    SADUAK_TRY(Statement rule_row, database.prepare(kWriteRule));
    for (auto const& [service, rule] : seal.rules) {
        rule_row.bind(1, site.str()).bind(2, service.str()).bind(3, rule.standard_s);
        rule_row.bind(4, static_cast<std::int64_t>(rule.standard_basis)).bind(5, rule.wait_target_s);
        SADUAK_TRY_STATUS(rule_row.run());
    }
    SADUAK_TRY(Statement name_row, database.prepare(kWriteName));
    std::vector<std::string> const& names = seal.names.all();
    for (std::size_t i = 0; i < names.size(); ++i)
        SADUAK_TRY_STATUS(name_row.bind(1, site.str()).bind(2, static_cast<std::int64_t>(i)).bind(3, names[i]).run());
    SADUAK_TRY(Statement closing_row, database.prepare(kWriteClosing));
    for (auto const& [day, at] : seal.closings) SADUAK_TRY_STATUS(closing_row.bind(1, site.str()).bind(2, days_from_civil(day)).bind(3, at.ms).run());
    SADUAK_TRY(Statement matter_row,
               database.prepare("INSERT INTO matter(site, ticket, " + column_names<VisitFact>() + ") VALUES(?,?," + placeholders<VisitFact>() + ")"));
    for (auto const& [ticket, visit] : seal.back_office) {
        matter_row.bind(1, site.str()).bind(2, ticket.str());
        bind_fact(matter_row, 3, visit);
        SADUAK_TRY_STATUS(matter_row.run());
    }
    return {};
}

Result<std::int64_t> version_of(Database& database)
{
    SADUAK_TRY(Statement version, database.prepare("PRAGMA user_version"));
    SADUAK_TRY_STATUS(version.step());
    return version.integer(0);
}

Status make_schema(Database& database)
{
    SADUAK_TRY(Transaction change, Transaction::begin(database));
    SADUAK_TRY(std::int64_t const version, version_of(database));
    if (version == kFactsVersion) return change.commit();
    SADUAK_TRY_STATUS(database.execute(kSealSchema));
    SADUAK_TRY_STATUS(database.execute("CREATE TABLE matter(site TEXT NOT NULL, ticket TEXT NOT NULL, " + column_definitions<VisitFact>() +
                                       ", PRIMARY KEY(site, ticket)) WITHOUT ROWID"));
    auto const create = [&]<class Fact>(std::vector<Fact> const&) { return database.execute(create_table<Fact>()); };
    SADUAK_TRY_STATUS(with_each_list(Facts().lists(), create));
    SADUAK_TRY_STATUS(database.execute("PRAGMA user_version = " + std::to_string(kFactsVersion)));
    return change.commit();
}

}  // namespace

Result<FactsStore> FactsStore::open(std::string const& path, Access access)
{
    // NORMAL: what a power cut takes is folded again from the log.
    SADUAK_TRY(Database database, Database::open(path, access == Access::write ? OpenMode::create : OpenMode::read_only, platform::SyncMode::normal));
    if (access == Access::write) {
        SADUAK_TRY_STATUS(make_schema(database).map_error(in("preparing " + path)));
    } else {
        SADUAK_TRY(std::int64_t const version, version_of(database));
        if (version != kFactsVersion) return fail(Errc::unsupported, path + " holds facts of another version");
    }
    return FactsStore(std::move(database));
}

Result<FactsStore::Stored> FactsStore::read(SiteId const& site, Date from, Date to)
{
    return read_stored(database_, site, {days_from_civil(from), days_from_civil(to)});
}

Result<FactsStore::Stored> FactsStore::read_all(SiteId const& site)
{
    return read_stored(database_, site, {days_from_civil({1, 1, 1}), days_from_civil({9999, 12, 31})});
}

Result<FactsStore::Stored> FactsStore::seal(SiteId const& site) { return read_seal(database_, site); }

Status FactsStore::add(SiteId const& site, metrics::Seq after, metrics::MetricsFold::Sealed const& sealed, std::string const& log_hash)
{
    SADUAK_TRY(Transaction change, Transaction::begin(database_));
    {
        SADUAK_TRY(Statement stored, database_.prepare(kReadSeal));
        SADUAK_TRY(bool const known, stored.bind(1, site.str()).step());
        if ((known ? stored.integer(0) : 0) != after) return {};
    }
    SADUAK_TRY_STATUS(with_each_list(sealed.facts.lists(), [&](auto const& list) { return write_facts(database_, site, list); }));
    SADUAK_TRY_STATUS(write_seal(database_, site, sealed.seal, log_hash));
    return change.commit();
}

std::string FactsStore::digest(Facts const& facts)
{
    std::string text;
    auto const add = [&](auto const& list) {
        for (auto const& fact : list) text += fact_text(fact);
    };
    std::apply([&](auto const&... list) { (add(list), ...); }, facts.lists());
    return platform::sha256_hex(text);
}

Status FactsStore::forget(SiteId const& site)
{
    SADUAK_TRY(Transaction change, Transaction::begin(database_));
    for (char const* table : kTables) SADUAK_TRY_STATUS(remove_of(database_, table, site));
    return change.commit();
}

}  // namespace saduak::server
