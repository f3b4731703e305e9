// What a browser is told when a session begins, and the cookie that carries it.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "server/auth/accounts.hpp"
#include "server/http/message.hpp"

namespace saduak::server {

// __Host-saduak_session under TLS: no other host and no page in plain text can set it (RFC 6265bis); saduak_session on loopback.
[[nodiscard]] std::string_view session_cookie_name(Transport transport);
// The session's secret that the browser shows; empty: none.
[[nodiscard]] std::string_view session_cookie_of(Request const& request);
// The value of Set-Cookie; an empty `value` takes the cookie away.
[[nodiscard]] std::string session_cookie(std::string const& value, Transport transport);

template <class Code>
[[nodiscard]] boost::json::array codes_json(std::vector<Code> const& codes)
{
    boost::json::array list;
    for (Code const& code : codes) list.emplace_back(code.str());
    return list;
}
// {"name","role","sites","agencies"}
[[nodiscard]] boost::json::object user_json(User const& user);
// {"user","csrf","must_enrol"}: what a page needs to know of who it works for.
enum class MustEnrol { no, yes };
[[nodiscard]] std::string greeting(User const& user, std::string const& csrf, MustEnrol must_enrol);
// A session that began.
[[nodiscard]] Response signed_in_response(SignedIn const& signed_in, MustEnrol must_enrol, Transport transport);

}  // namespace saduak::server
