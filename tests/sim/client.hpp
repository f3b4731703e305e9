// Staff by HTTP: a request goes to one of the servers, either way may lose it, and what is not answered is sent again with its
// key, perhaps to another server.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/sim/node.hpp"

namespace saduak::sim {

// What is wrong between browsers and servers.
struct HttpTrouble {
    double loses = 0;       // a request or an answer
    double duplicates = 0;  // a request that arrives twice
    std::int64_t latency_ms = 10;
};

class Client {
public:
    Client(Clockwork& clockwork, VirtualDatabase const& database, std::vector<std::unique_ptr<Node>>& nodes, HttpTrouble const& trouble,
           AgentId agent)
        : clockwork_(clockwork), database_(database), nodes_(nodes), trouble_(trouble), agent_(std::move(agent))
    {
    }

    // `done` is called once, with the durable answer, however long it takes.
    void ask(SiteId const& site, domain::CommandBody body, std::function<void(server::Done const&)> done);
    // The node that this person looks at now: any that is up. Null where none is.
    [[nodiscard]] Node* look() const;
    [[nodiscard]] AgentId const& agent() const { return agent_; }
    [[nodiscard]] std::size_t unanswered() const { return unanswered_; }

private:
    struct Asked {
        server::Submission submission;
        std::function<void(server::Done const&)> done;
        bool answered = false;
        std::string body;  // of the first answer
    };
    using AskedPtr = std::shared_ptr<Asked>;
    void attempt(AskedPtr const& asked);
    void deliver(AskedPtr const& asked, Node& node);
    void replied(AskedPtr const& asked, server::Reply const& reply);
    void answered(AskedPtr const& asked, server::Done const& done);

    Clockwork& clockwork_;
    VirtualDatabase const& database_;
    std::vector<std::unique_ptr<Node>>& nodes_;
    HttpTrouble const& trouble_;
    AgentId agent_;
    std::size_t unanswered_ = 0;
};

}  // namespace saduak::sim
