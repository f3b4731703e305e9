// The metrics thread: folds what the engine publishes into facts, keeps sealed days on disk, and answers questions.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "core/metrics/query.hpp"
#include "server/engine/engine.hpp"
#include "server/store/event_store.hpp"

namespace saduak::server {

struct MetricsOptions {
    std::string facts_path;  // DIR/facts.db, made if absent
    // Opens a store for reading, used by the metrics thread alone: for what was not published to it.
    std::function<Result<std::unique_ptr<EventStore>>()> open_log;
    // Runs its argument on the I/O thread later. Called from the metrics thread.
    std::function<void(std::function<void()>)> post_to_io;
    // Told, on the metrics thread, of trouble that no caller hears of (a site whose facts cannot be kept).
    std::function<void(std::string const&)> on_trouble;
};

struct MetricsAnswer {
    Seq as_of_seq = 0;  // the site's last event that the figures rest on
    std::vector<metrics::MetricRow> rows;
};

// All methods are for the I/O thread; `done` is called there, once, never before the method returns.
// Destroying it stops the thread after the work in hand; questions still queued are answered with Errc::busy.
class MetricsService {
public:
    // Opens the facts and starts the thread, which first catches up with the log.
    [[nodiscard]] static Result<std::unique_ptr<MetricsService>> start(MetricsOptions options);
    virtual ~MetricsService() = default;

    // Give it to Engine::subscribe. Never blocks: what does not fit in the queue is read from the log later.
    virtual void publish(Published const& published) = 0;
    // Errc::not_found for an unknown site, invalid_argument for a bad query, busy when too many questions wait.
    virtual void ask(metrics::MetricQuery query, std::function<void(Result<MetricsAnswer>)> done) = 0;
    // The summary of one service day.
    virtual void ask_today(SiteId site, Date day, std::function<void(Result<metrics::TodaySummary>)> done) = 0;
};

}  // namespace saduak::server
