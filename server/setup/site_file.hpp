// The site file: what an administrator writes in TOML becomes a domain::SiteConfig (docs/SITE_FILE.md describes it).
// Nothing is guessed: an unknown key, a missing one or one of the wrong kind is an error that names file, line and key.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/domain/site_config.hpp"

namespace saduak::server {

// `name` stands for the text in errors, "hall.toml:12: service[2].prefix: must be text", and is the path from which the files that it
// names are found; calendars named without a path are in the folder `calendar` of `assets`.
// Errc::parse: not TOML, or not a site; Errc::invalid_argument: a site that domain::validate refuses.
[[nodiscard]] Result<domain::SiteConfig> parse_site_file(std::string_view text, std::string const& name, std::filesystem::path const& assets);

// Also Errc::not_found and Errc::io. Reads at most 1 MiB.
[[nodiscard]] Result<domain::SiteConfig> read_site_file(std::string const& path, std::filesystem::path const& assets);

}  // namespace saduak::server
