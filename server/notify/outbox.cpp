#include "server/notify/outbox.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "core/base/assert.hpp"

namespace saduak::server {
namespace {

bool accepted(Attempt const& attempt) { return attempt.status >= 200 && attempt.status < 300; }

// As against one that refuses this delivery and would take another.
bool receiver_fails(Attempt const& attempt) { return attempt.status == 0 || attempt.status >= 500 || attempt.status == 408 || attempt.status == 429; }

}  // namespace

Millis pause_after(std::int32_t failures, double chance)
{
    std::int64_t pause = kFirstPause.count;
    for (std::int32_t i = 1; i < failures && pause < kPauseMax.count; ++i) pause *= 2;
    pause = std::min(pause, kPauseMax.count);
    return Millis{pause / 2 + static_cast<std::int64_t>(chance * static_cast<double>(pause - pause / 2))};
}

void Outbox::add(Waiting waiting)
{
    std::int64_t const id = waiting.id;
    waiting_.try_emplace(id, Item{std::move(waiting), {}, false, false});
}

std::vector<std::int64_t> Outbox::take(Instant now, std::size_t free)
{
    std::vector<std::int64_t> taken;
    std::size_t const at_once = failures_ > 0 ? 1 : kAtOnceMax;
    if (now < held_until_) return taken;
    std::set<std::string_view> before;
    for (auto& [id, item] : waiting_) {
        if (taken.size() >= free || under_way_ >= at_once) break;
        if (!before.insert(item.waiting.order).second || item.under_way || item.due > now) continue;
        item.under_way = true;
        ++under_way_;
        taken.push_back(id);
    }
    return taken;
}

Outbox::Outcome Outbox::finished(std::int64_t id, Attempt const& attempt, Instant now, double chance)
{
    auto const found = waiting_.find(id);
    SADUAK_ASSERT(found != waiting_.end() && found->second.under_way);
    Item& item = found->second;
    item.under_way = false;
    --under_way_;
    Outcome outcome;
    outcome.attempts = ++item.waiting.attempts;
    item.receiver_failed = receiver_fails(attempt);
    if (!item.receiver_failed) {
        failures_ = 0;
        held_until_ = {};
        for (auto& [other_id, other] : waiting_)
            if (other.receiver_failed) other.due = {};  // it is back: nobody waits any longer for its sake
    }
    if (accepted(attempt)) {
        waiting_.erase(found);
        outcome.verdict = Verdict::accepted;
        return outcome;
    }
    if (attempt.status == 410) {
        outcome.verdict = Verdict::gone;
        return outcome;
    }
    bool const dead = now - item.waiting.since >= kGiveUpAfter;
    item.due = now + pause_after(item.waiting.attempts, chance);
    if (dead) waiting_.erase(found);
    outcome.verdict = dead ? Verdict::dead : Verdict::again;
    if (!receiver_fails(attempt)) return outcome;
    ++failures_;
    held_until_ = now + pause_after(failures_, chance);
    outcome.given_up = give_up(now);
    return outcome;
}

std::vector<std::int64_t> Outbox::give_up(Instant now)
{
    std::vector<std::int64_t> given_up;
    for (auto const& [id, item] : waiting_)
        if (!item.under_way && now - item.waiting.since >= kGiveUpAfter) given_up.push_back(id);
    for (std::int64_t const id : given_up) waiting_.erase(id);
    return given_up;
}

std::optional<Instant> Outbox::next(Instant now) const
{
    std::size_t const at_once = failures_ > 0 ? 1 : kAtOnceMax;
    if (under_way_ >= at_once) return std::nullopt;
    std::optional<Instant> next;
    std::set<std::string_view> before;
    for (auto const& [id, item] : waiting_) {
        if (!before.insert(item.waiting.order).second || item.under_way) continue;
        Instant const due = std::max({now, item.due, held_until_});
        next = next ? std::min(*next, due) : due;
        if (*next == now) break;
    }
    return next;
}

void Outbox::begin_anew(Instant now)
{
    failures_ = 0;
    held_until_ = {};
    for (auto& [id, item] : waiting_) {
        item.waiting.since = now;
        item.waiting.attempts = item.under_way ? item.waiting.attempts : 0;
        item.due = {};
    }
}

}  // namespace saduak::server
