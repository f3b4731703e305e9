#include "kiosk/link/server_link.hpp"

#include <array>
#include <atomic>
#include <deque>
#include <optional>
#include <set>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include "core/base/overloaded.hpp"
#include "core/link/device_session.hpp"
#include "core/wire/frame.hpp"
#include "kiosk/link/clocks.hpp"
#include "kiosk/link/device_key.hpp"
#include "kiosk/link/server_text.hpp"
#include "kiosk/link/site_memory.hpp"
#include "kiosk/offline/cut_off.hpp"
#include "platform/clock.hpp"
#include "platform/entropy.hpp"
#include "platform/task_scope.hpp"

namespace saduak::kiosk {

namespace {

constexpr Millis kConnectDeadline = seconds(5);
constexpr Millis kReadDeadline = seconds(15);  // the session notices a dead peer before that
constexpr Millis kWriteDeadline = seconds(10);
constexpr Millis kFarewell = seconds(2);
constexpr Millis kKeepSiteEvery = seconds(60);
constexpr std::size_t kReadBytes = 16 * 1024;

// The bodies of the commands stay in the journal.
link::DeviceSession make_session(LinkOptions const& options, Remembered const& remembered, std::string const& boot,
                                 std::function<std::string(std::int64_t)> read)
{
    link::DeviceIdentity identity{options.device, options.key, remembered.stream, boot, options.version};
    std::map<std::int64_t, std::string> kept;
    for (auto const& [n, command] : remembered.commands) kept.emplace(n, std::string());
    std::uint64_t const seed = std::stoull(platform::random_id().substr(0, 16), nullptr, 16);
    return {std::move(identity), remembered.last_acked, std::move(kept), seed, std::move(read)};
}

}  // namespace

class ServerLink::Session {
public:
    Session(LinkOptions options, std::string configured_key, std::optional<platform::TlsClient> tls, std::filesystem::path data, Journal journal,
            std::function<void(LinkEvent)> tell)
        : options_(std::move(options)), configured_key_(std::move(configured_key)), tls_(std::move(tls)), data_(std::move(data)), clocks_(data_),
          journal_(std::move(journal)), tell_(std::move(tell)), session_(make_session(options_, journal_.remembered(), clocks_.boot(), reader())),
          work_(io_.get_executor()), tasks_(io_.get_executor())
    {
    }

    // The I/O thread's whole life.
    void run()
    {
        tell_clock();
        if (auto kept = kept_site(data_)) {
            site_ = kept->site;
            tell_(SiteArrived{std::move(kept->site), kept->heard_at});
        }
        for (domain::CommandBody const& command : journal_.remembered().open.recovery()) submit(command);
        tasks_.spawn("link", keep_connected());
        tasks_.spawn("link heartbeat", heartbeat());
        io_.run();
    }

    // The last word about a ticket's paper should not have to wait for the next start.
    void stop()
    {
        net_post([this] {
            leave_at_ = platform::monotonic_now() + kFarewell;
            leave_when_told();
        });
    }

    template <class Job>
    void net_post(Job job)
    {
        boost::asio::post(io_, std::move(job));
    }

    void submit(domain::CommandBody const& command)
    {
        std::string body = wire::encode_device_command(command, clocks_.device_clock());
        std::int64_t const n = session_.next_n();
        if (auto const kept = journal_.append_command(n, body, platform::wall_clock_now()); !kept) {
            spdlog::error("command not journaled, not sent: {}", kept.error().context);
            // No answer can come: better told now than waited for.
            tell_(CommandAnswered{command, false, kept.error().context});
            return;
        }
        carry_out(session_.submit(n, {}, platform::since_boot_now()));
    }

    void issue_offline(domain::IssueTicket command, std::string const& prefix)
    {
        OfflineNumber told{command.ticket, {}, {}};
        if (auto const number = write_down(std::move(command), prefix)) {
            told.number = domain::format_number(number->prefix, number->n);
            told.at = clocks_.now().value_or(Instant{});
        }
        tell_(std::move(told));
    }

