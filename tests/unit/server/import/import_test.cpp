#include <catch2/catch.hpp>

#include "server/import/csv.hpp"
#include "server/import/import_site.hpp"
#include "server/import/ticket_rows.hpp"
#include "server/store/sqlite_store.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace saduak;
using namespace saduak::server;
using saduak::test::TemporaryFolder;

namespace {

constexpr char const* kMap = R"(
[columns]
ticket = "no"
service = "queue"
class = "prio"
issued = "t0"
called = "t1"
finished = "t2"
left = "t3"
outcome = "result"
counter = "desk"
[time]
zone = "Asia/Bangkok"
format = "%Y-%m-%d %H:%M:%S"
[outcome]
done = "served"
gone = "cancelled"
missed = "no_show"
[class]
"1" = "priority"
"0" = "general"
)";
constexpr char const* kHeader = "no,queue,prio,t0,t1,t2,t3,result,desk\n";
constexpr char const* kGood = "1,A,0,2024-01-02 08:00:00,2024-01-02 08:10:00,2024-01-02 08:15:30,,done,d1\n";

ImportMap map_of(char const* toml = kMap)
{
    auto map = parse_import_map(toml, "m.toml");
    INFO((map ? "" : map.error().context));
    REQUIRE(map);
    return *std::move(map);
}

ImportedRows rows_of(std::string const& csv)
{
    auto const silent = [](std::size_t) {};
    auto rows = read_ticket_rows(csv, map_of(), silent);
    INFO((rows ? "" : rows.error().context));
    REQUIRE(rows);
    return *std::move(rows);
}

// The reason why the one row is refused.
std::string refusal(std::string const& row)
{
    ImportedRows const rows = rows_of(kHeader + row + "\n");
    REQUIRE(rows.refused.size() == 1);
    CHECK(rows.refused[0].line == 2);
    return rows.refused[0].reason;
}

std::vector<std::vector<std::string>> csv_fields(std::string_view text)
{
    CsvReader reader(text);
    std::vector<std::vector<std::string>> records;
    while (true) {
        auto record = reader.next();
        REQUIRE(record);
        if (!*record) return records;
        records.push_back((*record)->fields);
    }
}

using Records = std::vector<std::vector<std::string>>;

}  // namespace

TEST_CASE("CSV: quotes, line ends and a byte order mark are read as RFC 4180 has them")
{
    CHECK(csv_fields("\xEF\xBB\xBF"
                     "a,b\r\n1,\"x, \"\"y\"\"\nz\"\r\n") == Records{{"a", "b"}, {"1", "x, \"y\"\nz"}});
    CHECK(csv_fields("a,\n\n,b") == Records{{"a", ""}, {"", "b"}});
    CHECK(csv_fields("").empty());
}

TEST_CASE("CSV: a bad record is named by its line and passed over")
{
    CsvReader reader("a\n\"b\"c\nd\n\"never closed\ne\n");
    CHECK((*reader.next())->fields == std::vector<std::string>{"a"});
    CHECK_FALSE(reader.next());
    CHECK(reader.error_line() == 2);
    CHECK((*reader.next())->line == 3);
    CHECK_FALSE(reader.next());
    CHECK(reader.error_line() == 4);
    CHECK((*reader.next())->fields == std::vector<std::string>{"e"});
    CHECK_FALSE((*reader.next()).has_value());
}

TEST_CASE("CSV: a record beyond the limit is refused, not kept")
{
    std::string const long_field(kCsvRecord_bytes_max + 10, 'x');
    std::string const text = "\"" + long_field + "\"\n" + long_field + "\nnext\n";
    CsvReader reader(text);
    CHECK_FALSE(reader.next());
    CHECK_FALSE(reader.next());
    CHECK((*reader.next())->fields == std::vector<std::string>{"next"});
}

TEST_CASE("times are read in their zone, Buddhist years too")
{
    auto const parse = [](char const* format, char const* zone, char const* text) {
        auto const of = TimeFormat::make(format, *parse_zone(zone));
        REQUIRE(of);
        auto const instant = of->parse(text);
        return instant ? format_rfc3339(*instant) : std::string("refused");
    };
    CHECK(parse("%Y-%m-%dT%H:%M:%S", "Asia/Bangkok", "2024-01-02T08:00:00") == "2024-01-02T01:00:00.000Z");
    CHECK(parse("%d/%m/%Y %H:%M", "UTC", "02/01/2567 08:00") == "2024-01-02T08:00:00.000Z");
    CHECK(parse("%F %T.%f%z", "UTC", "2024-01-02 08:00:00.25+05:30") == "2024-01-02T02:30:00.250Z");
    CHECK(parse("%F %T", "-03:00", "2024-01-02 08:00:00") == "2024-01-02T11:00:00.000Z");
    CHECK(parse("%F %T", "UTC", "2024-02-30 08:00:00") == "refused");
    CHECK(parse("%F %T", "UTC", "2024-02-03 24:00:00") == "refused");
    CHECK(parse("%F %T", "UTC", "2024-02-03 08:00:00Z") == "refused");
    CHECK(parse("%F %T", "UTC", "2024-02-03") == "refused");
    CHECK_FALSE(parse_zone("Europe/Paris"));
    CHECK_FALSE(TimeFormat::make("%H:%M", Millis{0}));
    CHECK_FALSE(TimeFormat::make("%Y-%m-%d %q", Millis{0}));
}

