#include "server/engine/group_commit_engine.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <spdlog/spdlog.h>

#include "core/domain/decide.hpp"
#include "server/engine/answer.hpp"
#include "server/engine/decided.hpp"
#include "server/engine/erasures.hpp"
#include "server/engine/live_sites.hpp"
#include "server/engine/reread.hpp"
#include "server/engine/snapshot_keeper.hpp"

namespace saduak::server {
namespace {

using domain::SiteState;
using Callback = std::function<void(Reply)>;

constexpr Millis kKeyLife = hours(24);
constexpr Millis kKeysForgottenEvery = hours(1);
constexpr int kAttemptsMax = 5;  // to win the race for a site's head

class GroupCommitEngine final : public RunningEngine {
public:
    GroupCommitEngine(std::unique_ptr<EngineHost> host, std::unique_ptr<EventStore> store, EngineOptions options)
        : store_(std::move(store)), options_(options), host_(std::move(host))
    {
    }
    ~GroupCommitEngine() override { stop(); }

    // Before the engine's thread runs: blocks.
    Status load()
    {
        SADUAK_TRY_STATUS(sites_.load(*store_));
        keys_forgotten_at_ = host_->now();
        SADUAK_TRY(auto const keys, store_->keys_since(keys_forgotten_at_ - kKeyLife));
        for (auto const& [principal, key] : keys) known_keys_.insert(key_hash(principal, key));
        host_->post([this] { schedule_due(); });
        follow_later();
        erasures_.start();
        return {};
    }

    void submit(Submission submission, Callback done) override
    {
        char const* const no = stopping_ ? "stopping" : waiting_ >= options_.waiting_max ? "too many requests" : held_off_;
        if (no != nullptr) return host_->post([done = std::move(done), no] { done(Retry{no}); });
        ++waiting_;
        accept({std::move(submission), std::move(done), 0});
    }

    void hold_off(char const* reason) override { held_off_ = reason; }
    char const* held_off() const override { return held_off_; }

    void stream(StreamId stream, std::function<void(Result<std::optional<EventStore::StreamInfo>>)> done) override
    {
        on_store([this, stream] { return store_->stream(stream); },
                 [this, stream, done = std::move(done)](auto info) {
                     // Another engine may have decided more of it, and this one some that are not yet durable.
                     if (info) {
                         std::int64_t& high = stream_high_.try_emplace(stream, 0).first->second;
                         high = std::max(high, *info ? (*info)->high : 0);
                     }
                     done(std::move(info));
                 });
    }

    SiteState const* state(SiteId const& site) const override
    {
        LiveSite const* found = sites_.find(site);
        return found == nullptr || found->durable.config.id.empty() ? nullptr : &found->durable;
    }
    std::vector<SiteId> sites() const override
    {
        std::vector<SiteId> ids;
        for (auto const& [id, site] : sites_.all())
            if (!site.durable.config.id.empty()) ids.push_back(id);
        return ids;
    }
    SiteId site_of_token(std::string const& token_sha256) const override
    {
        for (auto const& [id, site] : sites_.all())
            if (site.durable.by_token.contains(token_sha256)) return id;
        return {};
    }
    bool healthy() const override { return healthy_; }
    std::optional<std::string> read_only(SiteId const& site) const override
    {
        LiveSite const* found = sites_.find(site);
        if (found == nullptr || found->damage.empty()) return std::nullopt;
        return found->damage;
    }
    void subscribe(std::function<void(Published const&)> subscriber) override { subscribers_.push_back(std::move(subscriber)); }
    Instant now() const override { return host_->now(); }
    void clock_moved() override { schedule_due(); }

    void stop() override
    {
        if (std::exchange(stopping_, true)) return;
        host_->stop();
        refuse_all("stopping", {&collecting_, &writing_});
        if (healthy_) snapshots_.stopped();
    }

private:
    // --- deciding

