#include "server/metrics/metrics_service.hpp"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <utility>
#include <variant>

#include "core/base/overloaded.hpp"
#include "server/metrics/site_facts.hpp"

namespace saduak::server {
namespace {

constexpr std::size_t kQueuedEvents_max = 65'536;
constexpr std::size_t kQueuedQuestions_max = 256;

struct Question {
    metrics::MetricQuery query;
    std::function<void(Result<MetricsAnswer>)> done;
};
struct TodayQuestion {
    SiteId site;
    Date day;
    std::function<void(Result<metrics::TodaySummary>)> done;
};
using Work = std::variant<Published, Question, TodayQuestion>;

// What the I/O thread hands over. The one lock between the two threads: it is held to push or swap, never to compute.
class WorkQueue {
public:
    // False: no room.
    [[nodiscard]] bool push_events(Published const& published)
    {
        std::lock_guard const lock(mutex_);
        if (events_ + published.events.size() > kQueuedEvents_max) {
            behind_.insert(published.site);
            ready_.notify_one();
            return false;
        }
        events_ += published.events.size();
        work_.emplace_back(published);
        ready_.notify_one();
        return true;
    }
    [[nodiscard]] bool push_question(Work question)
    {
        std::lock_guard const lock(mutex_);
        if (questions_ >= kQueuedQuestions_max || stopping_) return false;
        ++questions_;
        work_.push_back(std::move(question));
        ready_.notify_one();
        return true;
    }
    void stop()
    {
        std::lock_guard const lock(mutex_);
        stopping_ = true;
        ready_.notify_one();
    }

    struct Taken {
        std::deque<Work> work;
        std::set<SiteId> behind;  // sites whose events did not fit
        bool stopping = false;
    };
    // Waits until there is something.
    [[nodiscard]] Taken take()
    {
        std::unique_lock lock(mutex_);
        ready_.wait(lock, [&] { return stopping_ || !work_.empty() || !behind_.empty(); });
        events_ = 0;
        questions_ = 0;
        return {std::exchange(work_, {}), std::exchange(behind_, {}), stopping_};
    }

private:
    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<Work> work_;
    std::set<SiteId> behind_;
    std::size_t events_ = 0;
    std::size_t questions_ = 0;
    bool stopping_ = false;
};

tl::unexpected<Error> busy() { return fail(Errc::busy, "too many questions at once: try again"); }

class Service final : public MetricsService {
public:
    Service(MetricsOptions options, FactsStore facts, std::unique_ptr<EventStore> log)
        : options_(std::move(options)), facts_(std::move(facts)), log_(std::move(log)), thread_([this] { run(); })
    {
    }
    ~Service() override
    {
        queue_.stop();
        thread_.join();
    }

    void publish(Published const& published) override { static_cast<void>(queue_.push_events(published)); }

    void ask(metrics::MetricQuery query, std::function<void(Result<MetricsAnswer>)> done) override
    {
        if (auto const valid = metrics::validate(query); !valid) return reply(std::move(done), tl::unexpected(valid.error()));
        if (!queue_.push_question(Question{std::move(query), done})) reply(std::move(done), busy());
    }

    void ask_today(SiteId site, Date day, std::function<void(Result<metrics::TodaySummary>)> done) override
    {
        if (!queue_.push_question(TodayQuestion{std::move(site), day, done})) reply(std::move(done), busy());
    }

private:
    template <class T>
    void reply(std::function<void(Result<T>)> done, Result<T> result)
    {
        options_.post_to_io([done = std::move(done), result = std::move(result)]() mutable { done(std::move(result)); });
    }
    template <class T>
    void reply(std::function<void(Result<T>)> done, tl::unexpected<Error> error)
    {
        reply(std::move(done), Result<T>(std::move(error)));
    }

    // The metrics thread, from here on.
    void run()
    {
        read_whole_log();
        while (true) {
            WorkQueue::Taken taken = queue_.take();
            for (Work& work : taken.work) {
                if (taken.stopping) refuse(work);
                else std::visit([this](auto& item) { handle(item); }, work);
            }
            if (taken.stopping) return;
            for (SiteId const& site : taken.behind) report(site_facts(site).catch_up(sources()));
        }
    }

    void read_whole_log()
    {
        auto const heads = log_->heads();
        if (!heads) return report(tl::unexpected(heads.error()));
        for (SiteHead const& head : *heads) report(site_facts(head.site).catch_up(sources()));
    }

    void handle(Published const& published)
    {
        SiteFacts& site = site_facts(published.site);
        Status const taken = site.take(published.events);
        // A gap: something was not published to us. The log has it.
        report(taken ? site.keep_sealed(sources()) : site.catch_up(sources()));
    }

    void handle(Question& question)
    {
        auto const answer = [&]() -> Result<MetricsAnswer> {
            SADUAK_TRY(SiteFacts* const site, current(question.query.site));
            MetricsAnswer found;
            SADUAK_TRY(found.rows, site->evaluate(sources(), question.query));
            found.as_of_seq = site->seq();
            return found;
        };
        reply(std::move(question.done), answer());
    }

    void handle(TodayQuestion& question)
    {
        auto const answer = [&]() -> Result<metrics::TodaySummary> {
            SADUAK_TRY(SiteFacts* const site, current(question.site));
            return site->summarize(sources(), question.day);
        };
        reply(std::move(question.done), answer());
    }

    void refuse(Work& work)
    {
        std::visit(overloaded{[](Published&) {}, [this](Question& q) { reply(std::move(q.done), busy()); },
                              [this](TodayQuestion& q) { reply(std::move(q.done), busy()); }},
                   work);
    }

    SiteFacts& site_facts(SiteId const& site) { return sites_.try_emplace(site, site).first->second; }

    // The site with everything that the log has: an import in another process is seen, too.
    Result<SiteFacts*> current(SiteId const& site)
    {
        SiteFacts& found = site_facts(site);
        Status const caught_up = found.catch_up(sources());
        if (!caught_up && caught_up.error().code == Errc::not_found) sites_.erase(site);
        if (!caught_up) return tl::unexpected(caught_up.error());
        return &found;
    }

    FactSources sources() { return {*log_, &facts_, FactsStore::Access::write}; }

    void report(Status const& status)
    {
        if (!status && options_.on_trouble) options_.on_trouble("metrics: " + status.error().context);
    }

    MetricsOptions options_;
    FactsStore facts_;
    std::unique_ptr<EventStore> log_;
    std::map<SiteId, SiteFacts> sites_;
    WorkQueue queue_;
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace

Result<std::unique_ptr<MetricsService>> MetricsService::start(MetricsOptions options)
{
    SADUAK_TRY(FactsStore facts, FactsStore::open(options.facts_path, FactsStore::Access::write));
    SADUAK_TRY(std::unique_ptr<EventStore> log, options.open_log());
    return std::make_unique<Service>(std::move(options), std::move(facts), std::move(log));
}

}  // namespace saduak::server
