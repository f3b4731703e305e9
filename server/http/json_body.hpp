// Reads a request's JSON body strictly: an object of known fields of the kinds that are asked for, nothing else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "server/http/message.hpp"

namespace saduak::server {

// Collects the first thing that is wrong; ask for every field, then for the problem.
class JsonBody {
public:
    // An empty text is an empty object. Nesting deeper than 16 and trailing text are bad_json; of a repeated name the last value counts.
    explicit JsonBody(std::string_view text);

    // Text of 1 to `length_max` bytes of UTF-8 without control characters.
    [[nodiscard]] std::string text(std::string_view name, std::size_t length_max = 200);
    [[nodiscard]] std::optional<std::string> optional_text(std::string_view name, std::size_t length_max = 200);
    [[nodiscard]] std::int64_t integer(std::string_view name, std::int64_t min, std::int64_t max);
    [[nodiscard]] std::optional<std::int64_t> optional_integer(std::string_view name, std::int64_t min, std::int64_t max);
    // Absent is false.
    [[nodiscard]] bool flag(std::string_view name);
    // RFC 3339. Absent is unset.
    [[nodiscard]] Instant optional_instant(std::string_view name);
    [[nodiscard]] Instant instant(std::string_view name);
    // A list of texts; absent is empty.
    [[nodiscard]] std::vector<std::string> texts(std::string_view name, std::size_t count_max, std::size_t length_max = 200);
    // A word of a vocabulary.
    template <class Parse>
    [[nodiscard]] auto optional_word(std::string_view name, Parse parse) -> decltype(parse(name))
    {
        auto const word = optional_text(name);
        if (!word) return std::nullopt;
        auto value = parse(*word);
        if (!value) wrong(name, "has an unknown value");
        return value;
    }

    // 400 for what was wrong: also for a field that nobody asked for. Nothing when all is well.
    [[nodiscard]] std::optional<Response> problem() const;

private:
    void wrong(std::string_view name, std::string_view what);
    [[nodiscard]] boost::json::value const* take(std::string_view name);
    [[nodiscard]] std::optional<std::string> text_of(boost::json::value const& value, std::string_view name, std::size_t length_max);

    boost::json::object object_;
    std::vector<std::string_view> asked_;
    std::string wrong_name_;
    std::string wrong_text_;
    bool bad_json_ = false;
};

// Visible ASCII, 1 to 128 characters.
[[nodiscard]] bool valid_idempotency_key(std::string_view key);

}  // namespace saduak::server
