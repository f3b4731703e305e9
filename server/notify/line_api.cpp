#include "server/notify/line_api.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "platform/entropy.hpp"

namespace saduak::server {
namespace {

namespace json = boost::json;

constexpr std::size_t kDepthMax = 16;
constexpr std::size_t kTextBytesMax = 500;

json::array one_text(std::string_view text) { return {json::object{{"type", "text"}, {"text", json::string(text.data(), text.size())}}}; }

platform::HttpRequest request(LineConfig const& line, std::string_view path, json::object const& body)
{
    platform::HttpRequest request;
    request.method = "POST";
    std::string base = line.base_url.path;
    while (base.ends_with('/')) base.pop_back();
    request.path = base + std::string(path);
    request.headers = {"Content-Type: application/json", "Authorization: Bearer " + line.channel_token, "Expect:"};
    request.body = json::serialize(body);
    return request;
}

std::string text_at(json::object const& object, std::string_view name)
{
    auto const* value = object.if_contains(json::string_view(name.data(), name.size()));
    auto const* text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string() : std::string(text->data(), text->size());
}

json::object const* object_at(json::object const& object, std::string_view name)
{
    auto const* value = object.if_contains(json::string_view(name.data(), name.size()));
    return value == nullptr ? nullptr : value->if_object();
}

}  // namespace

platform::HttpRequest line_push(LineConfig const& line, std::string_view to, std::string_view text, std::string_view retry_key)
{
    auto push = request(line, "/v2/bot/message/push", {{"to", json::string(to.data(), to.size())}, {"messages", one_text(text)}});
    push.headers.push_back("X-Line-Retry-Key: " + std::string(retry_key));
    return push;
}

platform::HttpRequest line_reply(LineConfig const& line, std::string_view reply_token, std::string_view text)
{
    return request(line, "/v2/bot/message/reply",
                   {{"replyToken", json::string(reply_token.data(), reply_token.size())}, {"messages", one_text(text)}});
}

bool line_accepted(int status) { return (status >= 200 && status < 300) || status == 409; }

std::string line_retry_key(std::string_view of)
{
    std::string const hex = platform::sha256_hex("line-retry:" + std::string(of));
    return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-4" + hex.substr(13, 3) + "-8" + hex.substr(17, 3) + "-" + hex.substr(20, 12);
}

bool line_signature_fits(std::string_view channel_secret, std::string_view body, std::string_view signature)
{
    return platform::equal_secrets(platform::hmac_sha256_base64(channel_secret, body), signature);
}

Result<std::vector<LineText>> parse_line_texts(std::string_view body)
{
    json::parse_options options;
    options.max_depth = kDepthMax;
    boost::system::error_code error;
    json::value const value = json::parse(json::string_view(body.data(), body.size()), error, {}, options);
    auto const* whole = error ? nullptr : value.if_object();
    auto const* events = whole == nullptr || !whole->contains("events") ? nullptr : whole->at("events").if_array();
    if (events == nullptr) return fail(Errc::parse, "not a webhook of LINE");
    std::vector<LineText> texts;
    for (json::value const& entry : *events) {
        auto const* event = entry.if_object();
        if (event == nullptr) return fail(Errc::parse, "not a webhook of LINE");
        auto const* source = object_at(*event, "source");
        auto const* message = object_at(*event, "message");
        bool const written = text_at(*event, "type") == "message" && message != nullptr && text_at(*message, "type") == "text";
        if (!written || source == nullptr || text_at(*source, "type") != "user") continue;
        auto const* at = event->if_contains("timestamp");
        LineText text;
        text.event = text_at(*event, "webhookEventId");
        text.at = Instant{at != nullptr && at->is_int64() ? at->get_int64() : 0};
        text.user = text_at(*source, "userId");
        text.reply_token = text_at(*event, "replyToken");
        text.text = text_at(*message, "text").substr(0, kTextBytesMax);
        if (!text.event.empty() && text.event.size() <= 100 && !text.user.empty() && text.user.size() <= 100) texts.push_back(std::move(text));
    }
    return texts;
}

}  // namespace saduak::server
