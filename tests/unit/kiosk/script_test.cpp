#include <map>

#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>

#include "kiosk/app/config.hpp"
#include "kiosk/app/script.hpp"
#include "kiosk/app/script_lines.hpp"
#include "kiosk/app/target_names.hpp"
#include "kiosk/link/server_text.hpp"
#include "kiosk/update.hpp"
#include "tests/unit/kiosk/kiosk_samples.hpp"

using namespace saduak;
using namespace saduak::kiosk;

namespace {

class FakeHost final : public ScriptHost {
public:
    [[nodiscard]] Model const& model() const override { return shown; }
    [[nodiscard]] Status touch(Target const& target) override
    {
        if (refuses) return fail(Errc::not_found, "that is not on the screen");
        touched.push_back(target);
        shown = update(std::move(shown), Touched{target}, sample_now()).model;
        return {};
    }
    [[nodiscard]] Status screenshot(std::filesystem::path const& file) override
    {
        pictures.push_back(file.string());
        return {};
    }
    void print_state() override { ++states; }
    void print_targets() override { ++targets; }
    void scan(std::string const& text) override { scanned.push_back(text); }
    [[nodiscard]] Status printer_fault(std::string_view) override { return {}; }

    Model shown = sample_model();
    std::vector<Target> touched;
    std::vector<std::string> pictures;
    std::vector<std::string> scanned;
    int states = 0;
    int targets = 0;
    bool refuses = false;
};

Script script_of(std::vector<std::string> const& lines)
{
    Script script;
    for (std::string const& line : lines) script.feed(line);
    script.end_of_lines();
    return script;
}

}  // namespace

TEST_CASE("a script goes from home to asking for a ticket")
{
    FakeHost host;
    Script script =
        script_of({"# a comment", "", "wait home", "tap service 1   # the first", "wait priority", "screenshot a.png", "tap general", "print-state"});
    auto const state = script.advance(host, sample_now());
    REQUIRE(state);
    CHECK(*state == ScriptState::ended);
    CHECK(name_of(host.shown.screen) == "issuing");
    CHECK(host.pictures == std::vector<std::string>{"a.png"});
    CHECK(host.states == 1);
}

TEST_CASE("a wait that is not met in time says the line and what the screen showed")
{
    FakeHost host;
    Script script = script_of({"wait home", "wait rating 3"});
    auto const running = script.advance(host, sample_now());
    REQUIRE(running);
    CHECK(*running == ScriptState::running);
    CHECK(script.deadline() == sample_now() + seconds(3));
    auto const failed = script.advance(host, sample_now() + seconds(3));
    REQUIRE_FALSE(failed);
    CHECK(failed.error().context == "script line 2 (wait rating 3): waited 3 s for rating; it is home");
}

TEST_CASE("what is not on the screen cannot be tapped")
{
    FakeHost host;
    host.refuses = true;
    Script script = script_of({"tap accept"});
    CHECK_FALSE(script.advance(host, sample_now()));
}

TEST_CASE("instructions that are none are refused with their line")
{
    for (char const* const line : {"dance", "wait nowhere", "tap face 6", "tap", "pause soon", "wait", "language x", "wait home -1"}) {
        CAPTURE(line);
        FakeHost host;
        Script script = script_of({line});
        CHECK_FALSE(script.advance(host, sample_now()));
    }
}

TEST_CASE("targets are printed by the words that tap takes, with their areas")
{
    FakeHost host;
    Script script = script_of({"print-targets"});
    CHECK(*script.advance(host, sample_now()) == ScriptState::ended);
    CHECK(host.targets == 1);
    DisplayList list{100, 200, {}, {{{1, 2, 30, 40}, {TargetKind::service, "id-card"}}, {{5, 60, 30, 40}, {TargetKind::volume, {}, -1}}}};
    CHECK(
        boost::json::serialize(targets_line(list)) ==
        R"({"event":"targets","width":100,"height":200,"targets":[{"tap":"service id-card","area":[1,2,30,40]},{"tap":"quieter","area":[5,60,30,40]}]})");
}

TEST_CASE("a pause ends after its time, and quit ends everything")
{
    FakeHost host;
    Script script = script_of({"pause 0.5", "quit", "tap accept"});
    CHECK(*script.advance(host, sample_now()) == ScriptState::running);
    CHECK(*script.advance(host, sample_now() + Millis{499}) == ScriptState::running);
    CHECK(*script.advance(host, sample_now() + Millis{500}) == ScriptState::ended);
}

