#include <catch2/catch.hpp>

#include "core/base/random.hpp"
#include "core/wire/event_json.hpp"
#include "core/wire/frame.hpp"
#include "core/wire/message.hpp"
#include "tests/support/town.hpp"

using namespace saduak;
using namespace saduak::wire;

TEST_CASE("every event body survives its JSON")
{
    std::vector<domain::EventBody> const bodies{
        domain::SiteConfigured{test::town_config()},
        domain::TicketIssued{"A012",
                             domain::TicketClass::priority,
                             domain::Channel::mobile,
                             "en",
                             {2026, 11, 21},
                             test::hex_of(3, 64),
                             domain::Paper::pending,
                             4,
                             300,
                             480},
        domain::TicketPaper{domain::Paper::failed, "paper_out"},
        domain::TicketFinished{domain::Outcome::come_back, true, false},
        domain::TicketFinished{domain::Outcome::served, false, true},
        domain::TicketTransferred{StepId("pay"), false},
        domain::TicketVoided{"no_paper"},
        domain::CounterPaused{"พักกลางวัน"},
        domain::RatingReceived{RatingKey(test::hex_of(9, 32)), 5, domain::RatingChannel::qr, 1, domain::TicketClass::general, {2026, 11, 21}},
        domain::RatingExplained{RatingKey(test::hex_of(9, 32)),
                                {domain::RatingReason::staff, domain::RatingReason::information},
                                domain::RatingChannel::exit,
                                domain::TicketClass::general,
                                {2026, 11, 21}},
        domain::StaffCalled{},
        domain::StaffCallEnded{true},
        domain::PrinterChanged{"paper_low"},
        domain::PrinterChanged{"ready", 62'000, 145},
        domain::DayClosed{{2026, 2, 28}},
        domain::TicketImported{"17", domain::TicketClass::general, {1}, {2}, {}, {3}, {}, "served"},
        domain::ImportFinished{test::hex_of(1, 64), "log.csv", 20718, 3},
        domain::CounterClosed{},
    };
    for (auto const& body : bodies) {
        std::string const text = encode_body(body);
        auto const back = decode_body(domain::type_name(body), text);
        INFO(text << (back ? "" : back.error().context));
        REQUIRE(back);
        CHECK(back->index() == body.index());
        CHECK(encode_body(*back) == text);
    }
}

TEST_CASE("a body with a missing, wrong or unknown field is refused by name")
{
    CHECK(decode_body("day.closed", R"({"day":"2026-11-21"})"));
    for (char const* bad : {R"({})", R"({"day":"2026-13-01"})", R"({"day":7})", R"({"day":"2026-11-21","x":1})", R"([])", "", "{"})
        CHECK_FALSE(decode_body("day.closed", bad));
    CHECK_FALSE(decode_body("day.opened", "{}"));
    CHECK_FALSE(decode_body("ticket.paper", R"({"paper":"perhaps","detail":""})"));
}

TEST_CASE("frames are cut from any pieces, and a wrong length ends the stream")
{
    std::string const stream = encode_frame("{}") + encode_frame(std::string(kFrameBodyMax, 'x')) + encode_frame("{\"a\":1}");
    for (std::size_t piece : {1u, 3u, 1000u, 70'000u}) {
        FrameReader reader;
        std::vector<std::string> bodies;
        for (std::size_t at = 0; at < stream.size(); at += piece) {
            reader.feed(std::string_view(stream).substr(at, piece));
            for (auto body = reader.next(); body && *body; body = reader.next()) bodies.push_back(**body);
        }
        REQUIRE(bodies.size() == 3);
        CHECK(bodies[2] == "{\"a\":1}");
    }
    for (std::string const& bad : {std::string("\0\0\0\1", 4), std::string("\0\1\0\1", 4), std::string("\xff\xff\xff\xff", 4)}) {
        FrameReader reader;
        reader.feed(bad);
        CHECK_FALSE(reader.next());
    }
}

TEST_CASE("every message survives its JSON")
{
    std::vector<Message> const messages{
        Hello{1, DeviceId("kiosk-1"), test::hex_of(1, 64), StreamId(test::hex_of(2, 32)), 7, test::hex_of(3, 32), "0.1", {}, {}},
        Hello{1, DeviceId("kiosk-1"), test::hex_of(1, 64), StreamId(test::hex_of(2, 32)), 7, test::hex_of(3, 32), "0.1", 90'000, {1'000}},
        Welcome{*parse_rfc3339("2026-11-21T03:00:00.5Z"), 12, 3, SiteId("hall"), "issue,rate", {}},
        Welcome{*parse_rfc3339("2026-11-21T03:00:00.5Z"), 12, 3, SiteId("hall"), "issue", std::string(64, 'a')},
        Refused{"wrong_key", 30},
        CommandMessage{8, encode_device_command(domain::Rate{test::ticket_id(1), {}, 5})},
        Ack{8, true, R"({"ticket":{"number":"A012"}})"},
        Ack{9, false, R"({"code":"unknown_service","about":"x"})"},
        RetryLater{9},
        StatePush{812, R"({"services":[]})"},
        ProtocolError{false, "out_of_order", 4},
        Ping{},
        Ping{DeviceReport{86'400, 1'000'000'000, 3, std::string(64, 'b'), "the bundle is cut short"}},
    };
    for (auto const& message : messages) {
        std::string const text = encode(message);
        auto const back = decode(text);
        INFO(text << (back ? "" : back.error().context));
        REQUIRE(back);
        CHECK(back->index() == message.index());
        CHECK(encode(*back) == text);
    }
}

TEST_CASE("messages that do not follow the protocol are refused with the field's name")
{
    std::string deep(200, '[');
    for (std::string const& bad : {std::string("not json"), std::string("[]"), std::string("{}"), std::string(R"({"type":"dance"})"),
                                   std::string(R"({"type":"command","n":0,"name":"x"})"), std::string(R"({"type":"command","n":1})"),
                                   std::string(R"({"type":"ack","n":1,"ok":1})"), std::string(R"({"type":"hello"})"),
                                   std::string(R"({"type":"command","n":1,"name":"x","a":[0.5]})"), "{\"type\":" + deep, std::string(70'000, ' ')})
        CHECK_FALSE(decode(bad));
    auto const refused = decode_device_command(R"({"name":"issue","ticket":"A012"})");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().context.find("ticket") != std::string::npos);
    CHECK_FALSE(decode_device_command(R"({"name":"dance"})"));
    CHECK_FALSE(decode_device_command(R"({"name":"rate","ticket":"00000000000000000000000000000001","score":6})"));
}

TEST_CASE("any bytes never crash a decoder")
{
    Random random(11);
    std::string const seed =
        R"({"type":"command","n":1,"name":"issue","ticket":"00000000000000000000000000000001","service":"tax","class":"general"})";
    for (int i = 0; i < 20'000; ++i) {
        std::string text = seed;
        for (int k = 0; k < 4; ++k) text[random.below(text.size())] = static_cast<char>(random.below(256));
        auto const message = decode(text);
        if (message && std::holds_alternative<CommandMessage>(*message)) {
            auto const command = decode_device_command(std::get<CommandMessage>(*message).body);
            CHECK((command || command.error().code == Errc::parse));
        }
    }
}

TEST_CASE("a device's commands survive their JSON")
{
    domain::IssueTicket issue{.ticket = test::ticket_id(5),
                              .service = ServiceId("tax"),
                              .ticket_class = domain::TicketClass::priority,
                              .lang = "en",
                              .token_sha256 = test::hex_of(5, 64),
                              .paper = domain::Paper::pending};
    auto const back = decode_device_command(encode_device_command(issue));
    REQUIRE(back);
    auto const& read = std::get<domain::IssueTicket>(*back);
    CHECK(read.ticket == issue.ticket);
    CHECK(read.ticket_class == issue.ticket_class);
    CHECK(read.paper == issue.paper);
    for (domain::CommandBody const& body :
         {domain::CommandBody(domain::ReportPaper{test::ticket_id(1), domain::Paper::failed, "paper_out"}),
          domain::CommandBody(domain::ReprintTicket{test::ticket_id(1)}), domain::CommandBody(domain::CancelTicket{test::ticket_id(1)}),
          domain::CommandBody(domain::ReportPrinter{"paper_low", 62'000, 145}), domain::CommandBody(domain::ReportCaughtUp{{2026, 11, 21}}),
          domain::CommandBody(domain::ReleaseRange{"A", 900}), domain::CommandBody(domain::CallStaff{false}),
          domain::CommandBody(domain::Rate{{}, {}, 3, domain::RatingChannel::exit, test::hex_of(6, 64)}),
          domain::CommandBody(domain::ExplainRating{test::ticket_id(1), {}, {domain::RatingReason::place}}),
          domain::CommandBody(domain::CheckIn{AppointmentId(test::hex_of(7, 32)), "", test::ticket_id(2), domain::Channel::kiosk, "en",
                                              test::hex_of(8, 64), domain::Paper::pending}),
          domain::CommandBody(
              domain::CheckIn{{}, test::hex_of(9, 64), test::ticket_id(2), domain::Channel::kiosk, "th", test::hex_of(8, 64), domain::Paper::none})})
        CHECK(encode_device_command(*decode_device_command(encode_device_command(body))) == encode_device_command(body));
}

namespace {

domain::IssueTicket offline_issue()
{
    domain::IssueTicket issue{
        .ticket = test::ticket_id(5), .service = ServiceId("tax"), .token_sha256 = test::hex_of(5, 64), .then = {}, .number = "A901"};
    issue.paper = domain::Paper::confirmed;
    issue.then = {ServiceId("map"), ServiceId("id-card")};
    issue.people = 3;
    issue.supersedes = test::ticket_id(4);
    return issue;
}

}  // namespace

TEST_CASE("a number given out offline brings the clocks of its moment")
{
    Instant const clock = *parse_rfc3339("2026-11-21T03:00:00Z");
    DeviceClock const taken{test::hex_of(3, 32), 86'400'000, clock};
    std::string const body = encode_device_command(offline_issue(), taken);
    CHECK(taken_clock(body) == taken);
    auto const back = decode_device_command(body);
    REQUIRE(back);
    auto const& read = std::get<domain::IssueTicket>(*back);
    CHECK(read.number == "A901");
    CHECK(read.taken_at == clock);
    CHECK(read.then == offline_issue().then);
    CHECK(read.people == 3);
    CHECK(read.supersedes == test::ticket_id(4));

    DeviceClock const untrusted{test::hex_of(3, 32), 5, {}};
    CHECK(taken_clock(encode_device_command(offline_issue(), untrusted)) == untrusted);
}

TEST_CASE("an offline issue that lacks its clocks, and other wrong additions, are refused by name")
{
    std::string const without = encode_device_command(offline_issue());
    CHECK(decode_device_command(without).error().context.find("taken") != std::string::npos);
    CHECK_FALSE(taken_clock(without));
    auto const with = [](std::string const& more) {
        domain::IssueTicket const issue{.ticket = test::ticket_id(5), .service = ServiceId("tax"), .token_sha256 = test::hex_of(5, 64), .then = {}};
        std::string body = encode_device_command(issue);
        body.pop_back();
        return decode_device_command(body + "," + more + "}");
    };
    CHECK(with(R"("people":2)"));
    for (char const* bad :
         {R"("people":0)", R"("people":100)", R"("then":["a","b","c","d","e","f"])", R"("then":[1])", R"("then":"tax")", R"("supersedes":"A012")",
          R"("number":"","taken":{"boot":"00000000000000000000000000000001","mono_ms":1})", R"("number":"A901","taken":{"boot":"x","mono_ms":1})",
          R"("number":"A901","taken":{"boot":"00000000000000000000000000000001","mono_ms":-1})",
          R"("number":"A901","taken":{"boot":"00000000000000000000000000000001","mono_ms":1,"clock":"noon"})"}) {
        INFO(bad);
        CHECK_FALSE(with(bad));
    }
    CHECK_FALSE(decode_device_command(R"({"name":"caught_up","day":"yesterday"})"));
    CHECK_FALSE(decode_device_command(R"({"name":"release_range","prefix":"A","first":0})"));
    CHECK_FALSE(decode_device_command(R"({"name":"check_in","ticket":"00000000000000000000000000000001","lang":"th","paper":"none"})"));
}

TEST_CASE("an answer to the rating question brings the clocks of its moment, and no other command does")
{
    DeviceClock const taken{test::hex_of(3, 32), 86'400'000, *parse_rfc3339("2026-11-21T03:00:00Z")};
    for (domain::CommandBody const& body : {domain::CommandBody(domain::Rate{test::ticket_id(1), {}, 4}),
                                            domain::CommandBody(domain::ExplainRating{test::ticket_id(1), {}, {domain::RatingReason::staff}})}) {
        std::string const text = encode_device_command(body, taken);
        CHECK(taken_clock(text) == taken);
        CHECK(decode_device_command(text));
        CHECK(decode_device_command(encode_device_command(body)));
        CHECK_FALSE(taken_clock(encode_device_command(body)));
    }
    CHECK_FALSE(taken_clock(encode_device_command(domain::ReprintTicket{test::ticket_id(1)}, taken)));
    CHECK_FALSE(taken_clock(encode_device_command(domain::IssueTicket{.ticket = test::ticket_id(1)}, taken)));
    auto const bad =
        decode_device_command(R"({"name":"rate","ticket":"00000000000000000000000000000001","score":4,"taken":{"boot":"x","mono_ms":1}})");
    REQUIRE_FALSE(bad);
    CHECK(bad.error().context.find("taken") != std::string::npos);
}
