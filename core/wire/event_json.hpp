// The body of an event as the log's JSON text, and back.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/domain/event.hpp"

namespace saduak::wire {

inline constexpr std::size_t kEventBodyMax = std::size_t{1024} * 1024;  // bytes; a site's configuration is the longest

[[nodiscard]] std::string encode_body(domain::EventBody const& body);
// `type` is domain::type_name of it. Errc::parse for an unknown type or a body that does not fit it.
[[nodiscard]] Result<domain::EventBody> decode_body(std::string_view type, std::string_view text);

[[nodiscard]] std::string encode_site_config(domain::SiteConfig const& config);
[[nodiscard]] Result<domain::SiteConfig> decode_site_config(std::string_view text);

}  // namespace saduak::wire
