// The engine over one EventStore: group commit on the host's store thread. Several engines may share one database: the
// site's head is the only lock, and who loses the race for it reads the log and decides again (DESIGN 5).
#pragma once

#include <memory>

#include "server/engine/engine.hpp"
#include "server/engine/engine_host.hpp"

namespace saduak::server {

struct EngineOptions {
    std::size_t waiting_max = 50'000;  // commands not yet answered; more are told to retry
    Millis retry_pause = seconds(1);   // between attempts to write after a failure
    Seq snapshot_every = 20'000;       // events of a site after which its state is kept for the next start; 0: never
    Millis erase_every = minutes(5);   // how often is looked for what must be erased now
    Millis follow_every{0};            // how often other engines' commits are looked for; 0: there are none
};

class RunningEngine : public Engine {
public:
    // Until it is called with null, commands get Retry with this reason (a literal): the disk has no room. What the engine itself has to
    // write goes on.
    virtual void hold_off(char const* reason) = 0;
    // The manual clock moved: look at deadlines again.
    virtual void clock_moved() = 0;
    // Takes nothing more, waits for the batch under way and stops the host. Commands not durable get Retry.
    virtual void stop() = 0;
};

// Takes every site from its newest snapshot and its log; one that cannot be folded leaves its site read-only, with its name in the log file, and the
// others live. To be destroyed on the engine's thread, after stop().
[[nodiscard]] Result<std::unique_ptr<RunningEngine>> start_engine(std::unique_ptr<EngineHost> host, std::unique_ptr<EventStore> store,
                                                                  EngineOptions options);

}  // namespace saduak::server
