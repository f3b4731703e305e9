// Boost.JSON as a value codec, held to our limits: integers only, bounded depth and size, unknown keys refused where asked.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/parse_options.hpp>
#include <boost/json/value.hpp>

#include "core/base/result.hpp"

namespace saduak::wire {

inline constexpr std::size_t kJsonDepthMax = 16;

// For who runs a parser of their own. Whole numbers are the reader's own affair then.
[[nodiscard]] boost::json::parse_options json_limits();

// Errc::parse with what is wrong. UTF-8, at most `size_max` bytes, no deeper than kJsonDepthMax, whole numbers only.
[[nodiscard]] Result<boost::json::value> parse_value(std::string_view text, std::size_t size_max);
// The same for a text that must be one object.
[[nodiscard]] Result<boost::json::object> parse_object(std::string_view text, std::size_t size_max);

[[nodiscard]] std::string to_text(boost::json::value const& value);

}  // namespace saduak::wire
