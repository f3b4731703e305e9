#include "core/wire/json.hpp"

#include <algorithm>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace saduak::wire {
namespace {

// Boost.JSON's doubles are not exact: a number that is not a 64-bit integer would read differently each time.
bool whole_numbers_only(boost::json::value const& value)
{
    if (value.is_double()) return false;
    if (auto const* array = value.if_array()) return std::all_of(array->begin(), array->end(), whole_numbers_only);
    if (auto const* object = value.if_object())
        return std::all_of(object->begin(), object->end(), [](auto const& field) { return whole_numbers_only(field.value()); });
    return true;
}

}  // namespace

boost::json::parse_options json_limits()
{
    boost::json::parse_options options;
    options.max_depth = kJsonDepthMax;
    return options;
}

Result<boost::json::value> parse_value(std::string_view text, std::size_t size_max)
{
    if (text.size() > size_max)
        return fail(Errc::parse, "JSON of " + std::to_string(text.size()) + " bytes; " + std::to_string(size_max) + " are allowed");
    boost::json::error_code error;
    boost::json::value value = boost::json::parse(boost::json::string_view(text.data(), text.size()), error, {}, json_limits());
    if (error) return fail(Errc::parse, "not JSON: " + error.message());
    if (!whole_numbers_only(value)) return fail(Errc::parse, "numbers must be whole and fit 64 bits");
    return value;
}

Result<boost::json::object> parse_object(std::string_view text, std::size_t size_max)
{
    SADUAK_TRY(boost::json::value value, parse_value(text, size_max));
    if (!value.is_object()) return fail(Errc::parse, "not a JSON object");
    return std::move(value.as_object());
}

std::string to_text(boost::json::value const& value) { return boost::json::serialize(value); }

}  // namespace saduak::wire
