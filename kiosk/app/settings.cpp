#include "kiosk/app/settings.hpp"

#include <fstream>

#include "kiosk/app/config_section.hpp"
#include "kiosk/staff_pin.hpp"

namespace saduak::kiosk {

namespace {

constexpr int kSaverMost_s = 24 * 3600;

}  // namespace

Status read_settings(toml::table const& root, Settings& settings)
{
    if (auto const language = root["kiosk"]["language"].value<std::string>()) {
        if (*language != "th" && *language != "en") return fail(Errc::parse, "kiosk.language must be th or en");
        settings.language = *language == "th" ? Lang::th : Lang::en;
    }
    Section staff(root, "staff");
    SADUAK_TRY(std::string const pin, staff.text("pin_hash", settings.pin));
    SADUAK_TRY_STATUS(staff.all_known());
    if (!pin.empty() && !is_pin_hash(pin)) return fail(Errc::parse, "staff.pin_hash must be what `saduak-kiosk pin` prints");
    Section saver(root, "screensaver");
    SADUAK_TRY(int const after_s, saver.value<int>("after_s", static_cast<int>(settings.screensaver_after.count / 1000)));
    SADUAK_TRY_STATUS(saver.all_known());
    if (after_s != 0 && (after_s < 60 || after_s > kSaverMost_s)) return fail(Errc::parse, "screensaver.after_s must be 0 (never) or 60 to 86400");
    settings.pin = pin;
    settings.screensaver_after = seconds(after_s);
    return {};
}

Status load_bundle_settings(std::string const& file, Settings& settings)
{
    try {
        toml::table const root = toml::parse_file(file);
        for (auto const& [key, node] : root)
            if (key != "kiosk" && key != "staff" && key != "screensaver")
                return fail(Errc::parse, "settings: unknown section " + std::string(key.str()));
        Section kiosk(root, "kiosk");
        static_cast<void>(kiosk.text("language"));  // read_settings reads it
        SADUAK_TRY_STATUS(kiosk.all_known());
        return read_settings(root, settings);
    } catch (toml::parse_error const& error) {  // toml++ has no other way to say it
        return fail(Errc::parse, "settings: " + std::string(error.description()));
    }
}

}  // namespace saduak::kiosk
