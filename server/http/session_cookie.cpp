#include "server/http/session_cookie.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace saduak::server {

std::string_view session_cookie_name(Transport transport) { return transport == Transport::tls ? "__Host-saduak_session" : "saduak_session"; }

std::string_view session_secret(Request const& request) { return find_cookie(request.cookie, session_cookie_name(request.transport)); }

std::string session_cookie(std::string_view secret, Transport transport)
{
    std::string cookie = std::string(session_cookie_name(transport)) + "=" + std::string(secret) + "; Path=/; HttpOnly; SameSite=Strict";
    if (transport == Transport::tls) cookie += "; Secure";
    if (secret.empty()) cookie += "; Max-Age=0";
    return cookie;
}

std::string greeting(User const& user, std::string_view csrf, MustEnrol must_enrol)
{
    boost::json::array sites;
    for (SiteId const& site : user.sites) sites.emplace_back(site.str());
    boost::json::object who;
    who["name"] = user.name;
    who["role"] = to_string(user.role);
    who["sites"] = std::move(sites);
    boost::json::object o;
    o["user"] = std::move(who);
    o["csrf"] = csrf;
    o["must_enrol"] = must_enrol == MustEnrol::yes;
    return boost::json::serialize(o);
}

}  // namespace saduak::server
