#include "server/http/traffic.hpp"

#include <algorithm>

namespace saduak::server {
namespace {

std::string_view route_of(Exchanged const& exchanged)
{
    if (!exchanged.asked.route.empty()) return exchanged.asked.route;
    return exchanged.request.path.starts_with("/api/") ? "unknown" : "page";
}

}  // namespace

void Traffic::note(Exchanged const& exchanged)
{
    std::string_view const route = route_of(exchanged);
    ++requests_[{route, exchanged.request.method, exchanged.response.status / 100}];
    auto const bucket = std::find_if(kBuckets.begin(), kBuckets.end(), [&](Millis end) { return exchanged.took.count <= end.count; });
    ++within_[static_cast<std::size_t>(bucket - kBuckets.begin())];
    took_ms_ += exchanged.took.count;
    bytes_ += exchanged.bytes;
    if (log_ == nullptr) return;
    log_->add({exchanged.request.request_id, word(exchanged.request.method), route, exchanged.response.status, exchanged.took, exchanged.bytes,
               exchanged.asked.who, exchanged.request.remote_address});
}

void Traffic::write(MetricsText& into) const
{
    into.family("saduak_http_requests_total", "counter", "Requests answered, by route, method and class of status");
    for (auto const& [kind, count] : requests_) {
        auto const& [route, method, status] = kind;
        into.value(count, {{"route", route}, {"method", word(method)}, {"class", std::to_string(status) + "xx"}});
    }
    into.family("saduak_http_request_duration_seconds", "histogram", "From a request's last byte to its answer's last byte");
    std::uint64_t so_far = 0;
    for (std::size_t i = 0; i <= kBuckets.size(); ++i) {
        so_far += within_[i];
        into.part("_bucket", so_far, {{"le", i < kBuckets.size() ? seconds_text(kBuckets[i]) : std::string("+Inf")}});
    }
    into.part("_sum", seconds_text(Millis{took_ms_}));
    into.part("_count", so_far);
    into.family("saduak_http_sent_bytes_total", "counter", "Bytes of answers, with their headers");
    into.value(bytes_);
}

}  // namespace saduak::server
