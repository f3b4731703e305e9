#include "core/metrics/facts.hpp"

#include <iterator>
#include <numeric>
#include <utility>

#include "core/base/assert.hpp"

namespace saduak::metrics {
namespace {

// Calls `each` with every list of `a` and the same list of `b`.
template <class A, class B, class Each>
void pairwise(A& a, B& b, Each const& each)
{
    auto const lists_a = a.lists();
    auto const lists_b = b.lists();
    auto const visit = [&]<std::size_t... I>(std::index_sequence<I...>) { (each(std::get<I>(lists_a), std::get<I>(lists_b)), ...); };
    visit(std::make_index_sequence<std::tuple_size_v<Facts::Counts>>());
}

}  // namespace

NameIndex Names::index_of(std::string_view name)
{
    auto const known = indices_.find(name);
    if (known != indices_.end()) return known->second;
    auto const index = static_cast<NameIndex>(texts_.size());
    texts_.emplace_back(name);
    indices_.emplace(std::string(name), index);
    return index;
}

std::string const& Names::text(NameIndex index) const
{
    SADUAK_ASSERT(index < texts_.size());
    return texts_[index];
}

Facts::Counts Facts::counts() const
{
    return std::apply([](auto const&... list) { return Counts{list.size()...}; }, lists());
}

std::size_t Facts::count() const
{
    Counts const each = counts();
    return std::accumulate(each.begin(), each.end(), std::size_t{0});
}

void Facts::append(Facts const& more)
{
    pairwise(*this, more, [](auto& to, auto const& from) { to.insert(to.end(), from.begin(), from.end()); });
}

Facts Facts::take_first(Counts const& counts)
{
    Facts taken;
    auto count = counts.begin();
    pairwise(*this, taken, [&](auto& from, auto& to) {
        auto const end = from.begin() + static_cast<std::ptrdiff_t>(*count++);
        to.assign(std::make_move_iterator(from.begin()), std::make_move_iterator(end));
        from.erase(from.begin(), end);
    });
    return taken;
}

}  // namespace saduak::metrics
