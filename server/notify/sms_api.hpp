// A gateway for short messages as data: a request with marks to be filled in, and a pattern that says whether it was taken. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http_client.hpp"
#include "server/notify/notify_config.hpp"

namespace saduak::server {

// "081-234 5678" and "+66 81 234 5678" as "+66812345678": a Thai mobile number, or one of another country with + and a prefix that is
// sent to. Nothing for any other.
[[nodiscard]] std::optional<std::string> mobile_number(std::string_view text, std::vector<std::string> const& prefixes);

// `to` as mobile_number() gives it.
[[nodiscard]] platform::HttpRequest sms_request(SmsConfig const& sms, std::string const& to, std::string const& text);
[[nodiscard]] bool sms_accepted(SmsConfig const& sms, platform::HttpResponse const& answer);

}  // namespace saduak::server
