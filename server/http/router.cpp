#include "server/http/router.hpp"

#include <span>

namespace saduak::server {
namespace {

struct Segments {
    std::array<std::string_view, kPathSegmentsMax> parts;
    std::size_t count = 0;
    bool too_many = false;
};

Segments split(std::string_view path)
{
    Segments segments;
    std::size_t start = 1;  // after the leading '/'
    while (start <= path.size() && path.size() > 1) {
        std::size_t const end = std::min(path.find('/', start), path.size());
        if (segments.count == kPathSegmentsMax) {
            segments.too_many = true;
            break;
        }
        segments.parts[segments.count++] = path.substr(start, end - start);
        start = end + 1;
    }
    return segments;
}

bool is_name(std::string_view segment) { return segment.starts_with('{'); }

bool fits(std::vector<std::string> const& pattern, std::span<std::string_view const> path)
{
    if (pattern.size() != path.size()) return false;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (is_name(pattern[i]) ? path[i].empty() : pattern[i] != path[i]) return false;
    }
    return true;
}

}  // namespace

void Router::add(Method method, std::string_view pattern, std::size_t id)
{
    Segments const segments = split(pattern);
    Route route{method, {}, id};
    for (std::size_t i = 0; i < segments.count; ++i) route.segments.emplace_back(is_name(segments.parts[i]) ? "{" : segments.parts[i]);
    routes_.push_back(std::move(route));
}

Router::Match Router::match(Method method, std::string_view path) const
{
    Match result;
    Segments const segments = split(path);
    if (segments.too_many) return result;
    std::span<std::string_view const> const parts(segments.parts.data(), segments.count);
    Method const wanted = method == Method::head ? Method::get : method;
    for (Route const& route : routes_) {
        if (!fits(route.segments, parts)) continue;
        if (route.method != wanted) {
            result.outcome = Outcome::other_method;
            continue;
        }
        result.id = route.id;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (!is_name(route.segments[i])) continue;
            if (!percent_decode(parts[i], PlusIs::plus, result.values.values[result.values.count++])) return Match{};
        }
        result.outcome = Outcome::found;
        return result;
    }
    return result;
}

}  // namespace saduak::server
