// The log and what is written in the same transaction (DESIGN 5): a port, so that SQLite today and PostgreSQL
// later answer to the same contract tests. Called from the store thread only; every call may block.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/domain/event.hpp"
#include "server/store/erasable_store.hpp"
#include "server/store/snapshot_store.hpp"

namespace saduak::server {

// One command's place in a device's stream: (stream, n) is decided once.
struct StreamPosition {
    StreamId stream;
    std::int64_t n = 0;
};

// The key of an HTTP request, good for 24 h.
struct IdempotencyKey {
    std::string principal;
    std::string key;
    std::string request_sha256;  // hex
};

// What a command was answered: written with its events, so that a repeat gets the same words.
struct Answer {
    bool ok = true;
    std::string body;  // JSON: the result, or {"code","about"} of the rejection
};

// What one site adds in one batch, in order.
struct SiteAppend {
    SiteId site;
    Seq after = 0;  // the site's last seq that the engine knows of: lost race when it is not
    struct Entry {
        domain::Event event;
        std::optional<StreamPosition> stream;  // of the command that caused it
        std::string body = {};                 // as it stands in the log that it comes from; empty: a new event
    };
    std::vector<Entry> entries;
};
struct StreamAnswer {
    StreamPosition position;
    DeviceId device;
    SiteId site;
    Answer answer;
};
struct KeyAnswer {
    IdempotencyKey key;
    SiteId site;
    Instant at;
    Answer answer;
};
struct Batch {
    std::vector<SiteAppend> sites;  // ascending by site; an `erased` event takes the row of its key with it
    std::vector<StreamAnswer> stream_answers;
    std::vector<KeyAnswer> key_answers;
    std::vector<Erasable> erasables;  // to be kept, unless their site lost the race
};

struct StoredEvent {
    SiteId site;
    Seq seq = 0;
    domain::Event event;
    std::optional<StreamPosition> stream;
    std::string body;  // the JSON as it stands in the log: what the hash covers
    std::string hash;  // hex
};

struct SiteHead {
    SiteId site;
    Seq seq = 0;
    std::string hash;  // hex
};

class EventStore {
public:
    virtual ~EventStore() = default;

    // All or nothing, durable when it returns. Returns the sites that lost a race: their `after` was not their head, or
    // (where several servers share the database) a stream's n or a key was answered meanwhile. Those are left out with their
    // answers, the others are written. A site without entries only has its head compared. Errc::full, io, busy: nothing was
    // written, as far as is known.
    [[nodiscard]] virtual Result<std::vector<SiteId>> append(Batch const& batch) = 0;
    // Calls `each` for every event of the site with seq > after, in order; stops at the first error and returns it. Those that
    // left behind a checkpoint are not there: the first seq tells. An event is good until `each` returns.
    [[nodiscard]] virtual Status read(SiteId const& site, Seq after, std::function<Status(StoredEvent const&)> const& each) = 0;
    [[nodiscard]] virtual Result<std::vector<SiteHead>> heads() = 0;
    // Highest n decided in a stream and who owns it; nothing for a new one.
    struct StreamInfo {
        DeviceId device;
        SiteId site;
        std::int64_t high = 0;
    };
    [[nodiscard]] virtual Result<std::optional<StreamInfo>> stream(StreamId const& stream) = 0;
    [[nodiscard]] virtual Result<std::optional<Answer>> answer(StreamPosition const& position) = 0;
    // The stored answer for (principal, key), with the hash of its request.
    struct KeptAnswer {
        std::string request_sha256;
        Answer answer;
    };
    [[nodiscard]] virtual Result<std::optional<KeptAnswer>> answer(std::string const& principal, std::string const& key) = 0;
    // Every (principal, key) kept since `since`; older ones are deleted.
    [[nodiscard]] virtual Result<std::vector<std::pair<std::string, std::string>>> keys_since(Instant since) = 0;
    // Null: this store keeps none.
    [[nodiscard]] virtual SnapshotStore* snapshot_store() { return nullptr; }
    [[nodiscard]] virtual ErasableStore* erasable_store() { return nullptr; }
    // After a failed append: forget what was in flight and open the files anew (DESIGN 5: read the log, never assume).
    [[nodiscard]] virtual Status reopen() = 0;
    // Writes and syncs a few bytes that mean nothing: whether the disk takes writes.
    [[nodiscard]] virtual Status probe() = 0;
};

}  // namespace saduak::server
