// What every EventStore does, whatever it stands on.
#include "server/store/event_store.hpp"

#include "server/store/verify.hpp"
#include "tests/support/event_stores.hpp"

using namespace saduak;
using namespace saduak::server;
using namespace saduak::test;

TEST_CASE("what was appended is read back in order, after reopening too, and its chain holds")
{
    StorePlace const place = make_place(GENERATE(from_range(store_kinds())));
    auto const events = morning();
    {
        auto const store = place.open(StoreAccess::write);
        Batch batch;
        batch.sites.push_back(append_of(events, 0));
        REQUIRE(store->append(batch)->empty());
    }
    auto const store = place.open(StoreAccess::read_only);
    std::vector<StoredEvent> read;
    REQUIRE(store->read(SiteId("town"), 0, [&](StoredEvent const& stored) -> Status {
        read.push_back(stored);
        return {};
    }));
    REQUIRE(read.size() == events.size());
    for (std::size_t i = 0; i < read.size(); ++i) {
        CHECK(read[i].seq == static_cast<Seq>(i + 1));
        CHECK(read[i].event.at == events[i].at);
        CHECK(read[i].event.ticket == events[i].ticket);
        CHECK(read[i].event.body.index() == events[i].body.index());
    }
    auto const heads = store->heads();
    REQUIRE(heads->size() == 1);
    auto const report = verify_log(*store, heads->front());
    CHECK(report->faults.empty());
    CHECK(report->gaps.empty());
    CHECK(report->events == static_cast<Seq>(events.size()));
}

TEST_CASE("a log that grows while it is verified is sound; one that goes on behind its head is not")
{
    StorePlace const place = make_place(GENERATE(from_range(store_kinds())));
    auto const events = morning();
    auto const store = place.open(StoreAccess::write);
    Batch first;
    first.sites.push_back(append_of({events.begin(), events.begin() + 3}, 0));
    REQUIRE(store->append(first));
    SiteHead const before = store->heads()->front();
    Batch rest;
    rest.sites.push_back(append_of({events.begin() + 3, events.end()}, 3));
    REQUIRE(store->append(rest));
    auto const report = verify_log(*store, before);
    CHECK(report->faults.empty());
    SiteHead other = before;
    other.hash = std::string(64, '0');
    CHECK_FALSE(verify_log(*store, other)->faults.empty());
}

TEST_CASE("who appends after another than the head loses the race for that site alone")
{
    StorePlace const place = make_place(GENERATE(from_range(store_kinds())));
    auto const store = place.open(StoreAccess::write);
    auto const events = morning();
    Batch first;
    first.sites.push_back(append_of(events, 0));
    REQUIRE(store->append(first)->empty());

    Batch second;
    second.sites.push_back(append_of({events[0]}, 3));  // stale
    SiteAppend other{SiteId("village"), 0, {{events[0], {}}}};
    second.sites.push_back(other);
    second.key_answers.push_back({{"user:a", "k1", "aa"}, SiteId("town"), Instant{1}, {true, "{}"}});
    second.key_answers.push_back({{"user:a", "k2", "bb"}, SiteId("village"), Instant{1}, {true, "{}"}});
    auto const lost = store->append(second);
    REQUIRE(lost);
    CHECK(*lost == std::vector<SiteId>{SiteId("town")});
    CHECK_FALSE(store->answer("user:a", "k1")->has_value());
    CHECK(store->answer("user:a", "k2")->has_value());
    CHECK(store->heads()->size() == 2);
}

TEST_CASE("a stream's answers and its high are kept with the events")
{
    StorePlace const place = make_place(GENERATE(from_range(store_kinds())));
    auto const store = place.open(StoreAccess::write);
    StreamId const stream(test::hex_of(5, 32));
    CHECK_FALSE(store->stream(stream)->has_value());
    Batch batch;
    batch.stream_answers.push_back({{stream, 1}, DeviceId("kiosk-1"), SiteId("town"), {true, R"({"a":1})"}});
    batch.stream_answers.push_back({{stream, 2}, DeviceId("kiosk-1"), SiteId("town"), {false, R"({"code":"x","about":""})"}});
    REQUIRE(store->append(batch));
    CHECK((*store->stream(stream))->high == 2);
    CHECK((*store->stream(stream))->device == DeviceId("kiosk-1"));
    CHECK((*store->answer({stream, 1}))->body == R"({"a":1})");
    CHECK_FALSE((*store->answer({stream, 2}))->ok);
    CHECK_FALSE(store->answer({stream, 3})->has_value());
    // The same n twice is a fault of ours: nothing of that batch is kept.
    CHECK_FALSE(store->append(batch));
}

TEST_CASE("keys older than their life are forgotten")
{
    StorePlace const place = make_place(GENERATE(from_range(store_kinds())));
    auto const store = place.open(StoreAccess::write);
    Batch batch;
    batch.key_answers.push_back({{"user:a", "old", "aa"}, SiteId("town"), Instant{1000}, {true, "{}"}});
    batch.key_answers.push_back({{"user:a", "new", "aa"}, SiteId("town"), Instant{5000}, {true, "{}"}});
    REQUIRE(store->append(batch));
    auto const keys = store->keys_since(Instant{2000});
    REQUIRE(keys->size() == 1);
    CHECK(keys->front().second == "new");
    CHECK_FALSE(store->answer("user:a", "old")->has_value());
}

