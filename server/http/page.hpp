// Lists are answered page by page: {"items": […], "next": the cursor of the next page, or null}.
#pragma once

#include <string_view>

#include <boost/json/array.hpp>

#include "server/http/message.hpp"

namespace saduak::server {

inline constexpr std::size_t kPageItems = 1000;  // where the request names no `limit`, and the most that it may name

// The page of `items` behind the query's `after`, at most `limit` long. `key`: the member of an item that is its cursor.
// 400 for a limit that is none, and for a cursor that is no longer there: begin again without one.
[[nodiscard]] Response page_response(boost::json::array items, std::string_view query, std::string_view key = "id");

}  // namespace saduak::server
