#include "kiosk/bundle/bundle_fetcher.hpp"

#include <chrono>

#include "core/wire/bundle.hpp"
#include "kiosk/bundle/bundle_store.hpp"
#include "platform/clock.hpp"
#include "platform/http_client.hpp"

namespace saduak::kiosk {

namespace {

constexpr Millis kTransferMost = seconds(20);
constexpr std::size_t kRefusalsKept = 100;

}  // namespace

BundleFetcher::BundleFetcher(From from, std::filesystem::path data, std::string in_force, std::function<void(BundleEvent)> tell)
    : from_(std::move(from)), data_(std::move(data)), tell_(std::move(tell)), had_(std::move(in_force)), thread_([this] { run(); })
{
}

BundleFetcher::~BundleFetcher()
{
    {
        std::lock_guard const lock(mutex_);
        stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void BundleFetcher::want(BundleOffer const& offer)
{
    {
        std::lock_guard const lock(mutex_);
        if (wanted_ == offer) return;
        wanted_ = offer;
    }
    changed_.notify_all();
}

void BundleFetcher::refuse(std::string const& sha256)
{
    std::lock_guard const lock(mutex_);
    not_before_[sha256] = platform::monotonic_now() + kRefusedAgainAfter;
    if (had_ == sha256) had_.clear();
}

void BundleFetcher::run()
{
    std::unique_lock lock(mutex_);
    while (!stop_) {
        Instant const now = platform::monotonic_now();
        bool const due = wanted_ && wanted_->sha256 != had_ && now >= not_before_[wanted_->sha256];
        if (!due) {
            changed_.wait_for(lock, std::chrono::seconds(1));
            continue;
        }
        BundleOffer const offer = *wanted_;
        lock.unlock();
        std::optional<Failure> const failure = fetch(offer);
        lock.lock();
        if (stop_) return;
        if (not_before_.size() > kRefusalsKept) not_before_.clear();
        if (failure) not_before_[offer.sha256] = platform::monotonic_now() + (failure->for_good ? kRefusedAgainAfter : kFetchAgainAfter);
        else had_ = offer.sha256;
        lock.unlock();
        if (failure) tell_(BundleRefused{offer.sha256, failure->why});
        else tell_(BundleArrived{offer.sha256});
        lock.lock();
    }
}

std::optional<BundleFetcher::Failure> BundleFetcher::fetch(BundleOffer const& offer) const
{
    if (from_.url.empty()) return Failure{true, "server.url is not configured: bundles cannot be fetched"};
    if (offer.bytes < 1 || static_cast<std::size_t>(offer.bytes) > wire::kBundleMax) return Failure{true, "the bundle is larger than 4 MiB"};
    platform::HttpServer server{from_.url, from_.fingerprint};
    server.body_bytes_max = static_cast<std::size_t>(offer.bytes);
    auto client = platform::HttpClient::create(server);
    if (!client) return Failure{true, client.error().context};
    platform::HttpRequest const request{"GET", offer.path, {}, {}};
    auto const response = client->send(request, kTransferMost);
    if (!response) return Failure{response.error().code == Errc::full, response.error().context};
    if (response->status != 200) return Failure{false, from_.url + offer.path + " answered " + std::to_string(response->status)};
    auto const folder = lay_out_bundle(data_, offer.sha256, response->body);
    if (!folder) return Failure{folder.error().code == Errc::parse, folder.error().context};
    return std::nullopt;
}

}  // namespace saduak::kiosk