TEST_CASE("the server's state becomes the offer, and what is missing in it is named")
{
    std::string const text = R"({"site":{"id":"hall","name":{"th":"ก","en":"a"},"agency_name":{"th":"ข"},"demo":true,"public_url":"http://h"},
      "services":[{"id":"id-card","name":{"th":"บัตร"},"prefix":"A","icon":"id-card","documents":[{"th":"x"}],"open":true,"waiting":2,
      "estimate":{"p50_s":61,"p80_s":100,"p90_s":180,"n":3,"model":"live-1"}}],"rate_now":null})";
    auto const site = parse_site(text);
    REQUIRE(site);
    CHECK(site->demo);
    REQUIRE(site->services.size() == 1);
    CHECK(site->services[0].waiting == 2);
    CHECK(site->services[0].wait == WaitRange{true, 2, 3});
    CHECK_FALSE(site->rate_now);
    std::string broken = text;
    broken.replace(broken.find("\"open\""), 6, "\"opem\"");
    auto const failed = parse_site(broken);
    REQUIRE_FALSE(failed);
    CHECK(failed.error().context.find("open") != std::string::npos);
}

TEST_CASE("why a service is closed is read, and a server that does not say is an older one")
{
    auto const site = [](std::string const& site_more, std::string const& service_more, std::string const& more) {
        return parse_site(R"({"site":{"id":"hall","name":{"th":"ก"},"agency_name":{"th":"ข"},"demo":true,"public_url":"")" + site_more +
                          R"(},"services":[{"id":"id-card","name":{"th":"บัตร"},"icon":"","documents":[],"open":false,"waiting":0,
                             "estimate":{"p50_s":0,"p90_s":0})" +
                          service_more + "}],\"rate_now\":null" + more + "}");
    };
    auto const older = site("", "", "");
    REQUIRE(older);
    CHECK_FALSE(older->services[0].closure);
    CHECK(older->return_after == 0);
    CHECK_FALSE(older->stopped);

    auto const closed = site(R"(,"return_after":5)", R"(,"closed":{"code":"site_closed","about":"2026-11-23T01:30:00.000Z"})",
                             R"(,"stop":{"kind":"closing","reason":"ไฟฟ้าดับ"})");
    REQUIRE(closed);
    CHECK(closed->services[0].closure == sample_night());
    CHECK(closed->return_after == 5);
    CHECK(closed->stopped == "ไฟฟ้าดับ");
    CHECK(site("", R"(,"closed":{"code":"quota_reached","about":"id-card"})", "")->services[0].closure->cause == Closure::Cause::quota);
    CHECK_FALSE(site("", R"(,"closed":{"code":"something_new","about":""})", "")->services[0].closure);
    CHECK_FALSE(site("", R"(,"closed":{"about":""})", ""));
}

TEST_CASE("a refusal because no ticket can be taken now is told from the others")
{
    CHECK(parse_refusal(R"({"code":"site_closed","about":"2026-11-23T01:30:00.000Z"})") == sample_night());
    CHECK(parse_refusal(R"({"code":"site_closed","about":""})") == Closure{});
    CHECK(parse_refusal(R"({"code":"site_stopped","about":"ไฟฟ้าดับ"})") == Closure{Closure::Cause::stopped, {}, "ไฟฟ้าดับ"});
    CHECK(parse_refusal(R"({"code":"no_more_tickets","about":"id-card"})")->cause == Closure::Cause::last_ticket);
    CHECK_FALSE(parse_refusal(R"({"code":"unknown_service","about":"x"})"));
    CHECK_FALSE(parse_refusal("the journal cannot be written"));
}

TEST_CASE("an estimate that is not stated is not zero minutes")
{
    CHECK_FALSE(wait_range(0, 0).stated);
    CHECK(wait_range(10, 59) == WaitRange{true, 1, 1});
    CHECK(wait_range(300, 480) == WaitRange{true, 5, 8});
}

TEST_CASE("roles are issue, rate or both")
{
    CHECK(parse_roles("issue,rate")->rate);
    CHECK_FALSE(parse_roles("rate")->issue);
    CHECK_FALSE(parse_roles("issues"));
}
