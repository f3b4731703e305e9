// Gets the bundle that the server told of, in a thread of its own: HTTP, hash, lay-out. Whether it can be used, the kiosk tries when at rest.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "kiosk/model.hpp"

namespace saduak::kiosk {

struct BundleArrived {
    std::string sha256;
};
struct BundleRefused {
    std::string sha256;
    std::string why;
};
using BundleEvent = std::variant<BundleArrived, BundleRefused>;

inline constexpr Millis kRefusedAgainAfter = minutes(60);  // the same bundle
inline constexpr Millis kFetchAgainAfter = seconds(30);    // the server could not be reached

class BundleFetcher {
public:
    struct From {
        std::string url;          // empty: every bundle is refused
        std::string fingerprint;  // of its certificate; empty: the machine's authorities
    };
    // `in_force`: the hash of the bundle that the kiosk has; empty: none. `tell` is called in the fetcher's thread.
    BundleFetcher(From from, std::filesystem::path data, std::string in_force, std::function<void(BundleEvent)> tell);
    // Waits for a transfer under way, 20 s at most.
    ~BundleFetcher();
    BundleFetcher(BundleFetcher const&) = delete;
    BundleFetcher& operator=(BundleFetcher const&) = delete;

    void want(BundleOffer const& offer);
    // It arrived and could not be used.
    void refuse(std::string const& sha256);

private:
    struct Failure {
        bool for_good = false;  // its content, not the way to it
        std::string why;
    };
    void run();
    [[nodiscard]] std::optional<Failure> fetch(BundleOffer const& offer) const;

    From from_;
    std::filesystem::path data_;
    std::function<void(BundleEvent)> tell_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<BundleOffer> wanted_;
    std::string had_;  // arrived, or in force
    std::map<std::string, Instant> not_before_;
    bool stop_ = false;
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace saduak::kiosk
