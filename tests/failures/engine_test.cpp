// Failures 1, 2 and 10 on the engine and a real store: what many ask for at once, and what a store that cannot write answers.
#include <atomic>
#include <optional>
#include <set>

#include <catch2/catch.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "server/engine/asio_engine_host.hpp"
#include "server/engine/group_commit_engine.hpp"
#include "server/store/sqlite_store.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/town.hpp"

using namespace saduak;
using namespace saduak::server;
using namespace saduak::test;

namespace {

// A store whose disk is full while `full`.
class FullDisk final : public EventStore {
public:
    FullDisk(std::unique_ptr<EventStore> inner, std::shared_ptr<std::atomic<bool>> full) : inner_(std::move(inner)), full_(std::move(full)) {}

    Result<std::vector<SiteId>> append(Batch const& batch) override
    {
        if (*full_) return fail(Errc::full, "disk full");
        return inner_->append(batch);
    }
    Status read(SiteId const& site, Seq after, std::function<Status(StoredEvent const&)> const& each) override
    {
        return inner_->read(site, after, each);
    }
    Result<std::vector<SiteHead>> heads() override { return inner_->heads(); }
    Result<std::optional<StreamInfo>> stream(StreamId const& stream) override { return inner_->stream(stream); }
    Result<std::optional<Answer>> answer(StreamPosition const& position) override { return inner_->answer(position); }
    Result<std::optional<KeptAnswer>> answer(std::string const& principal, std::string const& key) override { return inner_->answer(principal, key); }
    Result<std::vector<std::pair<std::string, std::string>>> keys_since(Instant since) override { return inner_->keys_since(since); }
    Status reopen() override { return inner_->reopen(); }
    Status probe() override
    {
        if (*full_) return fail(Errc::full, "disk full");
        return inner_->probe();
    }

private:
    std::unique_ptr<EventStore> inner_;
    std::shared_ptr<std::atomic<bool>> full_;
};

class Hall {
public:
    Hall()
    {
        EngineOptions options;
        options.retry_pause = Millis{10};
        auto store = open_sqlite_store(folder_.file("saduak.db"), StoreAccess::write);
        REQUIRE(store);
        auto started = start_engine(make_asio_engine_host(io_.get_executor(), [this] { return now_; }),
                                    std::make_unique<FullDisk>(*std::move(store), full), options);
        REQUIRE(started);
        engine = *std::move(started);
        ask_all({of_staff(ConfigureSite{town_config()})});
        ask_all({of_staff(OpenCounter{CounterId("c1")}), of_staff(OpenCounter{CounterId("c2")}, AgentId("wanida"))});
    }
    ~Hall() { engine->stop(); }

    static Submission of_staff(CommandBody body, AgentId agent = AgentId("somchai"))
    {
        return {SiteId("town"), Command{std::move(agent), {}, std::move(body)}, {}, {}};
    }
    static IssueTicket issue(int n) { return {.ticket = ticket_id(n), .service = ServiceId("id-card"), .token_sha256 = hex_of(n, 64)}; }

    // All are submitted before any is answered.
    std::vector<Reply> ask_all(std::vector<Submission> submissions)
    {
        std::vector<std::optional<Reply>> replies(submissions.size());
        for (std::size_t i = 0; i < submissions.size(); ++i)
            engine->submit(std::move(submissions[i]), [&replies, i](Reply reply) { replies[i] = std::move(reply); });
        auto const all = [&] { return std::all_of(replies.begin(), replies.end(), [](auto const& reply) { return reply.has_value(); }); };
        for (int i = 0; i < 5000 && !all(); ++i) {
            io_.restart();
            io_.run_for(std::chrono::milliseconds(1));
        }
        REQUIRE(all());
        std::vector<Reply> found;
        for (auto& reply : replies) found.push_back(*std::move(reply));
        return found;
    }
    [[nodiscard]] SiteState const& state() const { return *engine->state(SiteId("town")); }

    std::shared_ptr<std::atomic<bool>> full = std::make_shared<std::atomic<bool>>(false);
    std::unique_ptr<RunningEngine> engine;

private:
    TemporaryFolder folder_;
    boost::asio::io_context io_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{io_.get_executor()};
    Instant now_ = *parse_rfc3339("2026-11-23T01:30:00Z");
};

}  // namespace

