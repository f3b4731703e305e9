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
        domain::PrinterChanged{"paper_low"},
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
        Hello{1, DeviceId("kiosk-1"), test::hex_of(1, 64), StreamId(test::hex_of(2, 32)), 7, test::hex_of(3, 32), "0.1"},
        Welcome{*parse_rfc3339("2026-11-21T03:00:00.5Z"), 12, 3, SiteId("hall"), "issue,rate"},
        Refused{"wrong_key", 30},
        CommandMessage{8, encode_device_command(domain::Rate{test::ticket_id(1), {}, 5})},
        Ack{8, true, R"({"ticket":{"number":"A012"}})"},
        Ack{9, false, R"({"code":"unknown_service","about":"x"})"},
        RetryLater{9},
        StatePush{812, R"({"services":[]})"},
        ProtocolError{false, "out_of_order", 4},
        Ping{},
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
          domain::CommandBody(domain::ReportPrinter{"paper_low"})})
        CHECK(encode_device_command(*decode_device_command(encode_device_command(body))) == encode_device_command(body));
}
