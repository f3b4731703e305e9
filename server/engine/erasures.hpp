// Erases what is kept beside the log once its purpose has ended (DESIGN 5): by commands, so that the log tells of it.
#pragma once

#include <functional>

#include "server/engine/engine.hpp"
#include "server/engine/engine_host.hpp"
#include "server/store/event_store.hpp"

namespace saduak::server {

class Erasures {
public:
    // All must outlive it. `submit` hands a command to the engine; `every`: how often to look.
    Erasures(EventStore& store, EngineHost& host, Millis every, std::function<void(Submission)> submit)
        : store_(store), host_(host), every_(every), submit_(std::move(submit))
    {
    }

    // Looks from now on; engine's thread.
    void start();

private:
    void look_after(Millis pause);
    void erase(std::vector<Erasable> const& ended);

    EventStore& store_;
    EngineHost& host_;
    Millis every_;
    std::function<void(Submission)> submit_;
};

}  // namespace saduak::server
