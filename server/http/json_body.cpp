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

std::optional<std::string> JsonBody::optional_text(std::string_view name, std::size_t length_max)
{
    auto const* value = take(name);
    if (value == nullptr) return std::nullopt;
    auto const* found = value->if_string();
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

std::string JsonBody::text(std::string_view name, std::size_t length_max)
{
    auto value = optional_text(name, length_max);
    if (!value) wrong(name, "is missing");
    return std::move(value).value_or(std::string());
}

std::int64_t JsonBody::integer(std::string_view name, std::int64_t min, std::int64_t max)
{
    auto const* value = take(name);
    auto const* number = value == nullptr ? nullptr : value->if_int64();
    if (number == nullptr || *number < min || *number > max) {
        wrong(name, "is not a whole number from " + std::to_string(min) + " to " + std::to_string(max));
        return min;
    }
    return *number;
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
