#include "server/import/import_site.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "platform/entropy.hpp"

namespace saduak::server {
namespace {

constexpr std::size_t kServices_max = 500;
constexpr std::string_view kPrefixes = "ABCDEFGHJKLMNPQRSTUVWXYZ";  // numbering's letters: neither I nor O

// What the site's log tells before an import.
struct Before {
    domain::SiteConfig config;  // id empty: no site yet
    Seq seq = 0;
    Instant last_at;
};

Result<Before> read_site(EventStore& store, SiteId const& site, ImportFile const& file)
{
    Before before;
    SADUAK_TRY_STATUS(store.read(site, 0, [&](StoredEvent const& stored) -> Status {
        before.seq = stored.seq;
        before.last_at = std::max(before.last_at, stored.event.at);
        if (auto const* configured = std::get_if<domain::SiteConfigured>(&stored.event.body)) {
            before.config = configured->config;
            if (!before.config.historical)
                return fail(Errc::invalid_argument, "site " + site.str() + " is a live one: import into a site of its own");
        }
        auto const* finished = std::get_if<domain::ImportFinished>(&stored.event.body);
        if (finished != nullptr && finished->file_sha256 == file.sha256)
            return fail(Errc::already_exists, "this file was imported into site " + site.str() + " on " + format_rfc3339(stored.event.at) + " (as " +
                                                  finished->file_name + ")");
        return {};
    }));
    return before;
}

domain::LocalText in_both(std::string const& words) { return {{"th", words}, {"en", words}}; }

// A service's name in the file may be anything; an id may not.
ServiceId id_of(std::string const& service) { return ServiceId(valid_code(service) ? service : "s-" + platform::sha256_hex(service).substr(0, 12)); }

// The catalogue with the file's services, and whether that changes it.
std::pair<domain::SiteConfig, bool> with_services(domain::SiteConfig config, SiteId const& site, ImportedRows const& rows)
{
    bool changed = config.id.empty();
    if (config.id.empty()) {
        config.id = site;
        config.name = in_both(site.str());
        config.agency_name = in_both(site.str());
        config.historical = true;
        config.version = 0;
    }
    std::map<std::string, ServiceId> met;
    for (ImportedRow const& row : rows.rows) {
        if (!met.try_emplace(row.service, id_of(row.service)).second) continue;
        ServiceId const id = id_of(row.service);
        if (config.find_service(id) != nullptr) continue;
        domain::Service service;
        service.id = id;
        service.name = in_both(row.service);
        service.prefix = std::string(1, kPrefixes[config.services.size() % kPrefixes.size()]);
        config.services.push_back(std::move(service));
        changed = true;
    }
    if (changed) ++config.version;
    return {std::move(config), changed};
}

class BatchOfOne {
public:
    BatchOfOne(SiteId site, Seq after, Instant at) : at_(at)
    {
        append_.site = std::move(site);
        append_.after = after;
    }

    domain::Event& add(domain::EventBody body)
    {
        SiteAppend::Entry entry;
        entry.event.at = at_;
        entry.event.body = std::move(body);
        append_.entries.push_back(std::move(entry));
        return append_.entries.back().event;
    }
    void reserve(std::size_t count) { append_.entries.reserve(count); }
    [[nodiscard]] Batch finish() &&
    {
        Batch batch;
        batch.sites.push_back(std::move(append_));
        return batch;
    }

private:
    Instant at_;
    SiteAppend append_;
};

}  // namespace

Result<ImportDone> import_rows(EventStore& store, SiteId const& site, ImportFile const& file, ImportedRows const& rows, Instant now)
{
    if (!valid_code(site.str())) return fail(Errc::invalid_argument, "site id \"" + site.str() + "\": 1 to 64 of A-Z a-z 0-9 . _ -");
    if (rows.rows.empty()) return fail(Errc::invalid_argument, file.name + ": no row can be imported");
    SADUAK_TRY(Before const before, read_site(store, site, file));
    auto const [config, changed] = with_services(before.config, site, rows);
    if (config.services.size() > kServices_max)
        return fail(Errc::invalid_argument, file.name + ": more than 500 different services: does the map name the right column?");
    SADUAK_TRY_STATUS(validate(config));

    // Time in a site never goes back, whatever the clock says.
    BatchOfOne batch(site, before.seq, std::max(now, before.last_at));
    batch.reserve(rows.rows.size() + 2);
    if (changed) batch.add(domain::SiteConfigured{config});
    for (ImportedRow const& row : rows.rows) {
        domain::Event& event = batch.add(row.ticket);
        event.service = id_of(row.service);
        event.counter = row.counter;
    }
    domain::ImportFinished finished;
    finished.file_sha256 = file.sha256;
    finished.file_name = file.name;
    finished.rows = static_cast<std::int64_t>(rows.rows.size());
    finished.refused_rows = static_cast<std::int64_t>(rows.refused.size());
    batch.add(finished);

    Batch const whole = std::move(batch).finish();
    SADUAK_TRY(std::vector<SiteId> const lost, store.append(whole));
    if (!lost.empty()) return fail(Errc::busy, "site " + site.str() + " changed meanwhile: nothing was imported, try again");
    ImportDone done{before.seq + 1, before.seq + static_cast<Seq>(whole.sites[0].entries.size()), {}};
    for (domain::Service const& service : config.services) done.services.push_back(service.id);
    return done;
}

}  // namespace saduak::server