    // A new request, or one that has to be decided again.
    void accept(Request request)
    {
        if (!healthy_) return finish_later(std::move(request), Retry{"the store cannot write: " + trouble_});
        if (auto const parked = parked_.find(request.submission.site); parked != parked_.end()) return parked->second.push_back(std::move(request));
        if (request.submission.stream) return accept_streamed(std::move(request));
        if (request.submission.key) forget_old_keys();
        if (request.submission.key && known_keys_.contains(key_hash(*request.submission.key))) return accept_known_key(std::move(request));
        decide(std::move(request));
    }

    void accept_streamed(Request request)
    {
        StreamPosition const position = *request.submission.stream;
        auto const known = stream_high_.find(position.stream);
        std::int64_t const high = known == stream_high_.end() ? 0 : known->second;
        if (position.n == high + 1) return decide(std::move(request));
        if (position.n > high) return finish_later(std::move(request), OutOfOrder{high + 1});
        auto const same = [&](Submission const& s) { return s.stream && s.stream->stream == position.stream && s.stream->n == position.n; };
        if (Decided* pending = find_pending(same)) return pending->repeats.push_back(std::move(request.done));
        on_store([this, position] { return store_->answer(position); },
                 [this, request = std::move(request)](auto kept) mutable {
                     if (kept && *kept) return finish(request.done, Done{(*kept)->ok, (*kept)->body, 0});
                     finish(request.done, Retry{kept ? "the answer is not kept" : kept.error().context});
                 });
    }

    void accept_known_key(Request request)
    {
        IdempotencyKey const key = *request.submission.key;
        if (Decided* pending = pending_with(key)) return join(*pending, std::move(request));
        on_store([this, key] { return store_->answer(key.principal, key.key); },
                 [this, key, request = std::move(request)](auto kept) mutable {
                     if (!kept) return finish(request.done, Retry{kept.error().context});
                     if (!*kept) {  // its first request was not kept, or another key has the same hash
                         // A repeat that asked the store at the same time may have been decided meanwhile.
                         if (Decided* pending = pending_with(key)) return join(*pending, std::move(request));
                         return decide(std::move(request));
                     }
                     if ((*kept)->request_sha256 != key.request_sha256) return finish(request.done, KeyReused{});
                     finish(request.done, Done{(*kept)->answer.ok, (*kept)->answer.body, 0});
                 });
    }

    Decided* pending_with(IdempotencyKey const& key)
    {
        return find_pending([&](Submission const& s) { return s.key && s.key->principal == key.principal && s.key->key == key.key; });
    }

    void join(Decided& pending, Request request)
    {
        if (pending.request.submission.key->request_sha256 != request.submission.key->request_sha256)
            return finish_later(std::move(request), KeyReused{});
        pending.repeats.push_back(std::move(request.done));
    }

    void forget_old_keys()
    {
        Instant const now = host_->now();
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
                             if (auto const& key = command.request.submission.key) known_keys_.insert(key_hash(*key));
                 });
    }

    void decide(Request request)
    {
        if (stopping_ || !healthy_) return finish_later(std::move(request), Retry{"the store cannot write: " + trouble_});
        // It waited for the store meanwhile.
        if (auto const parked = parked_.find(request.submission.site); parked != parked_.end()) return parked->second.push_back(std::move(request));
        SiteId const id = request.submission.site;
        domain::Command& command = request.submission.command;
        LiveSite* site = sites_.find(id);
        if (site == nullptr && !std::holds_alternative<domain::ConfigureSite>(command.body)) {
            Answer unknown{false, rejected_body({domain::RejectionCode::unknown_site, id.str()})};
            return collect({std::move(request), {}, std::move(unknown), 0, 0, {}});
        }
        if (site == nullptr) site = &sites_.find_or_make(id);
        if (!site->damage.empty()) return finish_later(std::move(request), Retry{"the site is read-only: " + site->damage});
        fill_in(site->speculative, command);
        Seq const after = site->speculative.seq;
        auto events = domain::decide(site->speculative, command, std::max(host_->now(), site->speculative.last_at));
        if (!events) {
            Answer rejected{false, rejected_body(events.error())};
            return collect({std::move(request), {}, std::move(rejected), after, 0, {}});
        }
        for (domain::Event const& event : *events)
            if (auto const applied = domain::apply(site->speculative, event); !applied) {
                sites_.make_read_only(id, "what was decided cannot be applied: " + applied.error().context);
                return finish_later(std::move(request), Retry{"the site is read-only: " + site->damage});
            }
        Answer accepted{true, accepted_body(site->speculative, command, *events)};
        collect({std::move(request), {}, std::move(accepted), after, site->speculative.seq, *std::move(events)});
    }