TEST_CASE("the newest two snapshots of a site are kept, newest first")
{
    StorePlace const place = make_place(GENERATE(from_range(store_kinds())));
    auto const store = place.open(StoreAccess::write);
    SnapshotStore* const kept = store->snapshot_store();
    REQUIRE(kept != nullptr);
    for (Seq seq : {10, 20, 30}) REQUIRE(kept->keep_snapshot({SiteId("town"), seq, "hash", "fold", "{\"seq\":" + std::to_string(seq) + "}"}));
    REQUIRE(kept->keep_snapshot({SiteId("village"), 5, "hash", "fold", "{}"}));
    auto snapshots = kept->snapshots(SiteId("town"));
    REQUIRE(snapshots->size() == 2);
    CHECK(snapshots->front().seq == 30);
    CHECK(snapshots->front().state == "{\"seq\":30}");
    CHECK(snapshots->back().seq == 20);
    // The log went back: what is beyond the new one is of another log.
    REQUIRE(kept->keep_snapshot({SiteId("town"), 25, "hash", "fold", "{}"}));
    snapshots = kept->snapshots(SiteId("town"));
    REQUIRE(snapshots->size() == 2);
    CHECK(snapshots->front().seq == 25);
    CHECK(kept->snapshots(SiteId("village"))->size() == 1);
    CHECK(kept->checkpoints(SiteId("town"))->empty());
}

TEST_CASE("what may be erased is kept with its event and goes with the erased event")
{
    StorePlace const place = make_place(GENERATE(from_range(store_kinds())));
    auto const store = place.open(StoreAccess::write);
    ErasableStore* const kept = store->erasable_store();
    REQUIRE(kept != nullptr);
    auto const events = morning();
    Batch first;
    first.sites.push_back(append_of(events, 0));
    first.erasables.push_back({SiteId("town"), ErasableKey("k1"), "notify", Instant{1000}, {1, 0, 255}});
    first.erasables.push_back({SiteId("town"), ErasableKey("k2"), "comment", Instant{5000}, {2}});
    REQUIRE(store->append(first)->empty());
    REQUIRE((*kept->erasable(SiteId("town"), ErasableKey("k1"))).has_value());
    CHECK((*kept->erasable(SiteId("town"), ErasableKey("k1")))->ciphertext == Bytes{1, 0, 255});
    CHECK((*kept->erasable(SiteId("town"), ErasableKey("k1")))->purpose == "notify");
    CHECK_FALSE(kept->erasable(SiteId("village"), ErasableKey("k1"))->has_value());
    auto const ended = kept->ended_erasables(Instant{1000});
    REQUIRE(ended->size() == 1);
    CHECK(ended->front().key == ErasableKey("k1"));

    Batch lost;
    lost.sites.push_back(append_of({events.back()}, 2));
    lost.erasables.push_back({SiteId("town"), ErasableKey("k3"), "notify", Instant{1}, {3}});
    REQUIRE(store->append(lost)->size() == 1);
    CHECK_FALSE(kept->erasable(SiteId("town"), ErasableKey("k3"))->has_value());

    domain::Event erased = events.back();
    erased.body = domain::Erased{ErasableKey("k1"), "notify"};
    must_append(*store, {erased}, static_cast<Seq>(events.size()));
    CHECK_FALSE(kept->erasable(SiteId("town"), ErasableKey("k1"))->has_value());
    CHECK(kept->erasable(SiteId("town"), ErasableKey("k2"))->has_value());
    CHECK(store->heads()->front().seq == static_cast<Seq>(events.size()) + 1);
}

TEST_CASE("what is given and erased in one batch is not there after it")
{
    StorePlace const place = make_place(GENERATE(from_range(store_kinds())));
    auto const store = place.open(StoreAccess::write);
    auto events = morning();
    domain::Event erased = events.back();
    erased.body = domain::Erased{ErasableKey("k1"), "notify"};
    events.push_back(erased);
    Batch batch;
    batch.sites.push_back(append_of(events, 0));
    batch.erasables.push_back({SiteId("town"), ErasableKey("k1"), "notify", Instant{1000}, {1}});
    REQUIRE(store->append(batch)->empty());
    CHECK_FALSE(store->erasable_store()->erasable(SiteId("town"), ErasableKey("k1"))->has_value());
}

TEST_CASE("answers that no device can ask for again are dropped, those of the last thousand commands stay")
{
    auto const place = make_place(GENERATE(from_range(store_kinds())));
    auto const store = place.open(StoreAccess::write);
    must_append(*store, morning(), 0);
    StreamId const stream("0123456789abcdef0123456789abcdef");
    auto const answer = [&](std::int64_t from, std::int64_t to) {
        Batch batch;
        for (std::int64_t n = from; n <= to; ++n) batch.stream_answers.push_back({{stream, n}, DeviceId("kiosk"), SiteId("town"), {true, "{}"}});
        REQUIRE(store->append(batch));
    };
    answer(1, 1279);
    CHECK(store->answer({stream, 1})->has_value());
    answer(1280, 1280);
    CHECK_FALSE(store->answer({stream, 256})->has_value());
    CHECK(store->answer({stream, 257})->has_value());
    CHECK((*store->stream(stream))->high == 1280);
}
