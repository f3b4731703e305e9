// What is written reads back the same: events, configurations, messages and commands with any values, frames in any pieces.
// And what reads is never harmed by what it gets.
#include <rapidcheck/catch.h>

#include "core/domain/numbering.hpp"
#include "core/wire/event_json.hpp"
#include "core/wire/frame.hpp"
#include "core/wire/message.hpp"
#include "tests/property/any_value.hpp"

using namespace saduak;
using namespace saduak::test;

namespace {

// Not shrunk: a failure tells the text that it failed on.
AnyValue any_value() { return AnyValue(*rc::gen::noShrink(rc::gen::arbitrary<std::uint64_t>())); }

domain::EventBody any_body(AnyValue& any, std::size_t kind)
{
    auto body = alternative<domain::EventBody>(kind);
    std::visit([&](auto& value) { any.fill(value); }, body);
    return body;
}

std::string random_id(AnyValue& any, std::size_t digits)
{
    std::string id(digits, '0');
    for (char& digit : id) digit = "0123456789abcdef"[any.pick(16)];
    return id;
}
std::string code(AnyValue& any) { return "c-" + std::to_string(any.pick(1000)); }
Instant instant(AnyValue& any) { return Instant{std::int64_t{any.pick(60'000)} * 40'000'003 + 1}; }
std::int64_t count(AnyValue& any) { return std::int64_t{any.pick(60'000)} << any.pick(37); }

template <class Enum>
Enum word(AnyValue& any)
{
    Enum value{};
    any.set(value);
    return value;
}

domain::CommandBody any_issue(AnyValue& any)
{
    domain::IssueTicket issue;
    issue.ticket = TicketId(random_id(any, 32));
    issue.service = ServiceId(code(any));
    issue.ticket_class = word<domain::TicketClass>(any);
    issue.lang = any.pick(2) == 0 ? "th" : "my";
    issue.token_sha256 = random_id(any, 64);
    issue.paper = word<domain::Paper>(any);
    for (std::uint32_t n = any.pick(domain::kThenMax + 1); n > 0; --n) issue.then.emplace_back(code(any));
    issue.people = static_cast<std::int32_t>(any.pick(99) + 1);
    if (any.pick(2) == 1) issue.supersedes = TicketId(random_id(any, 32));
    if (any.pick(2) == 1) issue.number = domain::format_number("A", static_cast<std::int32_t>(any.pick(20'000) + 1));
    return issue;
}

domain::CommandBody any_check_in(AnyValue& any)
{
    domain::CheckIn check_in;
    if (any.pick(2) == 0) check_in.appointment = AppointmentId(random_id(any, 32));
    else check_in.code_sha256 = random_id(any, 64);
    check_in.ticket = TicketId(random_id(any, 32));
    check_in.token_sha256 = random_id(any, 64);
    check_in.paper = word<domain::Paper>(any);
    return check_in;
}

// Everything that a device may send; what goes over the link is set, the rest is as the server finds it.
constexpr std::uint32_t kDeviceCommands = 12;
domain::CommandBody any_device_command(AnyValue& any, std::uint32_t kind)
{
    TicketId const ticket(random_id(any, 32));
    switch (kind) {
    case 0: return any_issue(any);
    case 1: return any_check_in(any);
    case 2: return domain::ReportPaper{ticket, word<domain::Paper>(any), any.text(16)};
    case 3: return domain::ReprintTicket{ticket};
    case 4: return domain::CancelTicket{ticket};
    case 5:
        return domain::ReportPrinter{code(any), static_cast<std::int64_t>(any.pick(domain::kRollMax_mm)) - 1,
                                     static_cast<std::int64_t>(any.pick(domain::kTicketMax_mm))};
    case 6: return domain::Rate{ticket, {}, static_cast<std::int32_t>(any.pick(6)), domain::RatingChannel::terminal};
    case 8: return domain::CallStaff{any.pick(2) == 0};
    case 9: return domain::ExplainRating{ticket, {}, {word<domain::RatingReason>(any)}};
    case 10: return domain::Rate{{}, {}, static_cast<std::int32_t>(any.pick(6)), domain::RatingChannel::exit, random_id(any, 64)};
    case 7: return domain::ReportCaughtUp{civil_from_days(any.pick(60'000))};
    default: return domain::ReleaseRange{"A", static_cast<std::int32_t>(any.pick(domain::kNumberMax) + 1)};
    }
}

wire::Message any_message(AnyValue& any, std::size_t kind)
{
    auto message = alternative<wire::Message>(kind);
    if (auto* hello = std::get_if<wire::Hello>(&message)) {
        *hello = {static_cast<std::int32_t>(any.pick(10)),
                  DeviceId(code(any)),
                  random_id(any, 64),
                  StreamId(random_id(any, 32)),
                  count(any),
                  random_id(any, 32),
                  any.text(15),
                  std::nullopt,
                  {}};
        if (any.pick(2) == 1) hello->mono_ms = count(any);
        if (any.pick(2) == 1) hello->clock = instant(any);
    }
    if (auto* welcome = std::get_if<wire::Welcome>(&message))
        *welcome = {instant(any), count(any), static_cast<std::int32_t>(any.pick(60'000)), SiteId(code(any)), "issue,rate"};
    if (auto* refused = std::get_if<wire::Refused>(&message)) *refused = {any.text(40), any.pick(60'000)};
    if (auto* command = std::get_if<wire::CommandMessage>(&message))
        *command = {count(any) + 1, wire::encode_device_command(any_device_command(any, 2 + any.pick(kDeviceCommands - 2)))};
    if (auto* ack = std::get_if<wire::Ack>(&message)) *ack = {count(any) + 1, any.pick(2) == 1, R"({"a":1,"b":["x",null]})"};
    if (auto* retry = std::get_if<wire::RetryLater>(&message)) *retry = {count(any) + 1};
    if (auto* push = std::get_if<wire::StatePush>(&message)) *push = {count(any), R"({"seq":3})"};
    if (auto* error = std::get_if<wire::ProtocolError>(&message)) *error = {any.pick(2) == 1, any.text(40), count(any)};
    return message;
}

// A text with some of its bytes changed, cut or said twice.
std::string damaged(std::string text)
{
    auto const changes = *rc::gen::resize(6, rc::gen::arbitrary<std::vector<std::pair<std::uint16_t, std::uint8_t>>>());
    for (auto const& [where, what] : changes) {
        if (text.empty()) break;
        std::size_t const at = where % text.size();
        if (what % 4 == 0) text.erase(at, what);
        else if (what % 4 == 1) text.insert(at, text.substr(at, what));
        else text[at] = static_cast<char>(what);
    }
    return text;
}

// What reads is only asked not to fall over; what it makes of a readable text must be writable.
void read_everywhere(std::string const& text)
{
    for (std::size_t kind = 0; kind < std::variant_size_v<domain::EventBody>; ++kind) {
        auto const type = domain::type_name(alternative<domain::EventBody>(kind));
        if (auto const body = wire::decode_body(type, text)) {
            auto const again = wire::decode_body(type, wire::encode_body(*body));
            RC_ASSERT(again.has_value());
            RC_ASSERT(same(*body, *again));
        }
    }
    if (auto const config = wire::decode_site_config(text)) RC_ASSERT(wire::decode_site_config(wire::encode_site_config(*config)) == *config);
    if (auto const message = wire::decode(text)) static_cast<void>(wire::encode(*message));
    if (auto const command = wire::decode_device_command(text)) static_cast<void>(wire::encode_device_command(*command));
    static_cast<void>(wire::taken_clock(text));
    if (auto const number = domain::parse_number(text)) RC_ASSERT(domain::format_number(number->prefix, number->n) == text);
    static_cast<void>(parse_rfc3339(text));
    static_cast<void>(parse_date(text));
    static_cast<void>(parse_time_of_day(text));
    wire::FrameReader frames;
    frames.feed(text);
    for (auto frame = frames.next(); frame && *frame; frame = frames.next()) RC_ASSERT((*frame)->size() >= wire::kFrameBodyMin);
}

}  // namespace

TEST_CASE("every event reads back as it was written, whatever stands in its fields")
{
    rc::prop("events", [] {
        AnyValue any = any_value();
        for (std::size_t kind = 0; kind < std::variant_size_v<domain::EventBody>; ++kind) {
            domain::EventBody const body = any_body(any, kind);
            std::string const text = wire::encode_body(body);
            auto const again = wire::decode_body(domain::type_name(body), text);
            if (!again) RC_FAIL(again.error().context);
            if (!same(body, *again)) RC_FAIL("another value comes back from " + std::string(domain::type_name(body)) + " " + text);
            RC_ASSERT(wire::encode_body(*again) == text);
        }
    });
}

TEST_CASE("every site configuration reads back as it was written")
{
    rc::prop("site configurations", [] {
        AnyValue any = any_value();
        domain::SiteConfig config;
        any.fill(config);
        auto const again = wire::decode_site_config(wire::encode_site_config(config));
        if (!again) RC_FAIL(again.error().context);
        RC_ASSERT(*again == config);
    });
}

TEST_CASE("every message of the device link reads back as it was written")
{
    rc::prop("messages", [] {
        AnyValue any = any_value();
        for (std::size_t kind = 0; kind < std::variant_size_v<wire::Message>; ++kind) {
            wire::Message const message = any_message(any, kind);
            std::string const text = wire::encode(message);
            auto const again = wire::decode(text);
            if (!again) RC_FAIL(again.error().context);
            if (!same(message, *again)) RC_FAIL("another value comes back from " + text);
        }
    });
}

TEST_CASE("every command of a device reads back as it was written")
{
    rc::prop("commands", [] {
        AnyValue any = any_value();
        for (std::uint32_t kind = 0; kind < kDeviceCommands; ++kind) {
            domain::CommandBody command = any_device_command(any, kind);
            std::optional<wire::DeviceClock> taken;
            if (auto* issue = std::get_if<domain::IssueTicket>(&command); issue != nullptr && !issue->number.empty()) {
                taken = wire::DeviceClock{random_id(any, 32), count(any), any.pick(2) == 0 ? Instant{} : instant(any)};
                issue->taken_at = taken->clock;
            }
            bool const answers = std::holds_alternative<domain::Rate>(command) || std::holds_alternative<domain::ExplainRating>(command);
            if (answers && any.pick(2) == 0) taken = wire::DeviceClock{random_id(any, 32), count(any), any.pick(2) == 0 ? Instant{} : instant(any)};
            std::string const text = wire::encode_device_command(command, taken);
            auto const again = wire::decode_device_command(text);
            if (!again) RC_FAIL(again.error().context);
            if (!same(command, *again)) RC_FAIL("another value comes back from " + text);
            RC_ASSERT(wire::taken_clock(text) == taken);
        }
    });
}

TEST_CASE("frames come out as they went in, in whatever pieces they arrive")
{
    rc::prop("frames", [] {
        auto bodies = *rc::gen::arbitrary<std::vector<std::string>>();
        std::string stream;
        for (std::string& body : bodies) {
            body += "{}";
            stream += wire::encode_frame(body);
        }
        wire::FrameReader reader;
        std::vector<std::string> found;
        while (!stream.empty()) {
            std::size_t const size = *rc::gen::inRange<std::size_t>(1, stream.size() + 1);
            reader.feed(stream.substr(0, size));
            stream.erase(0, size);
            for (auto frame = reader.next();; frame = reader.next()) {
                RC_ASSERT(frame.has_value());
                if (!*frame) break;
                found.push_back(**frame);
            }
        }
        RC_ASSERT(found == bodies);
    });
}

TEST_CASE("no bytes at all bring a decoder down")
{
    rc::prop("any bytes", [] { read_everywhere(*rc::gen::arbitrary<std::string>()); });
    rc::prop("damaged texts", [] {
        AnyValue any = any_value();
        domain::EventBody const body = any_body(any, any.pick(std::variant_size_v<domain::EventBody>));
        read_everywhere(damaged(wire::encode_body(body)));
        read_everywhere(damaged(wire::encode(any_message(any, any.pick(std::variant_size_v<wire::Message>)))));
        read_everywhere(damaged(wire::encode_device_command(any_device_command(any, any.pick(kDeviceCommands)))));
        read_everywhere(damaged(wire::encode_frame(wire::encode_body(body))));
    });
}