    [[nodiscard]] std::int64_t unsent() const { return unsent_; }
    [[nodiscard]] bool found_uncut() const { return found_uncut_; }
    void report(std::string bundle, std::string trouble)
    {
        bundle_ = std::move(bundle);
        trouble_ = std::move(trouble);
    }

    void before_printing(TicketId const& ticket, std::function<void(Status)> const& then) { then(journal_.append_printing(ticket)); }

private:
    platform::Task<void> keep_connected();
    platform::Task<Result<platform::StreamPtr>> connect();
    platform::Task<void> read_frames(std::shared_ptr<platform::ByteStream> stream);
    platform::Task<void> write_frames(std::shared_ptr<platform::ByteStream> stream);
    void write_pending();
    platform::Task<void> heartbeat();
    [[nodiscard]] wire::DeviceReport health() const;
    void forget_old();
    void tell_clock();
    std::optional<domain::TicketNumber> write_down(domain::IssueTicket command, std::string const& prefix);
    void remember(SiteOffer const& site, std::string const& state);
    void give_back(SiteOffer const& site);
    void catch_up();
    std::function<std::string(std::int64_t)> reader()
    {
        return [this](std::int64_t n) {
            auto body = journal_.body(n);
            if (!body) spdlog::error("command {} cannot be read: {}", n, body.error().context);
            return body.value_or(std::string());
        };
    }

    void carry_out(link::Actions actions)
    {
        for (link::Action& action : actions) std::visit([this](auto& act) { carry_out(act); }, action);
    }
    void carry_out(link::SendBody& send);
    void carry_out(link::Close& close);
    void carry_out(link::ConnectAfter& connect_after) { pause_ = connect_after.pause; }
    void carry_out(link::Answered& answered);
    void carry_out(link::WelcomeReceived& received);
    void carry_out(link::StateReceived& state);
    void carry_out(link::RefusedByServer& refused);
    void move_to(LinkStatus status, std::string reason);
    void leave_when_told();