TEST_CASE("a map that says what it cannot mean is refused by line")
{
    CHECK_FALSE(parse_import_map("[columns]\nticket = \"no\"\n", "m.toml"));
    CHECK_FALSE(parse_import_map("[columns]\nissued = \"t\"\nissue = \"t\"\n", "m.toml"));
    CHECK_FALSE(parse_import_map("[columns]\nissued = \"t\"\n[outcome]\nx = \"vanished\"\n", "m.toml"));
    CHECK_FALSE(parse_import_map("[columns]\nissued = \"t\"\n[time]\nzone = \"Mars\"\n", "m.toml"));
    CHECK(parse_import_map("[columns]\nissued = \"t\"\n", "m.toml"));
}

TEST_CASE("a row becomes a ticket with its own times and our words")
{
    ImportedRows const rows = rows_of(std::string(kHeader) + kGood + "2,A,1,2024-01-02 08:01:00,,,2024-01-02 08:30:00,gone,\n");
    CHECK(rows.refused.empty());
    REQUIRE(rows.rows.size() == 2);
    CHECK(rows.rows[0].ticket.issued_at == *parse_rfc3339("2024-01-02T01:00:00Z"));
    CHECK(rows.rows[0].ticket.outcome == "served");
    CHECK(rows.rows[0].counter == CounterId("d1"));
    CHECK(rows.rows[1].ticket.outcome == "cancelled");
    CHECK(rows.rows[1].ticket.ticket_class == domain::TicketClass::priority);
    CHECK_FALSE(rows.rows[1].ticket.called_at.is_set());
}

TEST_CASE("a row that contradicts itself is refused with its reason")
{
    CHECK(refusal("1,A,0,2024-01-02 08:00:00,2024-01-02 07:59:59,2024-01-02 08:15:30,,done,d1") == "called before it was issued");
    CHECK(refusal("1,A,0,2024-01-02 08:00:00,2024-01-02 08:01:00,2024-01-02 08:00:59,,done,d1") == "finished before it was begun");
    CHECK(refusal("1,A,0,2024-01-02 08:00:00,,2024-01-02 08:00:59,,done,d1") == "served without a call");
    CHECK(refusal("1,A,0,2024-01-02 08:00:00,2024-01-02 08:01:00,,,done,d1") == "served without a finish");
    CHECK(refusal("1,A,0,2024-01-02 08:00:00,,,2024-01-02 07:00:00,gone,") == "left before it was issued");
    CHECK(refusal("1,A,0,2024-01-02 08:00:00,,,,missed,") == "a no-show without a call");
    CHECK(refusal("1,A,0,,,,2024-01-02 07:00:00,gone,") == "no issued time");
    CHECK(refusal("1,A,2,2024-01-02 08:00:00,,,2024-01-02 09:00:00,gone,") == "class \"2\" is not in the map");
    CHECK(refusal("1,A,0") == "3 fields, the header has 9");
    CHECK(refusal("1,,0,2024-01-02 08:00:00,,,2024-01-02 09:00:00,gone,") == "no service");
    CHECK(refusal("1,A,0,yesterday,,,2024-01-02 09:00:00,gone,").find("issued: time \"yesterday\"") == 0);
}

TEST_CASE("a ticket that stands twice is taken once")
{
    ImportedRows const rows = rows_of(std::string(kHeader) + kGood + kGood);
    CHECK(rows.rows.size() == 1);
    REQUIRE(rows.refused.size() == 1);
    CHECK(rows.refused[0].line == 3);
    CHECK(rows.refused[0].reason == "the same ticket as line 2");
}

TEST_CASE("a file without the columns that the map names is refused as a whole")
{
    auto const silent = [](std::size_t) {};
    CHECK_FALSE(read_ticket_rows("no,queue\n1,A\n", map_of(), silent));
    CHECK_FALSE(read_ticket_rows("", map_of(), silent));
}

TEST_CASE("an import makes its historical site, and the same file is refused the second time")
{
    TemporaryFolder const folder;
    auto const store = *open_sqlite_store(folder.file("saduak.db"), StoreAccess::write);
    SiteId const site("old-desk");
    Instant const now = *parse_rfc3339("2026-11-21T00:00:00Z");
    ImportFile const file{"old.csv", std::string(64, 'a')};
    ImportedRows const rows = rows_of(std::string(kHeader) + kGood + "2,งานทะเบียน,0,2024-01-02 08:01:00,,,2024-01-02 08:30:00,gone,\n");
    auto const done = import_rows(*store, site, file, rows, now);
    REQUIRE(done);
    CHECK(done->first_seq == 1);
    CHECK(done->last_seq == 4);
    REQUIRE(done->services.size() == 2);
    CHECK(valid_code(done->services[1].str()));

    std::vector<std::string> types;
    REQUIRE(store->read(site, 0, [&](StoredEvent const& event) -> Status {
        types.emplace_back(type_name(event.event.body));
        return {};
    }));
    CHECK(types == std::vector<std::string>{"site.configured", "ticket.imported", "ticket.imported", "import.finished"});

    auto const again = import_rows(*store, site, file, rows, now);
    REQUIRE_FALSE(again);
    CHECK(again.error().code == Errc::already_exists);
    // Another file of the same services adds its rows and no new catalogue.
    auto const more = import_rows(*store, site, {"new.csv", std::string(64, 'b')}, rows, now);
    REQUIRE(more);
    CHECK(more->last_seq == 7);
}

TEST_CASE("nothing is imported into a live site")
{
    TemporaryFolder const folder;
    auto const store = *open_sqlite_store(folder.file("saduak.db"), StoreAccess::write);
    domain::SiteConfig live;
    live.id = SiteId("hall");
    Batch batch;
    domain::Event event;
    event.body = domain::SiteConfigured{live};
    batch.sites.push_back({live.id, 0, {{event, {}}}});
    REQUIRE(store->append(batch));
    auto const refused = import_rows(*store, live.id, {"old.csv", std::string(64, 'a')}, rows_of(std::string(kHeader) + kGood), Instant{1});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::invalid_argument);
}
