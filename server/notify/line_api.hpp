// The LINE Messaging API: what is sent, what arrives, and whether it is LINE who says so. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.hpp"
#include "platform/http_client.hpp"
#include "server/notify/notify_config.hpp"

namespace saduak::server {

// Paid. The same `retry_key` (a UUID) sends once, however often it is asked for.
[[nodiscard]] platform::HttpRequest line_push(LineConfig const& line, std::string_view to, std::string_view text, std::string_view retry_key);
// Free, once for each token, within a minute or so.
[[nodiscard]] platform::HttpRequest line_reply(LineConfig const& line, std::string_view reply_token, std::string_view text);
// Also 409: an earlier attempt with this retry key was taken.
[[nodiscard]] bool line_accepted(int status);
// 8-4-4-4-12 hex digits, drawn from `of`.
[[nodiscard]] std::string line_retry_key(std::string_view of);

[[nodiscard]] bool line_signature_fits(std::string_view channel_secret, std::string_view body, std::string_view signature);

// What a person wrote to the account.
struct LineText {
    std::string event;  // webhookEventId
    Instant at;
    std::string user;
    std::string reply_token;  // empty: none
    std::string text;
};
// Events of other kinds, and of groups, are left out. Errc::parse: not what LINE sends.
[[nodiscard]] Result<std::vector<LineText>> parse_line_texts(std::string_view body);

}  // namespace saduak::server
