#include "server/import/ticket_rows.hpp"

#include <map>
#include <optional>
#include <utility>

#include "core/base/bytes.hpp"
#include "server/import/csv.hpp"

namespace saduak::server {
namespace {

using domain::TicketImported;
using metrics::Ending;

constexpr std::size_t kProgressEvery_rows = 50'000;
constexpr std::size_t kText_bytes_max = 200;
constexpr char const* kOnlyService = "all";

tl::unexpected<Error> refuse(std::string reason) { return fail(Errc::parse, std::move(reason)); }

std::string_view trimmed(std::string_view text)
{
    std::size_t const from = text.find_first_not_of(" \t");
    if (from == std::string_view::npos) return {};
    return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

// Where each of our columns stands in the file; none where the map names none.
struct Places {
    using Place = std::optional<std::size_t>;
    Place ticket, service, ticket_class, issued, called, started, finished, left, outcome, counter;
};

Result<Places> find_places(CsvRecord const& header, ImportMap::Columns const& columns)
{
    auto const find = [&](std::string const& name) -> Result<Places::Place> {
        if (name.empty()) return Places::Place{};
        for (std::size_t i = 0; i < header.fields.size(); ++i)
            if (trimmed(header.fields[i]) == name) return Places::Place{i};
        return fail(Errc::invalid_argument, "the file has no column \"" + name + "\", which the map names");
    };
    Places places;
    SADUAK_TRY(places.ticket, find(columns.ticket));
    SADUAK_TRY(places.service, find(columns.service));
    SADUAK_TRY(places.ticket_class, find(columns.ticket_class));
    SADUAK_TRY(places.issued, find(columns.issued));
    SADUAK_TRY(places.called, find(columns.called));
    SADUAK_TRY(places.started, find(columns.started));
    SADUAK_TRY(places.finished, find(columns.finished));
    SADUAK_TRY(places.left, find(columns.left));
    SADUAK_TRY(places.outcome, find(columns.outcome));
    SADUAK_TRY(places.counter, find(columns.counter));
    return places;
}

class RowParser {
public:
    RowParser(ImportMap const& map, Places places) : map_(map), places_(places) {}

    // The reason where a row cannot be taken.
    [[nodiscard]] Result<ImportedRow> parse(CsvRecord const& record) const
    {
        ImportedRow row;
        row.line = record.line;
        SADUAK_TRY(row.ticket.ticket, text(record, places_.ticket, "ticket"));
        SADUAK_TRY(row.service, text(record, places_.service, "service"));
        if (!places_.service) row.service = kOnlyService;
        if (row.service.empty()) return refuse("no service");
        SADUAK_TRY(std::string counter, text(record, places_.counter, "counter"));
        if (!counter.empty() && !valid_code(counter)) return refuse("counter \"" + counter + "\" is not 1 to 64 of A-Z a-z 0-9 . _ -");
        row.counter = CounterId(std::move(counter));
        SADUAK_TRY(row.ticket.ticket_class, ticket_class(record));
        SADUAK_TRY(row.ticket.issued_at, time(record, places_.issued, "issued"));
        SADUAK_TRY(row.ticket.called_at, time(record, places_.called, "called"));
        SADUAK_TRY(row.ticket.started_at, time(record, places_.started, "started"));
        SADUAK_TRY(row.ticket.finished_at, time(record, places_.finished, "finished"));
        SADUAK_TRY(row.ticket.left_at, time(record, places_.left, "left"));
        SADUAK_TRY(Ending const ending, outcome(record, row.ticket));
        row.ticket.outcome = outcome_word(ending);
        SADUAK_TRY_STATUS(check(row.ticket, ending));
        return row;
    }

private:
    [[nodiscard]] static std::string_view field(CsvRecord const& record, Places::Place place)
    {
        return place ? trimmed(record.fields[*place]) : std::string_view{};
    }

    [[nodiscard]] static Result<std::string> text(CsvRecord const& record, Places::Place place, std::string const& what)
    {
        std::string_view const value = field(record, place);
        if (value.size() > kText_bytes_max || !valid_utf8(value)) return refuse(what + " is longer than 200 bytes or not UTF-8");
        return std::string(value);
    }

    [[nodiscard]] Result<domain::TicketClass> ticket_class(CsvRecord const& record) const
    {
        std::string_view const word = field(record, places_.ticket_class);
        if (!places_.ticket_class || word.empty()) return domain::TicketClass::general;
        if (auto const known = map_.classes.find(word); known != map_.classes.end()) return known->second;
        if (auto const ours = domain::from_string<domain::TicketClass>(word)) return *ours;
        return refuse("class \"" + std::string(word.substr(0, 40)) + "\" is not in the map");
    }

    [[nodiscard]] Result<Instant> time(CsvRecord const& record, Places::Place place, std::string const& what) const
    {
        std::string_view const value = field(record, place);
        if (value.empty()) return Instant{};
        SADUAK_TRY(Instant const instant, map_.time.parse(value).map_error(in(what)));
        // Zero means "none" in an event: that one instant of 1970 cannot be told from it.
        if (!instant.is_set()) return refuse(what + ": 1970-01-01T00:00:00Z cannot be imported");
        return instant;
    }

    [[nodiscard]] Result<Ending> outcome(CsvRecord const& record, TicketImported const& ticket) const
    {
        std::string_view const word = field(record, places_.outcome);
        if (!word.empty()) {
            if (auto const known = map_.outcomes.find(word); known != map_.outcomes.end()) return known->second;
            return parse_ending(word);
        }
        if (ticket.finished_at.is_set()) return Ending::served;
        if (ticket.left_at.is_set()) return Ending::cancelled;
        return refuse("neither finished nor left, and no outcome");
    }

    // Real logs contradict themselves: such a row is no evidence of anything.
    [[nodiscard]] static Status check(TicketImported const& t, Ending ending)
    {
        if (!t.issued_at.is_set()) return refuse("no issued time");
        if (t.called_at.is_set() && t.called_at < t.issued_at) return refuse("called before it was issued");
        if (t.started_at.is_set() && !t.called_at.is_set()) return refuse("started without a call");
        if (t.started_at.is_set() && t.started_at < t.called_at) return refuse("started before it was called");
        if (ending == Ending::served) {
            if (!t.called_at.is_set()) return refuse("served without a call");
            if (!t.finished_at.is_set()) return refuse("served without a finish");
            if (t.finished_at < (t.started_at.is_set() ? t.started_at : t.called_at)) return refuse("finished before it was begun");
            if (t.left_at.is_set()) return refuse("served, and yet left");
            return {};
        }
        if (t.finished_at.is_set()) return refuse("finished, but the outcome is " + std::string(outcome_word(ending)));
        if (t.left_at.is_set() && t.left_at < t.issued_at) return refuse("left before it was issued");
        if (ending == Ending::no_show && !t.called_at.is_set()) return refuse("a no-show without a call");
        if (ending != Ending::no_show && !t.left_at.is_set()) return refuse(std::string(outcome_word(ending)) + " without a left time");
        return {};
    }

    ImportMap const& map_;
    Places places_;
};

// A ticket number that is met again with the same service and issue time is the same ticket.
class Repeats {
public:
    // The line it was met on before, if it was.
    std::optional<std::size_t> meet(ImportedRow const& row)
    {
        if (row.ticket.ticket.empty()) return std::nullopt;
        auto const [known, is_new] = lines_.try_emplace({row.ticket.issued_at, row.service, row.ticket.ticket}, row.line);
        return is_new ? std::nullopt : std::optional(known->second);
    }

private:
    struct Key {
        Instant issued_at;
        std::string service;
        std::string ticket;
        auto operator<=>(Key const&) const = default;
    };
    std::map<Key, std::size_t> lines_;
};

}  // namespace

Result<ImportedRows> read_ticket_rows(std::string_view csv, ImportMap const& map, std::function<void(std::size_t)> const& progress)
{
    CsvReader reader(csv);
    SADUAK_TRY(std::optional<CsvRecord> const header, reader.next().map_error(in("header")));
    if (!header) return fail(Errc::invalid_argument, "the file is empty");
    SADUAK_TRY(Places const places, find_places(*header, map.columns));
    RowParser const parser(map, places);

    ImportedRows found;
    Repeats repeats;
    for (std::size_t read = 1;; ++read) {
        if (read % kProgressEvery_rows == 0) progress(read);
        Result<std::optional<CsvRecord>> const record = reader.next();
        if (!record) {
            found.refused.push_back({reader.error_line(), record.error().context});
            continue;
        }
        if (!*record) return found;
        CsvRecord const& fields = **record;
        if (fields.fields.size() != header->fields.size()) {
            found.refused.push_back(
                {fields.line, std::to_string(fields.fields.size()) + " fields, the header has " + std::to_string(header->fields.size())});
            continue;
        }
        Result<ImportedRow> row = parser.parse(fields);
        if (!row) {
            found.refused.push_back({fields.line, row.error().context});
        } else if (auto const before = repeats.meet(*row)) {
            found.refused.push_back({fields.line, "the same ticket as line " + std::to_string(*before)});
        } else {
            found.rows.push_back(*std::move(row));
        }
    }
}

}  // namespace saduak::server
