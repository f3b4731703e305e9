#include "server/notify/notify_config.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "server/setup/toml_table.hpp"

namespace saduak::server {
namespace {

constexpr std::int32_t kMessagesMax = 100'000'000;
constexpr std::int32_t kCostMax_satang = 1'000'000;
constexpr std::size_t kSecretBytesMax = 4096;

Result<std::string> read_secret(std::string const& config_file, std::string const& name)
{
    namespace fs = std::filesystem;
    fs::path const path = fs::path(config_file).parent_path() / name;
    std::error_code error;
    auto const permissions = fs::status(path, error).permissions();
    if (error || !fs::is_regular_file(path, error)) return fail(Errc::not_found, "cannot read the secret in " + path.string());
    if ((permissions & (fs::perms::group_all | fs::perms::others_all)) != fs::perms::none)
        return fail(Errc::permission, path.string() + " holds a secret and may be read by others: chmod 600 " + path.string());
    std::ifstream input(path, std::ios::binary);
    std::string text(kSecretBytesMax + 1, '\0');
    input.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(input.gcount()));
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.pop_back();
    bool const visible = std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > 0x20 && c < 0x7F; });
    if (text.empty() || text.size() > kSecretBytesMax || !visible)
        return fail(Errc::parse, path.string() + " must hold one line of visible characters");
    return text;
}

Result<ChannelConfig> read_channel(TomlTable& table)
{
    ChannelConfig channel;
    SADUAK_TRY(auto const sites, table.texts("sites"));
    for (std::string const& site : sites) channel.sites.emplace_back(site);
    SADUAK_TRY(channel.per_day, table.integer_within("per_day", 0, 0, kMessagesMax));
    SADUAK_TRY(channel.per_month, table.integer_within("per_month", 0, 0, kMessagesMax));
    SADUAK_TRY(channel.unit_cost_satang, table.integer_within("unit_cost_satang", 0, 0, kCostMax_satang));
    return channel;
}

Result<platform::Url> read_url(TomlTable& table, std::string_view key, std::string fallback)
{
    SADUAK_TRY(std::string const text, fallback.empty() ? table.text(key) : table.text_or(key, std::move(fallback)));
    auto url = platform::parse_url(text);
    if (!url) return table.error(key, url.error().context);
    return *std::move(url);
}

Result<LineConfig> read_line(TomlTable table, std::string const& file)
{
    LineConfig line;
    SADUAK_TRY(line.channel, read_channel(table));
    SADUAK_TRY(line.base_url, read_url(table, "base_url", "https://api.line.me"));
    SADUAK_TRY(line.add_friend_url, table.text_or("add_friend_url", ""));
    if (!line.add_friend_url.empty() && !line.add_friend_url.starts_with("https://"))
        return table.error("add_friend_url", "must begin with https://");
    SADUAK_TRY(std::string const token, table.text("channel_token_file"));
    SADUAK_TRY(std::string const secret, table.text("channel_secret_file"));
    SADUAK_TRY(line.channel_token, read_secret(file, token));
    SADUAK_TRY(line.channel_secret, read_secret(file, secret));
    SADUAK_TRY_STATUS(table.finish());
    return line;
}

Result<SmsConfig> read_sms(TomlTable table, std::string const& file)
{
    SmsConfig sms;
    SADUAK_TRY(sms.channel, read_channel(table));
    SADUAK_TRY(sms.url, read_url(table, "url", ""));
    SADUAK_TRY(sms.method, table.text_or("method", "POST"));
    if (sms.method != "POST" && sms.method != "GET" && sms.method != "PUT") return table.error("method", "must be POST, PUT or GET");
    SADUAK_TRY(sms.headers, table.texts("headers"));
    SADUAK_TRY(sms.body, table.text_or("body", ""));
    SADUAK_TRY(std::string const escape, table.text_or("escape", "json"));
    if (escape == "json") sms.escape = Escape::json;
    else if (escape == "form") sms.escape = Escape::form;
    else if (escape == "none") sms.escape = Escape::none;
    else return table.error("escape", "must be json, form or none");
    SADUAK_TRY(std::string const success, table.text_or("success", ""));
    if (!success.empty()) {
        try {
            sms.success.emplace(success, std::regex::ECMAScript);
        } catch (std::regex_error const&) {
            return table.error("success", "is not a regular expression");
        }
    }
    SADUAK_TRY(std::string const secret, table.text_or("secret_file", ""));
    if (!secret.empty()) {
        SADUAK_TRY(sms.secret, read_secret(file, secret));
    }
    SADUAK_TRY(sms.prefixes, table.texts("prefixes"));
    if (sms.prefixes.empty()) sms.prefixes = {"+66"};
    if (sms.body.find("{text}") == std::string::npos && sms.url.path.find("{text}") == std::string::npos)
        return table.error("body", "must have {text}, or the url");
    SADUAK_TRY_STATUS(table.finish());
    return sms;
}

}  // namespace

bool ChannelConfig::offered_at(SiteId const& site) const { return sites.empty() || std::find(sites.begin(), sites.end(), site) != sites.end(); }

Result<OutgoingConfig> read_outgoing_config(std::string const& file)
{
    OutgoingConfig config;
    if (!std::filesystem::exists(file)) return config;
    SADUAK_TRY(std::string const text, read_toml_text(file));
    SADUAK_TRY(toml::table const whole, parse_toml(text, file));
    TomlTable top(whole, file, "");
    if (top.has("outgoing")) {
        SADUAK_TRY(TomlTable outgoing, top.table("outgoing"));
        SADUAK_TRY(config.allow, outgoing.texts("allow"));
        SADUAK_TRY(bool const plain, outgoing.flag_or("allow_http", false));
        if (plain) config.plain = platform::PlainHttp::anyone;
        SADUAK_TRY_STATUS(outgoing.finish());
    }
    if (!top.has("notify")) return config;
    SADUAK_TRY(TomlTable notify, top.table("notify"));
    if (notify.has("line")) {
        SADUAK_TRY(TomlTable table, notify.table("line"));
        SADUAK_TRY(config.line, read_line(std::move(table), file));
    }
    if (notify.has("sms")) {
        SADUAK_TRY(TomlTable table, notify.table("sms"));
        SADUAK_TRY(config.sms, read_sms(std::move(table), file));
    }
    SADUAK_TRY_STATUS(notify.finish());
    return config;
}

}  // namespace saduak::server
