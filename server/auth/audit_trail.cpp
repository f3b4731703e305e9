#include "server/auth/audit_trail.hpp"

#include "core/base/bytes.hpp"
#include "platform/entropy.hpp"

namespace saduak::server {
namespace {

using platform::Statement;

constexpr std::string_view kInsert = "INSERT INTO audit_trail(id, at, actor, act, about, address, hash) VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kLast = "SELECT id, hash FROM audit_trail ORDER BY id DESC LIMIT 1";
constexpr std::string_view kPage = "SELECT id, at, actor, act, about, address, hash FROM audit_trail WHERE id < ? ORDER BY id DESC LIMIT ?";
constexpr std::string_view kAll = "SELECT id, at, actor, act, about, address, hash FROM audit_trail ORDER BY id";
constexpr std::string_view kExists = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'audit_trail'";
constexpr std::string_view kGuards = "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'audit_trail'";
constexpr std::int64_t kGuardCount = 3;

std::string hash_of(std::string_view previous, AuditEntry const& entry)
{
    std::string text;
    auto add = [&text](std::string_view part) { text += std::to_string(part.size()) + ":" + std::string(part); };
    add(previous);
    add(std::to_string(entry.id));
    add(std::to_string(entry.at.ms));
    for (std::string const* part : {&entry.actor, &entry.act, &entry.about, &entry.address}) add(*part);
    return platform::sha256_hex(text);
}

AuditEntry entry_of(Statement const& row) { return {row.integer(0), Instant{row.integer(1)}, row.text(2), row.text(3), row.text(4), row.text(5)}; }

// At a character's end: what is kept stays UTF-8.
void cut(std::string& text)
{
    if (text.size() <= kAuditTextMax) return;
    std::size_t size = kAuditTextMax;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
    text.resize(size);
    text += "…";
}

}  // namespace

Status append_audit(platform::Database& database, AuditEntry entry)
{
    cut(entry.about);
    SADUAK_TRY(Statement last, database.prepare(kLast));
    SADUAK_TRY(bool const any, last.step());
    std::string const previous = any ? last.text(1) : std::string();
    entry.id = any ? last.integer(0) + 1 : 1;
    last.reset();
    SADUAK_TRY(Statement insert, database.prepare(kInsert));
    insert.bind(1, entry.id).bind(2, entry.at.ms).bind(3, entry.actor).bind(4, entry.act).bind(5, entry.about).bind(6, entry.address);
    insert.bind(7, hash_of(previous, entry));
    return insert.run().map([](auto) {});
}

Result<std::vector<AuditEntry>> read_audit(platform::Database& database, std::int64_t before, std::size_t count)
{
    SADUAK_TRY(Statement rows, database.prepare(kPage));
    rows.bind(1, before > 0 ? before : INT64_MAX).bind(2, static_cast<std::int64_t>(count));
    std::vector<AuditEntry> entries;
    while (true) {
        SADUAK_TRY(bool const row, rows.step());
        if (!row) return entries;
        entries.push_back(entry_of(rows));
    }
}

Result<AuditReport> check_audit(platform::Database& database)
{
    AuditReport report;
    SADUAK_TRY(Statement exists, database.prepare(kExists));
    SADUAK_TRY(bool const counted, exists.step());
    if (!counted || exists.integer(0) == 0) return report;
    SADUAK_TRY(Statement guards, database.prepare(kGuards));
    SADUAK_TRY(bool const guarded, guards.step());
    if (!guarded || guards.integer(0) != kGuardCount) report.fault = "the triggers that keep the audit trail from changes were taken away";
    SADUAK_TRY(Statement rows, database.prepare(kAll));
    while (true) {
        SADUAK_TRY(bool const row, rows.step());
        if (!row) return report;
        AuditEntry const entry = entry_of(rows);
        std::string const expected = hash_of(report.head, entry);
        if (report.fault.empty() && entry.id != report.entries + 1)
            report.fault = "entry " + std::to_string(report.entries + 1) + " of the audit trail is missing";
        else if (report.fault.empty() && rows.text(6) != expected)
            report.fault = "entry " + std::to_string(entry.id) + " of the audit trail was changed, or one before it";
        report.entries = entry.id;
        report.head = rows.text(6);
    }
}

}  // namespace saduak::server
