// Which handler a method and a path name. No regular expressions: a path is a few segments.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "server/http/message.hpp"

namespace saduak::server {

inline constexpr std::size_t kPathSegmentsMax = 8;

// The values of a pattern's {names}, in order, percent-decoded.
struct PathValues {
    std::array<std::string, 3> values;
    std::size_t count = 0;
    [[nodiscard]] std::string const& operator[](std::size_t i) const { return values[i]; }
};

class Router {
public:
    // `pattern`: "/api/v1/sites/{site}/tickets/{id}/{action}". `id` is what match() returns for it.
    void add(Method method, std::string_view pattern, std::size_t id);

    enum class Outcome { found, unknown_path, other_method };
    struct Match {
        Outcome outcome = Outcome::unknown_path;
        std::size_t id = 0;
        PathValues values;
    };
    // A pattern with a fixed word wins over one with a {name} when it was added before. HEAD matches GET.
    [[nodiscard]] Match match(Method method, std::string_view path) const;

private:
    struct Route {
        Method method;
        std::vector<std::string> segments;  // a {name} is kept as "{"
        std::size_t id;
    };
    std::vector<Route> routes_;
};

}  // namespace saduak::server
