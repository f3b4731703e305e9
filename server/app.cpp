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
#include <spdlog/spdlog.h>
#include <sys/stat.h>
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
#include "server/http/oidc_routes.hpp"
#include "server/http/second_step_routes.hpp"
#include "server/http/setup_routes.hpp"
#include "server/live/live_hub.hpp"
#include "server/metrics/metrics_service.hpp"
#include "server/notify/outgoing.hpp"
#include "server/ops/access_log.hpp"
#include "server/ops/housekeeping.hpp"
#include "server/ops/log_setup.hpp"
#include "server/ops/open_files.hpp"
#include "server/ops/server_metrics.hpp"
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
        SADUAK_TRY_STATUS(open_access_log());
        SADUAK_TRY(accounts_, Accounts::open(config_.files.folder));
        SADUAK_TRY(second_factors_, SecondFactors::open(config_.files.folder, accounts_->secret()));
        SADUAK_TRY(auto store, open_sqlite_store(config_.files.log(), StoreAccess::write));
        SADUAK_TRY_STATUS(store->probe().map_error(in("the data folder cannot be written")));

        manual_now_ms_ = platform::wall_clock_now().ms;
        auto host = make_asio_engine_host(io_.get_executor(), [this] { return now(); });
        SADUAK_TRY(engine_, start_engine(std::move(host), std::move(store), {}));
        auto const hold = [this](DiskRoom room) { engine_->hold_off(room == DiskRoom::none ? "the disk is full" : nullptr); };
        housekeeping_.emplace(HousekeepingParts{config_.files.folder, config_.files.logs(), access_log_.get(), hold}, config_.live.housekeeping);
        SADUAK_TRY_STATUS(check_manual_clock());
        SADUAK_TRY_STATUS(start_metrics());
        live_ = std::make_unique<LiveHub>(io_.get_executor(), *engine_, *metrics_, accounts_->secret());
        SADUAK_TRY(files_, StaticFiles::load(config_.web_root));
        SADUAK_TRY(sign_in_, SignIn::create(config_.files.folder, *accounts_, *second_factors_, config_.auth.totp, now()));
        api_ = std::make_unique<Api>(api_parts());
        api_->tell(config_.live.privacy);
        SADUAK_TRY_STATUS(start_outgoing());
        SADUAK_TRY_STATUS(add_sign_in_routes());
        add_account_routes();
        describe_api();
        open_gate();
        SADUAK_TRY_STATUS(open_ports());
        return announce_first_run();
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
        auto post_to_io = [this](std::function<void()> f) { post(std::move(f)); };
        auto changed = [this](SiteId const& site) { devices_->tell_again(site); };
        tasks_.spawn("bundles", bundles_.watch(config_.files.folder, workers_, post_to_io, changed));
        tasks_.spawn("housekeeping", housekeeping_->run());
        tasks_.spawn("outgoing", outgoing_->run());
        if (!config_.backups.folder.empty()) tasks_.spawn("backups", make_backups());
        if (config_.clock == ClockKind::manual) tasks_.spawn("manual clock", read_clock());
        io_.run();
        engine_->stop();
        metrics_.reset();
        workers_.stop();
        outgoing_->stop();
        backups_.stop();
        oidc_workers_.stop();
        return 0;
    }

