// What may have to be erased stands beside the log under a random key; events carry the key alone (DESIGN 5). It is kept by
// the append that carries the key, and goes with the append of its `erased` event. Store thread only; every call may block.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/base/bytes.hpp"
#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace saduak::server {

struct Erasable {
    SiteId site;
    ErasableKey key;
    std::string purpose;  // what it was given for
    Instant until;        // when that purpose ends at the latest
    Bytes ciphertext;     // the store does not hold the secret that opens it
};

inline constexpr std::size_t kEndedErasablesMax = 1000;

class ErasableStore {
public:
    virtual ~ErasableStore() = default;

    // Nothing for a key that was never kept, or was erased.
    [[nodiscard]] virtual Result<std::optional<Erasable>> erasable(SiteId const& site, ErasableKey const& key) = 0;
    // Those whose purpose has ended by `now`, at most kEndedErasablesMax, without their ciphertext: to be erased by commands.
    [[nodiscard]] virtual Result<std::vector<Erasable>> ended_erasables(Instant now) = 0;
};

}  // namespace saduak::server
