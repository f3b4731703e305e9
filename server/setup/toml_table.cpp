#include "server/setup/toml_table.hpp"

#include <fstream>

namespace saduak::server {
namespace {

constexpr std::size_t kFileBytesMax = 1 << 20;
// Years from here on are of the Buddhist Era (STANDARDS 10).
constexpr std::int32_t kBuddhistYears = 2400;

}  // namespace

toml::node const* TomlTable::find(std::string_view key)
{
    asked_.emplace(key);
    return table_->get(key);
}

std::string TomlTable::path(std::string_view key) const { return where_.empty() ? std::string(key) : where_ + "." + std::string(key); }

tl::unexpected<Error> TomlTable::error(std::string_view key, std::string_view what) const
{
    toml::node const* node = table_->get(key);
    auto const line = (node != nullptr ? node->source() : table_->source()).begin.line;
    return fail(Errc::parse, file_ + ":" + std::to_string(line) + ": " + path(key) + ": " + std::string(what));
}

bool TomlTable::has(std::string_view key) { return find(key) != nullptr; }

Result<std::string> TomlTable::text(std::string_view key)
{
    toml::node const* node = find(key);
    if (node == nullptr) return error(key, "is missing");
    if (!node->is_string()) return error(key, "must be text in quotation marks");
    return node->as_string()->get();
}

Result<std::string> TomlTable::text_or(std::string_view key, std::string fallback)
{
    if (!has(key)) return fallback;
    return text(key);
}

Result<std::int64_t> TomlTable::integer_or(std::string_view key, std::int64_t fallback)
{
    toml::node const* node = find(key);
    if (node == nullptr) return fallback;
    if (!node->is_integer()) return error(key, "must be a whole number");
    return node->as_integer()->get();
}

Result<std::int32_t> TomlTable::integer_within(std::string_view key, std::int32_t fallback, std::int32_t least, std::int32_t most)
{
    if (!has(key)) return fallback;
    SADUAK_TRY(std::int64_t const value, integer_or(key, fallback));
    if (value < least || value > most) return error(key, "must be " + std::to_string(least) + " to " + std::to_string(most));
    return static_cast<std::int32_t>(value);
}

Result<std::int64_t> TomlTable::minutes_or(std::string_view key, std::int64_t fallback_s)
{
    if (!has(key)) return fallback_s;
    SADUAK_TRY(std::int64_t const count, integer_or(key, 0));
    if (count < 0 || count > 24 * 60) return error(key, "must be 0 to 1440 minutes");
    return count * 60;
}

Result<double> TomlTable::number(std::string_view key)
{
    toml::node const* node = find(key);
    if (node == nullptr) return error(key, "is missing");
    auto const value = node->value<double>();
    if (!node->is_number() || !value) return error(key, "must be a number");
    return *value;
}

Result<bool> TomlTable::flag_or(std::string_view key, bool fallback)
{
    toml::node const* node = find(key);
    if (node == nullptr) return fallback;
    if (!node->is_boolean()) return error(key, "must be true or false");
    return node->as_boolean()->get();
}

Result<Date> TomlTable::date(std::string_view key)
{
    toml::node const* node = find(key);
    if (node == nullptr) return error(key, "is missing");
    Date date;
    if (auto const* written = node->as_date()) {
        date = {written->get().year, written->get().month, written->get().day};
    } else {
        auto const parsed = node->is_string() ? parse_date(node->as_string()->get()) : parse_date("");
        if (!parsed) return error(key, "must be a date such as 2026-04-13");
        date = *parsed;
    }
    if (date.year >= kBuddhistYears)
        return error(key, "has the Buddhist year " + std::to_string(date.year) + ": write " + std::to_string(date.year - 543));
    return date;
}

Result<domain::LocalText> TomlTable::languages()
{
    domain::LocalText text;
    for (std::string const& language : keys()) {
        SADUAK_TRY(std::string words, this->text(language));
        text.emplace(language, std::move(words));
    }
    for (char const* needed : {"th", "en"}) {
        if (!text.contains(needed)) return error(needed, "is missing: Thai and English are always needed");
    }
    return text;
}

Result<domain::LocalText> TomlTable::local_text(std::string_view key)
{
    SADUAK_TRY(TomlTable words, table(key));
    return words.languages();
}

Result<std::vector<domain::LocalText>> TomlTable::local_texts(std::string_view key)
{
    std::vector<domain::LocalText> found;
    SADUAK_TRY(std::vector<TomlTable> all, tables(key));
    for (TomlTable& words : all) {
        SADUAK_TRY(domain::LocalText text, words.languages());
        found.push_back(std::move(text));
    }
    return found;
}

Result<TomlTable> TomlTable::table(std::string_view key)
{
    toml::node const* node = find(key);
    if (node == nullptr) return error(key, "is missing");
    if (!node->is_table()) return error(key, "must be a table");
    return TomlTable(*node->as_table(), file_, path(key));
}

Result<std::vector<TomlTable>> TomlTable::tables(std::string_view key)
{
    std::vector<TomlTable> found;
    toml::node const* node = find(key);
    if (node == nullptr) return found;
    if (!node->is_array()) return error(key, "must be tables in double brackets, [[" + path(key) + "]]");
    for (toml::node const& element : *node->as_array()) {
        if (!element.is_table()) return error(key, "must be tables in double brackets, [[" + path(key) + "]]");
        found.emplace_back(*element.as_table(), file_, path(key) + "[" + std::to_string(found.size() + 1) + "]");
    }
    return found;
}

Result<std::vector<std::string>> TomlTable::texts(std::string_view key)
{
    std::vector<std::string> found;
    toml::node const* node = find(key);
    if (node == nullptr) return found;
    if (!node->is_array()) return error(key, "must be a list of texts");
    for (toml::node const& element : *node->as_array()) {
        if (!element.is_string()) return error(key, "must be a list of texts");
        found.push_back(element.as_string()->get());
    }
    return found;
}

Result<std::vector<double>> TomlTable::numbers(std::string_view key)
{
    std::vector<double> found;
    toml::node const* node = find(key);
    if (node == nullptr || !node->is_array()) return error(key, "must be a list of numbers");
    for (toml::node const& element : *node->as_array()) {
        auto const value = element.value<double>();
        if (!element.is_number() || !value) return error(key, "must be a list of numbers");
        found.push_back(*value);
    }
    return found;
}

std::vector<std::string> TomlTable::keys()
{
    std::vector<std::string> found;
    for (auto const& [key, node] : *table_) {
        found.emplace_back(key.str());
        asked_.emplace(key.str());
    }
    return found;
}

Status TomlTable::finish() const
{
    for (auto const& [key, node] : *table_) {
        if (!asked_.contains(key.str())) return error(key.str(), "is not a key known here");
    }
    return {};
}

Result<toml::table> parse_toml(std::string_view text, std::string const& name)
{
    try {  // Debian's toml++ is built to throw; the exception ends here, at the library's edge
        return toml::parse(text, name);
    } catch (toml::parse_error const& problem) {
        return fail(Errc::parse, name + ":" + std::to_string(problem.source().begin.line) + ": " + std::string(problem.description()));
    }
}

Result<std::string> read_toml_text(std::string const& path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file) return fail(Errc::not_found, path + ": cannot be opened; is the name right and may it be read?");
    std::string text(kFileBytesMax + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (file.bad()) return fail(Errc::io, path + ": cannot be read");
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > kFileBytesMax) return fail(Errc::parse, path + ": is larger than 1 MiB, which no such file is");
    return text;
}

}  // namespace saduak::server