    void collect(Decided decided)
    {
        Submission const& submission = decided.request.submission;
        if (submission.stream) stream_high_[submission.stream->stream] = submission.stream->n;
        if (submission.key) known_keys_.insert(key_hash(*submission.key));
        collecting_.commands.push_back(std::move(decided));
        if (writing_now_ || std::exchange(flush_posted_, true)) return;
        host_->post([this] {
            flush_posted_ = false;
            write_next();
        });
    }

    // --- writing

    void write_next()
    {
        if (writing_now_ || stopping_ || collecting_.commands.empty()) return;
        writing_now_ = true;
        writing_ = std::exchange(collecting_, Group{});
        writing_.batch = make_batch(writing_.commands, host_->now());
        on_store([this] { return store_->append(writing_.batch); }, [this](auto lost) { written(std::move(lost)); });
    }

    void written(Result<std::vector<SiteId>> lost)
    {
        writing_now_ = false;
        Group group = std::exchange(writing_, Group{});
        if (!lost) {
            spdlog::error("store_failed: {}", lost.error().context);
            refuse_all(lost.error().context, {&group});
            return recover(lost.error().context);
        }
        auto const is_lost = [&](SiteId const& site) { return std::find(lost->begin(), lost->end(), site) != lost->end(); };
        for (SiteAppend& append : group.batch.sites)
            if (!is_lost(append.site)) make_durable(append);
        std::vector<Decided> again;
        for (Decided& command : group.commands) {
            if (is_lost(command.site()) && healthy_) again.push_back(std::move(command));
            else if (is_lost(command.site())) answer(command, Retry{trouble_});
            else answer(command, Done{command.answer.ok, command.answer.body, command.seq});
        }
        if (!again.empty()) decide_again(*lost, std::move(again));
        schedule_due();
        write_next();
    }

    void make_durable(SiteAppend& append)
    {
        std::vector<StoredEvent> events;
        Seq seq = append.after;
        for (SiteAppend::Entry& entry : append.entries)
            events.push_back({append.site, ++seq, std::move(entry.event), std::move(entry.stream), {}, {}});
        publish(sites_.take(append.site, std::move(events)));
        snapshots_.grown(append.site);
    }

    void publish(Published const& published)
    {
        if (published.events.empty()) return;
        for (auto const& subscriber : subscribers_) subscriber(published);
    }

    // --- another engine was faster

    // `commands` were decided on a state that was not the log's: the log is read, then they are decided again.
    void decide_again(std::vector<SiteId> const& lost, std::vector<Decided> commands)
    {
        for (SiteId const& site : lost) parked_.try_emplace(site);
        auto const split = std::stable_partition(collecting_.commands.begin(), collecting_.commands.end(),
                                                 [&](Decided const& command) { return !parked_.contains(command.site()); });
        std::move(split, collecting_.commands.end(), std::back_inserter(commands));
        collecting_.commands.erase(split, collecting_.commands.end());

        std::vector<StreamId> streams;
        for (Decided& command : commands) {
            Request& request = command.request;
            if (request.submission.stream) streams.push_back(request.submission.stream->stream);
            request.attempts += 1;
            std::vector<Request>& parked = parked_[command.site()];
            for (Callback& repeat : command.repeats) parked.push_back({request.submission, std::move(repeat), request.attempts});
            parked.push_back(std::move(request));
        }
        on_store([this, known = sites_.known(), streams = std::move(streams)] { return reread_log(*store_, known, streams); },
                 [this, lost](Result<Reread> reread) {
                     if (!healthy_) return;  // a recovery reads more than this
                     if (!reread) return recover(reread.error().context);
                     for (SiteId const& site : lost)
                         if (LiveSite* found = sites_.find(site)) LiveSites::drop_speculation(*found);
                     take(*std::move(reread));
                     for (SiteId const& site : lost) unpark(site);
                     schedule_due();
                 });
    }

