#include "server/live/live_hub.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "core/base/bytes.hpp"
#include "server/auth/ticket_secrets.hpp"
#include "server/http/websocket.hpp"
#include "server/live/projections.hpp"
#include "server/metrics/metrics_json.hpp"

namespace saduak::server {
namespace {

using platform::deadline_after;
using platform::Task;
using Frame = std::shared_ptr<std::string const>;
using SteadyClock = std::chrono::steady_clock;

constexpr Millis kCoalesce{40};               // between two messages of a view, at least
constexpr Millis kSlowWatcher = seconds(10);  // a frame not taken by then ends the connection
constexpr Millis kPingEvery = seconds(20);
constexpr Millis kDeadWatcher = seconds(50);  // two pings without an answer
constexpr int kCostFactor = 10;               // a view that takes long to compute is computed less often: a tenth of the time at most

Frame text_frame(std::string const& message) { return std::make_shared<std::string const>(websocket_frame(Opcode::text, message)); }

}  // namespace

std::optional<View> view_from_string(std::string_view text)
{
    if (text == "display") return View::display;
    if (text == "agent") return View::agent;
    if (text == "manager") return View::manager;
    if (text == "citizen") return View::citizen;
    return std::nullopt;
}

struct LiveHub::Watcher {
    Watcher(std::shared_ptr<platform::ByteStream> its_stream, StillAllowed its_right, platform::Executor io)
        : stream(std::move(its_stream)), allowed(std::move(its_right)), wake(std::move(io))
    {
    }

