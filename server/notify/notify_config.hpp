// [outgoing] and [notify] of server.toml: where may be sent to, and by which gateways citizens are told (docs/OUTGOING.md).
#pragma once

#include <optional>
#include <regex>
#include <string>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "platform/http_client.hpp"
#include "platform/url.hpp"

namespace saduak::server {

// What both gateways have.
struct ChannelConfig {
    std::vector<SiteId> sites;  // that offer it; empty: every site
    std::int64_t per_day = 0;   // paid messages of the whole server; 0: no limit
    std::int64_t per_month = 0;
    std::int64_t unit_cost_satang = 0;

    [[nodiscard]] bool offered_at(SiteId const& site) const;
};

struct LineConfig {
    ChannelConfig channel;
    platform::Url base_url;      // https://api.line.me
    std::string add_friend_url;  // shown to citizens; empty: none
    std::string channel_token;
    std::string channel_secret;
};

enum class Escape { none, json, form };
struct SmsConfig {
    ChannelConfig channel;
    platform::Url url;  // its path may have marks, too: what stands for them there is percent-encoded
    std::string method;
    std::vector<std::string> headers;   // {secret}
    std::string body;                   // {to} {to_national} {text} {secret}
    Escape escape = Escape::json;       // of what stands for the marks in `body`
    std::optional<std::regex> success;  // to be found in the answer, beside a status of 200 to 299
    std::string secret;
    std::vector<std::string> prefixes;  // of numbers that are sent to: "+66"
};

struct OutgoingConfig {
    std::vector<std::string> allow;
    platform::PlainHttp plain = platform::PlainHttp::this_machine;
    std::optional<LineConfig> line;
    std::optional<SmsConfig> sms;
};

// From server.toml, which need not be there. Secrets are read from the files that it names, relative to its folder; those must be
// closed to others (mode 0600 or less).
[[nodiscard]] Result<OutgoingConfig> read_outgoing_config(std::string const& file);

}  // namespace saduak::server
