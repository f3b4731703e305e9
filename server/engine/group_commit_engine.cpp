#include "server/engine/group_commit_engine.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <spdlog/spdlog.h>

#include "core/base/assert.hpp"
#include "core/base/overloaded.hpp"
#include "core/domain/calling.hpp"
#include "core/domain/decide.hpp"
#include "core/metrics/estimate.hpp"
#include "platform/worker_pool.hpp"
#include "server/engine/answer.hpp"
#include "server/engine/reread.hpp"

namespace saduak::server {
namespace {

using domain::SiteState;
using Callback = std::function<void(Reply)>;

constexpr Millis kKeyLife = hours(24);
constexpr Millis kKeysForgottenEvery = hours(1);

struct Site {
    SiteState durable;       // what is in the log: what anyone may see
    SiteState speculative;   // durable and what is decided but not yet written
    bool read_only = false;  // the log holds an event that cannot be applied
};

// One decided command, waiting for its batch.
struct Decided {
    Callback done;
    std::vector<Callback> repeats;  // the same command again, before it was durable
    SiteId site;
    DeviceId device;
    Answer answer;
    Seq seq = 0;
    std::optional<StreamPosition> stream;
    std::optional<IdempotencyKey> key;
};

struct Group {
    Batch batch;
    std::vector<Decided> commands;
    std::map<SiteId, std::size_t> sites;  // index into batch.sites
    std::size_t events = 0;
};

std::size_t key_hash(std::string const& principal, std::string const& key) { return std::hash<std::string>{}(principal + '\n' + key); }

class GroupCommitEngine final : public RunningEngine {
public:
    GroupCommitEngine(platform::Executor io, std::unique_ptr<EventStore> store, EngineOptions options)
        : io_(std::move(io)), store_(std::move(store)), options_(std::move(options)), store_thread_(1, 100'000), due_timer_(io_), retry_timer_(io_)
    {
    }
    ~GroupCommitEngine() override { stop(); }

    // Before the I/O loop runs: blocks.
    Status load()
    {
        SADUAK_TRY(auto const heads, store_->heads());
        for (SiteHead const& head : heads) SADUAK_TRY_STATUS(catch_up(head.site));
        keys_forgotten_at_ = options_.clock();
        SADUAK_TRY(auto const keys, store_->keys_since(keys_forgotten_at_ - kKeyLife));
        for (auto const& [principal, key] : keys) known_keys_.insert(key_hash(principal, key));
        net_post([this] { schedule_due(); });
        return {};
    }

    void submit(Submission submission, Callback done) override
    {
        if (stopping_ || waiting_ >= options_.waiting_max) return reply_later(std::move(done), Retry{stopping_ ? "stopping" : "too many requests"});
        if (!healthy_) return reply_later(std::move(done), Retry{"the store cannot write: " + trouble_});
        ++waiting_;
        if (submission.stream) return submit_stream(std::move(submission), std::move(done));
        if (submission.key) forget_old_keys();
        if (submission.key && known_keys_.contains(key_hash(submission.key->principal, submission.key->key)))
            return answer_known_key(std::move(submission), std::move(done));
        decide(std::move(submission), std::move(done));
    }

    void stream(StreamId stream, std::function<void(Result<std::optional<EventStore::StreamInfo>>)> done) override
    {
        on_store([this, stream] { return store_->stream(stream); },
                 [this, stream, done = std::move(done)](auto info) {
                     if (info) stream_high_.try_emplace(stream, *info ? (*info)->high : 0);
                     done(std::move(info));
                 });
    }

    SiteState const* state(SiteId const& site) const override
    {
        auto const found = sites_.find(site);
        return found == sites_.end() || found->second.durable.config.id.empty() ? nullptr : &found->second.durable;
    }
    std::vector<SiteId> sites() const override
    {
        std::vector<SiteId> ids;
        for (auto const& [id, site] : sites_)
            if (!site.durable.config.id.empty()) ids.push_back(id);
        return ids;
    }
    SiteId site_of_token(std::string const& token_sha256) const override
    {
        for (auto const& [id, site] : sites_)
            if (site.durable.by_token.contains(token_sha256)) return id;
        return {};
    }
    bool healthy() const override { return healthy_; }
    void subscribe(std::function<void(Published const&)> subscriber) override { subscribers_.push_back(std::move(subscriber)); }
    Instant now() const override { return options_.clock(); }
    void clock_moved() override { schedule_due(); }

    void stop() override
    {
        if (stopping_) return;
        stopping_ = true;
        due_timer_.cancel();
        retry_timer_.cancel();
        store_thread_.stop();
        for (auto* group : {&collecting_, &writing_}) {
            for (Decided& command : group->commands) answer(command, Retry{"stopping"});
            group->commands.clear();
        }
    }

private:
    // --- deciding

    void submit_stream(Submission submission, Callback done)
    {
        StreamPosition const position = *submission.stream;
        auto const known = stream_high_.find(position.stream);
        std::int64_t const high = known == stream_high_.end() ? 0 : known->second;
        if (position.n == high + 1) return decide(std::move(submission), std::move(done));
        if (position.n > high) return finish_later(std::move(done), OutOfOrder{high + 1});
        if (Decided* pending =
                find_pending([&](Decided const& d) { return d.stream && d.stream->stream == position.stream && d.stream->n == position.n; })) {
            pending->repeats.push_back(std::move(done));
            return;
        }
        on_store([this, position] { return store_->answer(position); },
                 [this, done = std::move(done)](auto kept) mutable {
                     if (kept && *kept) finish(std::move(done), Done{(*kept)->ok, (*kept)->body, 0});
                     else finish(std::move(done), Retry{kept ? "the answer is not kept" : kept.error().context});
                 });
    }

    void answer_known_key(Submission submission, Callback done)
    {
        IdempotencyKey const key = *submission.key;
        if (Decided* pending = pending_with(key)) return join(*pending, key, std::move(done));
        on_store([this, key] { return store_->answer(key.principal, key.key); },
                 [this, key, submission = std::move(submission), done = std::move(done)](auto kept) mutable {
                     if (!kept) return finish(std::move(done), Retry{kept.error().context});
                     if (!*kept) {  // its first request was not kept, or another key has the same hash
                         // A repeat that asked the store at the same time may have been decided meanwhile.
                         if (Decided* pending = pending_with(key)) return join(*pending, key, std::move(done));
                         return decide(std::move(submission), std::move(done));
                     }
                     if ((*kept)->request_sha256 != key.request_sha256) return finish(std::move(done), KeyReused{});
                     finish(std::move(done), Done{(*kept)->answer.ok, (*kept)->answer.body, 0});
                 });
    }

    Decided* pending_with(IdempotencyKey const& key)
    {
        return find_pending([&](Decided const& d) { return d.key && d.key->principal == key.principal && d.key->key == key.key; });
    }

    void join(Decided& pending, IdempotencyKey const& key, Callback done)
    {
        if (pending.key->request_sha256 != key.request_sha256) return finish_later(std::move(done), KeyReused{});
        pending.repeats.push_back(std::move(done));
    }

    void forget_old_keys()
    {
        Instant const now = options_.clock();
        if (now - keys_forgotten_at_ < kKeysForgottenEvery) return;
        keys_forgotten_at_ = now;
        on_store([this, now] { return store_->keys_since(now - kKeyLife); },
                 [this](auto keys) {
                     if (!keys) return spdlog::warn("old_keys_kept: {}", keys.error().context);
                     known_keys_.clear();
                     for (auto const& [principal, key] : *keys) known_keys_.insert(key_hash(principal, key));
                     // What was decided since has not been heard of from the store yet.
                     for (Group const* group : {&collecting_, &writing_})
                         for (Decided const& command : group->commands)
                             if (command.key) known_keys_.insert(key_hash(command.key->principal, command.key->key));
                 });
    }

    void decide(Submission submission, Callback done)
    {
        if (stopping_ || !healthy_) return finish_later(std::move(done), Retry{"the store cannot write"});
        Decided decided{std::move(done), {}, submission.site, submission.command.device, {}, 0, submission.stream, std::move(submission.key)};
        auto const found = sites_.find(submission.site);
        bool const configures = std::holds_alternative<domain::ConfigureSite>(submission.command.body);
        if (found == sites_.end() && !configures) {
            decided.answer = {false, rejected_body({domain::RejectionCode::unknown_site, submission.site.str()})};
            return collect(std::move(decided), {});
        }
        Site& site = sites_[submission.site];
        if (site.read_only) return finish_later(std::move(decided.done), Retry{"the site's log is damaged: it is read-only"});
        fill_in(site.speculative, submission.command);
        auto events = domain::decide(site.speculative, submission.command, std::max(options_.clock(), site.speculative.last_at));
        if (!events) {
            decided.answer = {false, rejected_body(events.error())};
            return collect(std::move(decided), {});
        }
        for (domain::Event const& event : *events) {
            auto const applied = domain::apply(site.speculative, event);
            if (!applied) spdlog::critical("decide and apply disagree: {}", applied.error().context);
            SADUAK_ASSERT(applied.has_value());
        }
        decided.answer = {true, accepted_body(site.speculative, submission.command, *events)};
        decided.seq = site.speculative.seq;
        collect(std::move(decided), *std::move(events));
    }

    static void fill_in(SiteState const& state, domain::Command& command)
    {
        auto* issue = std::get_if<domain::IssueTicket>(&command.body);
        if (issue == nullptr) return;
        issue->ahead = domain::count_ahead(state, issue->service, issue->ticket_class);
        auto const estimate = metrics::estimate_wait(state, issue->service, issue->ahead);
        issue->estimate_p50_s = estimate.p50_s;
        issue->estimate_p90_s = estimate.p90_s;
    }

    void collect(Decided decided, std::vector<domain::Event> events)
    {
        if (decided.stream) {
            stream_high_[decided.stream->stream] = decided.stream->n;
            collecting_.batch.stream_answers.push_back({*decided.stream, decided.device, decided.site, decided.answer});
        }
        if (decided.key) {
            known_keys_.insert(key_hash(decided.key->principal, decided.key->key));
            collecting_.batch.key_answers.push_back({*decided.key, decided.site, options_.clock(), decided.answer});
        }
        if (!events.empty()) {
            SiteAppend& append = site_append(decided.site, static_cast<Seq>(events.size()));
            for (domain::Event& event : events) append.entries.push_back({std::move(event), decided.stream});
            collecting_.events += append.entries.size();
        }
        collecting_.commands.push_back(std::move(decided));
        if (!writing_now_ && !flush_posted_) {
            flush_posted_ = true;
            net_post([this] {
                flush_posted_ = false;
                write_next();
            });
        }
    }

    // The part of the batch for this site; `count` events have just been applied to its speculative state.
    SiteAppend& site_append(SiteId const& site, Seq count)
    {
        auto const [found, added] = collecting_.sites.try_emplace(site, collecting_.batch.sites.size());
        if (added) collecting_.batch.sites.push_back({site, sites_[site].speculative.seq - count, {}});
        return collecting_.batch.sites[found->second];
    }

    // --- writing

    void write_next()
    {
        if (writing_now_ || stopping_ || collecting_.commands.empty()) return;
        writing_now_ = true;
        writing_ = std::exchange(collecting_, Group{});
        std::sort(writing_.batch.sites.begin(), writing_.batch.sites.end(), [](SiteAppend const& a, SiteAppend const& b) { return a.site < b.site; });
        on_store([this] { return store_->append(writing_.batch); }, [this](auto lost) { written(std::move(lost)); });
    }

    void written(Result<std::vector<SiteId>> lost)
    {
        writing_now_ = false;
        Group group = std::exchange(writing_, Group{});
        if (!lost) return failed(std::move(group), lost.error());
        for (SiteAppend& append : group.batch.sites)
            if (std::find(lost->begin(), lost->end(), append.site) == lost->end()) make_durable(append);
        for (Decided& command : group.commands) {
            bool const is_lost = std::find(lost->begin(), lost->end(), command.site) != lost->end();
            answer(command,
                   is_lost ? Reply(Retry{"another server wrote to this site"}) : Reply(Done{command.answer.ok, command.answer.body, command.seq}));
        }
        if (!lost->empty()) return recover("lost the race for " + lost->front().str());
        schedule_due();
        write_next();
    }

    void make_durable(SiteAppend& append)
    {
        Site& site = sites_[append.site];
        Published published{append.site, {}};
        Seq seq = append.after;
        for (SiteAppend::Entry& entry : append.entries) {
            auto const applied = domain::apply(site.durable, entry.event);
            SADUAK_ASSERT(applied.has_value());
            published.events.push_back({append.site, ++seq, std::move(entry.event), std::move(entry.stream), {}, {}});
        }
        for (auto const& subscriber : subscribers_) subscriber(published);
    }

    // Nothing of the batch was written, as far as the store says; the log itself has the last word.
    void failed(Group group, Error const& error)
    {
        spdlog::error("store_failed: {}", error.context);
        for (Decided& command : group.commands) answer(command, Retry{error.context});
        recover(error.context);
    }

    // Everything speculative is dropped and what is in the log is read again.
    void recover(std::string reason)
    {
        healthy_ = false;
        trouble_ = std::move(reason);
        Group dropped = std::exchange(collecting_, Group{});
        for (Decided& command : dropped.commands) answer(command, Retry{trouble_});
        if (stopping_) return;
        std::vector<SiteHead> known;
        for (auto const& [id, site] : sites_)
            if (!site.read_only) known.push_back({id, site.durable.seq, {}});
        std::vector<StreamId> streams;
        for (auto const& [id, high] : stream_high_) streams.push_back(id);
        on_store([this, known = std::move(known), streams = std::move(streams)] { return reread_log(*store_, known, streams); },
                 [this](Result<Reread> reread) { recovered(std::move(reread)); });
    }

    void recovered(Result<Reread> reread)
    {
        if (!reread) {
            retry_timer_.expires_after(std::chrono::milliseconds(options_.retry_pause.count));
            retry_timer_.async_wait([this](boost::system::error_code error) {
                if (!error && !stopping_) recover(trouble_);
            });
            trouble_ = reread.error().context;
            return;
        }
        std::map<SiteId, Published> published;
        for (StoredEvent& stored : reread->missed) {
            Site& site = sites_[stored.site];
            if (site.read_only) continue;
            if (auto const applied = domain::apply(site.durable, stored.event); !applied) {
                spdlog::critical("site_read_only: {}: {}", stored.site.str(), applied.error().context);
                site.read_only = true;
                continue;
            }
            published[stored.site].site = stored.site;
            published[stored.site].events.push_back(std::move(stored));
        }
        for (auto const& [id, error] : reread->damaged) {
            spdlog::critical("site_read_only: {}: {}", id.str(), error.context);
            sites_[id].read_only = true;
        }
        for (auto& [id, site] : sites_) site.speculative = site.durable;
        // One by one: streams may have been asked for since the failure, and are not among these.
        for (auto const& [id, high] : reread->stream_high) stream_high_[id] = high;
        for (auto const& [id, one] : published)
            for (auto const& subscriber : subscribers_) subscriber(one);
        healthy_ = true;
        spdlog::info("store_recovered");
        trouble_.clear();
        schedule_due();
    }

    // --- time

    void schedule_due()
    {
        if (stopping_ || !healthy_) return;
        std::optional<Instant> next;
        for (auto const& [id, site] : sites_)
            if (auto const deadline = domain::due(site.speculative); deadline && !site.read_only)
                next = next ? std::min(*next, *deadline) : *deadline;
        if (!next) return static_cast<void>(due_timer_.cancel());
        // At least a moment, at most a minute: the wall clock may step.
        std::int64_t const wait = std::clamp((*next - options_.clock()).count, std::int64_t{1}, std::int64_t{60'000});
        due_timer_.expires_after(std::chrono::milliseconds(wait));
        due_timer_.async_wait([this](boost::system::error_code error) {
            if (!error && !stopping_) tick();
        });
    }

    void tick()
    {
        if (healthy_)
            for (auto& [id, site] : sites_) {
                auto const deadline = domain::due(site.speculative);
                if (!deadline || *deadline > options_.clock() || site.read_only) continue;
                ++waiting_;
                decide(Submission{id, domain::Command{{}, {}, domain::Tick{}}, {}, {}}, [](Reply const&) {});
            }
        schedule_due();
    }

    // --- plumbing

    Status catch_up(SiteId const& id)
    {
        Site& site = sites_[id];
        auto const read = store_->read(id, 0, [&](StoredEvent const& stored) { return domain::apply(site.durable, stored.event); });
        if (!read && read.error().code != Errc::corrupt) return read;
        if (!read) {
            spdlog::critical("site_read_only: {}: {}", id.str(), read.error().context);
            site.read_only = true;
        }
        site.speculative = site.durable;
        return {};
    }

    template <class Predicate>
    Decided* find_pending(Predicate matches)
    {
        for (Group* group : {&collecting_, &writing_})
            for (Decided& command : group->commands)
                if (matches(command)) return &command;
        return nullptr;
    }

    // Runs `work` on the store thread and `then` with its result here.
    template <class Work, class Then>
    void on_store(Work work, Then then)
    {
        auto shared_then = std::make_shared<Then>(std::move(then));
        bool const taken = store_thread_.try_post([this, work = std::move(work), shared_then]() mutable {
            auto result = std::make_shared<decltype(work())>(work());
            net_post([shared_then, result] { (*shared_then)(std::move(*result)); });
        });
        if (!taken && !stopping_) spdlog::error("store_queue_full");
        if (!taken) net_post([shared_then] { (*shared_then)(decltype(work())(fail(Errc::busy, "the store's queue is full"))); });
    }

    template <class F>
    void net_post(F f)
    {
        boost::asio::post(io_, std::move(f));
    }

    void answer(Decided& command, Reply const& reply)
    {
        for (Callback& repeat : command.repeats) finish(std::move(repeat), reply);
        finish(std::move(command.done), reply);
    }
    void finish(Callback done, Reply reply)
    {
        --waiting_;
        done(std::move(reply));
    }
    void finish_later(Callback done, Reply reply)
    {
        net_post([this, done = std::move(done), reply = std::move(reply)]() mutable { finish(std::move(done), std::move(reply)); });
    }
    void reply_later(Callback done, Reply reply)
    {
        net_post([done = std::move(done), reply = std::move(reply)]() mutable { done(std::move(reply)); });
    }

    platform::Executor io_;
    std::unique_ptr<EventStore> store_;  // used by the store thread alone once the loop runs
    EngineOptions options_;
    platform::WorkerPool store_thread_;
    boost::asio::steady_timer due_timer_;
    boost::asio::steady_timer retry_timer_;
    std::map<SiteId, Site> sites_;
    std::unordered_map<StreamId, std::int64_t> stream_high_;  // decided, perhaps not yet durable
    std::unordered_set<std::size_t> known_keys_;              // hashes of keys that may be in the store
    Instant keys_forgotten_at_;
    std::vector<std::function<void(Published const&)>> subscribers_;
    Group collecting_;
    Group writing_;
    bool writing_now_ = false;
    bool flush_posted_ = false;
    bool healthy_ = true;
    bool stopping_ = false;
    std::string trouble_;
    std::size_t waiting_ = 0;
};

}  // namespace

Result<std::unique_ptr<RunningEngine>> start_engine(platform::Executor io, std::unique_ptr<EventStore> store, EngineOptions options)
{
    auto engine = std::make_unique<GroupCommitEngine>(std::move(io), std::move(store), std::move(options));
    SADUAK_TRY_STATUS(engine->load());
    return std::unique_ptr<RunningEngine>(std::move(engine));
}

}  // namespace saduak::server
