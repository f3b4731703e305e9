#include "server/load/device_client.hpp"

#include <array>
#include <utility>

#include <boost/json/parse.hpp>

#include "core/base/overloaded.hpp"
#include "core/domain/numbering.hpp"
#include "core/wire/frame.hpp"
#include "platform/clock.hpp"
#include "platform/entropy.hpp"
#include "server/load/clients.hpp"

namespace saduak::server::load {
namespace {

namespace json = boost::json;

constexpr Millis kPatience = seconds(10);
constexpr Millis kHeartbeat{250};
constexpr Millis kBackOffMax{500};          // shorter than a kiosk's: the tests' servers are back within a second
constexpr int kOfflineMax = 2;              // citizens that a lost server lasts for
constexpr std::int64_t kUnansweredMax = 4;  // citizens at this kiosk at once

json::value const* find(json::value const& object, std::string_view key)
{
    return object.is_object() ? object.get_object().if_contains(key) : nullptr;
}
json::array list_in(json::value const& object, std::string_view key)
{
    json::value const* found = find(object, key);
    return found != nullptr && found->is_array() ? found->get_array() : json::array();
}
std::string text_in(json::value const& object, std::string_view key)
{
    json::value const* found = find(object, key);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}
std::int32_t number_in(json::value const& object, std::string_view key)
{
    json::value const* found = find(object, key);
    return found != nullptr && found->is_int64() ? static_cast<std::int32_t>(found->get_int64()) : 0;
}

}  // namespace

DeviceClient::DeviceClient(DeviceLogin login, std::vector<ServiceId> services, std::uint64_t kiosk_number, Endured& endured)
    : login_(std::move(login)), boot_(platform::random_id()), services_(std::move(services)), turn_(kiosk_number), endured_(endured),
      session_({login_.device, login_.key, StreamId(platform::random_id()), boot_, "saduak-load"}, 0, {}, kiosk_number)
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
            given_offline_ = 0;
            carry_out(session_.connected(platform::monotonic_now(), platform::wall_clock_now()));
            co_await read_frames(stream_);
            stream_->close();
            stream_.reset();
            ++endured_.repeats;
        }
        carry_out(session_.disconnected(platform::monotonic_now()));
        issue_offline();
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

void DeviceClient::submit(domain::CommandBody command, std::optional<wire::DeviceClock> const& taken)
{
    std::string body = wire::encode_device_command(command, taken);
    std::int64_t const n = session_.next_n();
    sent_.emplace(n, std::move(command));
    carry_out(session_.submit(n, std::move(body), platform::monotonic_now()));
}

domain::IssueTicket DeviceClient::new_issue(ServiceId service) const
{
    domain::IssueTicket issue;
    issue.ticket = TicketId(platform::random_id());
    issue.service = std::move(service);
    issue.lang = "th";
    issue.token_sha256 = platform::sha256_hex(issue.ticket.str());
    issue.paper = domain::Paper::pending;
    return issue;
}

void DeviceClient::issue_more()
{
    while (taking_ && !refused_ && online() && session_.unanswered() < kUnansweredMax) submit(new_issue(services_[turn_++ % services_.size()]));
}

// The paper is in the citizen's hand before the server hears of it: from here on the number is given.
void DeviceClient::issue_offline()
{
    for (auto& [prefix, spare] : spares_) {
        if (!taking_ || refused_ || given_offline_ >= kOfflineMax || spare.next > spare.last) return;
        ++given_offline_;
        ++endured_.offline;
        domain::IssueTicket issue = new_issue(spare.service);
        issue.number = domain::format_number(prefix, spare.next++);
        issue.paper = domain::Paper::confirmed;
        endured_.tickets.push_back({issue.ticket.str(), issue.number});
        submit(std::move(issue), wire::DeviceClock{boot_, platform::monotonic_now().ms, platform::wall_clock_now()});
    }
}

void DeviceClient::learn_ranges(std::string_view state)
{
    boost::system::error_code ec;
    json::value const view = json::parse(state, ec);
    if (ec) return endured_.refused(login_.device.str() + ": a state that is not JSON");
    for (json::value const& range : list_in(view, "ranges"))
        for (json::value const& service : list_in(view, "services")) {
            std::string const prefix = text_in(range, "prefix");
            if (text_in(service, "prefix") != prefix) continue;
            Spare const spare{ServiceId(text_in(service, "id")), number_in(range, "first"), number_in(range, "last")};
            if (spare.next >= 1) spares_.try_emplace(prefix, spare);
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
                       [&](link::StateReceived& state) {
                           if (spares_.empty()) learn_ranges(state.body);
                       },
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
        bool const same = ticket && ticket->id == issue->ticket.str() && (issue->number.empty() || issue->number == ticket->number);
        if (!same) return endured_.refused(login_.device.str() + ": " + answer.body);
        if (!issue->number.empty()) return;
        endured_.tickets.push_back({ticket->id, ticket->number});
        submit(domain::ReportPaper{issue->ticket, domain::Paper::confirmed, ""});
    } else if (paper != nullptr && answer.ok) {  // refused where the ticket has gone on meanwhile, which is no fault
        endured_.papers.push_back(paper->ticket.str());
    }
}

}  // namespace saduak::server::load
