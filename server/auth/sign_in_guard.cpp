#include "server/auth/sign_in_guard.hpp"

#include <algorithm>

namespace saduak::server {
namespace {

std::string at(std::string_view name, std::string_view address) { return std::string(name) + "|" + std::string(address); }

}  // namespace

Millis SignInGuard::wait(std::string_view name, std::string_view address, bool with_code, Instant now) const
{
    Millis longest = by_name_at_address_.wait(at(name, address), now);
    if (!known_places_.contains(at(name, address))) longest = std::max(longest, by_name_.wait(std::string(name), now));
    if (with_code) longest = std::max(longest, by_code_.wait(std::string(name), now));
    return longest;
}

void SignInGuard::password_failed(std::string_view name, std::string_view address, Instant now)
{
    by_name_at_address_.failed(at(name, address), now);
    by_name_.failed(std::string(name), now);
}

void SignInGuard::code_failed(std::string_view name, Instant now) { by_code_.failed(std::string(name), now); }

void SignInGuard::succeeded(std::string_view name, std::string_view address)
{
    by_name_at_address_.succeeded(at(name, address));
    by_name_.succeeded(std::string(name));
    by_code_.succeeded(std::string(name));
    if (known_places_.size() >= kKnownPlacesMax) known_places_.clear();
    known_places_.insert(at(name, address));
}

SignInGuard::Kept SignInGuard::kept(std::string_view name) const
{
    return {by_name_.failures(std::string(name)), by_code_.failures(std::string(name))};
}

void SignInGuard::restore(std::string_view name, Kept kept, Instant last)
{
    if (kept.passwords > 0) by_name_.restore(std::string(name), kept.passwords, last);
    if (kept.codes > 0) by_code_.restore(std::string(name), kept.codes, last);
}

}  // namespace saduak::server
