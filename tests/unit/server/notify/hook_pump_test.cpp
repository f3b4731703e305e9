// The log becomes deliveries, each event once for each webhook that wants it, whatever stops in between.
#include <catch2/catch.hpp>

#include <array>
#include <cstdio>
#include <map>
#include <optional>

#include "server/notify/hook_pump.hpp"
#include "server/notify/message_rows.hpp"
#include "server/notify/outgoing_file.hpp"
#include "server/store/sqlite_store.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/town.hpp"

using namespace saduak;
using namespace saduak::server;
using namespace saduak::test;

namespace {

platform::SealingKey const kKey = platform::SealingKey::derive("secret", "webhook-secrets");
SiteId const kTown("town");

// A log that grows as the town does, and the file that follows it.
class Following {
public:
    Town town;

    Following() { reopen(); }

    void reopen()
    {
        pump_.reset();
        rows_.reset();
        database_.reset();
        auto opened = open_outgoing_file(folder_.file("outgoing.db"));
        REQUIRE(opened);
        database_.emplace(*std::move(opened));
        rows_.emplace(*database_, kKey);
        pump_.emplace(*rows_);
        auto log = open_sqlite_store(folder_.file("saduak.db"), StoreAccess::write);
        REQUIRE(log);
        log_ = *std::move(log);
    }
    void write()
    {
        SiteAppend append{kTown, static_cast<Seq>(written_), {}};
        for (; written_ < town.log.size(); ++written_) append.entries.push_back({town.log[written_], {}});
        Batch batch;
        batch.sites.push_back(std::move(append));
        REQUIRE(log_->append(batch)->empty());
    }
    void hook(std::string id, std::set<HookKind> kinds = {}, bool from_now = true)
    {
        Webhook webhook;
        webhook.id = std::move(id);
        webhook.url = "https://hooks.example/";
        webhook.kinds = std::move(kinds);
        webhook.secret = "whisper";
        webhook.created_at = town.now;
        std::vector<HookStart> starts;
        if (from_now) starts.push_back({kTown, static_cast<Seq>(written_), HookReader::at(town.state)});
        REQUIRE(rows_->insert(webhook, starts));
    }
    std::vector<Delivery> advance()
    {
        auto const webhooks = rows_->read();
        REQUIRE(webhooks);
        auto advanced = pump_->advance(*log_, {kTown}, *webhooks, town.now);
        INFO((advanced ? "" : advanced.error().context));
        REQUIRE(advanced);
        more = advanced->more;
        return std::move(advanced->deliveries);
    }
    WebhookRows& rows() { return *rows_; }
    std::string bytes() const
    {
        auto const read = [](std::string const& path) {
            std::FILE* file = std::fopen(path.c_str(), "rb");
            std::string all;
            if (file == nullptr) return all;
            std::array<char, 4096> buffer{};
            while (std::size_t const n = std::fread(buffer.data(), 1, buffer.size(), file)) all.append(buffer.data(), n);
            std::fclose(file);
            return all;
        };
        return read(folder_.file("outgoing.db")) + read(folder_.file("outgoing.db-wal"));
    }

