// The hours, holidays, roster, limits and calling order of a site file.
#include <filesystem>
#include <fstream>
#include <set>

#include <unistd.h>

#include <catch2/catch.hpp>

#include "core/domain/site_config.hpp"
#include "server/setup/site_file.hpp"

using namespace saduak;
using domain::DayKind;
using domain::SiteConfig;
using domain::TimeSpan;

namespace {

constexpr char const* kAssets = SADUAK_SOURCE_DIR "/assets";

// Top-level tables go before the service's keys: `rules` is added in front of it, `service` to it and `counter` to the counter.
std::string site_text(std::string const& rules, std::string const& service = "", std::string const& counter = "")
{
    return "id = \"hall\"\nagency = \"town\"\nagency_name = { th = \"เมือง\", en = \"Town\" }\nname = { th = \"ศูนย์\", en = \"Hall\" }\n" + rules +
           "\n[[service]]\nid = \"tax\"\nname = { th = \"ภาษี\", en = \"Tax\" }\nprefix = \"T\"\n" + service +
           "\n[[counter]]\nid = \"c1\"\nname = { th = \"ช่อง 1\", en = \"Counter 1\" }\nserves = [\"tax\"]\n" + counter + "\n";
}

SiteConfig site_of(std::string const& text, std::string const& name = "hall.toml")
{
    auto const site = server::parse_site_file(text, name, kAssets);
    INFO((site ? "" : site.error().context));
    REQUIRE(site);
    return *site;
}

std::string refusal(std::string const& text)
{
    auto const site = server::parse_site_file(text, "hall.toml", kAssets);
    REQUIRE_FALSE(site);
    return site.error().context;
}

TimeSpan span(std::int64_t from_minutes, std::int64_t to_minutes) { return {minutes(from_minutes), minutes(to_minutes)}; }

std::string const kHoliday = "[[opening.day]]\ndate = 2026-11-20\nname = { th = \"วันหยุด\", en = \"Holiday\" }\n";

}  // namespace

TEST_CASE("a week is written by weekday or by a run of weekdays")
{
    SiteConfig const site = site_of(site_text("[opening.week]\nmon-thu = [\"08:30-12:00\", \"13:00-16:30\"]\nfri = [\"08:30-24:00\"]\nsat-sun = []"));
    REQUIRE(site.opening.week.size() == 7);
    CHECK(hours_on(site.opening, {2026, 11, 26}) == std::vector<TimeSpan>{span(510, 720), span(780, 990)});  // a Thursday
    CHECK(hours_on(site.opening, {2026, 11, 27}) == std::vector<TimeSpan>{span(510, 1440)});
    CHECK_FALSE(is_working_day(site.opening, {2026, 11, 29}));

    SiteConfig const weekend = site_of(site_text("[opening.week]\nfri-mon = [\"10:00-12:00\"]"));
    CHECK(is_working_day(weekend.opening, {2026, 11, 29}));
    CHECK_FALSE(is_working_day(weekend.opening, {2026, 11, 25}));
}

TEST_CASE("a special day has a date, a kind, a name and perhaps hours")
{
    SiteConfig const site = site_of(site_text(kHoliday + "kind = \"provincial\"\n[[opening.day]]\ndate = \"2026-11-21\"\nkind = \"working\"\n"
                                                         "name = { th = \"เปิด\", en = \"Open\" }\nhours = [\"09:00-12:00\"]"));
    REQUIRE(site.opening.days.size() == 2);
    CHECK(site.opening.days[0].kind == DayKind::provincial);
    CHECK(site.opening.days[0].name.at("en") == "Holiday");
    CHECK(site.opening.days[0].spans.empty());
    CHECK(site.opening.days[1].date == Date{2026, 11, 21});
    CHECK(site.opening.days[1].spans == std::vector<TimeSpan>{span(540, 720)});
}

TEST_CASE("a calendar's holidays are taken, and the site's own word on a date goes before it")
{
    SiteConfig const plain = site_of(site_text("[opening]\ncalendar = [\"th-2569\", \"th-2570\"]"));
    REQUIRE(special_day(plain.opening, {2026, 12, 10}) != nullptr);
    CHECK_FALSE(is_working_day(plain.opening, {2026, 12, 10}));
    CHECK(special_day(plain.opening, {2027, 10, 25})->kind == DayKind::substitution);

    SiteConfig const works = site_of(site_text("[opening]\ncalendar = [\"th-2569\"]\n[[opening.day]]\ndate = 2026-12-10\nkind = \"working\"\n"
                                               "name = { th = \"เปิด\", en = \"Open\" }\nhours = [\"09:00-15:00\"]"));
    CHECK(is_working_day(works.opening, {2026, 12, 10}));
    SiteConfig const calendar_alone = site_of(site_text("[opening]\ncalendar = [\"th-2569\"]"));
    CHECK(works.opening.days.size() == calendar_alone.opening.days.size());
}

