#include "kiosk/link/site_memory.hpp"

#include <fstream>
#include <iterator>

#include "platform/durable_file.hpp"
#include "kiosk/link/server_text.hpp"

namespace saduak::kiosk {
namespace {

constexpr char const* kSiteName = "site";
constexpr char const* kTimeName = "time";

}  // namespace

std::optional<KeptSite> kept_site(std::filesystem::path const& folder)
{
    std::ifstream in(folder / kSiteName, std::ios::binary);
    KeptSite kept;
    if (!(in >> kept.heard_at.ms) || in.get() != '\n') return std::nullopt;
    std::string const state{std::istreambuf_iterator<char>(in), {}};
    Result<SiteOffer> site = parse_site(state);
    if (!site) return std::nullopt;
    kept.site = *std::move(site);
    return kept;
}

Status keep_site(std::filesystem::path const& folder, std::string const& state, Instant heard_at)
{
    return platform::write_durably(folder / kSiteName, std::to_string(heard_at.ms) + "\n" + state);
}

KnownTime::Kept kept_time(std::filesystem::path const& folder)
{
    std::ifstream in(folder / kTimeName);
    KnownTime::Kept kept;
    if (!(in >> kept.last.ms >> kept.skew.count)) return {};
    return kept;
}

Status keep_time(std::filesystem::path const& folder, KnownTime::Kept const& kept)
{
    return platform::write_durably(folder / kTimeName, std::to_string(kept.last.ms) + " " + std::to_string(kept.skew.count) + "\n");
}

}  // namespace saduak::kiosk
