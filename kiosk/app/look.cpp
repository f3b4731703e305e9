#include "kiosk/app/look.hpp"

#include <spdlog/spdlog.h>

#include "kiosk/bundle/bundle_store.hpp"

namespace saduak::kiosk {

Result<Look> load_look(KioskConfig const& config, std::filesystem::path const& bundle)
{
    auto const given = [&bundle](char const* name) {
        std::error_code missing;
        return !bundle.empty() && std::filesystem::is_regular_file(bundle / name, missing);
    };
    SADUAK_TRY(Theme theme, load_theme(given("theme.toml") ? bundle / "theme.toml" : config.assets / "theme.toml"));
    SADUAK_TRY(Messages messages, Messages::load(config.assets / "i18n"));
    if (!bundle.empty()) {
        SADUAK_TRY_STATUS(messages.amend(bundle));
    }
    std::string const template_wanted = given("ticket.toml") ? (bundle / "ticket.toml").string() : config.ticket_template;
    SADUAK_TRY(TicketTemplate design, load_template(template_wanted, config.assets));
    std::filesystem::path const logo = given("logo.png") ? bundle / "logo.png" : config.ticket_logo;
    if (!logo.empty()) {
        SADUAK_TRY_STATUS(set_logo(design, logo));
    }
    Settings settings = config.settings;
    if (given("settings.toml")) {
        SADUAK_TRY_STATUS(load_bundle_settings((bundle / "settings.toml").string(), settings));
    }
    return Look{std::move(theme), std::move(messages), std::move(design), std::move(settings)};
}

Result<Look> last_good_look(KioskConfig const& config, std::filesystem::path const& data, std::string& bundle)
{
    for (std::string const& sha256 : kept_bundles(data)) {
        auto look = load_look(config, bundle_folder(data, sha256));
        if (look) {
            bundle = sha256;
            return look;
        }
        spdlog::error("bundle_unusable sha256={}: {}", sha256, look.error().context);
    }
    return load_look(config, {});
}

}  // namespace saduak::kiosk
