// The server's composition root: one I/O thread, the store thread, the metrics thread, two workers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "platform/net/stream.hpp"
#include "server/auth_config.hpp"
#include "server/backup/backup_schedule.hpp"
#include "server/data_files.hpp"
#include "server/http/cross_origin.hpp"
#include "server/http/http_policy.hpp"
#include "server/notify/notify_config.hpp"
#include "server/ops/housekeeping.hpp"

namespace saduak::server {

enum class ClockKind { system, manual };

// From the command line. What is empty is as DIR/server.toml says (docs/SERVER.md).
struct ServeArguments {
    std::string config;  // file; empty: DIR/server.toml where it is
    std::string http;
    std::string device;
    std::string web_root;
    std::string clock = "system";
    std::string backup_dir;
    std::string backup_every;
    std::int64_t backup_keep = 0;  // 0: as configured
};

// What may change while the server runs, by SIGHUP.
struct LiveConfig {
    HttpPolicy http;
    CrossOrigin cross_origin;
    HousekeepingRules housekeeping;
    std::filesystem::path certificate;  // of an administrator; empty: the server's own
    std::filesystem::path key;
    std::string log_level = "info";
};

struct AppConfig {
    DataFiles files;
    ServeArguments arguments;  // to read it again
    platform::Address http;
    platform::Address device;
    bool plain_http = false;  // on an open address, for declared proxies alone
    std::string web_root;     // the built pages
    ClockKind clock = ClockKind::system;
    BackupSchedule backups;
    OutgoingConfig outgoing;
    bool log_json = false;
    bool access_log = true;
    AuthConfig auth;
    LiveConfig live;
};

// Errc::parse and invalid_argument name the file and the key.
[[nodiscard]] Result<AppConfig> load_app_config(DataFiles files, ServeArguments const& arguments);
// Whether the server could start with it: certificates, folders and ports are tried. One line for each thing, "ok …" or "wrong …".
struct ConfigCheck {
    bool ok = true;
    std::vector<std::string> lines;
};
[[nodiscard]] ConfigCheck check_config(AppConfig const& config);

class App {
public:
    // Locks the data folder, loads the log, opens the ports. Errors say what to do.
    [[nodiscard]] static Result<std::unique_ptr<App>> create(AppConfig config);
    virtual ~App() = default;

    // {"http": "http://127.0.0.1:8080", "device": "127.0.0.1:8081", "fingerprint": …} with the ports in force.
    [[nodiscard]] virtual std::string addresses_json() const = 0;
    // Serves until SIGTERM or SIGINT, then closes its connections and returns 0. What was answered is durable; who got no answer asks again.
    [[nodiscard]] virtual Result<int> run() = 0;
};

}  // namespace saduak::server
