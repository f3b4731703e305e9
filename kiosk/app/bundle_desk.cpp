#include "kiosk/app/bundle_desk.hpp"

#include <spdlog/spdlog.h>

#include "kiosk/bundle/bundle_store.hpp"

namespace saduak::kiosk {

void BundleDesk::start(std::function<void(BundleEvent)> tell)
{
    fetcher_ = std::make_unique<BundleFetcher>(BundleFetcher::From{config_.url, config_.url_fingerprint}, data_, in_force_, std::move(tell));
}

bool BundleDesk::heard(BundleEvent& event)
{
    if (auto* arrived = std::get_if<BundleArrived>(&event)) {
        arrived_ = std::move(arrived->sha256);
        return false;
    }
    auto& refused = std::get<BundleRefused>(event);
    refuse(refused.sha256, std::move(refused.why));
    return true;
}

std::optional<BundleDesk::Adopted> BundleDesk::adopt()
{
    std::string const sha256 = std::exchange(arrived_, {});
    auto adopted = load(sha256);
    if (!adopted) {
        fetcher_->refuse(sha256);
        refuse(sha256, adopted.error().context);
        return std::nullopt;
    }
    in_force_ = sha256;
    fault_.clear();
    spdlog::info("bundle_taken sha256={}", sha256);
    return *std::move(adopted);
}

// Fonts last before it counts: a theme may name a family that this machine lacks.
Result<BundleDesk::Adopted> BundleDesk::load(std::string const& sha256) const
{
    SADUAK_TRY(Look look, load_look(config_, bundle_folder(data_, sha256)));
    SADUAK_TRY(Fonts fonts, Fonts::open(look.theme.family, look.messages.scripts()));
    SADUAK_TRY_STATUS(make_current(data_, sha256));
    return Adopted{std::move(look), std::move(fonts)};
}

void BundleDesk::refuse(std::string const& sha256, std::string why)
{
    fault_ = std::move(why);
    spdlog::error("bundle_refused sha256={}: {}", sha256, fault_);
}

}  // namespace saduak::kiosk
