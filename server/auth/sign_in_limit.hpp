// Slows down guessing: after a few failures somebody has to wait, longer each time.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "core/base/time.hpp"

namespace saduak::server {

class SignInLimit {
public:
    // How many failures cost nothing, how long the first pause is (each further one twice as long), and when all is forgotten.
    struct Pace {
        int free_failures;
        Millis first_pause;
        Millis pause_max;
        Millis forgotten_after;
    };
    static constexpr std::size_t kEntriesMax = 10'000;

    explicit SignInLimit(Pace pace) : pace_(pace) {}

    // How long `who` still has to wait; 0: go on.
    [[nodiscard]] Millis wait(std::string const& who, Instant now) const;
    void failed(std::string const& who, Instant now);
    void succeeded(std::string const& who);
    // As it was kept: from before a restart.
    void restore(std::string const& who, int failures, Instant last);
    [[nodiscard]] int failures(std::string const& who) const;

private:
    struct Entry {
        int failures = 0;
        Instant last;
    };
    void forget_old(Instant now);

    Pace pace_;
    std::map<std::string, Entry> entries_;
};

}  // namespace saduak::server
