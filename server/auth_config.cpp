#include "server/auth_config.hpp"

#include <algorithm>
#include <fstream>
#include <string_view>
#include <vector>

namespace saduak::server {
namespace {

// One table of the file, read strictly: what nobody asks for is an error.
class Section {
public:
    Section(toml::table const& table, std::string name) : table_(table), name_(std::move(name)) {}

    Result<std::string> text(std::string_view key, std::string fallback)
    {
        known_.push_back(key);
        auto const node = table_[key];
        if (!node) return fallback;
        if (auto const value = node.value<std::string>(); value && node.is_string()) return *value;
        return fail(Errc::parse, name_ + "." + std::string(key) + " must be text");
    }
    Result<std::vector<std::string>> texts(std::string_view key)
    {
        known_.push_back(key);
        std::vector<std::string> list;
        auto const node = table_[key];
        if (!node) return list;
        auto const* array = node.as_array();
        if (array == nullptr) return fail(Errc::parse, name_ + "." + std::string(key) + " must be a list of texts");
        for (auto const& item : *array) {
            auto const value = item.value<std::string>();
            if (!value) return fail(Errc::parse, name_ + "." + std::string(key) + " must be a list of texts");
            list.push_back(*value);
        }
        return list;
    }
    void knows(std::string_view key) { known_.push_back(key); }
    Status no_more() const
    {
        for (auto const& [key, value] : table_)
            if (std::find(known_.begin(), known_.end(), key.str()) == known_.end())
                return fail(Errc::parse, "unknown entry " + name_ + "." + std::string(key.str()));
        return {};
    }

private:
    toml::table const& table_;
    std::string name_;
    std::vector<std::string_view> known_;
};

toml::table const& table_of(toml::table const& config, std::string_view name)
{
    static toml::table const kNone;
    auto const* table = config[name].as_table();
    return table == nullptr ? kNone : *table;
}

Result<std::string> read_secret(std::string const& file)
{
    if (file.empty()) return std::string();
    std::ifstream in(file);
    std::string secret;
    if (!std::getline(in, secret) || secret.empty()) return fail(Errc::io, "oidc.client_secret_file " + file + " has no first line");
    return secret;
}

Result<TotpPolicy> read_totp(toml::table const& table)
{
    Section section(table, "auth");
    SADUAK_TRY(std::string const totp, section.text("totp", "off"));
    SADUAK_TRY_STATUS(section.no_more());
    if (totp == "off") return TotpPolicy::off;
    if (totp == "administrators") return TotpPolicy::administrators;
    return fail(Errc::parse, "auth.totp is \"off\" or \"administrators\", not \"" + totp + "\"");
}

Result<OidcConfig::CreateRule> read_rule(toml::node const& node)
{
    auto const* table = node.as_table();
    if (table == nullptr) return fail(Errc::parse, "oidc.create is a list of tables");
    Section section(*table, "oidc.create");
    OidcConfig::CreateRule rule;
    SADUAK_TRY(rule.claim, section.text("claim", ""));
    SADUAK_TRY(rule.value, section.text("value", ""));
    SADUAK_TRY(std::string const role_word, section.text("role", "agent"));
    SADUAK_TRY(auto const sites, section.texts("sites"));
    SADUAK_TRY_STATUS(section.no_more());
    auto const role = role_from_string(role_word);
    if (rule.claim.empty() || rule.value.empty() || !role) return fail(Errc::parse, "oidc.create needs claim, value and a known role");
    rule.role = *role;
    for (std::string const& site : sites) rule.sites.emplace_back(site);
    return rule;
}

Result<OidcConfig> read_oidc(toml::table const& table)
{
    OidcConfig oidc;
    Section section(table, "oidc");
    SADUAK_TRY(oidc.issuer, section.text("issuer", ""));
    SADUAK_TRY(oidc.client_id, section.text("client_id", ""));
    SADUAK_TRY(std::string const secret_file, section.text("client_secret_file", ""));
    SADUAK_TRY(oidc.claim, section.text("claim", oidc.claim));
    SADUAK_TRY(oidc.public_url, section.text("public_url", ""));
    section.knows("create");
    SADUAK_TRY_STATUS(section.no_more());
    if (auto const* rules = table["create"].as_array())
        for (auto const& node : *rules) {
            SADUAK_TRY(auto rule, read_rule(node));
            oidc.create.push_back(std::move(rule));
        }
    if (!table.empty() && (oidc.issuer.empty() || oidc.client_id.empty())) return fail(Errc::parse, "[oidc] needs issuer and client_id");
    while (oidc.public_url.ends_with('/')) oidc.public_url.pop_back();
    SADUAK_TRY(oidc.client_secret, read_secret(secret_file));
    return oidc;
}

}  // namespace

Result<AuthConfig> read_auth_config(toml::table const& config, std::string const& file)
{
    AuthConfig auth;
    SADUAK_TRY(auth.totp, read_totp(table_of(config, "auth")).map_error(in(file)));
    SADUAK_TRY(auth.oidc, read_oidc(table_of(config, "oidc")).map_error(in(file)));
    return auth;
}

}  // namespace saduak::server
