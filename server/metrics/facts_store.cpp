#include "server/metrics/facts_store.hpp"

#include <type_traits>
#include <utility>

#include "platform/entropy.hpp"

namespace saduak::server {
namespace {

using metrics::Facts;
using metrics::FlawFact;
using metrics::NameIndex;
using metrics::RatingFact;
using metrics::Seal;
using metrics::SegmentFact;
using metrics::VisitFact;
using platform::Database;
using platform::OpenMode;
using platform::Statement;
using platform::Transaction;

// Raised by every change of a fact or of how it is folded: older files are emptied and folded anew.
constexpr std::int64_t kFactsVersion = 2;

// `id` keeps the log's order. Enumerations are stored by their position, see core/metrics/facts.hpp.
constexpr char const* kSchema = R"sql(
DROP TABLE IF EXISTS seal; DROP TABLE IF EXISTS rule; DROP TABLE IF EXISTS name;
DROP TABLE IF EXISTS segment; DROP TABLE IF EXISTS visit; DROP TABLE IF EXISTS rating; DROP TABLE IF EXISTS flaw;
CREATE TABLE seal(site TEXT PRIMARY KEY, as_of_seq INTEGER NOT NULL, log_hash TEXT NOT NULL,
  day INTEGER NOT NULL, day_starts_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE rule(site TEXT NOT NULL, service TEXT NOT NULL, standard_s INTEGER NOT NULL, basis INTEGER NOT NULL, target_s INTEGER NOT NULL,
  PRIMARY KEY(site, service)) WITHOUT ROWID;
CREATE TABLE name(site TEXT NOT NULL, id INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY(site, id)) WITHOUT ROWID;
CREATE TABLE segment(id INTEGER PRIMARY KEY, site TEXT NOT NULL, day INTEGER NOT NULL, seq INTEGER NOT NULL, issue_seq INTEGER NOT NULL,
  queued_at INTEGER NOT NULL, wait_s INTEGER NOT NULL, walk_s INTEGER NOT NULL, service_s INTEGER NOT NULL, held_s INTEGER NOT NULL,
  target_s INTEGER NOT NULL, service INTEGER NOT NULL, counter INTEGER NOT NULL, agent INTEGER NOT NULL, recalls INTEGER NOT NULL,
  class INTEGER NOT NULL, channel INTEGER NOT NULL, ending INTEGER NOT NULL, called INTEGER NOT NULL, start_imputed INTEGER NOT NULL,
  end_imputed INTEGER NOT NULL, paper_unconfirmed INTEGER NOT NULL, negative INTEGER NOT NULL);
CREATE TABLE visit(id INTEGER PRIMARY KEY, site TEXT NOT NULL, day INTEGER NOT NULL, seq INTEGER NOT NULL, issue_seq INTEGER NOT NULL,
  issued_at INTEGER NOT NULL, turnaround_s INTEGER NOT NULL, touch_s INTEGER NOT NULL, standard_s INTEGER NOT NULL, service INTEGER NOT NULL,
  counter INTEGER NOT NULL, agent INTEGER NOT NULL, segments INTEGER NOT NULL, class INTEGER NOT NULL, channel INTEGER NOT NULL,
  basis INTEGER NOT NULL, outcome INTEGER NOT NULL, ending INTEGER NOT NULL, called INTEGER NOT NULL);
CREATE TABLE rating(id INTEGER PRIMARY KEY, site TEXT NOT NULL, day INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL,
  score INTEGER NOT NULL, service INTEGER NOT NULL, counter INTEGER NOT NULL, agent INTEGER NOT NULL, class INTEGER NOT NULL,
  channel INTEGER NOT NULL);
CREATE TABLE flaw(id INTEGER PRIMARY KEY, site TEXT NOT NULL, day INTEGER NOT NULL, seq INTEGER NOT NULL, kind INTEGER NOT NULL);
CREATE INDEX segment_day ON segment(site, day); CREATE INDEX visit_day ON visit(site, day);
CREATE INDEX rating_day ON rating(site, day); CREATE INDEX flaw_day ON flaw(site, day);
)sql";

constexpr char const* kReadSeal = "SELECT as_of_seq, day, day_starts_at, log_hash FROM seal WHERE site = ?";
constexpr char const* kReadRules = "SELECT service, standard_s, basis, target_s FROM rule WHERE site = ?";
constexpr char const* kReadNames = "SELECT text FROM name WHERE site = ? ORDER BY id";
constexpr char const* kWriteSeal = "INSERT OR REPLACE INTO seal(site, as_of_seq, day, day_starts_at, log_hash) VALUES(?,?,?,?,?)";
constexpr char const* kWriteRule = "INSERT INTO rule(site, service, standard_s, basis, target_s) VALUES(?,?,?,?,?)";
constexpr char const* kWriteName = "INSERT OR REPLACE INTO name(site, id, text) VALUES(?,?,?)";
constexpr char const* kWriteSegment =
    "INSERT INTO segment(site, day, seq, issue_seq, queued_at, wait_s, walk_s, service_s, held_s, target_s, service, counter, agent, recalls, "
    "class, channel, ending, called, start_imputed, end_imputed, paper_unconfirmed, negative) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
constexpr char const* kReadSegments =
    "SELECT day, seq, issue_seq, queued_at, wait_s, walk_s, service_s, held_s, target_s, service, counter, agent, recalls, class, channel, "
    "ending, called, start_imputed, end_imputed, paper_unconfirmed, negative FROM segment WHERE site = ? AND day >= ? AND day <= ? ORDER BY id";
constexpr char const* kWriteVisit =
    "INSERT INTO visit(site, day, seq, issue_seq, issued_at, turnaround_s, touch_s, standard_s, service, counter, agent, segments, class, "
    "channel, basis, outcome, ending, called) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
constexpr char const* kReadVisits =
    "SELECT day, seq, issue_seq, issued_at, turnaround_s, touch_s, standard_s, service, counter, agent, segments, class, channel, basis, "
    "outcome, ending, called FROM visit WHERE site = ? AND day >= ? AND day <= ? ORDER BY id";
constexpr char const* kWriteRating =
    "INSERT INTO rating(site, day, seq, at, score, service, counter, agent, class, channel) VALUES(?,?,?,?,?,?,?,?,?,?)";
constexpr char const* kReadRatings =
    "SELECT day, seq, at, score, service, counter, agent, class, channel FROM rating WHERE site = ? AND day >= ? AND day <= ? ORDER BY id";
constexpr char const* kWriteFlaw = "INSERT INTO flaw(site, day, seq, kind) VALUES(?,?,?,?)";
constexpr char const* kReadFlaws = "SELECT day, seq, kind FROM flaw WHERE site = ? AND day >= ? AND day <= ? ORDER BY id";

// A fact's value as the integer that is stored.
std::int64_t number_of(std::int64_t value) { return value; }
std::int64_t number_of(std::int32_t value) { return value; }
std::int64_t number_of(NameIndex value) { return value; }
std::int64_t number_of(Instant value) { return value.ms; }
std::int64_t number_of(bool value) { return value ? 1 : 0; }
template <class Enum>
requires std::is_enum_v<Enum> std::int64_t number_of(Enum value) { return static_cast<std::int64_t>(value); }

// Binds the columns of a row in order, the site first.
class RowWriter {
public:
    RowWriter(Statement& statement, SiteId const& site) : statement_(statement) { statement_.bind(1, site.str()); }

