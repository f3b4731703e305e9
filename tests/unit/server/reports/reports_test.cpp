// Gap reports read from a stored log, and the bytes of printed cards.
#include <catch2/catch.hpp>

#include "core/domain/decide.hpp"
#include "server/reports/gap_reports.hpp"
#include "server/reports/report_file.hpp"
#include "server/reports/reserve_cards.hpp"
#include "server/setup/offline.hpp"
#include "server/store/sqlite_store.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/town.hpp"

using namespace saduak;
using namespace saduak::server;
using saduak::test::hex_of;
using saduak::test::TemporaryFolder;
using saduak::test::ticket_id;

namespace {

SiteId const kTown("town");
Instant const kMonday = *parse_rfc3339("2026-11-23T01:30:00Z");  // 08.30 in Bangkok

// A town whose every command is stored, as the commands of `saduak-server` are.
class StoredTown {
public:
    StoredTown() { must(domain::ConfigureSite{test::town_config()}); }

    domain::SiteState must(domain::CommandBody body, DeviceId device = {})
    {
        auto state = submit_offline(*store_, kTown, {AgentId("console"), device, std::move(body)}, now);
        INFO((state ? "" : state.error().context));
        REQUIRE(state);
        return *state;
    }
    std::string issue(int n, std::string number = {}, Instant taken_at = {})
    {
        domain::IssueTicket issue;
        issue.ticket = ticket_id(n);
        issue.service = ServiceId("id-card");
        issue.channel = number.empty() ? domain::Channel::kiosk : domain::Channel::card;
        issue.token_sha256 = hex_of(n, 64);
        issue.number = std::move(number);
        issue.taken_at = taken_at;
        return must(issue).find(ticket_id(n))->number;
    }
    domain::GapReport gaps(Instant at)
    {
        auto const report = read_gap_report(*store_, kTown, local_time(at).date);
        REQUIRE(report);
        REQUIRE(*report);
        return **report;
    }
    EventStore& log() { return *store_; }

    Instant now = kMonday;

private:
    TemporaryFolder folder_;
    std::unique_ptr<EventStore> store_ = *open_sqlite_store(folder_.file("saduak.db"), StoreAccess::write);
};

domain::RecordVisit visit(int n, char const* number, Instant taken_at)
{
    domain::RecordVisit visit;
    visit.ticket = ticket_id(n);
    visit.number = number;
    visit.service = ServiceId("id-card");
    visit.counter = CounterId("c1");
    visit.taken_at = taken_at;
    visit.called_at = taken_at + minutes(5);
    visit.finished_at = taken_at + minutes(15);
    return visit;
}

ReportTexts texts()
{
    auto texts = ReportTexts::load(std::filesystem::path(SADUAK_SOURCE_DIR) / "assets" / "i18n");
    INFO((texts ? "" : texts.error().context));
    REQUIRE(texts);
    return *std::move(texts);
}

domain::OfflineRange cards(std::int32_t first, std::int32_t last) { return {.prefix = "A", .first = first, .last = last, .device = {}}; }

}  // namespace

TEST_CASE("a bad day with reserve cards: granted, handed out, typed in, and every number accounted for")
{
    StoredTown town;
    town.must(domain::GrantRange{{}, "A", 498});             // A502 to A999, the cards
    town.must(domain::GrantRange{DeviceId("k"), "A", 498});  // A004 to A501, the kiosk's
    CHECK(town.issue(1) == "A001");
    CHECK(town.issue(2) == "A002");
    CHECK(town.issue(3) == "A003");
    CHECK(town.issue(4) == "A1000");  // both ranges are left out
    Instant const outage = town.now;
    town.now = town.now + hours(2);
    CHECK(town.issue(5, "A502", outage + minutes(1)) == "A502");  // her citizen still waits
    town.must(visit(6, "A503", outage + minutes(2)));
    town.must(visit(7, "A505", outage + minutes(3)));

    domain::GapReport report = town.gaps(kMonday);
    CHECK(report.provisional);
    REQUIRE(report.prefixes.size() == 1);
    CHECK(report.prefixes[0].last == 1000);
    CHECK(report.prefixes[0].gaps.empty());
    REQUIRE(report.prefixes[0].ranges.size() == 2);
    CHECK(report.prefixes[0].ranges[0].unused == 498);
    CHECK(report.prefixes[0].ranges[1].used == std::vector<std::string>{"A502", "A503", "A505"});
    CHECK(report.prefixes[0].ranges[1].unused == 495);

    // The kiosk's tickets of the day come in the next morning.
    town.now = kMonday + hours(24);
    town.must(domain::Tick{});
    CHECK(town.gaps(kMonday).awaiting == std::vector{DeviceId("k")});
    domain::IssueTicket late;
    late.ticket = ticket_id(8);
    late.service = ServiceId("id-card");
    late.token_sha256 = hex_of(8, 64);
    late.paper = domain::Paper::confirmed;
    late.number = "A004";
    late.taken_at = outage;
    town.must(late, DeviceId("k"));
    town.must(domain::ReportCaughtUp{local_time(kMonday).date}, DeviceId("k"));
    report = town.gaps(kMonday);
    CHECK(report.revision == 2);
    CHECK_FALSE(report.provisional);
    CHECK(report.prefixes[0].ranges[0].used == std::vector<std::string>{"A004"});
    CHECK(gap_report_json(kTown, report)
              .starts_with(R"({"site":"town","day":"2026-11-23","revision":2,"provisional":false,"awaiting":[],)"
                           R"("prefixes":[{"prefix":"A","last":1000,"gaps":[],"ranges":[{"first":"A004","last":"A501",)"
                           R"("device":"k","withdrawn":false,"used":["A004"],"unused":497},{"first":"A502","last":"A999",)"
                           R"("device":null,)"));
}

