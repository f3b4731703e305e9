#include "tests/sim/clockwork.hpp"

#include <algorithm>
#include <utility>

namespace saduak::sim {

void Clockwork::after(std::int64_t ms, std::function<void()> action)
{
    agenda_.push_back({now_ + Millis{std::max<std::int64_t>(ms, 0)}, order_++, std::move(action)});
    std::push_heap(agenda_.begin(), agenda_.end(), later);
}

bool Clockwork::step()
{
    if (agenda_.empty()) return false;
    std::pop_heap(agenda_.begin(), agenda_.end(), later);
    Entry const next = std::move(agenda_.back());
    agenda_.pop_back();
    now_ = next.at;
    ++steps_;
    next.action();
    return true;
}

std::int64_t Clockwork::between(std::int64_t low, std::int64_t high)
{
    return low + static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(high - low + 1)));
}

std::string Clockwork::id32()
{
    std::string const digits = std::to_string(++ids_);
    return std::string(32 - digits.size(), '0') + digits;
}

void Clockwork::fault(std::string const& what)
{
    if (fault_) return;
    fault_ = format_rfc3339(now_) + ": " + what;
    tell("FAULT %s", what.c_str());
}

}  // namespace saduak::sim
