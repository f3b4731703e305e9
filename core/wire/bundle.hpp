// What an administrator gives a site's kiosks, as one text: theme, texts, ticket and settings (docs/PROTOCOL.md). Nothing in it is packed, so that
// what is told of its size is all that there is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace saduak::wire {

inline constexpr std::size_t kBundleMax = std::size_t{4} << 20U;  // bytes, with everything
inline constexpr std::size_t kBundleFilesMax = 32;

struct BundleFile {
    std::string name;
    std::string bytes;

    bool operator==(BundleFile const&) const = default;
};

// theme.toml, ticket.toml, settings.toml, logo.png and kiosk.LANGUAGE.json: no paths, nothing else.
[[nodiscard]] bool is_bundle_name(std::string_view name);
// Errc::invalid_argument: a name that is none or stands twice, no file, or too much.
[[nodiscard]] Result<std::string> pack_bundle(std::vector<BundleFile> const& files);
// Errc::parse: not a bundle, cut short, longer than it says, or not what pack_bundle makes.
[[nodiscard]] Result<std::vector<BundleFile>> unpack_bundle(std::string_view text);

}  // namespace saduak::wire
