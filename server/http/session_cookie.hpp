// The cookie that a browser shows for its session. Pure.
#pragma once

#include <string>
#include <string_view>

#include "server/auth/accounts.hpp"
#include "server/http/message.hpp"

namespace saduak::server {

// Under TLS with the prefix that keeps other hosts and plain pages of this one from setting it.
[[nodiscard]] std::string_view session_cookie_name(Transport transport);
// The session's secret as the browser sent it; empty: none.
[[nodiscard]] std::string_view session_secret(Request const& request);
// A Set-Cookie field; an empty secret takes the cookie away.
[[nodiscard]] std::string session_cookie(std::string_view secret, Transport transport);
// {"user","csrf","must_enrol"}: what a page needs to know of who it works for.
enum class MustEnrol { no, yes };
[[nodiscard]] std::string greeting(User const& user, std::string_view csrf, MustEnrol must_enrol);

}  // namespace saduak::server