    void unpark(SiteId const& site)
    {
        auto node = parked_.extract(site);
        if (node.empty()) return;
        for (Request& request : node.mapped()) {
            if (request.attempts < kAttemptsMax) accept(std::move(request));
            else finish(request.done, Retry{"other servers wrote to this site at the same time"});
        }
    }

    // Sites with commands between decision and log are left alone: they will lose the race, and read.
    void take(Reread reread)
    {
        for (auto& [id, events] : reread.missed) {
            LiveSite const* site = sites_.find(id);
            if (site == nullptr || site->speculative.seq == site->durable.seq) publish(sites_.take(id, std::move(events)));
        }
        for (auto const& [id, error] : reread.damaged) sites_.make_read_only(id, error.context);
        // One by one: streams may have been asked for meanwhile, and are not among these.
        for (auto const& [id, high] : reread.stream_high) stream_high_[id] = high;
    }

    void follow_later()
    {
        if (options_.follow_every.count <= 0) return;
        host_->wait(EngineHost::Timer::follow, options_.follow_every, [this] {
            follow_later();
            if (!healthy_ || stopping_) return;
            on_store([this, known = sites_.known()] { return reread_log(*store_, known, {}); },
                     [this](Result<Reread> reread) {
                         if (!reread || !healthy_) return;  // whoever writes next finds out
                         take(*std::move(reread));
                         schedule_due();
                     });
        });
    }

    // --- the store failed

    void refuse_all(std::string const& why, std::initializer_list<Group*> groups)
    {
        for (Group* group : groups)
            for (Decided& command : std::exchange(group->commands, {})) answer(command, Retry{why});
        for (auto& [id, requests] : std::exchange(parked_, {}))
            for (Request& request : requests) finish(request.done, Retry{why});
    }

    // Nothing was written, as far as the store says; the log itself has the last word. Everything decided beyond it is dropped.
    void recover(std::string reason)
    {
        bool const under_way = !std::exchange(healthy_, false);
        trouble_ = std::move(reason);
        refuse_all(trouble_, {&collecting_});
        if (!under_way && !stopping_) read_everything();
    }

    void read_everything()
    {
        std::vector<StreamId> streams;
        for (auto const& [id, high] : stream_high_) streams.push_back(id);
        on_store([this, known = sites_.known(), streams = std::move(streams)] { return reopen_log(*store_, known, streams); },
                 [this](Result<Reread> reread) { recovered(std::move(reread)); });
    }

    void recovered(Result<Reread> reread)
    {
        if (!reread) {
            trouble_ = reread.error().context;
            host_->wait(EngineHost::Timer::retry, options_.retry_pause, [this] { read_everything(); });
            return;
        }
        for (auto const& [id, site] : sites_.all()) LiveSites::drop_speculation(*sites_.find(id));
        take(*std::move(reread));
        healthy_ = true;
        trouble_.clear();
        spdlog::info("store_recovered");
        schedule_due();
    }

    // --- time

    // When time next changes this site; nothing while it cannot be decided for.
    std::optional<Instant> due(SiteId const& id, LiveSite const& site) const
    {
        if (!site.damage.empty() || parked_.contains(id)) return std::nullopt;
        return domain::due(site.speculative);
    }

