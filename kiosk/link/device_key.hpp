// The key that the server gave in place of the configured one, in the kiosk's data folder (mode 0600). It is good for that configured
// key alone: a device that is enrolled again, and configured anew, begins with what its configuration says.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.hpp"

namespace saduak::kiosk {

// `configured` where nothing, or nothing that can be read, was kept.
[[nodiscard]] std::string key_in_use(std::filesystem::path const& folder, std::string const& configured);
// Durable before it returns: the server may refuse the old one as soon as the new one was shown.
[[nodiscard]] Status keep_key(std::filesystem::path const& folder, std::string const& configured, std::string const& key);

}  // namespace saduak::kiosk
