// Virtual time and chance: everything in the world happens as an action at an instant, in an order that the seed alone decides.
#pragma once

#include <cstdint>
#include <cstdio>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/random.hpp"
#include "core/base/time.hpp"

namespace saduak::sim {

class Clockwork {
public:
    Clockwork(std::uint64_t seed, Instant start, bool verbose) : random_(seed), now_(start), verbose_(verbose) {}

    // True time, which nobody in the world has.
    [[nodiscard]] Instant now() const { return now_; }
    // Equal instants in the order of asking. `ms` >= 0.
    void after(std::int64_t ms, std::function<void()> action);
    // Does the next action. False: nothing is left to do.
    bool step();
    [[nodiscard]] std::int64_t steps() const { return steps_; }

    // Uniform, both ends included.
    [[nodiscard]] std::int64_t between(std::int64_t low, std::int64_t high);
    [[nodiscard]] std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_.below(bound)); }
    [[nodiscard]] bool chance(double p) { return p > 0 && random_.unit() < p; }
    [[nodiscard]] std::uint64_t draw() { return random_.next(); }
    // 32 hex digits that no other call gives.
    [[nodiscard]] std::string id32();
    [[nodiscard]] std::int64_t ids_drawn() const { return ids_; }

    // Something that must never be. The first one counts.
    void fault(std::string const& what);
    [[nodiscard]] std::optional<std::string> const& first_fault() const { return fault_; }
    // With --verbose: one line on what happens.
    template <class... Words>
    void tell(char const* format, Words... words)
    {
        if (!verbose_) return;
        std::printf("%s ", format_rfc3339(now_).c_str());
        std::printf(format, words...);
        std::printf("\n");
    }

private:
    struct Entry {
        Instant at;
        std::uint64_t order = 0;
        std::function<void()> action;
    };
    // A heap with the earliest on top.
    static bool later(Entry const& a, Entry const& b) { return a.at != b.at ? a.at > b.at : a.order > b.order; }

    Random random_;
    Instant now_;
    std::vector<Entry> agenda_;
    std::uint64_t order_ = 0;
    std::int64_t steps_ = 0;
    std::int64_t ids_ = 0;
    std::optional<std::string> fault_;
    bool verbose_;
};

}  // namespace saduak::sim