    bool more = false;

private:
    TemporaryFolder folder_;
    std::optional<platform::Database> database_;
    std::optional<WebhookRows> rows_;
    std::optional<HookPump> pump_;
    std::unique_ptr<EventStore> log_;
    std::size_t written_ = 0;
};

std::vector<std::string> kinds(std::vector<Delivery> const& deliveries)
{
    std::vector<std::string> words;
    for (Delivery const& delivery : deliveries) words.emplace_back(to_string(delivery.kind));
    return words;
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("a webhook is told of what comes after it was made, once, also over a restart")
{
    Following f;
    f.town.issue(1);
    f.write();
    f.hook("a");
    CHECK(f.advance().empty());
    f.town.must(CancelTicket{ticket_id(1)});
    f.town.issue(2);
    f.write();
    auto const first = f.advance();
    CHECK(kinds(first) == Words{"ticket.cancelled", "ticket.issued"});
    CHECK(first[0].body.find("\"A001\"") != std::string::npos);  // known from before it was made
    CHECK(f.advance().empty());
    f.reopen();
    CHECK(f.advance().empty());
    f.town.must(CancelTicket{ticket_id(2)});
    f.write();
    auto const later = f.advance();
    CHECK(kinds(later) == Words{"ticket.cancelled"});
    CHECK(later[0].body.find("\"A002\"") != std::string::npos);  // known from before the restart
    CHECK(f.rows().waiting()->size() == 3);
}

TEST_CASE("events that came while the server was down, or before a crash, are not lost")
{
    Following f;
    f.write();
    f.hook("a", {HookKind::ticket_issued});
    for (int n = 1; n <= 5; ++n) f.town.issue(n);
    f.write();
    f.reopen();
    CHECK(f.advance().size() == 5);
}

TEST_CASE("each webhook has its own place, and its own kinds")
{
    Following f;
    f.write();
    f.hook("a", {HookKind::ticket_issued});
    f.town.issue(1);
    f.write();
    f.hook("b", {HookKind::ticket_issued, HookKind::ticket_cancelled});
    f.town.must(CancelTicket{ticket_id(1)});
    f.town.issue(2);
    f.write();
    std::map<std::string, Words> told;
    for (Delivery const& delivery : f.advance()) told[delivery.webhook].emplace_back(to_string(delivery.kind));
    CHECK(told["a"] == Words{"ticket.issued", "ticket.issued"});
    CHECK(told["b"] == Words{"ticket.cancelled", "ticket.issued"});
}

TEST_CASE("a full outbox holds the webhook's place in the log, and no other's, until there is room")
{
    Following f;
    f.write();
    f.hook("slow", {HookKind::ticket_called});
    f.hook("other", {HookKind::day_closed});
    f.town.issue(1);
    f.town.must(OpenCounter{CounterId("c1")});
    for (int i = 0; i < 2100; ++i) {
        f.town.must(CallTicket{CounterId("c1"), ticket_id(1)});
        f.town.must(UndoCall{ticket_id(1)});
    }
    f.town.must(CloseDay{});
    f.write();
    std::map<std::string, std::size_t> told;
    std::vector<std::int64_t> slow;
    for (int i = 0; i < 10; ++i)
        for (Delivery const& delivery : f.advance()) {
            told[delivery.webhook] += 1;
            if (delivery.webhook == "slow") slow.push_back(delivery.waiting.id);
        }
    CHECK(told["slow"] == static_cast<std::size_t>(kOutboxMax));
    CHECK(told["other"] == 1);
    CHECK_FALSE(f.more);
    std::vector<DeliveryRecord> records;
    for (std::int64_t const id : slow) records.push_back({id, "delivered", 1, Attempt{200, "", Millis{3}}, f.town.now});
    REQUIRE(f.rows().record(records));
    f.reopen();
    std::size_t rest = 0;
    for (int i = 0; i < 5; ++i) rest += f.advance().size();
    CHECK(rest == 100);
}

TEST_CASE("a site that comes after the webhook is told of from its first event")
{
    Following f;
    f.hook("a", {HookKind::ticket_issued}, false);
    f.town.issue(1);
    f.write();
    CHECK(f.advance().size() == 1);
}

TEST_CASE("the secret lies sealed in the file, and a webhook takes its deliveries with it")
{
    Following f;
    f.write();
    f.hook("a");
    f.town.issue(1);
    f.write();
    auto const deliveries = f.advance();
    REQUIRE(deliveries.size() == 1);
    CHECK(f.rows().read()->front().secret == "whisper");
    CHECK(f.bytes().find("whisper") == std::string::npos);
    CHECK(f.rows().deliveries("a", 0, 10)->size() == 1);
    REQUIRE(f.rows().remove("a"));
    CHECK(f.rows().waiting()->empty());
}

TEST_CASE("a webhook whose secret is of another server is there and stands still")
{
    Following f;
    f.write();
    f.hook("a");
    TemporaryFolder const folder;
    auto database = open_outgoing_file(folder.file("outgoing.db"));
    REQUIRE(database);
    WebhookRows mine(*database, kKey);
    Webhook webhook = f.rows().read()->front();
    REQUIRE(mine.insert(webhook, {}));
    WebhookRows others(*database, platform::SealingKey::derive("other", "webhook-secrets"));
    auto const read = others.read();
    REQUIRE(read);
    REQUIRE(read->size() == 1);
    CHECK_FALSE(read->front().active);
    CHECK(read->front().why == "unreadable");
    CHECK(read->front().secret.empty());
}

TEST_CASE("what is over can be delivered once more, what still waits cannot")
{
    Following f;
    f.write();
    f.hook("a");
    f.town.issue(1);
    f.write();
    std::int64_t const id = f.advance().at(0).waiting.id;
    CHECK(f.rows().redeliver("a", id, f.town.now).error().code == Errc::not_found);
    REQUIRE(f.rows().record({{id, "dead", 9, Attempt{0, "no connection", Millis{10'000}}, f.town.now}}));
    auto const row = f.rows().deliveries("a", 0, 10)->front();
    CHECK(row.state == "dead");
    CHECK(row.attempts == 9);
    CHECK(row.error == "no connection");
    CHECK(f.rows().redeliver("b", id, f.town.now).error().code == Errc::not_found);
    auto const again = f.rows().redeliver("a", id, f.town.now);
    REQUIRE(again);
    CHECK(again->waiting.attempts == 0);
    CHECK(again->body.find("A001") != std::string::npos);
    CHECK(f.rows().waiting()->size() == 1);
}

TEST_CASE("the ledger adds up by day, site and channel, and a notice begins once")
{
    Following f;
    TemporaryFolder const folder;
    auto database = open_outgoing_file(folder.file("outgoing.db"));
    REQUIRE(database);
    MessageRows messages(*database);
    NoticeRow const notice{"t1-soon-1", kTown, "soon", ContactChannel::sms, f.town.now};
    CHECK(*messages.begin(notice));
    CHECK_FALSE(*messages.begin(notice));
    Date const day{2026, 11, 23};
    LedgerRow adds{day, kTown, ContactChannel::sms, 1, 0, 0, 0, 35};
    REQUIRE(messages.finish("t1-soon-1", "sent", adds));
    REQUIRE(messages.add(adds));
    REQUIRE(messages.add(LedgerRow{day, kTown, ContactChannel::line, 0, 1, 0, 0, 0}));
    auto const ledger = messages.ledger(day, day);
    REQUIRE(ledger->size() == 2);
    CHECK(ledger->at(1).sent == 2);
    CHECK(ledger->at(1).cost_satang == 70);
    CHECK(ledger->at(0).free == 1);
    CHECK(messages.ledger({2026, 12, 1}, {2026, 12, 31})->empty());
    CHECK(messages.notices_since(f.town.now)->size() == 1);
    CHECK(messages.notices_since(f.town.now + seconds(1))->empty());
}
