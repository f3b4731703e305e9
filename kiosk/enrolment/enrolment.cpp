#include "kiosk/enrolment/enrolment.hpp"

#include <sstream>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "core/base/ids.hpp"
#include "core/wire/json.hpp"
#include "kiosk/app/config_section.hpp"
#include "platform/durable_file.hpp"
#include "platform/http_client.hpp"
#include "platform/net/stream.hpp"

namespace saduak::kiosk {

namespace {

namespace json = boost::json;

constexpr Millis kPatience = seconds(30);
constexpr std::size_t kAnswerMax = 64U << 10U;

std::string text_of(json::object const& object, char const* name)
{
    json::value const* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::string role_of(json::object const& object)
{
    std::string role;
    json::value const* roles = object.if_contains("roles");
    if (roles == nullptr || !roles->is_array()) return role;
    for (json::value const& one : roles->get_array())
        if (one.is_string()) role += (role.empty() ? "" : ",") + std::string(one.get_string());
    return role;
}

Result<Enrolment> answered(EnrolmentWish const& wish, std::string const& body)
{
    SADUAK_TRY(json::object const object, wire::parse_object(body, kAnswerMax).map_error(in(wish.server)));
    Enrolment got{text_of(object, "device"),  text_of(object, "site"),        role_of(object), text_of(object, "key"),
                  text_of(object, "address"), text_of(object, "fingerprint"), wish.server,     wish.fingerprint};
    bool const whole = valid_code(got.device) && valid_sha256_hex(got.key) && platform::parse_address(got.address) &&
                       (got.role == "issue" || got.role == "rate" || got.role == "issue,rate" || got.role == "rate,issue") &&
                       (got.fingerprint.empty() || valid_sha256_hex(got.fingerprint));
    if (!whole) return fail(Errc::parse, wish.server + " gave an answer that is not of a Saduak server of this version");
    return got;
}

}  // namespace

Result<EnrolmentWish> load_wish(std::filesystem::path const& file)
{
    std::error_code missing;
    if (!std::filesystem::is_regular_file(file, missing)) return fail(Errc::not_found, "no provisioning file at " + file.string());
    try {
        toml::table root;
        root.insert("enrol", toml::parse_file(file.string()));
        Section section(root, "enrol");
        EnrolmentWish wish;
        SADUAK_TRY(wish.server, section.text("server"));
        SADUAK_TRY(wish.code, section.text("code"));
        SADUAK_TRY(wish.fingerprint, section.text("fingerprint"));
        SADUAK_TRY(wish.device, section.text("device"));
        SADUAK_TRY_STATUS(section.all_known().map_error(in(file.string())));
        if (wish.server.empty() || wish.code.empty()) return fail(Errc::parse, file.string() + ": server and code are needed");
        return wish;
    } catch (toml::parse_error const& error) {  // toml++ has no other way to say it
        return fail(Errc::parse, file.string() + ": " + std::string(error.description()));
    }
}

Result<Enrolment> enrol(EnrolmentWish const& wish)
{
    platform::HttpServer server{wish.server, wish.fingerprint};
    server.body_bytes_max = kAnswerMax;
    SADUAK_TRY(platform::HttpClient client, platform::HttpClient::create(server));
    json::object body{{"code", wish.code}};
    if (!wish.device.empty()) body["device"] = wish.device;
    platform::HttpRequest const request{"POST", "/api/v1/enrol", {"Content-Type: application/json"}, wire::to_text(body)};
    SADUAK_TRY(platform::HttpResponse const response, client.send(request, kPatience));
    if (response.status == 200) return answered(wish, response.body);
    if (response.status == 404 && response.body.find("wrong_code") != std::string::npos)
        return fail(Errc::permission, "the server does not know this code: it works once and for an hour, for its own device; ask for another");
    if (response.status == 429) return fail(Errc::busy, "the server took too many wrong codes from here: wait some minutes before the next one");
    return fail(Errc::parse, wish.server + " answered with status " + std::to_string(response.status) + ": " + response.body.substr(0, 200));
}

std::filesystem::path enrolment_file(std::filesystem::path const& data) { return data / "enrolment.toml"; }

Status keep_enrolment(std::filesystem::path const& data, Enrolment const& enrolment)
{
    std::error_code error;
    if (std::filesystem::create_directories(data, error)) std::filesystem::permissions(data, std::filesystem::perms::owner_all, error);
    toml::table const server{{"url", enrolment.url},
                             {"url_fingerprint", enrolment.url_fingerprint},
                             {"address", enrolment.address},
                             {"fingerprint", enrolment.fingerprint}};
    toml::table const device{{"id", enrolment.device}, {"key", enrolment.key}, {"role", enrolment.role}};
    std::ostringstream text;
    text << "# Written by `saduak-kiosk enrol`. The key is a secret.\n" << toml::table{{"server", server}, {"device", device}} << "\n";
    return platform::write_durably(enrolment_file(data), text.str());
}

}  // namespace saduak::kiosk