TEST_CASE("1. One ticket that is asked for four times at the peak is issued once, and every asker is told the same number")
{
    Hall hall;
    std::vector<Submission> rush;
    for (int round = 0; round < 4; ++round) {
        // From a kiosk whose link drops and who sends again, and from a page whose person presses again.
        rush.push_back({SiteId("town"), Command{{}, DeviceId("kiosk-1"), Hall::issue(1)}, StreamPosition{StreamId(hex_of(9, 32)), 1}, {}});
        rush.push_back({SiteId("town"), Command{AgentId("somchai"), {}, Hall::issue(2)}, {}, IdempotencyKey{"user:somchai", "press", "aa"}});
        for (int other = 0; other < 10; ++other) rush.push_back(Hall::of_staff(Hall::issue(100 + round * 10 + other)));
    }
    std::vector<Reply> const replies = hall.ask_all(rush);
    for (std::size_t i = 0; i < replies.size(); ++i) {
        INFO(i);
        REQUIRE(std::holds_alternative<Done>(replies[i]));
        CHECK(std::get<Done>(replies[i]).ok);
        if (i % 12 < 2) CHECK(std::get<Done>(replies[i]).body == std::get<Done>(replies[i % 12]).body);
    }
    CHECK(hall.state().tickets.size() == 42);
    std::set<std::string> numbers;
    for (auto const& [id, ticket] : hall.state().tickets) numbers.insert(ticket.number);
    CHECK(numbers.size() == 42);
    CHECK(hall.state().last_number.at("A") == 42);
    // Also without a key: the ticket's own id says that it is the same.
    Reply const again = hall.ask_all({Hall::of_staff(Hall::issue(1))}).at(0);
    CHECK_FALSE(std::get<Done>(again).ok);
    CHECK(hall.state().tickets.size() == 42);
}

TEST_CASE("2. Two counters that press next at once get two citizens, and the last citizen comes to one of them")
{
    Hall hall;
    hall.ask_all({Hall::of_staff(Hall::issue(1)), Hall::of_staff(Hall::issue(2)), Hall::of_staff(Hall::issue(3))});
    auto const both = [&] {
        hall.ask_all({Hall::of_staff(CallNext{CounterId("c1"), AlsoFinish::yes}),
                      Hall::of_staff(CallNext{CounterId("c2"), AlsoFinish::yes}, AgentId("wanida"))});
        return std::pair(hall.state().counters.at(CounterId("c1")).ticket, hall.state().counters.at(CounterId("c2")).ticket);
    };
    CHECK(both() == std::pair(ticket_id(1), ticket_id(2)));
    auto const [first, second] = both();
    CHECK((first.empty() ? second : first) == ticket_id(3));
    CHECK(first.empty() != second.empty());
    // Both want the same one by its number: one gets it, the other is told who has it.
    hall.ask_all({Hall::of_staff(Hall::issue(4)), Hall::of_staff(FinishService{ticket_id(3)})});
    std::vector<Reply> const called = hall.ask_all(
        {Hall::of_staff(CallTicket{CounterId("c1"), ticket_id(4)}), Hall::of_staff(CallTicket{CounterId("c2"), ticket_id(4)}, AgentId("wanida"))});
    CHECK(std::get<Done>(called.at(0)).ok);
    CHECK_FALSE(std::get<Done>(called.at(1)).ok);
    CHECK(std::get<Done>(called.at(1)).body.find("\"ticket_elsewhere\"") != std::string::npos);
    CHECK(std::get<Done>(called.at(1)).body.find("\"c1\"") != std::string::npos);
}

TEST_CASE("10. A store that cannot write is never told to a counter as nobody waiting")
{
    Hall hall;
    hall.ask_all({Hall::of_staff(Hall::issue(1))});
    *hall.full = true;
    // Full at the moment of the call, and known to be full before it; also where really nobody waits.
    for (char const* counter : {"c1", "c2", "c1"}) {
        Reply const reply = hall.ask_all({Hall::of_staff(CallNext{CounterId(counter)})}).at(0);
        CHECK(std::holds_alternative<Retry>(reply));
    }
    CHECK(hall.state().find(ticket_id(1))->state == TicketState::waiting);
    CHECK(hall.state().queues.size() == 1);
    *hall.full = false;
    for (int tries = 0; tries < 500 && hall.state().counters.at(CounterId("c1")).ticket.empty(); ++tries)
        hall.ask_all({Hall::of_staff(CallNext{CounterId("c1")})});
    CHECK(hall.state().counters.at(CounterId("c1")).ticket == ticket_id(1));
}
