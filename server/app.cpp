#include "server/app.hpp"

#include <atomic>
#include <filesystem>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "platform/clock.hpp"
#include "platform/data_folder.hpp"
#include "platform/task_scope.hpp"
#include "platform/tls.hpp"
#include "platform/worker_pool.hpp"
#include "server/archive/whole_log.hpp"
#include "server/auth/accounts.hpp"
#include "server/device/device_endpoint.hpp"
#include "server/engine/asio_engine_host.hpp"
#include "server/engine/group_commit_engine.hpp"
#include "server/http/api_audit.hpp"
#include "server/http/api_devices.hpp"
#include "server/http/api_own_account.hpp"
#include "server/http/api_people.hpp"
#include "server/http/http_server.hpp"
#include "server/live/live_hub.hpp"
#include "server/metrics/metrics_service.hpp"
#include "server/store/sqlite_store.hpp"

namespace saduak::server {
namespace {

namespace net = boost::asio;
using platform::Task;

constexpr Millis kRefreshEvery = seconds(2);  // accounts changed from the command line
constexpr Millis kBackupLookEvery = seconds(20);
constexpr Millis kBackupAgainAfter = minutes(10);  // the disk for backups is not there, or full
constexpr std::size_t kWorkers = 2;
constexpr std::size_t kWorkQueueMax = 64;

class ServerApp final : public App {
public:
    explicit ServerApp(AppConfig config) : config_(std::move(config)), tasks_(io_.get_executor()) {}

    Status prepare()
    {
        SADUAK_TRY(auto folder, platform::DataFolder::lock(config_.files.folder, "saduak-server"));
        folder_.emplace(std::move(folder));
        SADUAK_TRY(identity_, platform::load_or_create_identity(config_.files.tls()));
        SADUAK_TRY(accounts_, Accounts::open(config_.files.folder));
        SADUAK_TRY(auto store, open_sqlite_store(config_.files.log(), StoreAccess::write));
        SADUAK_TRY_STATUS(store->probe().map_error(in("the data folder cannot be written")));

        manual_now_ms_ = platform::wall_clock_now().ms;
        auto host = make_asio_engine_host(io_.get_executor(), [this] { return now(); });
        SADUAK_TRY(engine_, start_engine(std::move(host), std::move(store), {}));
        SADUAK_TRY_STATUS(check_manual_clock());
        SADUAK_TRY_STATUS(start_metrics());
        live_ = std::make_unique<LiveHub>(io_.get_executor(), *engine_, *metrics_, accounts_->secret());
        SADUAK_TRY(files_, StaticFiles::load(config_.web_root));
        api_ =
            std::make_unique<Api>(ApiParts{*engine_, *accounts_, *metrics_, workers_, [this] { return open_log(); },
                                           [this](auto f) { post(std::move(f)); }, [this] { return own_url(); }, config_.cross_origin, load_words()});
        add_routes();
        describe_api();
        return open_ports();
    }

    std::string addresses_json() const override
    {
        boost::json::object addresses;
        addresses["http"] = own_url();
        addresses["device"] = platform::to_string(devices_->local_address());
        addresses["device_tls"] = device_tls();
        addresses["fingerprint"] = identity_.fingerprint;
        return boost::json::serialize(addresses);
    }

    Result<int> run() override
    {
        tasks_.spawn("signals", wait_for_signal());
        tasks_.spawn("accounts", refresh_accounts());
        if (!config_.backups.folder.empty()) tasks_.spawn("backups", make_backups());
        if (config_.clock == ClockKind::manual) tasks_.spawn("manual clock", read_clock());
        io_.run();
        engine_->stop();
        metrics_.reset();
        workers_.stop();
        backups_.stop();
        return 0;
    }

private:
    Instant now() const { return config_.clock == ClockKind::manual ? Instant{manual_now_ms_.load()} : platform::wall_clock_now(); }

