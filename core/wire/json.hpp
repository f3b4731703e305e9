// Boost.JSON as a value codec, held to our limits: integers only, bounded depth and size, unknown keys refused where asked.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "core/base/result.hpp"

namespace saduak::wire {

inline constexpr std::size_t kJsonDepthMax = 16;

// Errc::parse with what is wrong. The text must be one object, UTF-8, at most `size_max` bytes, no deeper than kJsonDepthMax.
[[nodiscard]] Result<boost::json::object> parse_object(std::string_view text, std::size_t size_max);

[[nodiscard]] std::string to_text(boost::json::value const& value);

}  // namespace saduak::wire
