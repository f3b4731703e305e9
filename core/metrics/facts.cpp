#include "core/metrics/facts.hpp"

#include "core/base/assert.hpp"

namespace saduak::metrics {
namespace {

template <class Fact>
void append_all(std::vector<Fact>& to, std::vector<Fact> const& from)
{
    to.insert(to.end(), from.begin(), from.end());
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

bool Facts::empty() const { return segments.empty() && visits.empty() && ratings.empty() && flaws.empty(); }

void Facts::append(Facts const& more)
{
    append_all(segments, more.segments);
    append_all(visits, more.visits);
    append_all(ratings, more.ratings);
    append_all(flaws, more.flaws);
}

}  // namespace saduak::metrics
