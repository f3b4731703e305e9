#include "server/auth_config.hpp"

#include <fstream>

#include "server/setup/toml_table.hpp"

namespace saduak::server {
namespace {

Result<std::string> read_secret(TomlTable& table, std::filesystem::path const& folder)
{
    SADUAK_TRY(std::string const name, table.text_or("client_secret_file", ""));
    if (name.empty()) return std::string();
    std::ifstream in(folder / name);  // an absolute path stays as it is
    std::string secret;
    if (!std::getline(in, secret) || secret.empty()) return table.error("client_secret_file", "names no file whose first line is the secret");
    return secret;
}

Result<OidcConfig::CreateRule> read_rule(TomlTable& table)
{
    OidcConfig::CreateRule rule;
    SADUAK_TRY(rule.claim, table.text("claim"));
    SADUAK_TRY(rule.value, table.text("value"));
    SADUAK_TRY(std::string const word, table.text("role"));
    SADUAK_TRY(std::vector<std::string> const sites, table.texts("sites"));
    SADUAK_TRY_STATUS(table.finish());
    auto const role = role_from_string(word);
    if (!role) return table.error("role", "is agent, supervisor, manager, administrator or auditor");
    rule.role = *role;
    for (std::string const& site : sites) rule.sites.emplace_back(site);
    return rule;
}

}  // namespace

Status read_auth(TomlTable& table, AuthConfig& auth)
{
    SADUAK_TRY(std::string const totp, table.text_or("totp", "off"));
    if (totp != "off" && totp != "administrators") return table.error("totp", "is off or administrators");
    auth.totp = totp == "off" ? TotpPolicy::off : TotpPolicy::administrators;
    return {};
}

Status read_oidc(TomlTable& table, std::filesystem::path const& folder, AuthConfig& auth)
{
    OidcConfig& oidc = auth.oidc;
    if (!table.has("issuer") && !table.has("client_id")) return {};
    SADUAK_TRY(oidc.issuer, table.text("issuer"));
    SADUAK_TRY(oidc.client_id, table.text("client_id"));
    SADUAK_TRY(oidc.client_secret, read_secret(table, folder));
    SADUAK_TRY(oidc.claim, table.text_or("claim", oidc.claim));
    SADUAK_TRY(oidc.public_url, table.text_or("public_url", ""));
    while (oidc.public_url.ends_with('/')) oidc.public_url.pop_back();
    SADUAK_TRY(std::vector<TomlTable> rules, table.tables("create"));
    for (TomlTable& rule : rules) {
        SADUAK_TRY(auto read, read_rule(rule));
        oidc.create.push_back(std::move(read));
    }
    return {};
}

}  // namespace saduak::server
