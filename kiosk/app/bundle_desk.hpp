// Bundles at this kiosk: which is in force, which has arrived, why the last one was refused. The screen's loop alone.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "kiosk/app/look.hpp"
#include "kiosk/bundle/bundle_fetcher.hpp"
#include "kiosk/text/fonts.hpp"

namespace saduak::kiosk {

class BundleDesk {
public:
    struct Adopted {
        Look look;
        Fonts fonts;
    };

    BundleDesk(KioskConfig const& config, std::filesystem::path data, std::string in_force)
        : config_(config), data_(std::move(data)), in_force_(std::move(in_force))
    {
    }

    // `tell`: in a thread of its own.
    void start(std::function<void(BundleEvent)> tell);
    void want(BundleOffer const& offer) { fetcher_->want(offer); }
    // True: fault() is another.
    bool heard(BundleEvent& event);

    [[nodiscard]] bool arrived() const { return !arrived_.empty(); }
    // Tries what has arrived: it is in force then, or refused; nothing is changed by one that cannot be used.
    [[nodiscard]] std::optional<Adopted> adopt();

    [[nodiscard]] std::string const& in_force() const { return in_force_; }
    [[nodiscard]] std::string const& fault() const { return fault_; }

private:
    [[nodiscard]] Result<Adopted> load(std::string const& sha256) const;
    void refuse(std::string const& sha256, std::string why);

    KioskConfig const& config_;
    std::filesystem::path data_;
    std::string in_force_;
    std::string arrived_;
    std::string fault_;
    std::unique_ptr<BundleFetcher> fetcher_;
};

}  // namespace saduak::kiosk