    void schedule_due()
    {
        if (stopping_ || !healthy_) return;
        std::optional<Instant> next;
        for (auto const& [id, site] : sites_.all())
            if (auto const deadline = due(id, site)) next = next ? std::min(*next, *deadline) : *deadline;
        if (!next) return;
        // At least a moment, at most a minute: the wall clock may step.
        std::int64_t const wait = std::clamp((*next - host_->now()).count, std::int64_t{1}, std::int64_t{60'000});
        host_->wait(EngineHost::Timer::due, Millis{wait}, [this] { tick(); });
    }

    void tick()
    {
        if (stopping_ || !healthy_) return;
        for (auto const& [id, site] : sites_.all()) {
            auto const deadline = due(id, site);
            if (!deadline || *deadline > host_->now()) continue;
            ++waiting_;
            decide({Submission{id, domain::Command{{}, {}, domain::Tick{}}, {}, {}}, [](Reply const&) {}, 0});
        }
        schedule_due();
    }

    // --- plumbing

    template <class Predicate>
    Decided* find_pending(Predicate matches)
    {
        for (Group* group : {&collecting_, &writing_})
            for (Decided& command : group->commands)
                if (matches(command.request.submission)) return &command;
        return nullptr;
    }

    // Runs `work` on the store thread and `then` with its result here.
    template <class Work, class Then>
    void on_store(Work work, Then then)
    {
        using Outcome = decltype(work());
        auto outcome = std::make_shared<Outcome>(fail(Errc::busy, "the store's queue is full"));
        auto shared_then = std::make_shared<Then>(std::move(then));
        std::function<void()> const finish_here = [shared_then, outcome] { (*shared_then)(std::move(*outcome)); };
        if (host_->on_store([work = std::move(work), outcome] { *outcome = work(); }, finish_here)) return;
        if (!stopping_) spdlog::error("store_queue_full");
        host_->post(finish_here);
    }

    void answer(Decided& command, Reply const& reply)
    {
        for (Callback const& repeat : command.repeats) finish(repeat, reply);
        finish(command.request.done, reply);
    }
    void finish(Callback const& done, Reply reply)
    {
        --waiting_;
        done(std::move(reply));
    }
    void finish_later(Request request, Reply reply)
    {
        host_->post([this, done = std::move(request.done), reply = std::move(reply)] { finish(done, reply); });
    }

    std::unique_ptr<EventStore> store_;  // used on the store thread alone once the engine's runs
    EngineOptions options_;
    LiveSites sites_;
    std::unordered_map<StreamId, std::int64_t> stream_high_;  // decided, perhaps not yet durable
    std::unordered_set<std::size_t> known_keys_;              // hashes of keys that may be in the store
    Instant keys_forgotten_at_;
    std::vector<std::function<void(Published const&)>> subscribers_;
    Group collecting_;
    Group writing_;                                  // its batch is read on the store thread
    std::map<SiteId, std::vector<Request>> parked_;  // of sites whose log is being read again
    bool writing_now_ = false;
    bool flush_posted_ = false;
    bool healthy_ = true;
    bool stopping_ = false;
    char const* held_off_ = nullptr;
    std::string trouble_;
    std::size_t waiting_ = 0;
    std::unique_ptr<EngineHost> host_;  // its jobs use all of the above
    Erasures erasures_{*store_, *host_, options_.erase_every, [this](Submission erase) { submit(std::move(erase), [](Reply const&) {}); }};
    SnapshotKeeper snapshots_{*store_, *host_, sites_, options_.snapshot_every};
};

}  // namespace

Result<std::unique_ptr<RunningEngine>> start_engine(std::unique_ptr<EngineHost> host, std::unique_ptr<EventStore> store, EngineOptions options)
{
    auto engine = std::make_unique<GroupCommitEngine>(std::move(host), std::move(store), options);
    SADUAK_TRY_STATUS(engine->load());
    return std::unique_ptr<RunningEngine>(std::move(engine));
}

}  // namespace saduak::server
