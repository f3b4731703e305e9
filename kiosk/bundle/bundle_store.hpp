// The bundles that a kiosk keeps: DATA/bundles/SHA256/ with their files, and `current` naming the one in force and the one before it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace saduak::kiosk {

inline constexpr int kPictureMost_px = 2048;  // a side

// A PNG whose header says that it is no larger; nothing is unpacked for it. Errc::parse.
[[nodiscard]] Status check_picture(std::string_view png);

// Verifies the text against its hash and lays its files out, durably, beside those in force. The folder. Errc::parse: what is wrong; io, full.
[[nodiscard]] Result<std::filesystem::path> lay_out_bundle(std::filesystem::path const& data, std::string const& sha256, std::string_view text);
// The newest first, then the one before it; those whose folder is gone are left out.
[[nodiscard]] std::vector<std::string> kept_bundles(std::filesystem::path const& data);
[[nodiscard]] std::filesystem::path bundle_folder(std::filesystem::path const& data, std::string const& sha256);
// In one step that a power cut leaves done or undone; other bundles than it and the one before go.
[[nodiscard]] Status make_current(std::filesystem::path const& data, std::string const& sha256);

}  // namespace saduak::kiosk
