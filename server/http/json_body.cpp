#include "server/http/json_body.hpp"

#include <algorithm>

#include <boost/json/parse.hpp>

#include "core/base/bytes.hpp"

namespace saduak::server {
namespace {

constexpr std::size_t kDepthMax = 16;

bool has_control(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

}  // namespace

JsonBody::JsonBody(std::string_view text)
{
    if (text.empty()) return;
    boost::json::parse_options options;
    options.max_depth = kDepthMax;
    boost::system::error_code ec;
    boost::json::value value = boost::json::parse(text, ec, {}, options);
    if (ec) {
        bad_json_ = true;
        wrong_text_ = ec == boost::json::error::too_deep ? "the JSON is nested deeper than 16" : "the body is not JSON: " + ec.message();
    } else if (!value.is_object()) {
        wrong("", "the body is not a JSON object");
    } else {
        object_ = std::move(value.get_object());
    }
}

void JsonBody::wrong(std::string_view name, std::string_view what)
{
    if (!wrong_text_.empty()) return;
    wrong_name_ = name;
    wrong_text_ = name.empty() ? std::string(what) : std::string(name) + " " + std::string(what);
}

boost::json::value const* JsonBody::take(std::string_view name)
{
    asked_.push_back(name);
    auto const* value = object_.if_contains(name);
    return value == nullptr || value->is_null() ? nullptr : value;
}

std::optional<std::string> JsonBody::text_of(boost::json::value const& value, std::string_view name, std::size_t length_max)
{
    auto const* found = value.if_string();
    if (found == nullptr) {
        wrong(name, "is not text");
        return std::nullopt;
    }
    std::string_view const view(found->data(), found->size());
    if (view.empty() || view.size() > length_max || has_control(view) || !valid_utf8(view)) {
        wrong(name, "is empty, too long or has control characters");
        return std::nullopt;
    }
    return std::string(view);
}

std::optional<std::string> JsonBody::optional_text(std::string_view name, std::size_t length_max)
{
    auto const* value = take(name);
    if (value == nullptr) return std::nullopt;
    return text_of(*value, name, length_max);
}

std::string JsonBody::text(std::string_view name, std::size_t length_max)
{
    auto value = optional_text(name, length_max);
    if (!value) wrong(name, "is missing");
    return std::move(value).value_or(std::string());
}

std::optional<std::int64_t> JsonBody::optional_integer(std::string_view name, std::int64_t min, std::int64_t max)
{
    auto const* value = take(name);
    if (value == nullptr) return std::nullopt;
    auto const* number = value->if_int64();
    if (number != nullptr && *number >= min && *number <= max) return *number;
    wrong(name, "is not a whole number from " + std::to_string(min) + " to " + std::to_string(max));
    return std::nullopt;
}

std::int64_t JsonBody::integer(std::string_view name, std::int64_t min, std::int64_t max)
{
    auto const value = optional_integer(name, min, max);
    if (!value) wrong(name, "is missing: a whole number from " + std::to_string(min) + " to " + std::to_string(max));
    return value.value_or(min);
}

bool JsonBody::flag(std::string_view name)
{
    auto const* value = take(name);
    if (value == nullptr) return false;
    if (!value->is_bool()) wrong(name, "is not true or false");
    return value->is_bool() && value->get_bool();
}

Instant JsonBody::optional_instant(std::string_view name)
{
    auto const text = optional_text(name, 40);
    if (!text) return {};
    auto const parsed = parse_rfc3339(*text);
    if (!parsed) wrong(name, "is not an RFC 3339 time");
    return parsed.value_or(Instant{});
}

Instant JsonBody::instant(std::string_view name)
{
    Instant const value = optional_instant(name);
    if (!value.is_set()) wrong(name, "is missing");
    return value;
}

std::vector<std::string> JsonBody::texts(std::string_view name, std::size_t count_max, std::size_t length_max)
{
    std::vector<std::string> texts;
    auto const* value = take(name);
    if (value == nullptr) return texts;
    auto const* list = value->if_array();
    if (list == nullptr || list->size() > count_max) {
        wrong(name, "is not a list of at most " + std::to_string(count_max));
        return texts;
    }
    for (auto const& item : *list)
        if (auto text = text_of(item, name, length_max)) texts.push_back(*std::move(text));
    return texts;
}

std::optional<Response> JsonBody::problem() const
{
    if (bad_json_) return server::problem(400, "bad_json", wrong_text_);
    if (!wrong_text_.empty()) return server::problem(400, "bad_request", wrong_text_, wrong_name_);
    for (auto const& field : object_) {
        if (std::find(asked_.begin(), asked_.end(), std::string_view(field.key())) == asked_.end())
            return server::problem(400, "bad_request", "there is no field of this name here", std::string_view(field.key()));
    }
    return std::nullopt;
}

bool valid_idempotency_key(std::string_view key)
{
    return !key.empty() && key.size() <= 128 && std::all_of(key.begin(), key.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

}  // namespace saduak::server