    void operator()(auto const& value) { statement_.bind(++position_, number_of(value)); }

private:
    Statement& statement_;
    int position_ = 1;
};

// A row as text: what the digest covers.
class RowText {
public:
    explicit RowText(std::string& text) : text_(text) {}
    ~RowText() { text_ += '\n'; }
    RowText(RowText const&) = delete;
    RowText& operator=(RowText const&) = delete;

    void operator()(auto const& value)
    {
        text_ += std::to_string(number_of(value));
        text_ += ' ';
    }

private:
    std::string& text_;
};

// Reads the columns of a row in order.
class RowReader {
public:
    explicit RowReader(Statement const& statement) : statement_(statement) {}

    void operator()(std::int64_t& value) { value = next(); }
    void operator()(Instant& value) { value.ms = next(); }
    void operator()(bool& value) { value = next() != 0; }
    template <class Small>
    requires(std::is_enum_v<Small> || std::is_same_v<Small, NameIndex> || std::is_same_v<Small, std::int32_t>) void operator()(Small& value)
    {
        value = static_cast<Small>(next());
    }

private:
    std::int64_t next() { return statement_.integer(column_++); }

    Statement const& statement_;
    int column_ = 0;
};

// The one list of each fact's columns, for all who go over a row; in the order of the SQL above.
constexpr auto kSegmentColumns = [](auto&& column, auto& f) {
    column(f.day), column(f.seq), column(f.issue_seq), column(f.queued_at), column(f.wait_s), column(f.walk_s), column(f.service_s);
    column(f.held_s), column(f.target_s), column(f.service), column(f.counter), column(f.agent), column(f.recalls), column(f.ticket_class);
    column(f.channel), column(f.ending), column(f.called), column(f.start_imputed), column(f.end_imputed), column(f.paper_unconfirmed),
        column(f.negative);
};
constexpr auto kVisitColumns = [](auto&& column, auto& f) {
    column(f.day), column(f.seq), column(f.issue_seq), column(f.issued_at), column(f.turnaround_s), column(f.touch_s), column(f.standard_s);
    column(f.service), column(f.counter), column(f.agent), column(f.segments), column(f.ticket_class), column(f.channel);
    column(f.standard_basis), column(f.outcome), column(f.ending), column(f.called);
};
constexpr auto kRatingColumns = [](auto&& column, auto& f) {
    column(f.day), column(f.seq), column(f.at), column(f.score), column(f.service), column(f.counter), column(f.agent);
    column(f.ticket_class), column(f.channel);
};
constexpr auto kFlawColumns = [](auto&& column, auto& f) { column(f.day), column(f.seq), column(f.kind); };

template <class Fact, class Columns>
Status write_facts(Database& database, char const* sql, SiteId const& site, std::vector<Fact> const& facts, Columns const& columns)
{
    SADUAK_TRY(Statement insert, database.prepare(sql));
    for (Fact const& fact : facts) {
        columns(RowWriter(insert, site), fact);
        SADUAK_TRY_STATUS(insert.run());
    }
    return {};
}

struct Days {
    std::int64_t first;
    std::int64_t last;
};

template <class Fact, class Columns>
Status read_facts(Database& database, char const* sql, SiteId const& site, Days days, std::vector<Fact>& facts, Columns const& columns)
{
    SADUAK_TRY(Statement select, database.prepare(sql));
    select.bind(1, site.str()).bind(2, days.first).bind(3, days.last);
    while (true) {
        SADUAK_TRY(bool const found, select.step());
        if (!found) return {};
        columns(RowReader(select), facts.emplace_back());
    }
}

Result<Facts> read_days(Database& database, SiteId const& site, Days days)
{
    Facts facts;
    SADUAK_TRY_STATUS(read_facts(database, kReadSegments, site, days, facts.segments, kSegmentColumns));
    SADUAK_TRY_STATUS(read_facts(database, kReadVisits, site, days, facts.visits, kVisitColumns));
    SADUAK_TRY_STATUS(read_facts(database, kReadRatings, site, days, facts.ratings, kRatingColumns));
    SADUAK_TRY_STATUS(read_facts(database, kReadFlaws, site, days, facts.flaws, kFlawColumns));
    return facts;
}

Result<FactsStore::Stored> read_seal(Database& database, SiteId const& site)
{
    FactsStore::Stored stored;
    Seal& found = stored.seal;
    SADUAK_TRY(Statement seal_row, database.prepare(kReadSeal));
    SADUAK_TRY(bool const known, seal_row.bind(1, site.str()).step());
    if (!known) return stored;
    stored.log_hash = seal_row.text(3);
    found.seq = seal_row.integer(0);
    found.day = civil_from_days(seal_row.integer(1));
    found.day_starts_at = Millis{seal_row.integer(2)};
    SADUAK_TRY(Statement rules, database.prepare(kReadRules));
    rules.bind(1, site.str());
    while (true) {
        SADUAK_TRY(bool const more, rules.step());
        if (!more) break;
        found.rules[ServiceId(rules.text(0))] = {rules.integer(1), static_cast<domain::StandardBasis>(rules.integer(2)), rules.integer(3)};
    }
    SADUAK_TRY(Statement names, database.prepare(kReadNames));
    names.bind(1, site.str());
    while (true) {
        SADUAK_TRY(bool const more, names.step());
        if (!more) break;
        static_cast<void>(found.names.index_of(names.text(0)));
    }
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

Status write_all(Database& database, SiteId const& site, Facts const& facts)
{
    SADUAK_TRY_STATUS(write_facts(database, kWriteSegment, site, facts.segments, kSegmentColumns));
    SADUAK_TRY_STATUS(write_facts(database, kWriteVisit, site, facts.visits, kVisitColumns));
    SADUAK_TRY_STATUS(write_facts(database, kWriteRating, site, facts.ratings, kRatingColumns));
    return write_facts(database, kWriteFlaw, site, facts.flaws, kFlawColumns);
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
    write.bind(1, site.str()).bind(2, seal.seq).bind(3, days_from_civil(seal.day)).bind(4, seal.day_starts_at.count).bind(5, log_hash);
    SADUAK_TRY_STATUS(write.run());
    SADUAK_TRY_STATUS(remove_of(database, "rule", site));
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
    SADUAK_TRY_STATUS(database.execute(kSchema));
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
    SADUAK_TRY_STATUS(write_all(database_, site, sealed.facts));
    SADUAK_TRY_STATUS(write_seal(database_, site, sealed.seal, log_hash));
    return change.commit();
}

std::string FactsStore::digest(Facts const& facts)
{
    std::string text;
    for (SegmentFact const& fact : facts.segments) kSegmentColumns(RowText(text += "segment "), fact);
    for (VisitFact const& fact : facts.visits) kVisitColumns(RowText(text += "visit "), fact);
    for (RatingFact const& fact : facts.ratings) kRatingColumns(RowText(text += "rating "), fact);
    for (FlawFact const& fact : facts.flaws) kFlawColumns(RowText(text += "flaw "), fact);
    return platform::sha256_hex(text);
}

Status FactsStore::forget(SiteId const& site)
{
    SADUAK_TRY(Transaction change, Transaction::begin(database_));
    for (char const* table : {"seal", "rule", "name", "segment", "visit", "rating", "flaw"}) SADUAK_TRY_STATUS(remove_of(database_, table, site));
    return change.commit();
}

}  // namespace saduak::server
