// The log's disk in memory: EventStore without SQL. Commits are whole and in order, as a database's are; what fails, when, and
// what of an unsynced write is left, the seed decides.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "server/store/event_store.hpp"
#include "tests/sim/clockwork.hpp"

namespace saduak::sim {

// What is wrong with one server's way to the disk.
struct StoreTrouble {
    bool full = false;
    double fails = 0;       // a call that does nothing but fail
    double sync_fails = 0;  // an append whose outcome nobody can know before the log is read again
    std::int64_t slow_ms = 5;
};

class VirtualDatabase {
public:
    enum class Servers { one, several };

    // With one server the engine alone sees to it that a stream's n or a key is decided once: where it fails to, that is a fault.
    // With several the database refuses the second: a lost race.
    VirtualDatabase(Clockwork& clockwork, Servers servers) : clockwork_(clockwork), servers_(servers) {}

    // Sees every committed row, once and in order.
    void watch(std::function<void(server::StoredEvent const&)> watcher) { watcher_ = std::move(watcher); }
    // What a server opens at its start. `trouble` outlives it.
    [[nodiscard]] std::unique_ptr<server::EventStore> open(StoreTrouble const& trouble);

    // For the checkers: what is durable now.
    [[nodiscard]] server::Answer const* answer(server::StreamPosition const& position) const;
    [[nodiscard]] server::EventStore::KeptAnswer const* answer(server::IdempotencyKey const& key) const;
    [[nodiscard]] std::vector<server::StoredEvent> const* log(SiteId const& site) const;

private:
    friend class VirtualStore;
    struct SiteLog {
        server::SiteHead head;
        std::vector<server::StoredEvent> rows;
    };
    struct Stream {
        server::EventStore::StreamInfo info;
        std::vector<server::Answer> answers;  // of n = 1, 2, ...
    };

    // One transaction. Returns the sites that lost.
    std::vector<SiteId> commit(server::Batch const& batch);
    [[nodiscard]] bool is_answered(server::StreamAnswer const& answer) const;
    [[nodiscard]] bool is_answered(server::KeyAnswer const& answer) const;
    // The server is gone or has given up, but its transaction may still come through: at once, or later where others go on.
    void resolve(server::Batch batch);

    Clockwork& clockwork_;
    Servers servers_;
    std::function<void(server::StoredEvent const&)> watcher_;
    std::map<SiteId, SiteLog> sites_;
    std::map<StreamId, Stream> streams_;
    std::map<std::pair<std::string, std::string>, server::EventStore::KeptAnswer> keys_;
};

}  // namespace saduak::sim
