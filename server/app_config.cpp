#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "server/app.hpp"

namespace saduak::server {
namespace {

constexpr char const* kDefaultHttp = "127.0.0.1:8080";
constexpr char const* kDefaultDevice = "127.0.0.1:8081";
constexpr std::array<std::string_view, 7> kServeKeys{"http", "device", "web_root", "backup_dir", "backup_every", "backup_keep", "cors_origins"};
constexpr std::int64_t kBackupsKept = 14;
constexpr std::int64_t kBackupsKeptMax = 10'000;

Result<std::string> text_of(toml::table const& serve, std::string const& file, char const* key, std::string fallback)
{
    auto const node = serve[key];
    if (!node) return fallback;
    if (auto const text = node.value<std::string>()) return *text;
    return fail(Errc::parse, file + ": serve." + key + " must be text");
}

Result<BackupSchedule> backup_schedule(toml::table const& serve, std::string const& file, ServeArguments const& arguments)
{
    BackupSchedule schedule;
    SADUAK_TRY(std::string folder, text_of(serve, file, "backup_dir", ""));
    SADUAK_TRY(std::string every, text_of(serve, file, "backup_every", "24h"));
    auto const node = serve["backup_keep"];
    if (node && !node.is_integer()) return fail(Errc::parse, file + ": serve.backup_keep must be a whole number");
    std::int64_t keep = node.value_or(kBackupsKept);
    if (!arguments.backup_dir.empty()) folder = arguments.backup_dir;
    if (!arguments.backup_every.empty()) every = arguments.backup_every;
    if (arguments.backup_keep != 0) keep = arguments.backup_keep;
    if (keep < 1 || keep > kBackupsKeptMax) return fail(Errc::invalid_argument, "backup_keep must be 1 to " + std::to_string(kBackupsKeptMax));
    SADUAK_TRY(schedule.every, parse_period(every).map_error(in("backup_every")));
    schedule.keep = static_cast<std::size_t>(keep);
    schedule.folder = std::move(folder);
    return schedule;
}

Result<CrossOrigin> cross_origin(toml::table const& serve, std::string const& file)
{
    auto const node = serve["cors_origins"];
    if (node && !node.is_array()) return fail(Errc::parse, file + ": serve.cors_origins must be a list of origins");
    std::vector<std::string> origins;
    if (auto const* list = node.as_array())
        for (auto const& item : *list) {
            auto const text = item.value<std::string>();
            if (!text) return fail(Errc::parse, file + ": serve.cors_origins must be a list of origins");
            origins.push_back(*text);
        }
    return CrossOrigin::of(std::move(origins)).map_error(in(file + ": serve.cors_origins"));
}

Result<toml::table> read_config(std::string const& file)
{
    if (!std::filesystem::exists(file)) return toml::table{};
    toml::table config;
    try {
        config = toml::parse_file(file);
    } catch (toml::parse_error const& error) {
        return fail(Errc::parse, file + ":" + std::to_string(error.source().begin.line) + ": " + std::string(error.description()));
    }
    for (auto const& [section, node] : config) {
        if (node.is_table() && (section.str() == "auth" || section.str() == "oidc")) continue;  // read_auth_config() is as strict
        if (section.str() != "serve" || !node.is_table()) return fail(Errc::parse, file + ": unknown entry \"" + std::string(section.str()) + "\"");
        for (auto const& [key, value] : *node.as_table())
            if (std::find(kServeKeys.begin(), kServeKeys.end(), key.str()) == kServeKeys.end())
                return fail(Errc::parse, file + ": unknown entry serve." + std::string(key.str()));
    }
    return config;
}

}  // namespace

Result<AppConfig> load_app_config(DataFiles files, ServeArguments const& arguments)
{
    std::string const file = arguments.config.empty() ? files.server_config() : arguments.config;
    if (!arguments.config.empty() && !std::filesystem::exists(file)) return fail(Errc::not_found, "no configuration file " + file);
    SADUAK_TRY(toml::table const config, read_config(file));
    toml::table const none;
    toml::table const& serve = config["serve"].is_table() ? *config["serve"].as_table() : none;

    AppConfig app;
    app.files = std::move(files);
    SADUAK_TRY(std::string http, text_of(serve, file, "http", kDefaultHttp));
    SADUAK_TRY(std::string device, text_of(serve, file, "device", kDefaultDevice));
    SADUAK_TRY(app.web_root, text_of(serve, file, "web_root", SADUAK_WEB_DIR));
    if (!arguments.http.empty()) http = arguments.http;
    if (!arguments.device.empty()) device = arguments.device;
    if (!arguments.web_root.empty()) app.web_root = arguments.web_root;
    SADUAK_TRY(app.http, platform::parse_address(http).map_error(in("--http")));
    SADUAK_TRY(app.device, platform::parse_address(device).map_error(in("--device")));
    SADUAK_TRY(app.backups, backup_schedule(serve, file, arguments));
    SADUAK_TRY(app.cross_origin, cross_origin(serve, file));
    SADUAK_TRY(app.auth, read_auth_config(config, file));
    if (arguments.clock == "manual") app.clock = ClockKind::manual;
    return app;
}

}  // namespace saduak::server
