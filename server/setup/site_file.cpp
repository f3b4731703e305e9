#include "server/setup/site_file.hpp"

#include <fstream>
#include <utility>

#include "core/base/time.hpp"
#include "server/setup/toml_table.hpp"

namespace saduak::server {
namespace {

using domain::CounterConfig;
using domain::LocalText;
using domain::Service;
using domain::SiteConfig;
using domain::Skill;
using domain::StandardBasis;
using domain::Step;

constexpr std::size_t kSiteFileBytesMax = 1 << 20;

// { th = "...", en = "..." } with Thai and English always there.
Result<LocalText> read_languages(TomlTable table)
{
    LocalText text;
    for (std::string const& language : table.keys()) {
        SADUAK_TRY(std::string words, table.text(language));
        text.emplace(language, std::move(words));
    }
    for (char const* needed : {"th", "en"}) {
        if (!text.contains(needed)) return table.error(needed, "is missing: Thai and English are always needed");
    }
    return text;
}

Result<LocalText> read_local_text(TomlTable& parent, std::string_view key)
{
    SADUAK_TRY(TomlTable table, parent.table(key));
    return read_languages(std::move(table));
}

template <class IdType>
Result<IdType> read_id(TomlTable& table, std::string_view key)
{
    SADUAK_TRY(std::string text, table.text(key));
    if (!valid_code(text)) return table.error(key, "must be 1 to 64 of letters, digits, '-', '_', '.'");
    return IdType(std::move(text));
}

// Published times are written in whole minutes, as the citizens' manual prints them, and kept in seconds.
Result<std::int64_t> read_minutes(TomlTable& table, std::string_view key, std::int64_t fallback_s)
{
    if (!table.has(key)) return fallback_s;
    SADUAK_TRY(std::int64_t const count, table.integer_or(key, 0));
    if (count < 0 || count > 24 * 60) return table.error(key, "must be 0 to 1440 minutes");
    return count * 60;
}

Result<std::vector<Step>> read_steps(TomlTable& service)
{
    std::vector<Step> steps;
    SADUAK_TRY(std::vector<TomlTable> tables, service.tables("step"));
    for (TomlTable& table : tables) {
        Step step;
        SADUAK_TRY(step.id, read_id<StepId>(table, "id"));
        SADUAK_TRY(step.name, read_local_text(table, "name"));
        SADUAK_TRY_STATUS(table.finish());
        steps.push_back(std::move(step));
    }
    return steps;
}

Result<std::vector<LocalText>> read_documents(TomlTable& service)
{
    std::vector<LocalText> documents;
    SADUAK_TRY(std::vector<TomlTable> tables, service.tables("documents"));
    for (TomlTable& table : tables) {
        SADUAK_TRY(LocalText text, read_languages(std::move(table)));
        documents.push_back(std::move(text));
    }
    return documents;
}

Result<Service> read_service(TomlTable table)
{
    Service service;
    SADUAK_TRY(service.id, read_id<ServiceId>(table, "id"));
    SADUAK_TRY(service.name, read_local_text(table, "name"));
    SADUAK_TRY(service.prefix, table.text("prefix"));
    SADUAK_TRY(service.icon, table.text_or("icon", ""));
    SADUAK_TRY(service.standard_s, read_minutes(table, "standard_minutes", service.standard_s));
    SADUAK_TRY(service.wait_target_s, read_minutes(table, "wait_target_minutes", service.wait_target_s));
    SADUAK_TRY(std::string const basis, table.text_or("standard_basis", "touch"));
    auto const known_basis = domain::from_string<StandardBasis>(basis);
    if (!known_basis) return table.error("standard_basis", "must be \"touch\" or \"elapsed\"");
    service.standard_basis = *known_basis;
    SADUAK_TRY(service.documents, read_documents(table));
    if (table.has("fee")) {
        SADUAK_TRY(service.fee, read_local_text(table, "fee"));
    }
    SADUAK_TRY(service.steps, read_steps(table));
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
    SADUAK_TRY(counter.name, read_local_text(table, "name"));
    SADUAK_TRY(std::vector<std::string> const skills, table.texts("serves"));
    for (std::string const& skill : skills) counter.skills.push_back(to_skill(skill));
    if (table.has("rating_terminal")) {
        SADUAK_TRY(counter.rating_terminal, read_id<DeviceId>(table, "rating_terminal"));
    }
    SADUAK_TRY_STATUS(table.finish());
    return counter;
}

Result<SiteConfig> read_site(TomlTable table)
{
    SiteConfig site;
    SADUAK_TRY(site.id, read_id<SiteId>(table, "id"));
    SADUAK_TRY(site.name, read_local_text(table, "name"));
    SADUAK_TRY(site.agency, read_id<AgencyId>(table, "agency"));
    SADUAK_TRY(site.agency_name, read_local_text(table, "agency_name"));
    SADUAK_TRY(site.demo, table.flag_or("demo", false));
    SADUAK_TRY(site.historical, table.flag_or("historical", false));
    SADUAK_TRY(site.public_url, table.text_or("public_url", ""));
    SADUAK_TRY(std::string const starts_at, table.text_or("day_starts_at", "00:00"));
    auto const since_midnight = parse_time_of_day(starts_at);
    if (!since_midnight) return table.error("day_starts_at", "must be a time of day such as \"00:00\"");
    site.day_starts_at = *since_midnight;

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

Result<SiteConfig> parse_site_file(std::string_view text, std::string const& name)
{
    SADUAK_TRY(toml::table const document, parse_toml(text, name));
    SADUAK_TRY(SiteConfig site, read_site(TomlTable(document, name, "")));
    if (auto const valid = domain::validate(site); !valid) return fail(Errc::invalid_argument, name + ": " + valid.error().context);
    return site;
}

Result<SiteConfig> read_site_file(std::string const& path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file) return fail(Errc::not_found, path + ": cannot be opened; is the name right and may it be read?");
    std::string text(kSiteFileBytesMax + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (file.bad()) return fail(Errc::io, path + ": cannot be read");
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > kSiteFileBytesMax) return fail(Errc::parse, path + ": is larger than 1 MiB, which no site file is");
    return parse_site_file(text, path);
}

}  // namespace saduak::server