    std::string own_url() const { return (http_tls() ? "https://" : "http://") + platform::to_string(http_->local_address()); }
    // Without them the API says its codes alone.
    static std::optional<ReportTexts> load_words()
    {
        auto words = ReportTexts::load(std::filesystem::path(SADUAK_ASSETS_DIR) / "i18n", "api");
        if (words) return *std::move(words);
        spdlog::warn("api_words_missing: {}", words.error().context);
        return std::nullopt;
    }
    // What /api/v1/openapi.json says. A description that is missing, or not of these routes, is a fault of the installation: work goes on.
    void describe_api()
    {
        auto description = ApiDescription::load(std::filesystem::path(SADUAK_ASSETS_DIR) / "api", SADUAK_VERSION);
        if (!description) {
            spdlog::error("api_description_missing: {}", description.error().context);
            return;
        }
        for (std::string const& difference : description->differences(api_->routes())) spdlog::error("api_description_differs: {}", difference);
        api_->describe(*std::move(description));
    }
    void add_routes()
    {
        Blocking const blocking(workers_, [this](auto f) { post(std::move(f)); });
        people_ = std::make_unique<PeopleRoutes>(*accounts_, *engine_, blocking);
        own_account_ = std::make_unique<OwnAccountRoutes>(*accounts_, *engine_, blocking);
        audit_ = std::make_unique<AuditRoutes>(*accounts_, blocking);
        device_routes_ = std::make_unique<DeviceRoutes>(*accounts_, *engine_, blocking, device_link());
        api_->add(device_routes_->routes());
        api_->add(people_->routes());
        api_->add(own_account_->routes());
        api_->add(audit_->routes());
    }
    // Asked once the ports are open.
    DeviceLink device_link()
    {
        DeviceLink link;
        link.health = [this](DeviceId const& device) { return devices_->health(device); };
        link.cut = [this](DeviceId const& device) { devices_->cut(device); };
        link.address = [this] { return platform::to_string(devices_->local_address()); };
        if (device_tls()) link.fingerprint = identity_.fingerprint;
        return link;
    }
    bool http_tls() const { return !platform::is_loopback(config_.http); }
    bool device_tls() const { return !platform::is_loopback(config_.device); }

    // Time that a test sets must never rule over real tickets.
    Status check_manual_clock() const
    {
        if (config_.clock != ClockKind::manual) return {};
        if (http_tls() || device_tls()) return fail(Errc::permission, "--clock manual is for loopback addresses alone");
        for (SiteId const& site : engine_->sites())
            if (auto const* state = engine_->state(site); !state->config.demo && !state->config.historical)
                return fail(Errc::permission, "--clock manual is for demo data alone; site " + site.str() + " is real");
        return {};
    }

    Status start_metrics()
    {
        MetricsOptions options;
        options.facts_path = config_.files.facts();
        options.open_log = [this] { return open_log(); };
        options.post_to_io = [this](auto f) { post(std::move(f)); };
        options.on_trouble = [](std::string const& what) { spdlog::error("metrics_trouble: {}", what); };
        SADUAK_TRY(metrics_, MetricsService::start(std::move(options)));
        engine_->subscribe([this](Published const& published) {
            if (metrics_) metrics_->publish(published);
        });
        return {};
    }

    Status open_ports()
    {
        SADUAK_TRY(platform::TlsServer const tls, platform::TlsServer::create(identity_));
        HttpOptions http_options;
        http_options.address = config_.http;
        if (http_tls()) http_options.tls = tls;
        SADUAK_TRY(http_, HttpServer::start(io_.get_executor(), std::move(http_options), HttpParts{*engine_, workers_, *api_, files_, *live_}));
        DeviceEndpointOptions device_options{config_.device, {}, own_url()};
        if (device_tls()) device_options.tls = tls;
        SADUAK_TRY(devices_, DeviceEndpoint::start(io_.get_executor(), std::move(device_options), *engine_, *accounts_));
        return {};
    }

    Result<std::unique_ptr<EventStore>> open_log() const
    {
        SADUAK_TRY(auto store, open_sqlite_store(config_.files.log(), StoreAccess::read_only));
        return with_archive(std::move(store), config_.files.archive());
    }

    void post(std::function<void()> f) { net::post(io_, std::move(f)); }

