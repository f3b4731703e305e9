#include "server/http/page.hpp"

#include <algorithm>
#include <charconv>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace saduak::server {
namespace {

namespace json = boost::json;

// 0: what was asked for is no number of 1 to kPageItems.
std::size_t limit_of(std::string_view query)
{
    std::string const text = query_parameter(query, "limit");
    if (text.empty()) return kPageItems;
    std::size_t limit = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
    return error == std::errc{} && end == text.data() + text.size() && limit <= kPageItems ? limit : 0;
}

}  // namespace

Response page_response(json::array items, std::string_view query, std::string_view key)
{
    std::size_t const limit = limit_of(query);
    if (limit == 0) return problem(400, "bad_request", "limit is a number of 1 to 1000", "limit");
    std::string const after = query_parameter(query, "after");
    auto begin = items.begin();
    if (!after.empty()) {
        begin = std::find_if(items.begin(), items.end(), [&](json::value const& item) {
            auto const& cursor = item.at(key);
            return cursor.is_string() && std::string_view(cursor.get_string()) == after;
        });
        if (begin == items.end()) return problem(400, "bad_request", "the list has no such item any more: begin again without after", "after");
        ++begin;
    }
    std::size_t const count = std::min(limit, static_cast<std::size_t>(items.end() - begin));
    auto const end = begin + static_cast<std::ptrdiff_t>(count);
    json::object page;
    page["next"] = end == items.end() || count == 0 ? json::value(nullptr) : (end - 1)->at(key);
    page["items"] = json::array(begin, end, items.storage());
    return json_response(200, json::serialize(page));
}

}  // namespace saduak::server