TEST_CASE("the report of a day that the site's state has let go of is read from the log")
{
    StoredTown town;
    town.must(domain::GrantRange{{}, "A", 10});
    for (int day = 0; day <= static_cast<int>(domain::kPastDaysKept) + 1; ++day) {
        town.now = kMonday + hours(24) * day;
        town.must(domain::Tick{});
        town.issue(2 * day + 1);
        if (day != 0) continue;
        town.issue(2);
        town.must(visit(1000, "A990", town.now - hours(1)));
    }
    town.must(domain::CloseDay{});
    REQUIRE_FALSE(load_site(town.log(), kTown)->past_days.contains(local_time(kMonday).date));
    domain::GapReport const report = town.gaps(kMonday);
    CHECK_FALSE(report.provisional);
    CHECK(report.prefixes[0].last == 2);
    CHECK(report.prefixes[0].ranges[0].used == std::vector<std::string>{"A990"});

    auto const before_all = read_gap_report(town.log(), kTown, Date{2026, 11, 22});
    REQUIRE(before_all);
    CHECK_FALSE(before_all->has_value());
    CHECK(read_gap_report(town.log(), SiteId("elsewhere"), Date{2026, 11, 23}).error().code == Errc::not_found);
}

TEST_CASE("the same cards are the same file, whenever they are printed; other cards are another")
{
    domain::SiteConfig const config = test::town_config();
    ReportTexts const words = texts();
    auto const first = reserve_cards_pdf(config, {cards(995, 1004), kMonday}, words);
    REQUIRE(first);
    CHECK(first->starts_with("%PDF-"));
    CHECK(*first == *reserve_cards_pdf(config, {cards(995, 1004), kMonday}, words));
    CHECK(*first != *reserve_cards_pdf(config, {cards(996, 1005), kMonday}, words));
    CHECK(*first != *reserve_cards_pdf(config, {cards(995, 1004), kMonday + hours(24)}, words));
    domain::SiteConfig demo = config;
    demo.demo = true;
    CHECK(*first != *reserve_cards_pdf(demo, {cards(995, 1004), kMonday}, words));
}

TEST_CASE("names of any length and script leave the cards readable")
{
    domain::SiteConfig config = test::town_config();
    std::string long_name;
    for (int i = 0; i < 60; ++i) long_name += "ศูนย์บริการประชาชน ";
    config.name = {{"th", long_name}, {"en", "ສູນບໍລິການ 中文 မြန်မာ"}};
    config.agency_name = {{"en", long_name}};
    config.services[0].name = {{"lo", long_name}};
    CHECK(reserve_cards_pdf(config, {cards(1, 500), kMonday}, texts()));
}

TEST_CASE("a report is written whole, or the error names the place")
{
    TemporaryFolder folder;
    REQUIRE(write_report(folder.file("a.pdf"), "first"));
    REQUIRE(write_report(folder.file("a.pdf"), "second"));
    CHECK(std::filesystem::file_size(folder.file("a.pdf")) == 6);
    auto const nowhere = write_report(folder.file("no/such/a.pdf"), "x");
    REQUIRE_FALSE(nowhere);
    CHECK(nowhere.error().context.find("no/such/a.pdf") != std::string::npos);
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), std::filesystem::directory_iterator()) == 1);
}

TEST_CASE("texts that one language lacks are refused, and placeholders are filled in")
{
    ReportTexts const words = texts();
    CHECK(words.text(ReportLanguage::en, "sheet_of", {{"sheet", "2"}, {"sheets", "3"}}) == "Sheet 2 of 3");
    CHECK(words.both("card_title") == "บัตรคิวสำรอง · Reserve card");
    TemporaryFolder folder;
    CHECK(ReportTexts::load(folder.path()).error().code == Errc::not_found);
    REQUIRE(write_report(folder.file("reports.th.json"), R"({"a": "ก"})"));
    REQUIRE(write_report(folder.file("reports.en.json"), R"({"a": "a", "b": "b"})"));
    CHECK(ReportTexts::load(folder.path()).error().context.find("reports.th.json lacks b") != std::string::npos);
    REQUIRE(write_report(folder.file("reports.en.json"), "[]"));
    CHECK(ReportTexts::load(folder.path()).error().code == Errc::parse);
}
