// Facts as rows of facts.db: the one list of each fact's columns, and the SQL made from it. All columns but the site are integers;
// enumerations are stored by their position, see core/metrics/facts.hpp.
#pragma once

#include <string>
#include <type_traits>
#include <vector>

#include "core/base/ids.hpp"
#include "core/metrics/facts.hpp"
#include "platform/sqlite.hpp"

namespace saduak::server {

// The columns of each kind of fact, by name and in order: `column(name, value)` is called for each.
template <class Fact>
struct FactRow;

template <>
struct FactRow<metrics::SegmentFact> {
    static constexpr char const* kTable = "segment";
    static void columns(auto&& column, auto& f)
    {
        column("day", f.day), column("seq", f.seq), column("issue_seq", f.issue_seq), column("queued_at", f.queued_at);
        column("wait_s", f.wait_s), column("walk_s", f.walk_s), column("service_s", f.service_s), column("held_s", f.held_s);
        column("target_s", f.target_s), column("service", f.service), column("counter", f.counter), column("agent", f.agent);
        column("recalls", f.recalls), column("matters", f.matters), column("class", f.ticket_class), column("channel", f.channel);
        column("outcome", f.outcome), column("ending", f.ending), column("called", f.called), column("start_imputed", f.start_imputed);
        column("end_imputed", f.end_imputed), column("paper_unconfirmed", f.paper_unconfirmed), column("negative", f.negative);
    }
};
template <>
struct FactRow<metrics::VisitFact> {
    static constexpr char const* kTable = "visit";
    static void columns(auto&& column, auto& f)
    {
        column("day", f.day), column("seq", f.seq), column("issue_seq", f.issue_seq), column("issued_at", f.issued_at);
        column("called_at", f.called_at), column("ended_at", f.ended_at), column("slot", f.slot), column("turnaround_s", f.turnaround_s);
        column("touch_s", f.touch_s), column("standard_s", f.standard_s), column("service", f.service), column("counter", f.counter);
        column("agent", f.agent), column("segments", f.segments), column("people", f.people), column("class", f.ticket_class);
        column("channel", f.channel), column("basis", f.standard_basis), column("outcome", f.outcome), column("ending", f.ending);
        column("origin", f.origin), column("called", f.called), column("back_office", f.back_office);
        column("time_estimated", f.time_estimated), column("issue_unknown", f.issue_unknown);
    }
};
template <>
struct FactRow<metrics::RatingFact> {
    static constexpr char const* kTable = "rating";
    static void columns(auto&& column, auto& f)
    {
        column("day", f.day), column("seq", f.seq), column("at", f.at), column("score", f.score), column("service", f.service);
        column("counter", f.counter), column("agent", f.agent), column("class", f.ticket_class), column("channel", f.channel);
    }
};
template <>
struct FactRow<metrics::FlawFact> {
    static constexpr char const* kTable = "flaw";
    static void columns(auto&& column, auto& f) { column("day", f.day), column("seq", f.seq), column("kind", f.kind); }
};
template <>
struct FactRow<metrics::CompletionFact> {
    static constexpr char const* kTable = "completion";
    static void columns(auto&& column, auto& f)
    {
        column("day", f.day), column("seq", f.seq), column("issue_seq", f.issue_seq), column("issued_at", f.issued_at);
        column("elapsed_s", f.elapsed_s), column("standard_s", f.standard_s), column("service", f.service), column("counter", f.counter);
        column("agent", f.agent), column("class", f.ticket_class), column("channel", f.channel), column("basis", f.standard_basis);
        column("outcome", f.outcome);
    }
};
template <>
struct FactRow<metrics::AdviceFact> {
    static constexpr char const* kTable = "advice";
    static void columns(auto&& column, auto& f)
    {
        column("day", f.day), column("seq", f.seq), column("at", f.at), column("service", f.service), column("counter", f.counter);
        column("agent", f.agent);
    }
};

// A fact's value as the integer that is stored.
template <class Value>
[[nodiscard]] std::int64_t fact_integer(Value const& value)
{
    if constexpr (std::is_same_v<Value, Instant>) return value.ms;
    else return static_cast<std::int64_t>(value);
}

// "day INTEGER NOT NULL, seq INTEGER NOT NULL, ..."
template <class Fact>
[[nodiscard]] std::string column_definitions()
{
    std::string sql;
    Fact fact;
    FactRow<Fact>::columns([&](char const* name, auto const&) { sql += (sql.empty() ? "" : ", ") + std::string(name) + " INTEGER NOT NULL"; }, fact);
    return sql;
}
// "day, seq, ..."
template <class Fact>
[[nodiscard]] std::string column_names()
{
    std::string sql;
    Fact fact;
    FactRow<Fact>::columns([&](char const* name, auto const&) { sql += (sql.empty() ? "" : ", ") + std::string(name); }, fact);
    return sql;
}
// "?,?, ...": one a column.
template <class Fact>
[[nodiscard]] std::string placeholders()
{
    std::string sql;
    Fact fact;
    FactRow<Fact>::columns([&](char const*, auto const&) { sql += sql.empty() ? "?" : ",?"; }, fact);
    return sql;
}

// Binds a fact's columns from position `first` on.
template <class Fact>
void bind_fact(platform::Statement& statement, int first, Fact const& fact)
{
    FactRow<Fact>::columns([&](char const*, auto const& value) { statement.bind(first++, fact_integer(value)); }, fact);
}
// The fact in the row's columns from `first` on.
template <class Fact>
[[nodiscard]] Fact read_fact(platform::Statement const& row, int first)
{
    Fact fact;
    auto const column = [&]<class Value>(char const*, Value& value) {
        std::int64_t const stored = row.integer(first++);
        if constexpr (std::is_same_v<Value, Instant>) value.ms = stored;
        else value = static_cast<Value>(stored);
    };
    FactRow<Fact>::columns(column, fact);
    return fact;
}
// The fact as one line of text.
template <class Fact>
[[nodiscard]] std::string fact_text(Fact const& fact)
{
    std::string text = FactRow<Fact>::kTable;
    FactRow<Fact>::columns([&](char const*, auto const& value) { text += ' ' + std::to_string(fact_integer(value)); }, fact);
    return text + '\n';
}

// `id` keeps the log's order.
template <class Fact>
[[nodiscard]] std::string create_table()
{
    std::string const table = FactRow<Fact>::kTable;
    return "DROP TABLE IF EXISTS " + table + "; CREATE TABLE " + table + "(id INTEGER PRIMARY KEY, site TEXT NOT NULL, " +
           column_definitions<Fact>() + "); CREATE INDEX " + table + "_day ON " + table + "(site, day);";
}

template <class Fact>
[[nodiscard]] Status write_facts(platform::Database& database, SiteId const& site, std::vector<Fact> const& facts)
{
    std::string const sql =
        "INSERT INTO " + std::string(FactRow<Fact>::kTable) + "(site, " + column_names<Fact>() + ") VALUES(?," + placeholders<Fact>() + ")";
    SADUAK_TRY(platform::Statement insert, database.prepare(sql));
    for (Fact const& fact : facts) {
        insert.bind(1, site.str());
        bind_fact(insert, 2, fact);
        SADUAK_TRY_STATUS(insert.run());
    }
    return {};
}

struct Days {
    std::int64_t first;
    std::int64_t last;
};

// Adds the site's facts of these days to `facts`.
template <class Fact>
[[nodiscard]] Status read_facts(platform::Database& database, SiteId const& site, Days days, std::vector<Fact>& facts)
{
    std::string const sql =
        "SELECT " + column_names<Fact>() + " FROM " + FactRow<Fact>::kTable + " WHERE site = ? AND day >= ? AND day <= ? ORDER BY id";
    SADUAK_TRY(platform::Statement select, database.prepare(sql));
    select.bind(1, site.str()).bind(2, days.first).bind(3, days.last);
    while (true) {
        SADUAK_TRY(bool const found, select.step());
        if (!found) return {};
        facts.push_back(read_fact<Fact>(select, 0));
    }
}

}  // namespace saduak::server
