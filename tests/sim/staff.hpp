// The people at the counters and at the reception: they look at what a server shows them, perhaps late, and press something.
#pragma once

#include <memory>
#include <vector>

#include "tests/sim/client.hpp"
#include "tests/sim/papers.hpp"

namespace saduak::sim {

class Staff {
public:
    // `counter` empty: at the reception. `papers` outlives it.
    Staff(Clockwork& clockwork, Client client, SiteId site, CounterId counter, Papers const& papers);

    void begin() { think(); }
    // From now on they do what serves everybody, and nothing else.
    void be_diligent() { diligent_ = true; }
    [[nodiscard]] std::size_t unanswered() const { return client_.unanswered(); }

private:
    void think();
    void act();

    Clockwork& clockwork_;
    Client client_;
    SiteId site_;
    CounterId counter_;
    Papers const& papers_;
    bool diligent_ = false;
};

}  // namespace saduak::sim
