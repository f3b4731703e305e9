// Any bytes as a foreign log: the first line break after "---" parts the map from the table. Every row is taken or refused with its line,
// what is taken can be written to the log and read again, and a record that was read reads the same when written with quotes.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/assert.hpp"
#include "core/wire/event_json.hpp"
#include "server/import/csv.hpp"
#include "server/import/import_map.hpp"
#include "server/import/ticket_rows.hpp"

namespace {

using namespace saduak;
using namespace saduak::server;

constexpr std::string_view kParting = "---\n";
// For inputs without a map of their own.
constexpr std::string_view kPlainMap = "[columns]\nticket=\"t\"\nservice=\"s\"\nissued=\"i\"\ncalled=\"c\"\nstarted=\"b\"\nfinished=\"f\"\n"
                                       "left=\"l\"\noutcome=\"o\"\ncounter=\"n\"\n[time]\nzone=\"UTC\"\n";

std::string quoted(CsvRecord const& record)
{
    std::string line;
    for (std::string const& field : record.fields) {
        line += line.empty() ? "\"" : ",\"";
        for (char const c : field) line += c == '"' ? std::string("\"\"") : std::string(1, c);
        line += '"';
    }
    return line + "\r\n";
}

void read_records(std::string_view csv)
{
    CsvReader reader(csv);
    for (std::size_t before = reader.position();; before = reader.position()) {
        auto const record = reader.next();
        SADUAK_ASSERT(reader.position() <= csv.size());
        if (!record) {
            SADUAK_ASSERT(reader.position() > before && reader.error_line() >= 1);
            continue;
        }
        if (!*record) return;
        SADUAK_ASSERT(reader.position() > before && !(*record)->fields.empty() && (*record)->fields.size() <= kCsvFields_max);
        std::string const again = quoted(**record);
        if (again.size() > kCsvRecord_bytes_max) continue;
        CsvReader second(again);
        auto const reread = second.next();
        SADUAK_ASSERT(reread && *reread && (*reread)->fields == (*record)->fields);
    }
}

void read_rows(std::string_view csv, ImportMap const& map)
{
    auto const found = read_ticket_rows(csv, map, [](std::size_t) {});
    if (!found) return;
    auto const lines = static_cast<std::size_t>(std::count_if(csv.begin(), csv.end(), [](char c) { return c == '\n' || c == '\r'; })) + 1;
    SADUAK_ASSERT(found->rows.size() + found->refused.size() < lines);
    for (RefusedRow const& row : found->refused) SADUAK_ASSERT(row.line >= 1 && row.line <= lines && !row.reason.empty());
    for (ImportedRow const& row : found->rows) {
        SADUAK_ASSERT(row.line >= 2 && row.line <= lines && !row.service.empty());
        std::string const written = wire::encode_body(row.ticket);
        auto const again = wire::decode_body("ticket.imported", written);
        SADUAK_ASSERT(again && wire::encode_body(*again) == written);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    auto const parting = text.find(kParting);
    std::string_view const csv = parting == std::string_view::npos ? text : text.substr(parting + kParting.size());
    read_records(csv);
    auto const map = parse_import_map(parting == std::string_view::npos ? kPlainMap : text.substr(0, parting), "map.toml");
    if (map) read_rows(csv, *map);
    else SADUAK_ASSERT(!map.error().context.empty());
    return 0;
}
