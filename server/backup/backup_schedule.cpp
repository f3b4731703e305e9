#include "server/backup/backup_schedule.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace saduak::server {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kBefore = "saduak-";
constexpr std::string_view kAfter = ".backup";

Result<std::vector<Instant>> backups_in(fs::path const& folder)
{
    std::vector<Instant> made;
    std::error_code error;
    for (auto const& entry : fs::directory_iterator(folder, error))
        if (auto const at = backup_time(entry.path().filename().string())) made.push_back(*at);
    if (error) return fail(Errc::not_found, "the backup folder " + folder.string() + " cannot be read: " + error.message());
    std::sort(made.begin(), made.end());
    return made;
}

}  // namespace

Result<Millis> parse_period(std::string_view text)
{
    auto const wrong = [&] { return fail(Errc::invalid_argument, "\"" + std::string(text) + "\" is no period: write for example 30m, 6h or 1d"); };
    std::int64_t count = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc() || end + 1 != text.data() + text.size() || count < 1 || count > 100'000) return wrong();
    Millis const period = *end == 'm' ? minutes(count) : *end == 'h' ? hours(count) : *end == 'd' ? hours(24 * count) : Millis{0};
    if (period < minutes(1) || period > hours(24 * 31)) return wrong();
    return period;
}

std::string backup_name(Instant at)
{
    std::string const text = format_rfc3339(at);  // 2026-11-21T03:25:41.123Z
    std::string compact;
    for (char const c : text.substr(0, 19))
        if (c != '-' && c != ':') compact += c;
    return std::string(kBefore) + compact + "Z" + std::string(kAfter);
}

std::optional<Instant> backup_time(std::string_view name)
{
    constexpr std::string_view kPattern = "20000101T000000Z";
    if (name.size() != kBefore.size() + kPattern.size() + kAfter.size()) return std::nullopt;
    if (!name.starts_with(kBefore) || !name.ends_with(kAfter)) return std::nullopt;
    std::string_view const t = name.substr(kBefore.size(), kPattern.size());
    std::string text;
    for (std::size_t i = 0; i < t.size(); ++i) {
        if (i == 4 || i == 6) text += '-';
        if (i == 11 || i == 13) text += ':';
        text += t[i];
    }
    auto const at = parse_rfc3339(text);
    if (!at) return std::nullopt;
    return *at;
}

Instant next_backup(std::vector<Instant> const& made, Millis every, Instant now)
{
    if (made.empty() || made.back() > now) return now;
    return std::max(now, made.back() + every);
}

Result<std::optional<BackupReport>> run_due_backup(DataFiles const& data, BackupSchedule const& schedule, Instant now)
{
    SADUAK_TRY(std::vector<Instant> made, backups_in(schedule.folder));
    if (next_backup(made, schedule.every, now) > now) return std::nullopt;
    SADUAK_TRY(BackupReport report, make_backup(data, schedule.folder / backup_name(now), Overwrite::no, {}));
    made.push_back(now);
    std::sort(made.begin(), made.end());
    for (std::size_t i = 0; i + schedule.keep < made.size(); ++i) {
        std::error_code ignored;
        fs::remove(schedule.folder / backup_name(made[i]), ignored);
    }
    return report;
}

}  // namespace saduak::server
