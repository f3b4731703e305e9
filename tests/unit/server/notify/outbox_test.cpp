// When what is sent to a webhook, in virtual time.
#include <algorithm>
#include <map>
#include <set>

#include <catch2/catch.hpp>

#include "core/base/random.hpp"
#include "server/notify/outbox.hpp"

using namespace saduak;
using namespace saduak::server;

namespace {

using Ids = std::vector<std::int64_t>;

Instant const kStart{1'800'000'000'000};

Waiting waiting(std::int64_t id, std::string order, Instant since = kStart) { return {id, std::move(order), 0, since}; }
Attempt answered(int status) { return {status, "", Millis{20}}; }
Attempt unanswered() { return {0, "no connection", Millis{20}}; }

// A receiver and a sender in virtual time: each attempt takes 50 ms.
class World {
public:
    Instant now = kStart;
    std::vector<std::int64_t> accepted;  // in the order in which the receiver took them
    std::set<std::int64_t> dead;
    int attempts = 0;
    std::function<Attempt(std::int64_t id, Instant now)> receiver;

    void add(Waiting waiting) { outbox_.add(std::move(waiting)); }
    // Until nothing is left or the time has come.
    void run_until(Instant end)
    {
        while (now <= end) {
            for (std::int64_t const id : outbox_.take(now, 4)) flying_[now + Millis{50}].push_back(id);
            std::optional<Instant> next = outbox_.next(now);
            if (!flying_.empty()) next = next ? std::min(*next, flying_.begin()->first) : flying_.begin()->first;
            if (!next || *next > end) break;
            now = std::max(now, *next);
            land();
        }
        now = std::max(now, end);
    }
    std::size_t left() const { return outbox_.size(); }
    Outbox& outbox() { return outbox_; }

private:
    void land()
    {
        while (!flying_.empty() && flying_.begin()->first <= now) {
            auto const ids = flying_.begin()->second;
            flying_.erase(flying_.begin());
            for (std::int64_t const id : ids) {
                ++attempts;
                Attempt const attempt = receiver(id, now);
                auto const outcome = outbox_.finished(id, attempt, now, random_.unit());
                if (outcome.verdict == Outbox::Verdict::accepted) accepted.push_back(id);
                if (outcome.verdict == Outbox::Verdict::dead) dead.insert(id);
                dead.insert(outcome.given_up.begin(), outcome.given_up.end());
            }
        }
    }

    Outbox outbox_;
    std::map<Instant, std::vector<std::int64_t>> flying_;
    Random random_{7};
};

bool in_order_for_each(Ids const& accepted, std::map<std::int64_t, std::string> const& order_of)
{
    std::map<std::string, std::int64_t> last;
    for (std::int64_t const id : accepted) {
        std::int64_t& before = last[order_of.at(id)];
        if (id <= before) return false;
        before = id;
    }
    return true;
}

}  // namespace

TEST_CASE("a receiver that fails for an hour gets each event once it is back, once, and in order for each ticket")
{
    World world;
    Instant const back = kStart + hours(1);
    int const status = GENERATE(0, 500, 503, 429);
    world.receiver = [&](std::int64_t, Instant now) { return now < back ? (status == 0 ? unanswered() : answered(status)) : answered(204); };
    std::map<std::int64_t, std::string> order_of;
    // 40 tickets, 5 events each, spread over the hour.
    for (std::int64_t id = 1; id <= 200; ++id) {
        order_of[id] = "ticket" + std::to_string(id % 40);
        world.run_until(kStart + seconds(18 * id));
        world.add(waiting(id, order_of[id], world.now));
    }
    CHECK(world.accepted.empty());
    int const while_down = world.attempts;
    CHECK(while_down < 30);  // it is not hammered
    world.run_until(back + kPauseMax + minutes(1));
    CHECK(world.left() == 0);
    CHECK(world.dead.empty());
    Ids sorted = world.accepted;
    std::sort(sorted.begin(), sorted.end());
    CHECK(sorted.size() == 200);
    CHECK(std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end());
    CHECK(in_order_for_each(world.accepted, order_of));
    CHECK(world.attempts == while_down + 200);
}

