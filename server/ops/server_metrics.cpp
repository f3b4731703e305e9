#include "server/ops/server_metrics.hpp"

#include <fstream>

#include <unistd.h>

namespace saduak::server {
namespace {

void gauge(MetricsText& out, std::string_view name, std::string_view help, std::uint64_t value)
{
    out.family(name, "gauge", help);
    out.value(value);
}

void counter(MetricsText& out, std::string_view name, std::string_view help, std::uint64_t value)
{
    out.family(name, "counter", help);
    out.value(value);
}

void known_gauge(MetricsText& out, std::string_view name, std::string_view help, std::optional<std::int64_t> value)
{
    if (!value) return;
    out.family(name, "gauge", help);
    out.value(std::to_string(*value));
}

std::uint64_t resident_bytes()
{
    std::ifstream in("/proc/self/statm");
    std::uint64_t whole = 0;
    std::uint64_t resident = 0;
    in >> whole >> resident;
    return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

// One family at a time, as the format wants it, each with a sample a site.
template <class Of>
void of_each_site(MetricsText& out, Engine const& engine, std::string_view name, std::string_view help, Of of)
{
    out.family(name, "gauge", help);
    for (SiteId const& site : engine.sites())
        if (domain::SiteState const* state = engine.state(site)) out.value(of(site, *state), {{"site", site.str()}});
}

std::uint64_t waiting_of(domain::SiteState const& state)
{
    std::uint64_t waiting = 0;
    for (auto const& [key, queue] : state.queues) waiting += queue.size();
    return waiting;
}

std::uint64_t open_counters_of(domain::SiteState const& state)
{
    std::uint64_t open = 0;
    for (auto const& [id, one] : state.counters) open += one.state == domain::CounterState::open ? 1U : 0U;
    return open;
}

void write_sites(MetricsText& out, Engine const& engine)
{
    using domain::SiteState;
    of_each_site(out, engine, "saduak_log_seq", "The newest event of a site's log",
                 [](SiteId const&, SiteState const& state) { return static_cast<std::uint64_t>(state.seq); });
    of_each_site(out, engine, "saduak_waiting_tickets", "Tickets that wait", [](SiteId const&, SiteState const& state) { return waiting_of(state); });
    of_each_site(out, engine, "saduak_open_tickets", "Tickets of today that have not ended",
                 [](SiteId const&, SiteState const& state) { return state.open.size(); });
    of_each_site(out, engine, "saduak_open_counters", "Counters that are open",
                 [](SiteId const&, SiteState const& state) { return open_counters_of(state); });
    of_each_site(out, engine, "saduak_site_read_only", "1: the site's log is damaged and it takes no commands",
                 [&](SiteId const& site, SiteState const&) { return engine.read_only(site) ? 1U : 0U; });
}

}  // namespace

std::string server_metrics(ServerFigures const& figures)
{
    MetricsText out;
    out.family("saduak_build_info", "gauge", "1, with the version of the program");
    out.value(1, {{"version", SADUAK_VERSION}});
    gauge(out, "saduak_ready", "Whether the last batch could be written", figures.engine.healthy() ? 1 : 0);
    gauge(out, "saduak_uptime_seconds", "Since the start", static_cast<std::uint64_t>(floor_seconds(figures.now - figures.started_at)));
    gauge(out, "process_resident_memory_bytes", "Resident memory", resident_bytes());
    known_gauge(out, "saduak_disk_free_bytes", "Room on the disk of the data folder", figures.disk_free_bytes);
    known_gauge(out, "saduak_backup_age_seconds", "Age of the newest scheduled backup", figures.backup_age_s);
    known_gauge(out, "saduak_certificate_left_seconds", "Until the TLS certificate ends", figures.certificate_left_s);
    counter(out, "saduak_tickets_issued_over_http_total", "Tickets issued over HTTP", figures.api.tickets_issued());
    figures.traffic.write(out);
    gauge(out, "saduak_http_in_flight", "Requests that wait for their answer", figures.http.in_flight());
    gauge(out, "saduak_http_connections", "Open connections of the HTTP port", figures.gate.connections());
    gauge(out, "saduak_live_watchers", "Open live views", figures.live.watchers());
    gauge(out, "saduak_device_connections", "Open connections of the device link", figures.devices.connections());
    counter(out, "saduak_tls_handshakes_total", "TLS handshakes that succeeded", figures.handshakes.done());
    counter(out, "saduak_tls_handshakes_failed_total", "TLS handshakes that failed", figures.handshakes.failed());
    write_sites(out, figures.engine);
    return out.take();
}

}  // namespace saduak::server
