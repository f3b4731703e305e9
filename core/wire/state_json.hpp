// A site's whole state as JSON text, for snapshots of it, and back.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/domain/state.hpp"

namespace saduak::wire {

inline constexpr std::size_t kStateMax = std::size_t{256} * 1024 * 1024;  // bytes; a busy day of 10,000 tickets has about 6 MB

// Equal states have equal texts.
[[nodiscard]] std::string encode_state(domain::SiteState const& state);
// Members that an older program did not know get their default. Errc::parse for anything else that does not fit.
[[nodiscard]] Result<domain::SiteState> decode_state(std::string_view text);

// Names the code that folds events into state, by 16 hex digits of the SHA-256 of its sources (cmake/FoldVersion.cmake). The same
// events may give another state in other code, also where its text can be read: such a snapshot is not used.
[[nodiscard]] std::string_view fold_version();

}  // namespace saduak::wire
