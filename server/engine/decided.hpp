// Commands on their way: asked, decided, and waiting for their batch.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "server/engine/engine.hpp"
#include "server/store/event_store.hpp"

namespace saduak::server {

struct Request {
    Submission submission;
    std::function<void(Reply)> done;
    int attempts = 0;  // races for the site's head that were lost
};

struct Decided {
    Request request;
    std::vector<std::function<void(Reply)>> repeats;  // the same command again, before it was durable
    Answer answer;
    Seq after = 0;  // the site's seq before it
    Seq seq = 0;    // and after it; 0: rejected
    std::vector<domain::Event> events;

    [[nodiscard]] SiteId const& site() const { return request.submission.site; }
};

struct Group {
    std::vector<Decided> commands;
    Batch batch;  // made of them when it is written
};

// As the store takes them; their events move into it. A command without events names its site's head too: its answer is one
// of that state and no other.
[[nodiscard]] Batch make_batch(std::vector<Decided>& commands, Instant now);

// What the server knows and whoever asks does not: how many are ahead of a new ticket, and how long that takes.
void fill_in(domain::SiteState const& state, domain::Command& command);

[[nodiscard]] std::size_t key_hash(std::string const& principal, std::string const& key);
[[nodiscard]] inline std::size_t key_hash(IdempotencyKey const& key) { return key_hash(key.principal, key.key); }

}  // namespace saduak::server
