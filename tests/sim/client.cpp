#include "tests/sim/client.hpp"

#include <utility>

#include "core/base/overloaded.hpp"

namespace saduak::sim {

using namespace server;

constexpr std::int64_t kPatienceMs = 3'000;

void Client::ask(SiteId const& site, domain::CommandBody body, std::function<void(Done const&)> done)
{
    auto asked = std::make_shared<Asked>();
    std::string const key = clockwork_.id32();
    asked->submission =
        Submission{site, domain::Command{agent_, {}, std::move(body)}, {}, IdempotencyKey{"user:" + agent_.str(), key, "sha256 of " + key}};
    asked->done = std::move(done);
    ++unanswered_;
    attempt(asked);
}

Node* Client::look() const
{
    std::size_t const first = clockwork_.below(nodes_.size());
    for (std::size_t i = 0; i < nodes_.size(); ++i)
        if (Node* node = nodes_[(first + i) % nodes_.size()].get(); node->is_up()) return node;
    return nullptr;
}

void Client::attempt(AskedPtr const& asked)
{
    if (asked->answered) return;
    Node& node = *nodes_[clockwork_.below(nodes_.size())];
    deliver(asked, node);
    if (clockwork_.chance(trouble_.duplicates)) deliver(asked, node);
    clockwork_.after(kPatienceMs + clockwork_.between(0, 1'000), [this, asked] { attempt(asked); });
}

void Client::deliver(AskedPtr const& asked, Node& node)
{
    if (clockwork_.chance(trouble_.loses)) return;
    clockwork_.after(clockwork_.between(0, trouble_.latency_ms), [this, asked, &node] {
        node.submit(asked->submission, [this, asked](Reply const& reply) {
            if (clockwork_.chance(trouble_.loses)) return;
            clockwork_.after(clockwork_.between(0, trouble_.latency_ms), [this, asked, reply] { replied(asked, reply); });
        });
    });
}

void Client::replied(AskedPtr const& asked, Reply const& reply)
{
    std::visit(overloaded{
                   [&](Done const& done) { answered(asked, done); },
                   [&](Retry const&) {},  // patience sends it again
                   [&](KeyReused const&) { clockwork_.fault("the same request was taken for another one of its key"); },
                   [&](OutOfOrder const&) { clockwork_.fault("a request with a key was taken for a device's"); },
               },
               reply);
}

void Client::answered(AskedPtr const& asked, Done const& done)
{
    auto const* kept = database_.answer(*asked->submission.key);
    if (kept == nullptr) clockwork_.fault(agent_.str() + " got an answer that is not in the log");
    else if (kept->answer.ok != done.ok || kept->answer.body != done.body) clockwork_.fault(agent_.str() + " got another answer than the log's");
    if (asked->answered) {
        if (asked->body != done.body) clockwork_.fault(agent_.str() + " got two answers to one request");
        return;
    }
    asked->answered = true;
    asked->body = done.body;
    --unanswered_;
    asked->done(done);
}

}  // namespace saduak::sim
