// What the kiosk keeps of its server for a start without it: the site as it was told last, and the time. Used by one thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "kiosk/model.hpp"
#include "kiosk/offline/known_time.hpp"

namespace saduak::kiosk {

struct KeptSite {
    SiteOffer site;
    Instant heard_at;  // true time; unset: not known
};

// What keep_site wrote; nothing where there is none, or none that can be read.
[[nodiscard]] std::optional<KeptSite> kept_site(std::filesystem::path const& folder);
// `state` as the server pushed it. Durable when it returns.
[[nodiscard]] Status keep_site(std::filesystem::path const& folder, std::string const& state, Instant heard_at);

// Likewise; a file that cannot be read says that nothing is known.
[[nodiscard]] KnownTime::Kept kept_time(std::filesystem::path const& folder);
[[nodiscard]] Status keep_time(std::filesystem::path const& folder, KnownTime::Kept const& kept);

}  // namespace saduak::kiosk
