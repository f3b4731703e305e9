#include "tests/sim/node.hpp"

#include <algorithm>
#include <utility>

#include <boost/json/serialize.hpp>

#include "core/base/overloaded.hpp"
#include "server/auth/ticket_secrets.hpp"

namespace saduak::sim {

using namespace server;

// What is called later, unless this run of the server is over by then.
template <class F>
auto Node::while_up(F f)
{
    return [this, boot = boots_, f = std::move(f)](auto&&... values) {
        if (engine_ && boots_ == boot) f(std::forward<decltype(values)>(values)...);
    };
}

void Node::boot()
{
    if (engine_) return;
    ++boots_;
    auto host = std::make_unique<VirtualHost>(clockwork_, clock_error, trouble);
    host_ = host.get();
    auto started = start_engine(std::move(host), database_.open(trouble), options_);
    if (!started) {
        clockwork_.after(2'000, [this, boot = boots_] {
            if (boots_ == boot) this->boot();
        });
        return;
    }
    clockwork_.tell("%s is up", name_.c_str());
    engine_ = *std::move(started);
    engine_->subscribe([this](Published const& published) { this->published(published); });
}

void Node::crash(bool tell)
{
    ++boots_;
    if (!engine_) return;
    clockwork_.tell("%s crashes", name_.c_str());
    times_.clear();
    for (LinePtr const& line : std::exchange(lines_, {})) {
        if (tell) line->connection->close(End::server);
        else line->connection->vanish(End::server);
    }
    host_->crash();
    engine_.reset();
}

void Node::shut_down()
{
    if (!engine_) return;
    clockwork_.tell("%s shuts down", name_.c_str());
    engine_->stop();
    ++boots_;
    times_.clear();
    for (LinePtr const& line : std::exchange(lines_, {})) line->connection->close(End::server);
    engine_.reset();
}

void Node::submit(Submission submission, std::function<void(Reply)> done)
{
    if (engine_) engine_->submit(std::move(submission), while_up(std::move(done)));
}

