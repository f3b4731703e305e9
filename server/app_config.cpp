#include <array>
#include <filesystem>

#include "server/app.hpp"
#include "server/setup/toml_table.hpp"

namespace saduak::server {
namespace {

constexpr std::int32_t kBackupsKept = 14;
constexpr std::int32_t kBackupsKeptMax = 10'000;
constexpr std::int32_t kConnectionsMax = 100'000;
constexpr std::int32_t kPerMinuteMax = 10'000'000;
constexpr std::int32_t kAccessLogDaysMin = 90;  // Computer Crime Act B.E. 2550, section 26
constexpr std::int32_t kAccessLogDaysMax = 3'650;

// Tables that other parts of the server read for themselves.
constexpr std::array<std::string_view, 2> kReadElsewhere{"outgoing", "notify"};

Result<platform::Address> address_of(TomlTable& serve, std::string_view key, std::string const& argument, char const* usual)
{
    SADUAK_TRY(std::string text, serve.text_or(key, usual));
    if (!argument.empty()) text = argument;
    return platform::parse_address(text).map_error(in("--" + std::string(key)));
}

Result<BackupSchedule> backup_schedule(TomlTable& serve, ServeArguments const& arguments)
{
    BackupSchedule schedule;
    SADUAK_TRY(std::string folder, serve.text_or("backup_dir", ""));
    SADUAK_TRY(std::string every, serve.text_or("backup_every", "24h"));
    SADUAK_TRY(std::int64_t keep, serve.integer_within("backup_keep", kBackupsKept, 1, kBackupsKeptMax));
    if (!arguments.backup_dir.empty()) folder = arguments.backup_dir;
    if (!arguments.backup_every.empty()) every = arguments.backup_every;
    if (arguments.backup_keep != 0) keep = arguments.backup_keep;
    if (keep < 1 || keep > kBackupsKeptMax) return fail(Errc::invalid_argument, "backup_keep must be 1 to " + std::to_string(kBackupsKeptMax));
    SADUAK_TRY(schedule.every, parse_period(every).map_error(in("backup_every")));
    schedule.keep = static_cast<std::size_t>(keep);
    schedule.folder = std::move(folder);
    return schedule;
}

Status read_serve(TomlTable& serve, ServeArguments const& arguments, AppConfig& app)
{
    SADUAK_TRY(app.http, address_of(serve, "http", arguments.http, "127.0.0.1:8080"));
    SADUAK_TRY(app.device, address_of(serve, "device", arguments.device, "127.0.0.1:8081"));
    SADUAK_TRY(app.web_root, serve.text_or("web_root", SADUAK_WEB_DIR));
    if (!arguments.web_root.empty()) app.web_root = arguments.web_root;
    SADUAK_TRY(app.backups, backup_schedule(serve, arguments));
    SADUAK_TRY(std::vector<std::string> origins, serve.texts("cors_origins"));
    SADUAK_TRY(app.live.cross_origin, CrossOrigin::of(std::move(origins)).map_error(in("serve.cors_origins")));
    SADUAK_TRY(std::vector<std::string> const proxies, serve.texts("proxies"));
    SADUAK_TRY(app.live.http.proxies, platform::AddressSet::of(proxies).map_error(in("serve.proxies")));
    SADUAK_TRY(app.plain_http, serve.flag_or("plain_http", false));
    app.live.http.proxies_only = app.plain_http;
    if (app.plain_http && proxies.empty()) return serve.error("plain_http", "goes with proxies, the addresses that speak plain HTTP to this server");
    return {};
}

// As many at once as in 6 seconds.
Result<Allowance> allowance(TomlTable& limits, std::string_view key, Allowance usual)
{
    SADUAK_TRY(std::int64_t const per_minute, limits.integer_within(key, static_cast<std::int32_t>(usual.per_minute), 0, kPerMinuteMax));
    if (per_minute == usual.per_minute) return usual;
    return Allowance{std::max<std::int64_t>(1, per_minute / 10), per_minute};
}

Status read_limits(TomlTable& table, LiveConfig& live)
{
    HttpLimits& limits = live.http.limits;
    SADUAK_TRY(std::int32_t const connections, table.integer_within("connections", 16'384, 1, kConnectionsMax));
    SADUAK_TRY(std::int32_t const per_address, table.integer_within("connections_per_address", 1024, 1, kConnectionsMax));
    limits.connections = static_cast<std::size_t>(connections);
    limits.connections_per_address = static_cast<std::size_t>(per_address);
    SADUAK_TRY(limits.per_address, allowance(table, "requests_per_minute", limits.per_address));
    SADUAK_TRY(limits.per_token, allowance(table, "token_requests_per_minute", limits.per_token));
    SADUAK_TRY(limits.writes_without_sign_in, allowance(table, "unsigned_writes_per_minute", limits.writes_without_sign_in));
    SADUAK_TRY(limits.count_this_machine, table.flag_or("count_this_machine", false));
    SADUAK_TRY(live.housekeeping.disk.warn_mb, table.integer_within("disk_warn_mb", 500, 0, 1'000'000));
    SADUAK_TRY(live.housekeeping.disk.floor_mb, table.integer_within("disk_floor_mb", 50, 0, 1'000'000));
    if (live.housekeeping.disk.floor_mb > live.housekeeping.disk.warn_mb) return table.error("disk_floor_mb", "is above disk_warn_mb");
    return {};
}

Status read_tls(TomlTable& table, std::filesystem::path const& folder, LiveConfig& live)
{
    SADUAK_TRY(std::string const certificate, table.text_or("certificate", ""));
    SADUAK_TRY(std::string const key, table.text_or("key", ""));
    if (certificate.empty() != key.empty()) return table.error("certificate", "and key go together");
    if (certificate.empty()) return {};
    live.certificate = folder / certificate;  // an absolute path stays as it is
    live.key = folder / key;
    return {};
}

Status read_log(TomlTable& table, AppConfig& app)
{
    SADUAK_TRY(std::string const format, table.text_or("format", "text"));
    SADUAK_TRY(app.live.log_level, table.text_or("level", "info"));
    SADUAK_TRY(app.access_log, table.flag_or("access", true));
    if (format != "text" && format != "json") return table.error("format", "is text or json");
    for (std::string_view const known : {"debug", "info", "warn", "error"})
        if (app.live.log_level == known) {
            app.log_json = format == "json";
            return {};
        }
    return table.error("level", "is debug, info, warn or error");
}

Status read_retention(TomlTable& table, LiveConfig& live)
{
    SADUAK_TRY(live.housekeeping.access_log_days, table.integer_within("access_log_days", kAccessLogDaysMin, kAccessLogDaysMin, kAccessLogDaysMax));
    return {};
}

// Reads the named table where it is there, an empty one otherwise, and is told of every key that nobody asked for.
template <class Read>
Status section(TomlTable& whole, toml::table const& none, std::string const& file, std::string_view name, Read read)
{
    if (!whole.has(name)) {
        TomlTable empty(none, file, std::string(name));
        return read(empty);
    }
    SADUAK_TRY(TomlTable table, whole.table(name));
    SADUAK_TRY_STATUS(read(table));
    return table.finish();
}

}  // namespace

Result<AppConfig> load_app_config(DataFiles files, ServeArguments const& arguments)
{
    std::string const file = arguments.config.empty() ? files.server_config() : arguments.config;
    bool const there = std::filesystem::exists(file);
    if (!arguments.config.empty() && !there) return fail(Errc::not_found, "no configuration file " + file);
    toml::table const none;
    toml::table parsed;
    if (there) {
        SADUAK_TRY(std::string const text, read_toml_text(file));
        SADUAK_TRY(parsed, parse_toml(text, file));
    }
    AppConfig app;
    app.files = std::move(files);
    app.arguments = arguments;
    TomlTable whole(parsed, file, "");
    std::filesystem::path const folder = std::filesystem::path(file).parent_path();
    SADUAK_TRY_STATUS(section(whole, none, file, "serve", [&](TomlTable& table) { return read_serve(table, arguments, app); }));
    SADUAK_TRY_STATUS(section(whole, none, file, "limits", [&](TomlTable& table) { return read_limits(table, app.live); }));
    SADUAK_TRY_STATUS(section(whole, none, file, "tls", [&](TomlTable& table) { return read_tls(table, folder, app.live); }));
    SADUAK_TRY_STATUS(section(whole, none, file, "log", [&](TomlTable& table) { return read_log(table, app); }));
    SADUAK_TRY_STATUS(section(whole, none, file, "retention", [&](TomlTable& table) { return read_retention(table, app.live); }));
    SADUAK_TRY_STATUS(section(whole, none, file, "auth", [&](TomlTable& table) { return read_auth(table, app.auth); }));
    SADUAK_TRY_STATUS(section(whole, none, file, "oidc", [&](TomlTable& table) { return read_oidc(table, folder, app.auth); }));
    for (std::string_view const other : kReadElsewhere) static_cast<void>(whole.has(other));
    SADUAK_TRY_STATUS(whole.finish());
    SADUAK_TRY(app.outgoing, read_outgoing_config(file));
    if (arguments.clock == "manual") app.clock = ClockKind::manual;
    return app;
}

}  // namespace saduak::server