    std::shared_ptr<platform::ByteStream> stream;
    StillAllowed allowed;
    platform::Signal wake;
    Frame pending;        // at most one: a later one replaces it by the whole state
    std::string control;  // pongs, pings, close: sent first
    bool leaving = false;
};

struct LiveHub::Channel {
    std::vector<std::shared_ptr<Watcher>> watchers;
    ViewText view;
    domain::Seq seq = 0;  // 0: nothing computed yet
    bool dirty = false;
    SteadyClock::time_point not_before;  // when it may be computed again
};

LiveHub::LiveHub(platform::Executor io, Engine& engine, MetricsService& metrics, std::string secret)
    : io_(io), engine_(engine), metrics_(metrics), secret_(std::move(secret)), dirty_(io), self_(std::make_shared<LiveHub*>(this)), tasks_(io)
{
    std::weak_ptr<LiveHub*> const weak = self_;
    engine_.subscribe([weak](Published const& event) {
        if (auto const self = weak.lock()) (*self)->published(event);
    });
    tasks_.spawn("live views", run());
    tasks_.spawn("live pings", ping_all());
}

LiveHub::~LiveHub() = default;

Task<void> LiveHub::stop()
{
    for (auto& [key, channel] : channels_)
        for (auto const& watcher : channel->watchers) watcher->stream->close();
    co_await tasks_.stop(seconds(5));
}

void LiveHub::published(Published const& published)
{
    bool managed = false;
    auto at = channels_.lower_bound(LiveKey{published.site, View::display, {}});
    for (; at != channels_.end() && at->first.site == published.site; ++at) {
        managed = managed || at->first.view == View::manager;
        mark(at->first, *at->second);
    }
    if (managed) ask_today(published.site);
}

void LiveHub::mark(LiveKey const&, Channel& channel)
{
    channel.dirty = true;
    dirty_.notify();
}

Task<void> LiveHub::run()
{
    while (true) {
        co_await dirty_.wait();
        flush();
        bool const more = std::any_of(channels_.begin(), channels_.end(), [](auto const& entry) { return entry.second->dirty; });
        if (!more) continue;
        co_await platform::sleep_for(Millis{10});
        dirty_.notify();
    }
}

Task<void> LiveHub::ping_all()
{
    std::string const ping = websocket_frame(Opcode::ping, {});
    while (true) {
        co_await platform::sleep_for(kPingEvery);
        for (auto& [key, channel] : channels_) {
            // Time alone moves the calling order: ageing, appointments.
            if (key.view == View::agent) mark(key, *channel);
            for (auto const& watcher : channel->watchers) {
                if (!watcher->allowed()) watcher->stream->close();  // the reader notices and leaves
                if (watcher->control.empty()) watcher->control = ping;
                watcher->wake.notify();
            }
        }
    }
}

void LiveHub::flush()
{
    auto const now = SteadyClock::now();
    for (auto& [key, channel] : channels_)
        if (channel->dirty && channel->not_before <= now) refresh(key, *channel);
}

void LiveHub::refresh(LiveKey const& key, Channel& channel)
{
    auto const begin = SteadyClock::now();
    channel.dirty = false;
    ViewText next;
    if (!project(key, next)) return;
    ViewText const changed = changed_keys(channel.view, next);
    auto const end = SteadyClock::now();
    channel.not_before = end + std::max<SteadyClock::duration>(std::chrono::milliseconds(kCoalesce.count), (end - begin) * kCostFactor);
    if (changed.empty()) return;

    domain::SiteState const* state = engine_.state(key.site);
    domain::Seq const from = channel.seq;
    channel.seq = std::max(from + 1, state == nullptr ? 0 : state->seq);
    channel.view = std::move(next);
    Frame const delta = from == 0 ? nullptr : text_frame(delta_message(from, channel.seq, changed));
    Frame whole;
    for (auto const& watcher : channel.watchers) {
        bool const behind = watcher->pending != nullptr || delta == nullptr;
        if (behind && !whole) whole = text_frame(state_message(channel.seq, channel.view));
        watcher->pending = behind ? whole : delta;
        watcher->wake.notify();
    }
}

bool LiveHub::project(LiveKey const& key, ViewText& into)
{
    domain::SiteState const* state = engine_.state(key.site);
    if (state == nullptr) return false;
    // Of a damaged log the queue is not known: the page has to say so beside what it shows.
    std::string const read_only = engine_.read_only(key.site) ? "true" : "false";
    switch (key.view) {
    case View::display: into = view_text(display_view(*state, engine_.now())); return true;
    case View::agent:
        into = view_text(agent_view(*state, engine_.now()));
        into["read_only"] = read_only;
        return true;
    case View::manager: {
        std::string const& today = today_[key.site].text;
        if (today.empty()) return false;  // the first message waits for the figures
        into = view_text(manager_view(*state, engine_.now()));
        into["today"] = today;
        into["read_only"] = read_only;
        return true;
    }
    case View::citizen: {
        domain::Ticket const* ticket = state->find(key.ticket);
        if (ticket == nullptr) return false;  // a new service day began
        Rated const rated = state->rated.contains(rating_key(secret_, key.ticket)) ? Rated::yes : Rated::no;
        into = view_text(citizen_view(*state, *ticket, rated));
        return true;
    }
    }
    return false;
}

void LiveHub::ask_today(SiteId const& site)
{
    Today& today = today_[site];
    today.stale = today.asked;
    if (today.asked) return;
    domain::SiteState const* state = engine_.state(site);
    if (state == nullptr) return;
    today.asked = true;
    Date const day = std::max(state->day, domain::service_day(state->config, engine_.now()));
    std::weak_ptr<LiveHub*> const weak = self_;
    metrics_.ask_today(site, day, [weak, site](Result<metrics::TodaySummary> answer) {
        auto const self = weak.lock();
        if (!self) return;
        LiveHub& hub = **self;
        Today& asked = hub.today_[site];
        asked.asked = false;
        // A busy metrics thread is asked again with the next event.
        if (answer) asked.text = today_json(*answer);
        if (auto const channel = hub.channels_.find(LiveKey{site, View::manager, {}}); channel != hub.channels_.end()) {
            hub.mark(channel->first, *channel->second);
            if (asked.stale) hub.ask_today(site);
        }
    });
}

Task<void> LiveHub::serve(std::shared_ptr<platform::ByteStream> stream, LiveKey key, Bytes rest, StillAllowed allowed)
{
    auto watcher = std::make_shared<Watcher>(std::move(stream), std::move(allowed), io_);
    auto& slot = channels_[key];
    if (!slot) slot = std::make_unique<Channel>();
    ++watchers_;
    if (slot->seq == 0 || slot->dirty) {
        slot->not_before = {};
        refresh(key, *slot);
        if (key.view == View::manager) ask_today(key.site);
    }
    slot->watchers.push_back(watcher);
    if (slot->seq != 0) watcher->pending = text_frame(state_message(slot->seq, slot->view));
    watcher->wake.notify();
    tasks_.spawn("live writer", write_to(watcher));
    co_await read_from(watcher, std::move(rest));
    leave(key, watcher);
}

void LiveHub::leave(LiveKey const& key, std::shared_ptr<Watcher> const& watcher)
{
    watcher->leaving = true;
    watcher->stream->close();
    watcher->wake.notify();
    --watchers_;
    auto const channel = channels_.find(key);
    if (channel == channels_.end()) return;
    std::erase(channel->second->watchers, watcher);
    if (channel->second->watchers.empty()) channels_.erase(channel);
}

Task<void> LiveHub::write_to(std::shared_ptr<Watcher> watcher)
{
    while (!watcher->leaving) {
        std::string const control = std::exchange(watcher->control, {});
        Frame const frame = control.empty() ? std::exchange(watcher->pending, nullptr) : nullptr;
        if (control.empty() && !frame) {
            co_await watcher->wake.wait();
            continue;
        }
        auto const written = co_await watcher->stream->write(as_bytes(frame ? *frame : control), deadline_after(kSlowWatcher));
        if (!written) watcher->stream->close();  // the reader notices and leaves
        if (!written) co_return;
    }
}

Task<void> LiveHub::read_from(std::shared_ptr<Watcher> watcher, Bytes pending)
{
    std::array<Byte, 1024> chunk{};
    MessagePieces pieces;
    while (true) {
        ClientFrame const frame = read_client_frame(pending);
        if (frame.state == ClientFrame::State::refused || frame.opcode == Opcode::close) co_return;
        if (frame.state == ClientFrame::State::complete) {
            if (!pieces.take(frame)) co_return;
            pending.erase(pending.begin(), pending.begin() + static_cast<std::ptrdiff_t>(frame.consumed));
            if (frame.opcode == Opcode::ping) watcher->control = websocket_frame(Opcode::pong, frame.payload);
            if (frame.opcode == Opcode::ping) watcher->wake.notify();
            continue;
        }
        auto const size = co_await watcher->stream->read_some(chunk, deadline_after(kDeadWatcher));
        if (!size) co_return;
        pending.insert(pending.end(), chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(*size));
    }
}

}  // namespace saduak::server
