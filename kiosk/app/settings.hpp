// What an administrator may set in the configuration and, before it, in the site's bundle (docs/DEVICES.md).
#pragma once

#include <string>

#include <toml++/toml.h>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "kiosk/text/languages.hpp"

namespace saduak::kiosk {

struct Settings {
    Lang language = Lang::th;             // what the screen goes back to
    std::string pin;                      // of staff, hashed (kiosk/staff_pin.hpp); empty: none
    Millis screensaver_after = Millis{};  // without a touch; 0: never
};

// Changes what `root` names: kiosk.language, [staff] and [screensaver]. Errc::parse names the key.
[[nodiscard]] Status read_settings(toml::table const& root, Settings& settings);
// The settings.toml of a bundle: those sections and nothing else.
[[nodiscard]] Status load_bundle_settings(std::string const& file, Settings& settings);

}  // namespace saduak::kiosk
