// The server's composition root: one I/O thread, the store thread, the metrics thread, two workers.
#pragma once

#include <memory>
#include <string>

#include "core/base/result.hpp"
#include "platform/net/stream.hpp"
#include "server/auth_config.hpp"
#include "server/backup/backup_schedule.hpp"
#include "server/data_files.hpp"
#include "server/http/cross_origin.hpp"

namespace saduak::server {

enum class ClockKind { system, manual };

struct AppConfig {
    DataFiles files;
    platform::Address http;
    platform::Address device;
    std::string web_root;  // the built pages
    ClockKind clock = ClockKind::system;
    BackupSchedule backups;
    CrossOrigin cross_origin;
    AuthConfig auth;
};

// From the command line over DIR/server.toml ([serve] http, device, web_root, backup_dir, backup_every, backup_keep, cors_origins) over the defaults
// 127.0.0.1:8080, :8081 and no backups.
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
[[nodiscard]] Result<AppConfig> load_app_config(DataFiles files, ServeArguments const& arguments);

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