TEST_CASE("an event that is refused holds its ticket up and no other, and lets the next one go when it is dead")
{
    World world;
    world.receiver = [](std::int64_t id, Instant) { return answered(id == 1 ? 400 : 200); };
    world.add(waiting(1, "a"));
    world.add(waiting(2, "a"));
    world.add(waiting(3, "b"));
    world.run_until(kStart + minutes(1));
    CHECK(world.accepted == Ids{3});
    world.run_until(kStart + hours(23));
    CHECK(world.dead.empty());
    CHECK(world.accepted == Ids{3});
    world.run_until(kStart + hours(25));
    CHECK(world.dead == std::set<std::int64_t>{1});
    CHECK(world.accepted == Ids{3, 2});
}

TEST_CASE("what a receiver did not take for a day is dead, also what was never tried")
{
    World world;
    world.receiver = [](std::int64_t, Instant) { return unanswered(); };
    for (std::int64_t id = 1; id <= 50; ++id) world.add(waiting(id, "t" + std::to_string(id)));
    world.run_until(kStart + hours(23));
    CHECK(world.dead.empty());
    CHECK(world.left() == 50);
    world.run_until(kStart + hours(25));
    CHECK(world.dead.size() == 50);
    CHECK(world.left() == 0);
    CHECK(world.attempts < 300);
}

TEST_CASE("a receiver gets two at once, and one alone while it fails")
{
    Outbox outbox;
    for (std::int64_t id = 1; id <= 5; ++id) outbox.add(waiting(id, "t" + std::to_string(id)));
    CHECK(outbox.take(kStart, 4) == Ids{1, 2});
    CHECK(outbox.take(kStart, 4).empty());
    CHECK_FALSE(outbox.next(kStart));
    CHECK(outbox.finished(1, answered(500), kStart, 0.0).verdict == Outbox::Verdict::again);
    CHECK(outbox.finished(2, answered(500), kStart, 0.0).verdict == Outbox::Verdict::again);
    CHECK(outbox.take(kStart, 4).empty());
    Instant const later = kStart + minutes(1);
    CHECK(outbox.take(later, 4).size() == 1);
}

TEST_CASE("events of one ticket go one after the other")
{
    Outbox outbox;
    outbox.add(waiting(1, "a"));
    outbox.add(waiting(2, "a"));
    CHECK(outbox.take(kStart, 4) == Ids{1});
    CHECK(outbox.take(kStart, 4).empty());
    CHECK(outbox.finished(1, answered(200), kStart, 0.5).verdict == Outbox::Verdict::accepted);
    CHECK(outbox.take(kStart, 4) == Ids{2});
}

TEST_CASE("410 stops a receiver and keeps what waits; begun anew, it counts from there")
{
    Outbox outbox;
    outbox.add(waiting(1, "a"));
    REQUIRE(outbox.take(kStart, 4) == Ids{1});
    CHECK(outbox.finished(1, answered(410), kStart, 0.5).verdict == Outbox::Verdict::gone);
    CHECK(outbox.size() == 1);
    Instant const later = kStart + hours(30);
    outbox.begin_anew(later);
    REQUIRE(outbox.take(later, 4) == Ids{1});
    CHECK(outbox.finished(1, answered(500), later, 0.5).verdict == Outbox::Verdict::again);
}

TEST_CASE("a redirect is not followed and not an acceptance")
{
    Outbox outbox;
    outbox.add(waiting(1, "a"));
    REQUIRE(outbox.take(kStart, 1) == Ids{1});
    CHECK(outbox.finished(1, answered(302), kStart, 0.5).verdict == Outbox::Verdict::again);
    CHECK(outbox.failures() == 0);
}

TEST_CASE("the pause grows to a quarter of an hour, half of it by chance")
{
    CHECK(pause_after(1, 0.0) == Millis{2500});
    CHECK(pause_after(1, 0.999).count <= 5000);
    CHECK(pause_after(4, 0.0) == Millis{20'000});
    CHECK(pause_after(9, 0.0) == Millis{kPauseMax.count / 2});
    for (std::int32_t n = 1; n < 2000; n += 37) CHECK(pause_after(n, 0.999) <= kPauseMax);
}
