// Everything that this server sends out of itself: webhooks and citizens' messages (docs/OUTGOING.md), and the routes to them.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "platform/net.hpp"
#include "server/auth/accounts.hpp"
#include "server/engine/engine.hpp"
#include "server/http/route.hpp"
#include "server/notify/notify_config.hpp"
#include "server/notify/outgoing_thread.hpp"
#include "server/notify/watches.hpp"

namespace saduak::server {

struct OutgoingParts {
    Engine& engine;
    std::string const& secret;  // of the server
    std::filesystem::path file;
    OutgoingConfig config;
    OpenLog open_log;
    PostToIo post_to_io;
    std::function<std::vector<KioskSeen>()> kiosks;  // on the I/O thread
    // An administrator's act, for the audit trail; on the I/O thread.
    std::function<void(Actor const& actor, std::string act, std::string about)> note;
};

class Outgoing {
public:
    [[nodiscard]] static Result<std::unique_ptr<Outgoing>> start(OutgoingParts parts);
    virtual ~Outgoing() = default;

    // They live as long as this does.
    [[nodiscard]] virtual std::vector<Route> routes() = 0;
    // For ever; on the I/O thread.
    [[nodiscard]] virtual platform::Task<void> run() = 0;
    // Waits for what is being sent. What was not is kept.
    virtual void stop() = 0;
};

}  // namespace saduak::server
