#include "server/notify/sms_api.hpp"

#include <algorithm>
#include <array>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace saduak::server {
namespace {

constexpr std::string_view kThailand = "+66";
constexpr std::size_t kDigitsMin = 9;
constexpr std::size_t kDigitsMax = 15;
constexpr std::size_t kAnswerLookedAt = 4096;  // bytes: a pattern on a long text could take long

bool unreserved(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
}

std::string percent_encoded(std::string const& text)
{
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string encoded;
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if (unreserved(c)) encoded += c;
        else encoded.append({'%', kHex[byte >> 4U], kHex[byte & 15U]});
    }
    return encoded;
}

std::string escaped(std::string const& text, Escape how)
{
    switch (how) {
    case Escape::none: return text;
    case Escape::form: return percent_encoded(text);
    case Escape::json: break;
    }
    std::string const quoted = boost::json::serialize(boost::json::value(text));
    return quoted.substr(1, quoted.size() - 2);
}

struct Marks {
    std::string to;
    std::string text;
    std::string secret;
};

// One pass: what stands for a mark is not looked at again.
std::string filled(std::string_view pattern, Marks const& marks, Escape how)
{
    bool const thai = marks.to.starts_with(kThailand);
    std::array const values{std::pair<std::string_view, std::string>{"{to}", marks.to},
                            std::pair<std::string_view, std::string>{"{to_national}", thai ? "0" + marks.to.substr(kThailand.size()) : marks.to},
                            std::pair<std::string_view, std::string>{"{to_digits}", marks.to.substr(std::min<std::size_t>(1, marks.to.size()))},
                            std::pair<std::string_view, std::string>{"{text}", marks.text},
                            std::pair<std::string_view, std::string>{"{secret}", marks.secret}};
    std::string out;
    while (!pattern.empty()) {
        auto const mark = std::find_if(values.begin(), values.end(), [&](auto const& value) { return pattern.starts_with(value.first); });
        if (mark == values.end()) {
            out += pattern.front();
            pattern.remove_prefix(1);
        } else {
            out += escaped(mark->second, how);
            pattern.remove_prefix(mark->first.size());
        }
    }
    return out;
}

}  // namespace

std::optional<std::string> mobile_number(std::string_view text, std::vector<std::string> const& prefixes)
{
    std::string digits;
    for (char const c : text) {
        if (c >= '0' && c <= '9') digits += c;
        else if (c == '+' && digits.empty()) digits += c;
        else if (c != ' ' && c != '-' && c != '(' && c != ')') return std::nullopt;
    }
    if (digits.size() == 10 && digits.front() == '0') digits = std::string(kThailand) + digits.substr(1);
    if (!digits.starts_with('+') || digits.size() < kDigitsMin + 1 || digits.size() > kDigitsMax + 1) return std::nullopt;
    if (digits.starts_with(kThailand)) {
        // +66 6x, 8x and 9x are mobile telephones.
        bool const mobile = digits.size() == 12 && (digits[3] == '6' || digits[3] == '8' || digits[3] == '9');
        if (!mobile) return std::nullopt;
    }
    bool const sent_to = std::any_of(prefixes.begin(), prefixes.end(), [&](std::string const& prefix) { return digits.starts_with(prefix); });
    return sent_to ? std::optional(digits) : std::nullopt;
}

platform::HttpRequest sms_request(SmsConfig const& sms, std::string const& to, std::string const& text)
{
    Marks const marks{to, text, sms.secret};
    platform::HttpRequest request;
    request.method = sms.method;
    request.path = filled(sms.url.path, marks, Escape::form);
    for (std::string const& header : sms.headers) request.headers.push_back(filled(header, {"", "", sms.secret}, Escape::none));
    request.headers.emplace_back("Expect:");
    if (sms.method != "GET") request.body = filled(sms.body, marks, sms.escape);
    return request;
}

bool sms_accepted(SmsConfig const& sms, platform::HttpResponse const& answer)
{
    if (answer.status < 200 || answer.status >= 300) return false;
    return !sms.success || std::regex_search(answer.body.substr(0, kAnswerLookedAt), *sms.success);
}

}  // namespace saduak::server