void Node::accept(ConnectionPtr connection)
{
    auto line = std::make_shared<Line>(clockwork_.now());
    line->connection = std::move(connection);
    lines_.push_back(line);
    std::weak_ptr<Line> const weak = line;
    line->connection->listen(End::server, {while_up([this, weak](std::string const& body) {
                                               if (auto const here = weak.lock()) received(here, body);
                                           }),
                                           while_up([this, weak] {
                                               if (auto const here = weak.lock()) drop(here);
                                           })});
    clockwork_.after(1'000, while_up([this, line] { tick(line); }));
}

void Node::received(LinePtr const& line, std::string const& body)
{
    act(line, line->session.received(body, clockwork_.now()));
    if (engine_ && line->session.settled()) times_[line->device].contact = engine_->now();
}

void Node::drop(LinePtr const& line)
{
    line->connection->close(End::server);
    std::erase(lines_, line);
}

void Node::tick(LinePtr const& line)
{
    if (std::find(lines_.begin(), lines_.end(), line) == lines_.end()) return;
    act(line, line->session.tick(clockwork_.now()));
    clockwork_.after(1'000, while_up([this, line] { tick(line); }));
}

void Node::act(LinePtr const& line, link::ServerActions actions)
{
    for (auto& action : actions)
        std::visit(overloaded{
                       [&](link::SendBody& send) { line->connection->send(End::server, std::move(send.body)); }, [&](link::Close&) { drop(line); },
                       [&](link::Authenticate& hello) { authenticate(line, hello.hello); },
                       [&](link::Decide& command) { decide(line, std::move(command)); },
                       [](link::HealthTold&) {},  // nobody looks after these devices
                   },
                   action);
}

// The same steps as the product's device endpoint, without its sockets.
void Node::authenticate(LinePtr const& line, wire::Hello const& hello)
{
    auto const account = accounts_.find(hello.device);
    if (account == accounts_.end() || !engine_->healthy() || engine_->state(account->second.site) == nullptr)
        return act(line, line->session.refuse("not_ready", 5, clockwork_.now()));
    line->device = hello.device;
    line->account = account->second;
    line->stream = hello.stream;
    if (hello.mono_ms) link::remember(times_[line->device].seen, {{hello.boot, *hello.mono_ms, hello.clock}, engine_->now()});
    engine_->stream(hello.stream, while_up([this, line](Result<std::optional<EventStore::StreamInfo>> const& info) {
                        if (!info) return act(line, line->session.refuse("not_ready", 5, clockwork_.now()));
                        for (LinePtr const& older : std::vector<LinePtr>(lines_))
                            if (older != line && older->device == line->device) drop(older);
                        wire::Welcome const welcome{engine_->now(), *info ? (*info)->high : 0, 1, line->account.site, "issue"};
                        act(line, line->session.welcome(welcome, clockwork_.now()));
                        push(line);
                    }));
}

void Node::decide(LinePtr const& line, link::Decide command)
{
    if (auto* issue = std::get_if<domain::IssueTicket>(&command.command); issue != nullptr && command.taken) {
        Times const& times = times_[line->device];
        auto const [at, estimated] = link::offline_time(*command.taken, times.seen, engine_->now());
        issue->taken_at = at;
        issue->time_estimated = estimated;
        issue->not_before = times.contact;
    }
    if (auto* rate = std::get_if<domain::Rate>(&command.command)) {
        rate->key = rating_key("simulated", rate->ticket);
        if (command.taken) {
            auto const [at, estimated] = link::offline_time(*command.taken, times_[line->device].seen, engine_->now());
            rate->given = {at, estimated};
        }
    }
    Submission submission{
        line->account.site, domain::Command{{}, line->device, std::move(command.command)}, StreamPosition{line->stream, command.n}, {}};
    submit(std::move(submission), [this, line, n = command.n](Reply const& reply) { reply_to(line, n, reply); });
}

void Node::reply_to(LinePtr const& line, std::int64_t n, Reply const& reply)
{
    Instant const now = clockwork_.now();
    std::visit(overloaded{
                   [&](Done const& done) { act(line, line->session.answered(n, done.ok, done.body, now)); },
                   [&](OutOfOrder const& order) { act(line, line->session.out_of_order(order.expected, now)); },
                   [&](Retry const&) { act(line, line->session.retry(n, now)); },
                   [&](KeyReused const&) { clockwork_.fault("a device's command was taken for a request with a key"); },
               },
               reply);
}

void Node::published(Published const& published)
{
    if (watcher_) watcher_(*this, published);
    for (LinePtr const& line : lines_) {
        if (line->account.site != published.site || std::exchange(line->push_posted, true)) continue;
        clockwork_.after(200, while_up([this, line] { push(line); }));
    }
}

void Node::push(LinePtr const& line)
{
    line->push_posted = false;
    auto const* state = engine_->state(line->account.site);
    if (state == nullptr || !line->session.online()) return;
    std::string body = view(*line, *state);
    if (body == line->pushed) return;
    line->pushed = body;
    act(line, line->session.push(state->seq, std::move(body), clockwork_.now()));
}

// Of a device's view only what it acts on: the ticket to be rated, or its ranges.
std::string Node::view(Line const& line, domain::SiteState const& state) const
{
    boost::json::object view;
    if (line.account.rates_at.empty()) {
        boost::json::array ranges;
        for (auto const& range : state.ranges)
            if (range.device == line.device) ranges.push_back({range.prefix, range.first, range.last, range.withdrawn});
        view["ranges"] = std::move(ranges);
    } else {
        auto const counter = state.counters.find(line.account.rates_at);
        view["rate_now"] = counter == state.counters.end() ? "" : counter->second.rating_ticket.str();
    }
    return boost::json::serialize(view);
}

}  // namespace saduak::sim
