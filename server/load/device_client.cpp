#include "server/load/device_client.hpp"

#include <array>
#include <utility>

#include "core/base/overloaded.hpp"
#include "core/wire/frame.hpp"
#include "platform/clock.hpp"
#include "platform/entropy.hpp"
#include "server/load/clients.hpp"

namespace saduak::server::load {
namespace {

constexpr Millis kPatience = seconds(10);
constexpr Millis kHeartbeat{250};
constexpr Millis kBackOffMax{500};          // shorter than a kiosk's: the tests' servers are back within a second
constexpr std::int64_t kUnansweredMax = 4;  // citizens at this kiosk at once

}  // namespace

DeviceClient::DeviceClient(DeviceLogin login, std::vector<ServiceId> services, std::uint64_t kiosk_number, Endured& endured)
    : login_(std::move(login)), services_(std::move(services)), turn_(kiosk_number), endured_(endured),
      session_({login_.device, login_.key, StreamId(platform::random_id()), platform::random_id(), "saduak-load"}, 0, {}, kiosk_number)
{
}

void DeviceClient::start(platform::TaskScope& scope)
{
    scope_ = &scope;
    scope.spawn("device client", keep_connected());
    scope.spawn("device heartbeat", heartbeat());
}

void DeviceClient::take_tickets(bool more)
{
    taking_ = more;
    issue_more();
}

platform::Task<void> DeviceClient::keep_connected()
{
    while (!refused_) {
        auto connected = co_await platform::connect_plain(login_.server, platform::deadline_after(kPatience));
        if (connected) {
            stream_ = std::move(*connected);
            outgoing_.clear();
            carry_out(session_.connected(platform::monotonic_now()));
            co_await read_frames(stream_);
            stream_->close();
            stream_.reset();
            ++endured_.repeats;
        }
        carry_out(session_.disconnected(platform::monotonic_now()));
        co_await platform::sleep_for(std::min(pause_, kBackOffMax));
    }
}

platform::Task<void> DeviceClient::read_frames(std::shared_ptr<platform::ByteStream> stream)
{
    wire::FrameReader reader;
    std::array<Byte, 16 * 1024> buffer;
    for (;;) {
        std::span<Byte> const room(buffer);
        auto const size = co_await stream->read_some(room, platform::deadline_after(link::kDeadAfter + seconds(5)));
        if (!size) co_return;
        reader.feed(as_text(ByteView(buffer.data(), *size)));
        for (;;) {
            auto body = reader.next();
            if (!body) co_return;
            if (!*body) break;
            carry_out(session_.received(**body, platform::monotonic_now()));
        }
    }
}

platform::Task<void> DeviceClient::write_frames(std::shared_ptr<platform::ByteStream> stream)
{
    while (!outgoing_.empty() && stream_ == stream) {
        std::string const frame = std::move(outgoing_.front());
        outgoing_.pop_front();
        auto const written = co_await stream->write(as_bytes(frame), platform::deadline_after(kPatience));
        if (!written) {
            stream->close();  // the reader sees it and connects anew
            break;
        }
    }
    writing_ = false;
    // A new connection was made meanwhile, and its first frames found the writer busy.
    if (stream_ && stream_ != stream) write_pending();
}

platform::Task<void> DeviceClient::heartbeat()
{
    while (!refused_) {
        co_await platform::sleep_for(kHeartbeat);
        carry_out(session_.tick(platform::monotonic_now()));
    }
}

void DeviceClient::write_pending()
{
    if (!stream_ || outgoing_.empty() || std::exchange(writing_, true)) return;
    scope_->spawn("device write", write_frames(stream_));
}

void DeviceClient::submit(domain::CommandBody command)
{
    std::string body = wire::encode_device_command(command);
    std::int64_t const n = session_.next_n();
    sent_.emplace(n, std::move(command));
    carry_out(session_.submit(n, std::move(body), platform::monotonic_now()));
}

void DeviceClient::issue_more()
{
    while (taking_ && !refused_ && session_.state() == link::LinkState::online && session_.unanswered() < kUnansweredMax) {
        domain::IssueTicket issue;
        issue.ticket = TicketId(platform::random_id());
        issue.service = services_[turn_++ % services_.size()];
        issue.lang = "th";
        issue.token_sha256 = platform::sha256_hex(issue.ticket.str());
        issue.paper = domain::Paper::pending;
        submit(std::move(issue));
    }
}

void DeviceClient::carry_out(link::Actions actions)
{
    for (link::Action& action : actions)
        std::visit(overloaded{
                       [&](link::SendBody& send) { outgoing_.push_back(wire::encode_frame(send.body)); },
                       [&](link::Close&) {
                           if (stream_) stream_->close();
                       },
                       [&](link::ConnectAfter& after) { pause_ = after.pause; },
                       [&](link::Answered& answer) { answered(answer); },
                       [&](link::WelcomeReceived&) {},
                       [&](link::StateReceived&) {},
                       [&](link::RefusedByServer& refusal) {
                           if (refusal.reason == "not_ready") return;
                           refused_ = true;
                           endured_.refused(login_.device.str() + ": " + refusal.reason);
                       },
                   },
                   action);
    write_pending();
    if (!actions.empty()) issue_more();
}

void DeviceClient::answered(link::Answered const& answer)
{
    auto const command = sent_.extract(answer.n);
    if (command.empty()) return endured_.refused(login_.device.str() + ": command " + std::to_string(answer.n) + " was answered twice");
    auto const* issue = std::get_if<domain::IssueTicket>(&command.mapped());
    auto const* paper = std::get_if<domain::ReportPaper>(&command.mapped());
    if (issue != nullptr) {
        auto const ticket = answer.ok ? read_ticket(answer.body) : std::nullopt;
        if (!ticket || ticket->id != issue->ticket.str()) return endured_.refused(login_.device.str() + ": " + answer.body);
        endured_.tickets.push_back({ticket->id, ticket->number});
        submit(domain::ReportPaper{issue->ticket, domain::Paper::confirmed, ""});
    } else if (paper != nullptr && answer.ok) {  // refused where the ticket has gone on meanwhile, which is no fault
        endured_.papers.push_back(paper->ticket.str());
    }
}

}  // namespace saduak::server::load
