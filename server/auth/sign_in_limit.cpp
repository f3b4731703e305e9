#include "server/auth/sign_in_limit.hpp"

#include <algorithm>

namespace saduak::server {

Millis SignInLimit::wait(std::string const& who, Instant now) const
{
    auto const found = entries_.find(who);
    if (found == entries_.end() || found->second.failures < pace_.free_failures) return Millis{0};
    int const doublings = std::min(found->second.failures - pace_.free_failures, 20);
    Millis const pause = std::min(pace_.first_pause * (std::int64_t{1} << doublings), pace_.pause_max);
    return std::max(found->second.last + pause - now, Millis{0});
}

void SignInLimit::failed(std::string const& who, Instant now)
{
    forget_old(now);
    Entry& entry = entries_[who];
    entry.failures += 1;
    entry.last = now;
}

void SignInLimit::succeeded(std::string const& who) { entries_.erase(who); }

void SignInLimit::restore(std::string const& who, int failures, Instant last) { entries_[who] = Entry{failures, last}; }

int SignInLimit::failures(std::string const& who) const
{
    auto const found = entries_.find(who);
    return found == entries_.end() ? 0 : found->second.failures;
}

void SignInLimit::forget_old(Instant now)
{
    std::erase_if(entries_, [&](auto const& entry) { return now - entry.second.last > pace_.forgotten_after; });
    // Full of fresh ones: somebody walks through names. Dropping all keeps memory bounded, at the cost of their pauses.
    if (entries_.size() >= kEntriesMax) entries_.clear();
}

}  // namespace saduak::server