TEST_CASE("a calendar of one's own lies beside the site file")
{
    auto const folder = std::filesystem::temp_directory_path() / ("saduak-calendar-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "town.toml") << "[[day]]\ndate = 2026-11-20\nkind = \"provincial\"\nname = { th = \"วันหยุด\", en = \"Holiday\" }\n";
    SiteConfig const site = site_of(site_text("[opening]\ncalendar = [\"town.toml\"]"), (folder / "hall.toml").string());
    CHECK_FALSE(is_working_day(site.opening, {2026, 11, 20}));
    std::filesystem::remove_all(folder);
}

TEST_CASE("wrong hours are refused with line and key")
{
    CHECK(refusal(site_text("[opening.week]\nmon = [\"8:30-12:00\"]")) ==
          "hall.toml:6: opening.week.mon: \"8:30-12:00\" must be hours such as \"08:30-12:00\"");
    CHECK(refusal(site_text("[opening.week]\nmon = [\"20:00-02:00\"]")) ==
          "hall.toml:6: opening.week.mon: \"20:00-02:00\" must end after it begins; a night is \"20:00-24:00\" and \"00:00-02:00\" of the next day");
    CHECK(refusal(site_text("[opening.week]\nmon = [\"08:30-12:00\", \"11:00-15:00\"]")) ==
          "hall.toml:6: opening.week.mon: \"11:00-15:00\" must not begin before the hours before it end");
    CHECK(refusal(site_text("[opening.week]\nmonday = [\"08:30-12:00\"]")) ==
          "hall.toml:6: opening.week.monday: must be weekdays such as mon or mon-fri (sun mon tue wed thu fri sat)");
    CHECK(refusal(site_text("[opening.week]\nmon-fri = [\"08:30-12:00\"]\nwed = [\"08:30-11:00\"]")).ends_with(": wed has hours already"));
    CHECK(refusal(site_text("[opening]\nweek = {}")) == "hall.toml:6: opening.week: has no hours: leave it out for a site that is always open");
    CHECK(refusal(site_text("[opening]\nhours = [\"08:30-12:00\"]")) == "hall.toml:6: opening.hours: is not a key known here");
}

TEST_CASE("wrong special days are refused with line and key")
{
    CHECK(refusal(site_text("[[opening.day]]\ndate = 2569-11-20")) == "hall.toml:6: opening.day[1].date: has the Buddhist year 2569: write 2026");
    CHECK(refusal(site_text("[[opening.day]]\ndate = \"20/11/2026\"")) == "hall.toml:6: opening.day[1].date: must be a date such as 2026-04-13");
    CHECK(refusal(site_text(kHoliday + "kind = \"holiday\"")) ==
          "hall.toml:8: opening.day[1].kind: must be national, substitution, special, provincial or working");
    CHECK(refusal(site_text(kHoliday + "kind = \"working\"")) == "hall.toml:5: opening.day[1].hours: is needed for a day that is worked");
    CHECK(refusal(site_text(kHoliday + "kind = \"special\"\n" + kHoliday + "kind = \"special\"")) ==
          "hall.toml:10: opening.day[2].date: 2026-11-20 stands here twice");
    CHECK(refusal(site_text("[opening]\ncalendar = [\"th-1999\"]")) ==
          "hall.toml:6: opening.calendar: " + std::string(kAssets) +
              "/calendar/th-1999.toml: cannot be opened; is the name right and may it be read?");
    CHECK(refusal(site_text("[opening]\ncalendar = [\"th-2569\", \"th-2569\"]")) ==
          "hall.toml:6: opening.calendar: 2026-01-01 stands in two of these calendars");
}

TEST_CASE("a roster says how many counters are planned, by half hours")
{
    SiteConfig const site = site_of(site_text("[[roster]]\ndays = [\"mon-wed\", \"fri\"]\nhours = [\"08:30-12:00\", \"13:00-16:30\"]\ncounters = 4"));
    Instant const friday = instant_at({2026, 11, 27}, hours(9));
    CHECK(planned_counters(site.roster, friday) == 4);
    CHECK_FALSE(planned_counters(site.roster, friday + hours(3)));
    CHECK_FALSE(planned_counters(site.roster, friday - hours(24)));
    CHECK(refusal(site_text("[[roster]]\ndays = [\"mon\"]\nhours = [\"08:15-12:00\"]\ncounters = 4")) ==
          "hall.toml:7: roster[1].hours: must be on whole half hours");
    CHECK(refusal(site_text("[[roster]]\ndays = [\"mon\"]\nhours = [\"08:00-12:00\"]")) == "hall.toml:5: roster[1].counters: is missing");
    CHECK(refusal(site_text("[[roster]]\nhours = [\"08:00-12:00\"]\ncounters = 1")) ==
          "hall.toml:5: roster[1].days: must name weekdays such as [\"mon-fri\"]");
}

TEST_CASE("a service has its own letters, weight, limits and appointments")
{
    SiteConfig const site = site_of(site_text("", "priority_prefix = \"P\"\nappointment_prefix = \"N\"\nweight = 150\nquota_per_day = 40\n"
                                                  "last_ticket_at = \"15:30\"\nslot_minutes = 30\nslot_capacity = 4"));
    domain::Service const& tax = site.services.front();
    CHECK(tax.priority_prefix == "P");
    CHECK(tax.appointment_prefix == "N");
    CHECK(tax.weight == 150);
    CHECK(tax.quota_per_day == 40);
    CHECK(tax.last_ticket_at == minutes(930));
    CHECK(tax.slot_minutes == 30);
    CHECK(tax.slot_capacity == 4);
    CHECK(refusal(site_text("", "weight = 0")) == "hall.toml:10: service[1].weight: must be 1 to 1000");
    CHECK(refusal(site_text("", "last_ticket_at = \"half past three\"")) ==
          "hall.toml:10: service[1].last_ticket_at: must be a time of day such as \"08:30\"");
    CHECK(refusal(site_text("", "slot_minutes = 30")) == "hall.toml:10: service[1].slot_minutes: needs slot_minutes and slot_capacity together");
}

TEST_CASE("counters have breaks, and a site its rules of calling again, missing and coming back")
{
    SiteConfig const site = site_of(site_text("recalls_max = 0\nno_shows_max = 2\nreturn_after = 5\n[calling]\npriority_run = 2\ngeneral_run = 1\n"
                                              "general_ages_after_minutes = 20\nappointment_late_minutes = 15",
                                              "", "breaks = [\"11:30-12:30\"]"));
    CHECK(site.counters.front().breaks == std::vector<TimeSpan>{span(690, 750)});
    CHECK(site.recalls_max == 0);
    CHECK(site.no_shows_max == 2);
    CHECK(site.return_after == 5);
    CHECK(site.calling.priority_run == 2);
    CHECK(site.calling.general_run == 1);
    CHECK(site.calling.general_ages_after_s == 1200);
    CHECK(site.calling.appointment_early_s == 300);  // as it stands unless said
    CHECK(site.calling.appointment_late_s == 900);
    CHECK(refusal(site_text("return_after = 101")) == "hall.toml:5: return_after: must be 0 to 100");
    CHECK(refusal(site_text("[calling]\npriority_runs = 2")) == "hall.toml:6: calling.priority_runs: is not a key known here");
    CHECK(refusal(site_text("[calling]\npriority_run = 2")).starts_with("hall.toml: calling: priority_run and general_run"));
}

TEST_CASE("the example with office hours is valid and is what it says")
{
    auto const site = server::read_site_file(SADUAK_SOURCE_DIR "/assets/demo/office-hours.toml", kAssets);
    INFO((site ? "" : site.error().context));
    REQUIRE(site);
    CHECK(site->demo);
    CHECK_FALSE(is_working_day(site->opening, {2026, 11, 20}));
    CHECK(is_working_day(site->opening, {2026, 12, 10}));
    CHECK(is_open_at(site->opening, instant_at({2026, 11, 23}, hours(12))));
    CHECK(planned_counters(site->roster, instant_at({2026, 11, 23}, hours(12))) == 2);
    CHECK(last_closing(site->opening, instant_at({2026, 12, 30}, hours(9))) == instant_at({2026, 12, 30}, hours(12)));
    CHECK(site->return_after == 5);
    REQUIRE(site->groups.size() == 1);
    CHECK(site->services.at(2).group == site->groups[0].id);
    CHECK(site->rating.place == domain::RatingPlace::exit);
    CHECK(site->rating.version == 2);
}

TEST_CASE("the calendars' substitution days are working days after a holiday that falls on a weekend")
{
    SiteConfig const site = site_of(site_text("[opening]\ncalendar = [\"th-2569\", \"th-2570\"]"));
    auto const weekday_of = [](Date date) { return local_time(instant_at(date, Millis{0})).weekday; };
    std::set<Date> dates;
    for (domain::SpecialDay const& day : site.opening.days) dates.insert(day.date);
    for (domain::SpecialDay const& day : site.opening.days) {
        INFO(format_date(day.date));
        CHECK(day.kind != DayKind::working);
        CHECK(day.spans.empty());
        bool const weekend = weekday_of(day.date) == 0 || weekday_of(day.date) == 6;
        if (day.kind != DayKind::substitution) continue;
        CHECK_FALSE(weekend);
        Date const sunday = civil_from_days(days_from_civil(day.date) - 1);
        Date const saturday = civil_from_days(days_from_civil(day.date) - 2);
        CHECK((dates.contains(sunday) || dates.contains(saturday)));
    }
}
