// The one writer: decides commands on the I/O thread, has batches made durable on the store thread, and only then
// answers and publishes (DESIGN 5). Everything here is called on the I/O thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/ids.hpp"
#include "core/domain/command.hpp"
#include "core/domain/rejection.hpp"
#include "core/domain/state.hpp"
#include "server/store/event_store.hpp"

namespace saduak::server {

struct Submission {
    SiteId site;
    domain::Command command;
    // At most one of the two: how a repeat is recognised.
    std::optional<StreamPosition> stream;
    std::optional<IdempotencyKey> key;
    // Kept beside the log with the events, where the command is accepted and its events name the key.
    std::optional<Erasable> erasable = {};
};

// Durable: decided now, or decided before and answered in the same words.
struct Done {
    bool ok = true;
    std::string body;  // JSON, see Answer
    Seq seq = 0;       // site's seq after it; 0 for a repeat
};
// The same key with another request.
struct KeyReused {};
// n is neither known nor the next one of its stream.
struct OutOfOrder {
    std::int64_t expected = 0;
};
// The store failed, or the engine is full or stopping: nothing was kept. Safe to send again.
struct Retry {
    std::string reason;
};
using Reply = std::variant<Done, KeyReused, OutOfOrder, Retry>;

// One site after a durable batch: told to views, metrics and devices.
struct Published {
    SiteId site;
    std::vector<StoredEvent> events;  // body and hash are empty here
};

class Engine {
public:
    virtual ~Engine() = default;

    // Queues a command; `done` is called once on the I/O thread, never before submit returns.
    virtual void submit(Submission submission, std::function<void(Reply)> done) = 0;
    // Highest n decided in a stream, before its first command: on the I/O thread, later.
    virtual void stream(StreamId stream, std::function<void(Result<std::optional<EventStore::StreamInfo>>)> done) = 0;
    // The durable state, for views. Null for an unknown site. Valid until the I/O thread returns to its loop.
    [[nodiscard]] virtual domain::SiteState const* state(SiteId const& site) const = 0;
    [[nodiscard]] virtual std::vector<SiteId> sites() const = 0;
    // The site whose ticket has this token; empty if none.
    [[nodiscard]] virtual SiteId site_of_token(std::string const& token_sha256) const = 0;
    // Whether the last batch was written. False: the server says so on /readyz and acknowledges nothing.
    [[nodiscard]] virtual bool healthy() const = 0;
    // Why no command is taken for now (the disk has no room); null: they are.
    [[nodiscard]] virtual char const* held_off() const = 0;
    // Why a site takes no commands: its log holds an event that cannot be applied. Nothing: it takes them.
    [[nodiscard]] virtual std::optional<std::string> read_only(SiteId const& site) const = 0;
    // Called on the I/O thread after each durable batch, once a site. Subscribers live as long as the engine.
    virtual void subscribe(std::function<void(Published const&)> subscriber) = 0;
    [[nodiscard]] virtual Instant now() const = 0;
};

}  // namespace saduak::server
