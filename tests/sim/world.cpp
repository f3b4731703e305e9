#include "tests/sim/world.hpp"

#include <algorithm>

#include "core/base/overloaded.hpp"
#include "core/domain/calling.hpp"
#include "tests/sim/checkers.hpp"
#include "tests/support/town_config.hpp"

namespace saduak::sim {
namespace {

using Action = std::function<void()>;

// One connection between a kiosk and the server; messages of a dead one are dropped wherever they are.
struct Connection {
    explicit Connection(Instant now) : server(now) {}
    link::ServerSession server;
    bool alive = true;
};

struct Kiosk {
    DeviceId id;
    StreamId stream;
    std::map<std::int64_t, std::string> journal;  // durable
    std::int64_t last_acked = 0;                  // durable
    std::unique_ptr<link::DeviceSession> session;
    std::shared_ptr<Connection> connection;
    std::map<std::int64_t, TicketId> issues;  // n to ticket
    std::set<TicketId> answered;              // tickets whose issue was acknowledged
};

class World {
public:
    World(std::uint64_t seed, std::int64_t minutes_long)
        : random_(seed), now_(*parse_rfc3339("2026-11-23T01:30:00Z")), end_(now_ + minutes(minutes_long)), server_(test::town_config(), now_)
    {
        for (int i = 0; i < 3; ++i) {
            auto& kiosk = kiosks_.emplace_back();
            kiosk.id = DeviceId("kiosk-" + std::to_string(i));
            kiosk.stream = StreamId(id32());
            boot(kiosk);
        }
    }

    Verdict run()
    {
        for (auto& kiosk : kiosks_) {
            tick(kiosk);
            arrive(kiosk);
        }
        for (char const* counter : {"c1", "c2", "c3"}) work(CounterId(counter));
        after(20, [this] { commit(); });
        after(5'000, [this] { trouble(); });
        while (!agenda_.empty() && verdict_.ok) {
            auto next = agenda_.begin();
            now_ = std::max(now_, next->first);
            Action const action = std::move(next->second);
            agenda_.erase(next);
            action();
            ++verdict_.steps;
            check(check_state(server_.durable()));
        }
        if (verdict_.ok) check(check_end());
        verdict_.tickets = static_cast<std::int64_t>(next_id_);
        return verdict_;
    }

private:
    bool healing() const { return now_ >= end_; }
    // A minute after the end everything must have settled.
    bool over() const { return now_ >= end_ + minutes(2); }

    void after(std::int64_t ms, Action action)
    {
        if (!over()) agenda_.emplace(now_ + Millis{ms}, std::move(action));
    }
    std::int64_t between(std::int64_t low, std::int64_t high)
    {
        return low + static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(high - low + 1)));
    }
    bool chance(double p) { return random_.unit() < p; }
    std::string id32()
    {
        std::string digits = std::to_string(++next_id_);
        return std::string(32 - digits.size(), '0') + digits;
    }

    // --- kiosks

    void boot(Kiosk& kiosk)
    {
        link::DeviceIdentity identity{kiosk.id, std::string(64, 'a'), kiosk.stream, id32(), "sim"};
        kiosk.session = std::make_unique<link::DeviceSession>(identity, kiosk.last_acked, kiosk.journal, random_.next());
        act(kiosk, kiosk.session->disconnected(now_));
    }

    void submit(Kiosk& kiosk, domain::CommandBody const& command)
    {
        std::int64_t const n = kiosk.session->next_n();
        std::string const body = wire::encode_device_command(command);
        kiosk.journal[n] = body;
        if (auto const* issue = std::get_if<domain::IssueTicket>(&command)) kiosk.issues[n] = issue->ticket;
        act(kiosk, kiosk.session->submit(n, body, now_));
    }

    void arrive(Kiosk& kiosk)
    {
        if (healing()) return;
        domain::IssueTicket issue;
        issue.ticket = TicketId(id32());
        issue.service = ServiceId(chance(0.5) ? "id-card" : chance(0.5) ? "tax" : "land");
        issue.ticket_class = chance(0.2) ? domain::TicketClass::priority : domain::TicketClass::general;
        std::string const id = id32();
        issue.token_sha256 = id + id;
        issue.paper = domain::Paper::pending;
        submit(kiosk, issue);
        after(between(1'000, 40'000), [this, &kiosk] { arrive(kiosk); });
    }

