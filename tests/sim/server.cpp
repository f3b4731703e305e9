#include <algorithm>

#include "core/base/assert.hpp"
#include "tests/sim/world.hpp"

namespace saduak::sim {

Server::Server(domain::SiteConfig const& config, Instant now)
{
    static_cast<void>(take(domain::Command{{}, {}, domain::ConfigureSite{config}}, now));
    commit();
}

domain::Decided<std::vector<domain::Event>> Server::take(domain::Command command, Instant now)
{
    auto events = domain::decide(speculative_, command, std::max(now, speculative_.last_at));
    if (!events) return events;
    for (domain::Event const& event : *events) {
        SADUAK_ASSERT(domain::apply(speculative_, event).has_value());
        batch_.push_back(event);
    }
    return events;
}

std::int64_t Server::high(StreamId const& stream) const
{
    auto const found = disk_.streams.find(stream);
    return found == disk_.streams.end() ? 0 : found->second.high;
}

void Server::device_command(DeviceId const& device, StreamId const& stream, link::Decide command, Instant now, std::function<void(Answer)> reply)
{
    auto const known_high = high_.find(stream);
    std::int64_t const decided = known_high == high_.end() ? high(stream) : known_high->second;
    Answer answer;
    if (command.n > decided + 1) {
        answer.expected = decided + 1;
        return reply(answer);
    }
    if (command.n <= decided) {
        auto const row = disk_.streams.find(stream);
        if (row == disk_.streams.end() || !row->second.answers.contains(command.n)) {
            // Decided, not yet durable: the answer goes out with the commit.
            for (Waiting const& waiting : std::vector<Waiting>(waiting_))
                if (waiting.stream == stream && waiting.n == command.n)
                    waiting_.push_back({stream, command.n, waiting.ok, waiting.body, std::move(reply)});
            return;
        }
        auto const& kept = row->second.answers.at(command.n);
        answer.known = true;
        answer.ok = kept.first;
        answer.body = kept.second;
        return reply(answer);
    }
    high_[stream] = command.n;
    auto const events = take(domain::Command{{}, device, std::move(command.command)}, now);
    std::string number;
    if (events && !events->empty())
        if (auto const* issued = std::get_if<domain::TicketIssued>(&events->back().body)) number = issued->number;
    waiting_.push_back({stream, command.n, events.has_value(), "{\"number\":\"" + number + "\"}", std::move(reply)});
}

void Server::person_command(domain::CommandBody body, AgentId agent, Instant now)
{
    static_cast<void>(take(domain::Command{std::move(agent), {}, std::move(body)}, now));
}

// The batch, its answers and the streams' highs together, then the answers go out.
void Server::commit()
{
    for (domain::Event const& event : batch_) {
        SADUAK_ASSERT(domain::apply(durable_, event).has_value());
        disk_.log.push_back(event);
    }
    batch_.clear();
    std::vector<Waiting> const answered = std::exchange(waiting_, {});
    for (Waiting const& waiting : answered) {
        auto& row = disk_.streams[waiting.stream];
        row.high = std::max(row.high, waiting.n);
        row.answers[waiting.n] = {waiting.ok, waiting.body};
    }
    for (Waiting const& waiting : answered) waiting.reply(Answer{.known = true, .ok = waiting.ok, .body = waiting.body});
}

// What was not durable is gone, and with it every promise that was not made.
void Server::crash()
{
    batch_.clear();
    waiting_.clear();
    high_.clear();
    domain::SiteState again;
    for (domain::Event const& event : disk_.log) SADUAK_ASSERT(domain::apply(again, event).has_value());
    SADUAK_ASSERT(again.seq == durable_.seq && again.open == durable_.open && again.queues == durable_.queues &&
                  again.last_number == durable_.last_number);
    durable_ = again;
    speculative_ = std::move(again);
}

}  // namespace saduak::sim
