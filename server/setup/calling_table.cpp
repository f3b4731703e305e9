#include "server/setup/calling_table.hpp"

#include <utility>

namespace saduak::server {

Result<domain::CallingPolicy> read_calling(TomlTable table)
{
    domain::CallingPolicy policy;
    SADUAK_TRY(policy.priority_run, table.integer_within("priority_run", policy.priority_run, 0, 100));
    SADUAK_TRY(policy.general_run, table.integer_within("general_run", policy.general_run, 0, 100));
    SADUAK_TRY(policy.general_ages_after_s, table.minutes_or("general_ages_after_minutes", policy.general_ages_after_s));
    SADUAK_TRY(policy.appointment_early_s, table.minutes_or("appointment_early_minutes", policy.appointment_early_s));
    SADUAK_TRY(policy.appointment_late_s, table.minutes_or("appointment_late_minutes", policy.appointment_late_s));
    SADUAK_TRY(policy.appointment_missed_s, table.minutes_or("appointment_missed_minutes", policy.appointment_missed_s));
    SADUAK_TRY_STATUS(table.finish());
    return policy;
}

Result<PolicyFile> parse_policy_file(std::string_view text, std::string const& name, domain::SiteConfig const& site)
{
    SADUAK_TRY(toml::table const document, parse_toml(text, name));
    TomlTable root(document, name, "");
    PolicyFile policy;
    SADUAK_TRY(TomlTable calling, root.table("calling"));
    SADUAK_TRY(policy.calling, read_calling(std::move(calling)));
    if (auto const valid = domain::validate(policy.calling); !valid) return fail(Errc::invalid_argument, name + ": " + valid.error().context);
    if (root.has("weight")) {
        SADUAK_TRY(TomlTable weights, root.table("weight"));
        for (std::string const& service : weights.keys()) {
            SADUAK_TRY(std::int32_t const percent, weights.integer_within(service, 100, 1, 1000));
            if (site.find_service(ServiceId(service)) == nullptr) {
                std::string known;
                for (domain::Service const& there : site.services) known += (known.empty() ? "" : ", ") + there.id.str();
                return weights.error(service, "site " + site.id.str() + " has no such service; it has " + known);
            }
            policy.weights[ServiceId(service)] = percent;
        }
    }
    SADUAK_TRY_STATUS(root.finish());
    return policy;
}

domain::SiteConfig with_policy(domain::SiteConfig site, PolicyFile const& policy)
{
    site.calling = policy.calling;
    for (domain::Service& service : site.services)
        if (auto const weight = policy.weights.find(service.id); weight != policy.weights.end()) service.weight = weight->second;
    return site;
}

}  // namespace saduak::server