    void printed(Kiosk& kiosk, TicketId const& ticket)
    {
        if (chance(0.1)) return;  // the kiosk never says: 15 s later it is unconfirmed
        auto const paper = chance(0.8) ? domain::Paper::confirmed : chance(0.5) ? domain::Paper::unconfirmed : domain::Paper::failed;
        submit(kiosk, domain::ReportPaper{ticket, paper, ""});
        if (paper != domain::Paper::failed) return;
        after(between(1'000, 50'000), [this, &kiosk, ticket] {
            if (chance(0.4)) submit(kiosk, domain::ReportPaper{ticket, domain::Paper::accepted, ""});
            else if (chance(0.5)) submit(kiosk, domain::CancelTicket{ticket});
        });
    }

    void act(Kiosk& kiosk, link::Actions actions)
    {
        for (auto& action : actions)
            std::visit(overloaded{
                           [&](link::SendBody& send) { to_server(kiosk, std::move(send.body)); },
                           [&](link::Close&) { cut(kiosk); },
                           [&](link::ConnectAfter& pause) { after(pause.pause.count, [this, &kiosk] { connect(kiosk); }); },
                           [&](link::Answered& answer) { answered(kiosk, answer); },
                           [&](link::WelcomeReceived&) {},
                           [&](link::StateReceived&) {},
                           [&](link::RefusedByServer& refused) { fault("refused: " + refused.reason); },
                       },
                       action);
    }

