#include "server/import/import_map.hpp"

#include "server/setup/toml_table.hpp"

namespace saduak::server {
namespace {

using metrics::Ending;

constexpr char const* kDefaultZone = "Asia/Bangkok";
constexpr char const* kDefaultFormat = "%Y-%m-%dT%H:%M:%S";

Result<ImportMap::Columns> read_columns(TomlTable table)
{
    ImportMap::Columns columns;
    SADUAK_TRY(columns.issued, table.text("issued"));
    SADUAK_TRY(columns.ticket, table.text_or("ticket", ""));
    SADUAK_TRY(columns.service, table.text_or("service", ""));
    SADUAK_TRY(columns.ticket_class, table.text_or("class", ""));
    SADUAK_TRY(columns.called, table.text_or("called", ""));
    SADUAK_TRY(columns.started, table.text_or("started", ""));
    SADUAK_TRY(columns.finished, table.text_or("finished", ""));
    SADUAK_TRY(columns.left, table.text_or("left", ""));
    SADUAK_TRY(columns.outcome, table.text_or("outcome", ""));
    SADUAK_TRY(columns.counter, table.text_or("counter", ""));
    SADUAK_TRY_STATUS(table.finish());
    return columns;
}

Result<TimeFormat> read_time(TomlTable& root)
{
    std::string zone_name = kDefaultZone;
    std::string format = kDefaultFormat;
    if (root.has("time")) {
        SADUAK_TRY(TomlTable table, root.table("time"));
        SADUAK_TRY(zone_name, table.text_or("zone", zone_name));
        SADUAK_TRY(format, table.text_or("format", format));
        SADUAK_TRY_STATUS(table.finish());
    }
    SADUAK_TRY(Millis const zone, parse_zone(zone_name));
    return TimeFormat::make(format, zone);
}

}  // namespace

Result<Ending> parse_ending(std::string_view word)
{
    if (word == "served") return Ending::served;
    if (word == "no_show") return Ending::no_show;
    if (word == "cancelled" || word == "left") return Ending::cancelled;
    if (word == "expired") return Ending::expired;
    return fail(Errc::invalid_argument, "outcome \"" + std::string(word.substr(0, 40)) + "\" is none of served, no_show, cancelled, expired, left");
}

std::string_view outcome_word(Ending ending)
{
    switch (ending) {
    case Ending::served: return "served";
    case Ending::no_show: return "no_show";
    case Ending::cancelled: return "cancelled";
    case Ending::expired: return "expired";
    case Ending::voided:
    case Ending::open: break;
    }
    return "";
}

Result<ImportMap> parse_import_map(std::string_view toml, std::string const& name)
{
    SADUAK_TRY(toml::table const document, parse_toml(toml, name));
    TomlTable root(document, name, "");
    SADUAK_TRY(TomlTable column_table, root.table("columns"));
    SADUAK_TRY(ImportMap::Columns columns, read_columns(std::move(column_table)));
    SADUAK_TRY(TimeFormat time, read_time(root).map_error(in(name + ": time")));
    ImportMap map{std::move(columns), std::move(time), {}, {}};
    if (root.has("outcome")) {
        SADUAK_TRY(TomlTable words, root.table("outcome"));
        for (std::string const& word : words.keys()) {
            SADUAK_TRY(std::string const ours, words.text(word));
            auto const ending = parse_ending(ours);
            if (!ending) return words.error(word, ending.error().context);
            map.outcomes[word] = *ending;
        }
    }
    if (root.has("class")) {
        SADUAK_TRY(TomlTable words, root.table("class"));
        for (std::string const& word : words.keys()) {
            SADUAK_TRY(std::string const ours, words.text(word));
            auto const ticket_class = domain::from_string<domain::TicketClass>(ours);
            if (!ticket_class) return words.error(word, "must be general, priority or appointment");
            map.classes[word] = *ticket_class;
        }
    }
    SADUAK_TRY_STATUS(root.finish());
    return map;
}

}  // namespace saduak::server
