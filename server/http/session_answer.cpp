#include "server/http/session_answer.hpp"

#include <boost/json/serialize.hpp>

namespace saduak::server {

namespace json = boost::json;

std::string_view session_cookie_name(Transport transport) { return transport == Transport::tls ? "__Host-saduak_session" : "saduak_session"; }

std::string_view session_cookie_of(Request const& request) { return find_cookie(request.cookie, session_cookie_name(request.transport)); }

std::string session_cookie(std::string const& value, Transport transport)
{
    std::string cookie = std::string(session_cookie_name(transport)) + "=" + value + "; Path=/; HttpOnly; SameSite=Strict";
    if (transport == Transport::tls) cookie += "; Secure";
    if (value.empty()) cookie += "; Max-Age=0";
    return cookie;
}

json::object user_json(User const& user)
{
    json::object o;
    o["name"] = user.name;
    o["role"] = to_string(user.role);
    o["sites"] = codes_json(user.sites);
    o["agencies"] = codes_json(user.agencies);
    return o;
}

std::string greeting(User const& user, std::string const& csrf, MustEnrol must_enrol)
{
    json::object o;
    o["user"] = user_json(user);
    o["csrf"] = csrf;
    o["must_enrol"] = must_enrol == MustEnrol::yes;
    return json::serialize(o);
}

Response signed_in_response(SignedIn const& signed_in, MustEnrol must_enrol, Transport transport)
{
    Response response = json_response(200, greeting(signed_in.user, signed_in.csrf, must_enrol));
    response.headers.emplace_back("Set-Cookie", session_cookie(signed_in.cookie, transport));
    return response;
}

}  // namespace saduak::server