    void answered(Kiosk& kiosk, link::Answered const& answer)
    {
        if (answer.n != kiosk.last_acked + 1) fault("answers came out of order");
        kiosk.last_acked = answer.n;
        auto const issue = kiosk.issues.find(answer.n);
        if (issue == kiosk.issues.end() || !answer.ok) return;
        if (!kiosk.answered.insert(issue->second).second) fault("one issue was answered twice");
        check(check_acknowledged(server_.disk().log, issue->second));
        after(between(200, 4'000), [this, &kiosk, ticket = issue->second] { printed(kiosk, ticket); });
    }

    void tick(Kiosk& kiosk)
    {
        act(kiosk, kiosk.session->tick(now_));
        if (kiosk.connection) server_act(kiosk, kiosk.connection, kiosk.connection->server.tick(now_));
        after(1'000, [this, &kiosk] { tick(kiosk); });
    }

    // --- the network

    void connect(Kiosk& kiosk)
    {
        if (kiosk.connection) return;
        kiosk.connection = std::make_shared<Connection>(now_);
        act(kiosk, kiosk.session->connected(now_));
    }

    void cut(Kiosk& kiosk)
    {
        if (!kiosk.connection) return;
        ++verdict_.cuts;
        kiosk.connection->alive = false;
        kiosk.connection.reset();
        act(kiosk, kiosk.session->disconnected(now_));
    }

    // In order within a connection, late, and never after it was cut.
    void to_server(Kiosk& kiosk, std::string body)
    {
        auto const connection = kiosk.connection;
        if (!connection) return;
        after(latency(), [this, &kiosk, connection, body = std::move(body)] {
            if (connection->alive) server_act(kiosk, connection, connection->server.received(body, now_));
        });
    }
    void to_kiosk(Kiosk& kiosk, std::shared_ptr<Connection> const& connection, std::string body)
    {
        after(latency(), [this, &kiosk, connection, body = std::move(body)] {
            if (connection->alive && kiosk.connection == connection) act(kiosk, kiosk.session->received(body, now_));
        });
    }
    // One latency at a time for all keeps each stream of bytes in order, as TCP does.
    std::int64_t latency() const { return latency_ms_; }

    // --- the server

    void server_act(Kiosk& kiosk, std::shared_ptr<Connection> const& connection, link::ServerActions actions)
    {
        for (auto& action : actions)
            std::visit(overloaded{
                           [&](link::SendBody& send) { to_kiosk(kiosk, connection, std::move(send.body)); },
                           [&](link::Close&) {
                               if (connection->alive) cut(kiosk);
                           },
                           [&](link::Authenticate& hello) {
                               wire::Welcome const welcome{now_, server_.high(hello.hello.stream), 1, SiteId("town"), "issue"};
                               server_act(kiosk, connection, connection->server.welcome(welcome, now_));
                           },
                           [&](link::Decide& command) {
                               std::int64_t const n = command.n;
                               server_.device_command(
                                   kiosk.id, kiosk.stream, std::move(command), now_, [this, &kiosk, connection, n](Server::Answer const& answer) {
                                       if (!connection->alive) return;
                                       server_act(kiosk, connection,
                                                  answer.expected > 0 ? connection->server.out_of_order(answer.expected, now_)
                                                                      : connection->server.answered(n, answer.ok, answer.body, now_));
                                   });
                           },
                       },
                       action);
    }

    void commit()
    {
        if (auto const due = domain::due(server_.speculative()); due && *due <= now_) server_.person_command(domain::Tick{}, {}, now_);
        server_.commit();
        after(between(2, 60), [this] { commit(); });
    }

    void crash()
    {
        ++verdict_.crashes;
        server_.crash();
        for (auto& kiosk : kiosks_) cut(kiosk);
    }

    // --- agents

    void work(CounterId counter)
    {
        AgentId const agent("agent-" + counter.str());
        auto const say = [&](domain::CommandBody body) { server_.person_command(std::move(body), agent, now_); };
        say(domain::OpenCounter{counter});
        auto const& state = server_.speculative();
        auto const found = state.counters.find(counter);
        TicketId const present = found == state.counters.end() ? TicketId() : found->second.ticket;
        switch (random_.below(8)) {
        case 0: say(domain::CallNext{counter, domain::AlsoFinish::yes}); break;
        case 1: say(domain::StartService{present}); break;
        case 2: say(domain::FinishService{present}); break;
        case 3: say(domain::MarkNoShow{present}); break;
        case 4: say(domain::UndoCall{present}); break;
        case 5: say(domain::HoldTicket{present}); break;
        case 6:
            for (TicketId const& id : state.open)
                if (state.find(id)->state == domain::TicketState::held) {
                    say(domain::ResumeTicket{id, counter});
                    break;
                }
            break;
        default: say(domain::CallNext{counter}); break;
        }
        if (!healing()) after(between(500, 20'000), [this, counter] { work(counter); });
    }

    // --- trouble

    void trouble()
    {
        if (healing()) {
            latency_ms_ = 5;
            return;
        }
        latency_ms_ = between(1, 400);
        if (chance(0.3)) cut(kiosks_[random_.below(kiosks_.size())]);
        if (chance(0.2)) crash();
        if (chance(0.1)) {  // a kiosk loses power: what its journal holds is all it knows
            Kiosk& kiosk = kiosks_[random_.below(kiosks_.size())];
            if (kiosk.connection) kiosk.connection->alive = false;
            kiosk.connection.reset();
            boot(kiosk);
        }
        after(between(1'000, 15'000), [this] { trouble(); });
    }

    // --- the end

    std::string check_end()
    {
        for (auto const& kiosk : kiosks_) {
            if (kiosk.session->unanswered() != 0) return kiosk.id.str() + " has commands without an answer after healing";
            for (auto const& [n, ticket] : kiosk.issues)
                if (auto const missing = check_acknowledged(server_.disk().log, ticket); !missing.empty()) return missing;
        }
        return check_log(server_.disk().log);
    }

    void check(std::string fault_text)
    {
        if (!fault_text.empty()) fault(std::move(fault_text));
    }
    void fault(std::string what)
    {
        if (!verdict_.ok) return;
        verdict_.ok = false;
        verdict_.fault = format_rfc3339(now_) + ": " + std::move(what);
    }

    Random random_;
    Instant now_;
    Instant end_;
    Server server_;
    std::deque<Kiosk> kiosks_;
    std::multimap<Instant, Action> agenda_;  // equal instants in order of arrival
    std::uint64_t next_id_ = 0;
    std::int64_t latency_ms_ = 5;
    Verdict verdict_;
};

}  // namespace

Verdict run_seed(std::uint64_t seed, std::int64_t minutes) { return World(seed, minutes).run(); }

}  // namespace saduak::sim
