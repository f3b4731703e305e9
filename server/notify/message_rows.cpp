#include "server/notify/message_rows.hpp"

#include "server/notify/outgoing_file.hpp"

namespace saduak::server {
namespace {

using platform::Statement;

constexpr std::string_view kBegin = "INSERT INTO notice(id, site, kind, channel, at, state) VALUES(?,?,?,?,?,'begun') ON CONFLICT DO NOTHING";
constexpr std::string_view kFinish = "UPDATE notice SET state = ? WHERE id = ?";
constexpr std::string_view kAdd =
    "INSERT INTO ledger(day, site, channel, sent, free, failed, over_quota, cost_satang) VALUES(?,?,?,?,?,?,?,?) "
    "ON CONFLICT(day, site, channel) DO UPDATE SET sent = sent + excluded.sent, free = free + excluded.free, failed = failed + excluded.failed, "
    "over_quota = over_quota + excluded.over_quota, cost_satang = cost_satang + excluded.cost_satang";
constexpr std::string_view kRead =
    "SELECT day, site, channel, sent, free, failed, over_quota, cost_satang FROM ledger WHERE day >= ? AND day <= ? ORDER BY day, site, channel";
constexpr std::string_view kForgetNotices = "DELETE FROM notice WHERE at < ?";
constexpr std::string_view kReadNotices = "SELECT id FROM notice";
constexpr std::string_view kForgetLine = "DELETE FROM line_event WHERE at < ?";
constexpr std::string_view kReadLine = "SELECT id FROM line_event";
constexpr std::string_view kKeepLine = "INSERT INTO line_event(id, at) VALUES(?,?) ON CONFLICT DO NOTHING";

Result<std::vector<std::string>> ids_since(platform::Database& database, std::string_view forget_sql, std::string_view read_sql, Instant since)
{
    SADUAK_TRY(Statement forget, database.prepare(forget_sql));
    SADUAK_TRY_STATUS(forget.bind(1, since.ms).run());
    SADUAK_TRY(Statement rows, database.prepare(read_sql));
    std::vector<std::string> ids;
    for (;;) {
        SADUAK_TRY(bool const row, rows.step());
        if (!row) return ids;
        ids.push_back(rows.text(0));
    }
}

}  // namespace

Result<bool> MessageRows::begin(NoticeRow const& notice)
{
    SADUAK_TRY(Statement insert, database_.prepare(kBegin));
    insert.bind(1, notice.id).bind(2, notice.site.str()).bind(3, notice.kind).bind(4, domain::to_string(notice.channel)).bind(5, notice.at.ms);
    SADUAK_TRY(std::int64_t const changed, insert.run());
    return changed > 0;
}

Status MessageRows::finish(std::string const& id, std::string const& state, LedgerRow const& adds)
{
    return in_transaction(database_, [&]() -> Status {
        SADUAK_TRY(Statement finish, database_.prepare(kFinish));
        SADUAK_TRY_STATUS(finish.bind(1, state).bind(2, id).run());
        return add(adds);
    });
}

Status MessageRows::add(LedgerRow const& adds)
{
    SADUAK_TRY(Statement add, database_.prepare(kAdd));
    add.bind(1, format_date(adds.day)).bind(2, adds.site.str()).bind(3, domain::to_string(adds.channel)).bind(4, adds.sent).bind(5, adds.free);
    SADUAK_TRY_STATUS(add.bind(6, adds.failed).bind(7, adds.over_quota).bind(8, adds.cost_satang).run());
    return {};
}

Result<std::vector<LedgerRow>> MessageRows::ledger(Date from, Date to)
{
    SADUAK_TRY(Statement rows, database_.prepare(kRead));
    rows.bind(1, format_date(from)).bind(2, format_date(to));
    std::vector<LedgerRow> ledger;
    for (;;) {
        SADUAK_TRY(bool const found, rows.step());
        if (!found) return ledger;
        LedgerRow row;
        SADUAK_TRY(row.day, parse_date(rows.view(0)));
        row.site = SiteId(rows.text(1));
        row.channel = domain::from_string<domain::ContactChannel>(rows.view(2)).value_or(domain::ContactChannel::line);
        row.sent = rows.integer(3);
        row.free = rows.integer(4);
        row.failed = rows.integer(5);
        row.over_quota = rows.integer(6);
        row.cost_satang = rows.integer(7);
        ledger.push_back(std::move(row));
    }
}

Result<std::vector<std::string>> MessageRows::notices_since(Instant since) { return ids_since(database_, kForgetNotices, kReadNotices, since); }
Result<std::vector<std::string>> MessageRows::line_events_since(Instant since) { return ids_since(database_, kForgetLine, kReadLine, since); }

Status MessageRows::keep_line_event(std::string const& id, Instant at)
{
    SADUAK_TRY(Statement keep, database_.prepare(kKeepLine));
    SADUAK_TRY_STATUS(keep.bind(1, id).bind(2, at.ms).run());
    return {};
}

}  // namespace saduak::server