private:
    Instant now() const { return config_.clock == ClockKind::manual ? Instant{manual_now_ms_.load()} : platform::wall_clock_now(); }

    std::string own_url() const { return (http_tls() ? "https://" : "http://") + platform::to_string(http_->local_address()); }
    ApiParts api_parts()
    {
        return {*engine_,
                *accounts_,
                *sign_in_,
                *metrics_,
                workers_,
                [this] { return open_log(); },
                [this](auto f) { post(std::move(f)); },
                [this] { return own_url(); },
                gate_,
                [this] { return metrics_text(); },
                config_.live.cross_origin,
                load_words()};
    }

    // Without them the API says its codes alone.
    static std::optional<ReportTexts> load_words()
    {
        auto words = ReportTexts::load(std::filesystem::path(SADUAK_ASSETS_DIR) / "i18n", "api");
        if (words) return *std::move(words);
        spdlog::warn("api_words_missing: {}", words.error().context);
        return std::nullopt;
    }
    Status add_sign_in_routes()
    {
        Blocking const slow(workers_, [this](auto f) { post(std::move(f)); });
        auto clock = [this] { return now(); };
        second_step_ = std::make_unique<SecondStepRoutes>(SecondStepRoutes::Parts{*accounts_, *second_factors_, *sign_in_, slow, clock});
        api_->add(second_step_->routes());
        first_run_ = FirstRun::begin(config_.files.folder, *accounts_, now());
        setup_routes_ = std::make_unique<SetupRoutes>(SetupRoutes::Parts{*first_run_, *accounts_, slow, clock});
        api_->add(setup_routes_->routes());
        SADUAK_TRY(oidc_links_, OidcLinks::open(config_.files.folder));
        if (!config_.auth.oidc.issuer.empty())
            oidc_sign_in_ = std::make_unique<OidcSignIn>(config_.auth.oidc, send_to_provider(), *accounts_, *oidc_links_);
        Blocking const provider(oidc_workers_, [this](auto f) { post(std::move(f)); });
        auto public_url = [this] { return config_.auth.oidc.public_url.empty() ? own_url() : config_.auth.oidc.public_url; };
        oidc_routes_ =
            std::make_unique<OidcRoutes>(OidcRoutes::Parts{*accounts_, *oidc_links_, oidc_sign_in_.get(), provider, slow, clock, public_url});
        api_->add(oidc_routes_->routes());
        return {};
    }
    Status announce_first_run() const
    {
        if (!first_run_->open(now())) return {};
        bool const person = ::isatty(STDERR_FILENO) == 1;
        SADUAK_TRY(std::string const text, first_run_->announce(own_url(), person ? FirstRun::Reader::person : FirstRun::Reader::log));
        // Not by the log: at a terminal this holds a secret.
        std::fprintf(stderr, "%s\n", text.c_str());
        return {};
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
    void add_account_routes()
    {
        Blocking const blocking(workers_, [this](auto f) { post(std::move(f)); });
        people_ = std::make_unique<PeopleRoutes>(*accounts_, *engine_, blocking);
        own_account_ = std::make_unique<OwnAccountRoutes>(*accounts_, *sign_in_, *engine_, blocking);
        audit_ = std::make_unique<AuditRoutes>(*accounts_, blocking);
        device_routes_ = std::make_unique<DeviceRoutes>(*accounts_, *engine_, blocking, device_link());
        api_->add(device_routes_->routes());
        api_->add(bundles_.routes());
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

    bool http_tls() const { return !config_.plain_http && !platform::is_loopback(config_.http); }
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

    Status start_outgoing()
    {
        OutgoingParts parts{
            *engine_,
            accounts_->secret(),
            config_.files.outgoing(),
            config_.outgoing,
            [this] { return open_log(); },
            [this](auto f) { post(std::move(f)); },
            [this] { return seen_kiosks(); },
            [this](Actor const& actor, std::string act, std::string about) { accounts_->note(actor, std::move(act), std::move(about), now()); }};
        SADUAK_TRY(outgoing_, Outgoing::start(std::move(parts)));
        api_->add(outgoing_->routes());
        return {};
    }

    std::vector<KioskSeen> seen_kiosks() const
    {
        std::vector<KioskSeen> seen;
        for (DeviceRecord const& device : accounts_->devices())
            if (!device.revoked && device.has(DeviceRole::issue)) seen.push_back({device.site, device.id, devices_->is_online(device.id)});
        return seen;
    }

    Status open_ports()
    {
        // Kiosks know this server by its own certificate; pages may have an administrator's, which changes every few months.
        SADUAK_TRY(platform::TlsServer const tls, platform::TlsServer::create(identity_));
        SADUAK_TRY(pages_tls_, pages_tls(config_.live));
        HttpOptions http_options{config_.http, {}, handshakes_};
        if (http_tls()) http_options.tls = *pages_tls_;
        SADUAK_TRY(http_, HttpServer::start(io_.get_executor(), std::move(http_options),
                                            HttpParts{*engine_, workers_, *api_, files_, *live_, gate_, traffic()}));
        DeviceEndpointOptions device_options{config_.device, {}, own_url(), handshakes_};
        device_options.bundle_of = [this](SiteId const& site) { return bundles_.of(site); };
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
        boost::system::error_code error;
        auto token = net::redirect_error(net::use_awaitable, error);
        int signal = co_await signals_.async_wait(token);
        while (signal == SIGHUP) {
            reload();
            signal = co_await signals_.async_wait(token);
        }
        spdlog::info("stopping signal={}", signal);
        co_await live_->stop();
        co_await http_->stop();
        co_await devices_->stop();
        io_.stop();
    }

    void open_gate()
    {
        std::size_t& connections = config_.live.http.limits.connections;
        connections = make_room_for_connections(connections);
        gate_.apply(config_.live.http);
    }

    // What is wrong with the new configuration leaves the old one in force.
    void reload()
    {
        auto const read = load_app_config(config_.files, config_.arguments);
        if (!read) return spdlog::error("reload_refused: {}", read.error().context);
        if (http_tls()) {
            auto tls = pages_tls(read->live);
            if (!tls) return spdlog::error("reload_refused: {}", tls.error().context);
            pages_tls_->adopt(**tls);
        }
        if (needs_restart(*read))
            spdlog::warn("reload_needs_restart: addresses, web_root, plain_http, [auth], [oidc], the log's form and whether there is an access log "
                         "change with a restart");
        config_.live = read->live;
        open_gate();
        housekeeping_->apply(config_.live.housekeeping);
        api_->tell(config_.live.privacy);
        api_->open_to(config_.live.cross_origin);
        set_log_level(config_.live.log_level);
        spdlog::info("reloaded");
    }

    bool needs_restart(AppConfig const& read) const
    {
        return platform::to_string(read.http) != platform::to_string(config_.http) ||
               platform::to_string(read.device) != platform::to_string(config_.device) || read.web_root != config_.web_root ||
               read.plain_http != config_.plain_http || read.access_log != config_.access_log || read.log_json != config_.log_json ||
               !(read.auth == config_.auth);
    }

    // The administrator's certificate, or the server's own.
    Result<std::optional<platform::TlsServer>> pages_tls(LiveConfig const& live)
    {
        platform::TlsIdentity identity = identity_;
        if (!live.certificate.empty()) {
            SADUAK_TRY(identity, platform::read_identity(live.certificate, live.key));
        }
        SADUAK_TRY(auto tls, platform::TlsServer::create(identity));
        pages_certificate_ends_ = identity.ends_at;
        return std::optional(std::move(tls));
    }

    Status open_access_log()
    {
        if (!config_.access_log) return {};
        SADUAK_TRY(access_log_, AccessLog::open(config_.files.logs()));
        return {};
    }

    Traffic& traffic()
    {
        if (!traffic_) traffic_.emplace(access_log_.get());
        return *traffic_;
    }

    std::string metrics_text()
    {
        std::optional<std::int64_t> backup_age;
        if (backup_made_ms_ != 0) backup_age = floor_seconds(platform::wall_clock_now() - Instant{backup_made_ms_});
        std::optional<std::int64_t> certificate_left;
        if (http_tls()) certificate_left = floor_seconds(pages_certificate_ends_ - platform::wall_clock_now());
        return server_metrics({*engine_, *api_, *http_, gate_, traffic(), *live_, *devices_, *handshakes_, started_at_, platform::monotonic_now(),
                               housekeeping_->disk_free_bytes(), backup_age, certificate_left});
    }

    Task<void> refresh_accounts()
    {
        for (;;) {
            co_await platform::sleep_for(kRefreshEvery);
            bool const taken = workers_.try_post([this] {
                if (auto const refreshed = accounts_->refresh(now()); !refreshed) spdlog::warn("accounts_refresh: {}", refreshed.error().context);
                if (auto const refreshed = second_factors_->refresh(); !refreshed)
                    spdlog::warn("second_factors_refresh: {}", refreshed.error().context);
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
                else if (*made) backup_made_ms_ = platform::wall_clock_now().ms;
                if (made && *made) spdlog::info("backup_made file={} events={} bytes={}", (*made)->file.string(), (*made)->events, (*made)->bytes);
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
    net::signal_set signals_{io_, SIGINT, SIGTERM, SIGHUP};  // from the start: who was told an address may stop the server at once
    std::optional<platform::DataFolder> folder_;
    platform::TlsIdentity identity_;
    std::atomic<std::int64_t> manual_now_ms_{0};  // also read by the workers
    platform::WorkerPool workers_{kWorkers, kWorkQueueMax};
    std::atomic<std::int64_t> backup_made_ms_{0};  // likewise
    std::atomic<bool> backup_failed_{false};       // written by the pool below
    platform::WorkerPool backups_{1, 1};           // apart: a long copy keeps nobody from signing in
    platform::WorkerPool oidc_workers_{1, 16};     // apart: a provider that does not answer keeps nobody else waiting
    std::unique_ptr<Accounts> accounts_;
    std::unique_ptr<SecondFactors> second_factors_;
    std::unique_ptr<SignIn> sign_in_;
    std::unique_ptr<FirstRun> first_run_;
    std::unique_ptr<OidcLinks> oidc_links_;
    std::unique_ptr<OidcSignIn> oidc_sign_in_;
    std::unique_ptr<SecondStepRoutes> second_step_;
    std::unique_ptr<SetupRoutes> setup_routes_;
    std::unique_ptr<OidcRoutes> oidc_routes_;
    std::unique_ptr<RunningEngine> engine_;
    std::unique_ptr<MetricsService> metrics_;
    std::unique_ptr<LiveHub> live_;
    HttpGate gate_{config_.live.http};
    std::shared_ptr<platform::HandshakeGate> handshakes_ = std::make_shared<platform::HandshakeGate>();
    std::optional<platform::TlsServer> pages_tls_;
    Instant pages_certificate_ends_;
    std::unique_ptr<AccessLog> access_log_;
    std::optional<Traffic> traffic_;
    std::optional<Housekeeping> housekeeping_;
    Instant const started_at_ = platform::monotonic_now();
    StaticFiles files_;
    SiteBundles bundles_;
    std::unique_ptr<DeviceRoutes> device_routes_;
    std::unique_ptr<PeopleRoutes> people_;
    std::unique_ptr<OwnAccountRoutes> own_account_;
    std::unique_ptr<AuditRoutes> audit_;
    std::unique_ptr<Api> api_;
    std::unique_ptr<Outgoing> outgoing_;
    std::unique_ptr<DeviceEndpoint> devices_;
    std::unique_ptr<HttpServer> http_;
    platform::TaskScope tasks_;
};

}  // namespace

Result<std::unique_ptr<App>> App::create(AppConfig config)
{
    // What a running server makes is for its own user, whatever it inherited: it is full of secrets.
    static_cast<void>(::umask(S_IRWXG | S_IRWXO));
    // Standard output is for the addresses.
    set_up_log(config.log_json ? LogForm::json : LogForm::text);
    set_log_level(config.live.log_level);
    auto app = std::make_unique<ServerApp>(std::move(config));
    SADUAK_TRY_STATUS(app->prepare());
    return std::unique_ptr<App>(std::move(app));
}

}  // namespace saduak::server
