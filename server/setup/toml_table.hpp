// Reading a TOML table key by key, strictly: each error names file, line and key, and a key that nobody asked for is an error.
// Included by .cpp files only, because toml++ is heavy.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/domain/opening.hpp"

namespace saduak::server {

// Refers to `table`, which must outlive it.
class TomlTable {
public:
    // `where` is the path of keys that led here, "service[2]", empty for the whole file.
    TomlTable(toml::table const& table, std::string file, std::string where) : table_(&table), file_(std::move(file)), where_(std::move(where)) {}

    [[nodiscard]] bool has(std::string_view key);
    [[nodiscard]] Result<std::string> text(std::string_view key);
    [[nodiscard]] Result<std::string> text_or(std::string_view key, std::string fallback);
    [[nodiscard]] Result<std::int64_t> integer_or(std::string_view key, std::int64_t fallback);
    // The same, refused below `least` or above `most`.
    [[nodiscard]] Result<std::int32_t> integer_within(std::string_view key, std::int32_t fallback, std::int32_t least, std::int32_t most);
    // Times of people are written in whole minutes, 0 to 1440, as the citizens' manual prints them; the answer and `fallback_s` are seconds.
    [[nodiscard]] Result<std::int64_t> minutes_or(std::string_view key, std::int64_t fallback_s);
    [[nodiscard]] Result<double> number(std::string_view key);
    [[nodiscard]] Result<bool> flag_or(std::string_view key, bool fallback);
    // 2026-04-13, with or without quotation marks. A Buddhist year is refused, not guessed at.
    [[nodiscard]] Result<Date> date(std::string_view key);
    // { th = "...", en = "..." } with Thai and English always there.
    [[nodiscard]] Result<domain::LocalText> local_text(std::string_view key);
    [[nodiscard]] Result<std::vector<domain::LocalText>> local_texts(std::string_view key);
    [[nodiscard]] Result<TomlTable> table(std::string_view key);
    // An array of tables, empty where the key is absent.
    [[nodiscard]] Result<std::vector<TomlTable>> tables(std::string_view key);
    [[nodiscard]] Result<std::vector<std::string>> texts(std::string_view key);
    [[nodiscard]] Result<std::vector<double>> numbers(std::string_view key);

    // The keys in the file's order, each counted as asked for.
    [[nodiscard]] std::vector<std::string> keys();
    // Call last: names the first key that nobody asked for.
    [[nodiscard]] Status finish() const;
    // An error about `key`, at its line.
    [[nodiscard]] tl::unexpected<Error> error(std::string_view key, std::string_view what) const;

private:
    [[nodiscard]] Result<domain::LocalText> languages();
    [[nodiscard]] toml::node const* find(std::string_view key);
    [[nodiscard]] std::string path(std::string_view key) const;

    toml::table const* table_;
    std::string file_;
    std::string where_;
    std::set<std::string, std::less<>> asked_;
};

// Errc::parse with file and line.
[[nodiscard]] Result<toml::table> parse_toml(std::string_view text, std::string const& name);
// The text of a file of at most 1 MiB. Errc::not_found, Errc::io, Errc::parse.
[[nodiscard]] Result<std::string> read_toml_text(std::string const& path);

}  // namespace saduak::server