    LinkOptions options_;         // with the key in use
    std::string configured_key_;  // in whose place another may be in use
    std::optional<platform::TlsClient> tls_;
    std::filesystem::path data_;
    Clocks clocks_;
    Journal journal_;
    std::function<void(LinkEvent)> tell_;
    Instant const began_ = platform::monotonic_now();
    std::string bundle_;
    std::string trouble_;
    bool const found_uncut_ = journal_.remembered().open.uncut();
    std::atomic<std::int64_t> unsent_ = 0;  // also read by the screen's loop
    link::DeviceSession session_;
    boost::asio::io_context io_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    platform::TaskScope tasks_;
    std::shared_ptr<platform::ByteStream> stream_;  // shared with the tasks that read and write it
    std::deque<std::string> outgoing_;
    bool writing_ = false;
    Millis pause_{0};
    std::optional<LinkStatus> status_;
    std::optional<SiteOffer> site_;  // as heard last
    Instant keep_site_at_;           // what of it changes with every ticket is kept from time to time
    std::set<std::pair<std::string, std::int32_t>> given_back_;
    std::optional<Date> caught_up_;  // told in this run
    bool journal_lost_ = false;
    std::string failure_;  // why the last try did not connect: said once
    Instant leave_at_;     // set: ends then, or as soon as every command is answered
};

platform::Task<Result<platform::StreamPtr>> ServerLink::Session::connect()
{
    platform::Deadline const deadline = platform::deadline_after(kConnectDeadline);
    if (tls_) co_return co_await platform::connect_tls(options_.server, *tls_, deadline);
    co_return co_await platform::connect_plain(options_.server, deadline);
}

platform::Task<void> ServerLink::Session::keep_connected()
{
    for (;;) {
        Result<platform::StreamPtr> connected = co_await connect();
        if (connected) {
            stream_ = std::move(*connected);
            outgoing_.clear();
            carry_out(session_.connected(platform::since_boot_now(), clocks_.trusted_wall()));
            co_await read_frames(stream_);
            stream_->close();
            stream_.reset();
            failure_.clear();
        } else if (std::exchange(failure_, connected.error().context) != connected.error().context) {
            spdlog::warn("no connection to {}: {}", platform::to_string(options_.server), failure_);
        }
        if (leave_at_.is_set()) co_return;
        if (!status_ || status_ == LinkStatus::online) move_to(LinkStatus::offline, connected ? "disconnected" : failure_);
        carry_out(session_.disconnected(platform::since_boot_now()));
        if (std::exchange(journal_lost_, false)) {
            auto fresh = Journal::begin_anew(data_, journal_, StreamId(platform::random_id()), platform::wall_clock_now());
            if (fresh) {
                journal_ = std::move(*fresh);
                session_ = make_session(options_, journal_.remembered(), clocks_.boot(), reader());
            } else spdlog::error("{}", fresh.error().context);
        }
        co_await platform::sleep_for(pause_);
    }
}

platform::Task<void> ServerLink::Session::read_frames(std::shared_ptr<platform::ByteStream> stream)
{
    wire::FrameReader reader;
    std::array<Byte, kReadBytes> buffer;
    for (;;) {
        std::span<Byte> const room(buffer);
        Result<std::size_t> const size = co_await stream->read_some(room, platform::deadline_after(kReadDeadline));
        if (!size) co_return;
        reader.feed(as_text(ByteView(buffer.data(), *size)));
        for (;;) {
            Result<std::optional<std::string>> body = reader.next();
            if (!body) co_return;  // the stream cannot be resynchronised
            if (!*body) break;
            carry_out(session_.received(**body, platform::since_boot_now()));
        }
    }
}

platform::Task<void> ServerLink::Session::write_frames(std::shared_ptr<platform::ByteStream> stream)
{
    while (!outgoing_.empty() && stream_ == stream) {
        std::string const frame = std::move(outgoing_.front());
        outgoing_.pop_front();
        Status const written = co_await stream->write(as_bytes(frame), platform::deadline_after(kWriteDeadline));
        if (!written) {
            stream->close();  // the reader sees it and connects anew
            break;
        }
    }
    writing_ = false;
    // A new connection was made meanwhile, and its first frames found the writer busy.
    if (stream_ && stream_ != stream) write_pending();
}

void ServerLink::Session::write_pending()
{
    if (outgoing_.empty() || std::exchange(writing_, true)) return;
    tasks_.spawn("link write", write_frames(stream_));
}

platform::Task<void> ServerLink::Session::heartbeat()
{
    for (;;) {
        co_await platform::sleep_for(Millis{500});
        unsent_ = session_.unanswered();
        session_.report(health());
        carry_out(session_.tick(platform::since_boot_now()));
        forget_old();
        clocks_.keep();
        tell_clock();
        catch_up();
        leave_when_told();
    }
}

wire::DeviceReport ServerLink::Session::health() const
{
    std::error_code error;
    auto const space = std::filesystem::space(data_, error);
    wire::DeviceReport report;
    report.uptime_s = floor_seconds(platform::monotonic_now() - began_);
    report.disk_free_bytes = error ? 0 : static_cast<std::int64_t>(space.available);
    report.unsent = session_.unanswered();
    report.bundle = bundle_;
    report.trouble = trouble_.substr(0, wire::kTroubleMax);
    return report;
}

void ServerLink::Session::tell_clock()
{
    if (auto const clock = clocks_.news()) tell_(ClockJudged{*clock});
}

std::optional<domain::TicketNumber> ServerLink::Session::write_down(domain::IssueTicket command, std::string const& prefix)
{
    if (!site_) return std::nullopt;
    auto const now = clocks_.now();
    std::optional<Date> today;
    if (now) today = service_day_of(*site_, *now);
    auto const number = journal_.next_offline(site_->ranges, prefix, today);
    if (!number) {
        spdlog::warn("no_number_left: {}", prefix);
        return std::nullopt;
    }
    command.number = domain::format_number(number->prefix, number->n);
    std::string body = wire::encode_device_command(command, clocks_.device_clock());
    std::int64_t const n = session_.next_n();
    if (auto const kept = journal_.append_offline(n, body, *number, today, platform::wall_clock_now()); !kept) {
        spdlog::error("number not journaled, not given: {}", kept.error().context);
        return std::nullopt;
    }
    carry_out(session_.submit(n, {}, platform::since_boot_now()));
    return number;
}

// A kiosk may run for years.
void ServerLink::Session::forget_old()
{
    if (auto const trimmed = journal_.trim(platform::wall_clock_now()); !trimmed) spdlog::error("{}", trimmed.error().context);
    Remembered const& left = journal_.remembered();
    session_.forget_up_to(left.commands.empty() ? left.last_acked : left.commands.begin()->first - 1);
}

void ServerLink::Session::carry_out(link::SendBody& send)
{
    if (!stream_) return;
    outgoing_.push_back(wire::encode_frame(send.body));
    write_pending();
}

void ServerLink::Session::carry_out(link::Close& close)
{
    spdlog::warn("link closed: {}", close.reason);
    if (stream_) stream_->close();
}

void ServerLink::Session::carry_out(link::WelcomeReceived& received)
{
    clocks_.welcomed(received.welcome.time);
    tell_clock();
    move_to(LinkStatus::online, {});
    std::string const& key = received.welcome.key;
    if (key.empty() || key == options_.key) return;
    if (auto const kept = keep_key(data_, configured_key_, key); !kept) {
        // The old one is good for a day; the next greeting is told again.
        spdlog::error("the new device key was not kept: {}", kept.error().context);
        return;
    }
    options_.key = key;
    session_.use_key(key);
    spdlog::info("device_key_rotated");
}

void ServerLink::Session::carry_out(link::Answered& answered)
{
    auto const body = journal_.body(answered.n);
    if (auto const kept = journal_.append_ack(answered.n); !kept) spdlog::error("{}", kept.error().context);
    if (!body) return;
    auto const command = wire::decode_device_command(*body);
    if (command) tell_(CommandAnswered{*command, answered.ok, std::move(answered.body)});
    leave_when_told();
}

void ServerLink::Session::leave_when_told()
{
    if (!leave_at_.is_set()) return;
    bool const more_may_come = session_.unanswered() > 0 && status_ == LinkStatus::online;
    if (more_may_come && platform::monotonic_now() < leave_at_) return;
    tasks_.cancel();
    if (stream_) stream_->close();
    work_.reset();
}

void ServerLink::Session::carry_out(link::StateReceived& state)
{
    Result<SiteOffer> site = parse_site(state.body);
    if (!site) return spdlog::error("state {} of the server: {}", state.seq, site.error().context);
    remember(*site, state.body);
    tell_(SiteArrived{std::move(*site), std::nullopt});
}

// At once where it is about numbers: one that is given back belongs to somebody else soon.
void ServerLink::Session::remember(SiteOffer const& site, std::string const& state)
{
    bool const other_ranges = !site_ || site_->ranges != site.ranges;
    Instant const now = platform::monotonic_now();
    site_ = site;
    if (other_ranges || now >= keep_site_at_) {
        if (auto const kept = keep_site(data_, state, clocks_.now().value_or(Instant{})); !kept) {
            spdlog::error("the site is not kept: {}", kept.error().context);
            keep_site_at_ = now;
            return;
        }
        keep_site_at_ = now + kKeepSiteEvery;
    }
    give_back(site);
}

// What was given of it is before this in the stream.
void ServerLink::Session::give_back(SiteOffer const& site)
{
    for (domain::OfflineRange const& range : site.ranges)
        if (range.withdrawn && given_back_.emplace(range.prefix, range.first).second) submit(domain::ReleaseRange{range.prefix, range.first});
}

// The gap report of a day waits for this word of each kiosk that may have given out numbers of it.
void ServerLink::Session::catch_up()
{
    auto const now = clocks_.now();
    bool const owes_nothing = status_ == LinkStatus::online && session_.unanswered() == 0;
    if (!owes_nothing || !site_ || site_->ranges.empty() || !now) return;
    Date const day = day_over(*site_, *now);
    if (caught_up_ == day) return;
    caught_up_ = day;
    submit(domain::ReportCaughtUp{day});
}

void ServerLink::Session::carry_out(link::RefusedByServer& refused)
{
    if (refused.reason == link::kStreamLost) journal_lost_ = true;
    // Nothing is wrong with a device whose server only starts.
    bool const passes = refused.reason == link::kStreamLost || refused.reason == "not_ready";
    move_to(passes ? LinkStatus::offline : LinkStatus::refused, refused.reason);
}

void ServerLink::Session::move_to(LinkStatus status, std::string reason)
{
    if (status_ == status) return;
    status_ = status;
    if (status == LinkStatus::online) spdlog::info("online at {}", platform::to_string(options_.server));
    else spdlog::warn("link {}: {}", status == LinkStatus::refused ? "refused" : "lost", reason);
    tell_(LinkMoved{status, std::move(reason)});
}

ServerLink::ServerLink(std::unique_ptr<Session> session) : session_(std::move(session)), thread_([this] { session_->run(); }) {}

Result<std::unique_ptr<ServerLink>> ServerLink::start(LinkOptions options, std::filesystem::path const& data, std::function<void(LinkEvent)> tell)
{
    std::optional<platform::TlsClient> tls;
    if (!options.fingerprint.empty()) {
        SADUAK_TRY(tls, platform::TlsClient::create(options.fingerprint));
    } else if (!platform::is_loopback(options.server))
        return fail(Errc::invalid_argument, "server.fingerprint is needed: " + platform::to_string(options.server) +
                                                " is not this machine, and plain text is not sent to others");
    SADUAK_TRY(Journal journal, Journal::open(data, StreamId(platform::random_id()), platform::wall_clock_now()));
    std::string configured_key = options.key;
    options.key = key_in_use(data, configured_key);
    auto session =
        std::make_unique<Session>(std::move(options), std::move(configured_key), std::move(tls), data, std::move(journal), std::move(tell));
    return std::unique_ptr<ServerLink>(new ServerLink(std::move(session)));
}

ServerLink::~ServerLink()
{
    session_->stop();
    thread_.join();
}

void ServerLink::submit(domain::CommandBody command)
{
    session_->net_post([session = session_.get(), command = std::move(command)] { session->submit(command); });
}

bool ServerLink::found_uncut() const { return session_->found_uncut(); }

std::int64_t ServerLink::unsent() const { return session_->unsent(); }

void ServerLink::report(std::string bundle, std::string trouble)
{
    session_->net_post([session = session_.get(), bundle = std::move(bundle), trouble = std::move(trouble)]() mutable {
        session->report(std::move(bundle), std::move(trouble));
    });
}

void ServerLink::issue_offline(domain::IssueTicket command, std::string prefix)
{
    session_->net_post(
        [session = session_.get(), command = std::move(command), prefix = std::move(prefix)] { session->issue_offline(command, prefix); });
}

void ServerLink::before_printing(TicketId ticket, std::function<void(Status)> then)
{
    session_->net_post([session = session_.get(), ticket = std::move(ticket), then = std::move(then)] { session->before_printing(ticket, then); });
}

}  // namespace saduak::kiosk
