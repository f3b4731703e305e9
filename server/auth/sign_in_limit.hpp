// Slows down the guessing of passwords: after a few failures a name from an address has to wait, twice as long each time.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "core/base/time.hpp"

namespace saduak::server {

class SignInLimit {
public:
    static constexpr int kFreeFailures = 5;
    static constexpr Millis kWaitMax = minutes(5);
    static constexpr Millis kForgottenAfter = minutes(30);
    static constexpr std::size_t kEntriesMax = 10'000;

    // How long `who` still has to wait; 0: go on.
    [[nodiscard]] Millis wait(std::string const& who, Instant now) const;
    void failed(std::string const& who, Instant now);
    void succeeded(std::string const& who);

private:
    struct Entry {
        int failures = 0;
        Instant last;
    };
    void forget_old(Instant now);

    std::map<std::string, Entry> entries_;
};

}  // namespace saduak::server
