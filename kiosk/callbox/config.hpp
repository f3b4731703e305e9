// The call box's configuration (docs/KEYPADS.md).
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "drivers/keypad/input_device.hpp"
#include "drivers/keypad/key_map.hpp"
#include "platform/http_client.hpp"

namespace saduak::kiosk {

struct CallBoxConfig {
    platform::HttpServer server;
    std::string token;
    std::string site;
    std::string counter;
    drivers::PadSelector pad;
    drivers::KeyMap map;
    std::optional<char> letter;  // of numbers that are typed without one
};

// Errc::not_found, or parse naming the key. The mapping is read too. Paths start at the file's folder.
[[nodiscard]] Result<CallBoxConfig> load_callbox_config(std::filesystem::path const& file);

}  // namespace saduak::kiosk