    Task<void> wait_for_signal()
    {
        net::signal_set signals(io_, SIGINT, SIGTERM);
        boost::system::error_code error;
        auto token = net::redirect_error(net::use_awaitable, error);
        int const signal = co_await signals.async_wait(token);
        spdlog::info("stopping signal={}", signal);
        co_await live_->stop();
        co_await http_->stop();
        co_await devices_->stop();
        io_.stop();
    }

    Task<void> refresh_accounts()
    {
        for (;;) {
            co_await platform::sleep_for(kRefreshEvery);
            bool const taken = workers_.try_post([this] {
                if (auto const refreshed = accounts_->refresh(now()); !refreshed) spdlog::warn("accounts_refresh: {}", refreshed.error().context);
            });
            if (!taken) spdlog::warn("accounts_refresh: workers are busy");
        }
    }

    // A backup is made, verified and reported in the log; one that fails is tried again, and the old ones stay.
    Task<void> make_backups()
    {
        for (;;) {
            // Still at the one before, then: no second one beside it.
            static_cast<void>(backups_.try_post([this] {
                auto const made = run_due_backup(config_.files, config_.backups, platform::wall_clock_now());
                backup_failed_ = !made;
                if (!made) spdlog::error("backup_failed: {}", made.error().context);
                else if (*made) spdlog::info("backup_made file={} events={} bytes={}", (*made)->file.string(), (*made)->events, (*made)->bytes);
            }));
            Millis const pause = backup_failed_ ? kBackupAgainAfter : kBackupLookEvery;
            co_await platform::sleep_for(pause);
        }
    }

    // --clock manual: each line of standard input, an RFC 3339 time, sets the clock; answered by the same line on stdout.
    Task<void> read_clock()
    {
        net::posix::stream_descriptor input(io_, ::dup(STDIN_FILENO));
        net::streambuf buffer(200);
        for (;;) {
            boost::system::error_code error;
            auto token = net::redirect_error(net::use_awaitable, error);
            std::size_t const size = co_await net::async_read_until(input, buffer, '\n', token);
            if (error) co_return;
            std::string const line(net::buffers_begin(buffer.data()), net::buffers_begin(buffer.data()) + static_cast<std::ptrdiff_t>(size) - 1);
            buffer.consume(size);
            auto const instant = parse_rfc3339(line);
            if (instant) {
                manual_now_ms_ = instant->ms;
                engine_->clock_moved();
            }
            std::printf("{\"clock\":%s%s%s}\n", instant ? "\"" : "", instant ? format_rfc3339(*instant).c_str() : "null", instant ? "\"" : "");
            std::fflush(stdout);
        }
    }

    AppConfig config_;
    net::io_context io_{1};
    std::optional<platform::DataFolder> folder_;
    platform::TlsIdentity identity_;
    std::atomic<std::int64_t> manual_now_ms_{0};  // also read by the workers
    platform::WorkerPool workers_{kWorkers, kWorkQueueMax};
    std::atomic<bool> backup_failed_{false};  // written by the pool below
    platform::WorkerPool backups_{1, 1};      // apart: a long copy keeps nobody from signing in
    std::unique_ptr<Accounts> accounts_;
    std::unique_ptr<RunningEngine> engine_;
    std::unique_ptr<MetricsService> metrics_;
    std::unique_ptr<LiveHub> live_;
    StaticFiles files_;
    std::unique_ptr<DeviceRoutes> device_routes_;
    std::unique_ptr<PeopleRoutes> people_;
    std::unique_ptr<OwnAccountRoutes> own_account_;
    std::unique_ptr<AuditRoutes> audit_;
    std::unique_ptr<Api> api_;
    std::unique_ptr<DeviceEndpoint> devices_;
    std::unique_ptr<HttpServer> http_;
    platform::TaskScope tasks_;
};

}  // namespace

Result<std::unique_ptr<App>> App::create(AppConfig config)
{
    // Standard output is for the addresses; the log goes to standard error, one line an event.
    spdlog::set_default_logger(spdlog::stderr_logger_mt("saduak-server"));
    spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    auto app = std::make_unique<ServerApp>(std::move(config));
    SADUAK_TRY_STATUS(app->prepare());
    return std::unique_ptr<App>(std::move(app));
}

}  // namespace saduak::server
