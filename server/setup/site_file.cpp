#include "server/setup/site_file.hpp"

#include <utility>

#include "core/base/time.hpp"
#include "server/setup/calling_table.hpp"
#include "server/setup/opening_table.hpp"
#include "server/setup/toml_table.hpp"

namespace saduak::server {
namespace {

using domain::CounterConfig;
using domain::RatingConfig;
using domain::RatingPlace;
using domain::Service;
using domain::ServiceGroup;
using domain::SiteConfig;
using domain::Skill;
using domain::StandardBasis;
using domain::Step;

template <class IdType>
Result<IdType> read_id(TomlTable& table, std::string_view key)
{
    SADUAK_TRY(std::string text, table.text(key));
    if (!valid_code(text)) return table.error(key, "must be 1 to 64 of letters, digits, '-', '_', '.'");
    return IdType(std::move(text));
}

Result<std::vector<Step>> read_steps(TomlTable& service)
{
    std::vector<Step> steps;
    SADUAK_TRY(std::vector<TomlTable> tables, service.tables("step"));
    for (TomlTable& table : tables) {
        Step step;
        SADUAK_TRY(step.id, read_id<StepId>(table, "id"));
        SADUAK_TRY(step.name, table.local_text("name"));
        SADUAK_TRY_STATUS(table.finish());
        steps.push_back(std::move(step));
    }
    return steps;
}

// What bounds the tickets and appointments of a day.
Status read_limits(TomlTable& table, Service& service)
{
    SADUAK_TRY(service.quota_per_day, table.integer_within("quota_per_day", 0, 0, 100'000));
    SADUAK_TRY(service.last_ticket_at, read_time_of_day(table, "last_ticket_at", service.last_ticket_at));
    SADUAK_TRY(service.slot_minutes, table.integer_within("slot_minutes", 0, 5, 480));
    SADUAK_TRY(service.slot_capacity, table.integer_within("slot_capacity", 0, 1, 1000));
    if ((service.slot_minutes == 0) != (service.slot_capacity == 0))
        return table.error(service.slot_minutes == 0 ? "slot_capacity" : "slot_minutes", "needs slot_minutes and slot_capacity together");
    return {};
}

Result<Service> read_service(TomlTable table)
{
    Service service;
    SADUAK_TRY(service.id, read_id<ServiceId>(table, "id"));
    SADUAK_TRY(service.name, table.local_text("name"));
    SADUAK_TRY(service.prefix, table.text("prefix"));
    SADUAK_TRY(service.priority_prefix, table.text_or("priority_prefix", ""));
    SADUAK_TRY(service.appointment_prefix, table.text_or("appointment_prefix", ""));
    SADUAK_TRY(service.weight, table.integer_within("weight", service.weight, 1, 1000));
    SADUAK_TRY(service.icon, table.text_or("icon", ""));
    SADUAK_TRY(service.standard_s, table.minutes_or("standard_minutes", service.standard_s));
    SADUAK_TRY(service.wait_target_s, table.minutes_or("wait_target_minutes", service.wait_target_s));
    SADUAK_TRY(std::string const basis, table.text_or("standard_basis", "touch"));
    auto const known_basis = domain::from_string<StandardBasis>(basis);
    if (!known_basis) return table.error("standard_basis", "must be \"touch\" or \"elapsed\"");
    service.standard_basis = *known_basis;
    SADUAK_TRY(service.group, table.text_or("group", ""));
    SADUAK_TRY(service.documents, table.local_texts("documents"));
    if (table.has("fee")) {
        SADUAK_TRY(service.fee, table.local_text("fee"));
    }
    SADUAK_TRY(service.steps, read_steps(table));
    SADUAK_TRY_STATUS(read_limits(table, service));
    SADUAK_TRY_STATUS(table.finish());
    return service;
}

// "tax" is the whole service, "land/inquiry" one step of it.
Skill to_skill(std::string const& text)
{
    auto const slash = text.find('/');
    if (slash == std::string::npos) return Skill{ServiceId(text), StepId()};
    return Skill{ServiceId(text.substr(0, slash)), StepId(text.substr(slash + 1))};
}

Result<CounterConfig> read_counter(TomlTable table)
{
    CounterConfig counter;
    SADUAK_TRY(counter.id, read_id<CounterId>(table, "id"));
    SADUAK_TRY(counter.name, table.local_text("name"));
    SADUAK_TRY(std::vector<std::string> const skills, table.texts("serves"));
    for (std::string const& skill : skills) counter.skills.push_back(to_skill(skill));
    if (table.has("rating_terminal")) {
        SADUAK_TRY(counter.rating_terminal, read_id<DeviceId>(table, "rating_terminal"));
    }
    SADUAK_TRY(counter.breaks, read_hours(table, "breaks"));
    SADUAK_TRY_STATUS(table.finish());
    return counter;
}

Result<ServiceGroup> read_group(TomlTable table)
{
    ServiceGroup group;
    SADUAK_TRY(group.id, table.text("id"));
    SADUAK_TRY(group.name, table.local_text("name"));
    SADUAK_TRY(group.icon, table.text_or("icon", ""));
    SADUAK_TRY_STATUS(table.finish());
    return group;
}

Result<RatingConfig> read_rating(TomlTable table)
{
    RatingConfig rating;
    SADUAK_TRY(std::string const place, table.text_or("place", "counter"));
    auto const known = domain::from_string<RatingPlace>(place);
    if (!known) return table.error("place", "must be \"counter\", \"exit\", \"qr\" or \"paper\"");
    rating.place = *known;
    SADUAK_TRY(rating.version, table.integer_within("version", rating.version, 1, 1'000'000));
    if (table.has("question")) {
        SADUAK_TRY(rating.question, table.local_text("question"));
    }
    SADUAK_TRY(rating.scale, table.local_texts("scale"));
    SADUAK_TRY_STATUS(table.finish());
    return rating;
}

// When the site is open, who is there, and in what order tickets are called.
Status read_rules(TomlTable& table, CalendarFolders const& calendars, SiteConfig& site)
{
    SADUAK_TRY(site.day_starts_at, read_time_of_day(table, "day_starts_at", site.day_starts_at));
    if (site.day_starts_at >= hours(24)) return table.error("day_starts_at", "must be 00:00 to 23:59");
    if (table.has("opening")) {
        SADUAK_TRY(TomlTable opening, table.table("opening"));
        SADUAK_TRY(site.opening, read_opening(std::move(opening), calendars));
    }
    SADUAK_TRY(site.roster, read_roster(table));
    if (table.has("calling")) {
        SADUAK_TRY(TomlTable calling, table.table("calling"));
        SADUAK_TRY(site.calling, read_calling(std::move(calling)));
    }
    SADUAK_TRY(site.recalls_max, table.integer_within("recalls_max", site.recalls_max, 0, 100));
    SADUAK_TRY(site.no_shows_max, table.integer_within("no_shows_max", site.no_shows_max, 0, 100));
    SADUAK_TRY(site.return_after, table.integer_within("return_after", site.return_after, 0, 100));
    return {};
}

Result<SiteConfig> read_site(TomlTable table, CalendarFolders const& calendars)
{
    SiteConfig site;
    SADUAK_TRY(site.id, read_id<SiteId>(table, "id"));
    SADUAK_TRY(site.name, table.local_text("name"));
    SADUAK_TRY(site.agency, read_id<AgencyId>(table, "agency"));
    SADUAK_TRY(site.agency_name, table.local_text("agency_name"));
    SADUAK_TRY(site.demo, table.flag_or("demo", false));
    SADUAK_TRY(site.historical, table.flag_or("historical", false));
    SADUAK_TRY(site.public_url, table.text_or("public_url", ""));
    SADUAK_TRY_STATUS(read_rules(table, calendars, site));

    SADUAK_TRY(std::vector<TomlTable> groups, table.tables("group"));
    for (TomlTable& entry : groups) {
        SADUAK_TRY(ServiceGroup group, read_group(std::move(entry)));
        site.groups.push_back(std::move(group));
    }
    if (table.has("rating")) {
        SADUAK_TRY(TomlTable rating, table.table("rating"));
        SADUAK_TRY(site.rating, read_rating(std::move(rating)));
    }
    SADUAK_TRY(std::vector<TomlTable> services, table.tables("service"));
    for (TomlTable& entry : services) {
        SADUAK_TRY(Service service, read_service(std::move(entry)));
        site.services.push_back(std::move(service));
    }
    SADUAK_TRY(std::vector<TomlTable> counters, table.tables("counter"));
    for (TomlTable& entry : counters) {
        SADUAK_TRY(CounterConfig counter, read_counter(std::move(entry)));
        site.counters.push_back(std::move(counter));
    }
    SADUAK_TRY_STATUS(table.finish());
    return site;
}

}  // namespace

Result<SiteConfig> parse_site_file(std::string_view text, std::string const& name, std::filesystem::path const& assets)
{
    SADUAK_TRY(toml::table const document, parse_toml(text, name));
    CalendarFolders const calendars{assets / "calendar", std::filesystem::path(name).parent_path()};
    SADUAK_TRY(SiteConfig site, read_site(TomlTable(document, name, ""), calendars));
    if (auto const valid = domain::validate(site); !valid) return fail(Errc::invalid_argument, name + ": " + valid.error().context);
    return site;
}

Result<SiteConfig> read_site_file(std::string const& path, std::filesystem::path const& assets)
{
    SADUAK_TRY(std::string const text, read_toml_text(path));
    return parse_site_file(text, path, assets);
}

}  // namespace saduak::server
