#include "core/wire/message.hpp"

#include <optional>

#include "core/base/overloaded.hpp"
#include "core/wire/frame.hpp"
#include "core/wire/json.hpp"

namespace saduak::wire {
namespace {

namespace json = boost::json;
using namespace domain;

json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

// Raw JSON text put into a message as it stands; it was made by us or checked on arrival.
json::value raw(std::string const& text)
{
    auto object = parse_object(text, kFrameBodyMax);
    return object ? json::value(*std::move(object)) : json::value(json::object());
}

// Reads fields of a message one by one; the first fault is kept.
class Fields {
public:
    explicit Fields(json::object const& object) : object_(object) {}

    std::string text(char const* name, std::size_t size_max = 200)
    {
        json::value const* found = object_.if_contains(name);
        if (found == nullptr || !found->is_string() || found->get_string().size() > size_max) {
            note(name, "must be text of at most " + std::to_string(size_max) + " bytes");
            return {};
        }
        return std::string(found->get_string().data(), found->get_string().size());
    }
    std::int64_t integer(char const* name, std::int64_t least, std::int64_t most)
    {
        json::value const* found = object_.if_contains(name);
        if (found == nullptr || !found->is_int64() || found->get_int64() < least || found->get_int64() > most) {
            note(name, "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
            return least;
        }
        return found->get_int64();
    }
    bool boolean(char const* name)
    {
        json::value const* found = object_.if_contains(name);
        if (found != nullptr && found->is_bool()) return found->get_bool();
        note(name, "must be true or false");
        return false;
    }
    std::string object(char const* name)
    {
        json::value const* found = object_.if_contains(name);
        if (found != nullptr && found->is_object()) return to_text(*found);
        note(name, "must be an object");
        return {};
    }
    template <class Enum>
    Enum word(char const* name)
    {
        auto const value = from_string<Enum>(text(name, 32));
        if (!value) note(name, "has an unknown value");
        return value.value_or(Enum{});
    }
    Instant instant(char const* name)
    {
        auto const parsed = parse_rfc3339(text(name, 40));
        if (!parsed) note(name, "must be an RFC 3339 time");
        return parsed.value_or(Instant{});
    }
    void note(char const* name, std::string const& what)
    {
        if (status_) status_ = fail(Errc::parse, std::string("\"") + name + "\" " + what);
    }
    // Checks an id's shape.
    std::string id(char const* name, bool (*valid)(std::string_view))
    {
        std::string value = text(name, 64);
        if (!valid(value)) note(name, "is not a valid id");
        return value;
    }
    [[nodiscard]] Status const& status() const { return status_; }

private:
    json::object const& object_;
    Status status_;
};

constexpr std::int64_t kCountMax = INT64_C(1) << 53;

std::optional<Message> read_message(std::string_view type, Fields& f)
{
    if (type == "hello")
        return Hello{static_cast<std::int32_t>(f.integer("protocol", 0, 1'000'000)),
                     DeviceId(f.id("device", valid_code)),
                     f.id("key", valid_sha256_hex),
                     StreamId(f.id("stream", valid_random_id)),
                     f.integer("last_acked", 0, kCountMax),
                     f.id("boot", valid_random_id),
                     f.text("version", 64)};
    if (type == "welcome")
        return Welcome{f.instant("time"), f.integer("high", 0, kCountMax), static_cast<std::int32_t>(f.integer("config_version", 0, INT32_MAX)),
                       SiteId(f.id("site", valid_code)), f.text("role", 32)};
    if (type == "refused") return Refused{f.text("reason"), f.integer("retry_after_s", 0, 86'400)};
    if (type == "retry") return RetryLater{f.integer("n", 1, kCountMax)};
    if (type == "state") return StatePush{f.integer("seq", 0, kCountMax), f.object("state")};
    if (type == "error") return ProtocolError{f.boolean("fatal"), f.text("reason"), f.integer("expected", 0, kCountMax)};
    if (type == "ping") return Ping{};
    if (type == "ack") {
        std::int64_t const n = f.integer("n", 1, kCountMax);
        bool const ok = f.boolean("ok");
        return Ack{n, ok, f.object(ok ? "result" : "error")};
    }
    return std::nullopt;
}

}  // namespace

std::string encode(Message const& message)
{
    json::object o;
    std::visit(overloaded{
                   [&](Hello const& m) {
                       o = {{"type", "hello"},          {"protocol", m.protocol},     {"device", m.device.str()}, {"key", m.key},
                            {"stream", m.stream.str()}, {"last_acked", m.last_acked}, {"boot", m.boot},           {"version", m.version}};
                   },
                   [&](Welcome const& m) {
                       o = {{"type", "welcome"},    {"time", format_rfc3339(m.time)},
                            {"high", m.high},       {"config_version", m.config_version},
                            {"site", m.site.str()}, {"role", m.role}};
                   },
                   [&](Refused const& m) {
                       o = {{"type", "refused"}, {"reason", m.reason}, {"retry_after_s", m.retry_after_s}};
                   },
                   [&](CommandMessage const& m) {
                       o = {{"type", "command"}, {"n", m.n}};
                       json::value const body = raw(m.body);
                       for (auto const& [key, value] : body.get_object()) o[key] = value;
                   },
                   [&](Ack const& m) {
                       o = {{"type", "ack"}, {"n", m.n}, {"ok", m.ok}};
                       o[m.ok ? "result" : "error"] = raw(m.body);
                   },
                   [&](RetryLater const& m) {
                       o = {{"type", "retry"}, {"n", m.n}};
                   },
                   [&](StatePush const& m) {
                       o = {{"type", "state"}, {"seq", m.seq}};
                       o["state"] = raw(m.body);
                   },
                   [&](ProtocolError const& m) {
                       o = {{"type", "error"}, {"fatal", m.fatal}, {"reason", m.reason}, {"expected", m.expected}};
                   },
                   [&](Ping const&) {
                       o = {{"type", "ping"}};
                   },
               },
               message);
    return to_text(o);
}

Result<Message> decode(std::string_view body)
{
    SADUAK_TRY(json::object object, parse_object(body, kFrameBodyMax));
    Fields fields(object);
    std::string const type = fields.text("type", 32);
    if (!fields.status()) return fail(Errc::parse, fields.status().error().context);
    if (type == "command") {
        std::int64_t const n = fields.integer("n", 1, kCountMax);
        static_cast<void>(fields.text("name", 32));
        if (!fields.status()) return fail(Errc::parse, "command: " + fields.status().error().context);
        object.stable_erase(object.find("type"));
        object.stable_erase(object.find("n"));
        return CommandMessage{n, to_text(object)};
    }
    auto message = read_message(type, fields);
    if (!message) return fail(Errc::parse, "unknown message type \"" + type + "\"");
    if (!fields.status()) return fail(Errc::parse, type + ": " + fields.status().error().context);
    return *std::move(message);
}

std::string encode_device_command(CommandBody const& command)
{
    json::object o;
    std::visit(overloaded{
                   [&](IssueTicket const& c) {
                       o = {{"name", "issue"},
                            {"ticket", c.ticket.str()},
                            {"service", c.service.str()},
                            {"class", view(to_string(c.ticket_class))},
                            {"lang", c.lang},
                            {"token_sha256", c.token_sha256},
                            {"paper", view(to_string(c.paper))}};
                   },
                   [&](ReportPaper const& c) {
                       o = {{"name", "paper"}, {"ticket", c.ticket.str()}, {"paper", view(to_string(c.paper))}, {"detail", c.detail}};
                   },
                   [&](ReprintTicket const& c) {
                       o = {{"name", "reprint"}, {"ticket", c.ticket.str()}};
                   },
                   [&](CancelTicket const& c) {
                       o = {{"name", "cancel"}, {"ticket", c.ticket.str()}};
                   },
                   [&](ReportPrinter const& c) {
                       o = {{"name", "printer"}, {"state", c.state}};
                   },
                   [&](Rate const& c) {
                       o = {{"name", "rate"}, {"ticket", c.ticket.str()}, {"score", c.score}};
                   },
                   [&](auto const&) {
                       o = {{"name", "unsupported"}};
                   },
               },
               command);
    return to_text(o);
}

Result<CommandBody> decode_device_command(std::string_view body)
{
    SADUAK_TRY(json::object const object, parse_object(body, kFrameBodyMax));
    Fields f(object);
    std::string const name = f.text("name", 32);
    std::optional<CommandBody> command;
    if (name == "issue") {
        IssueTicket issue;
        issue.ticket = TicketId(f.id("ticket", valid_random_id));
        issue.service = ServiceId(f.text("service", 64));
        issue.ticket_class = f.word<TicketClass>("class");
        issue.channel = Channel::kiosk;
        issue.lang = f.id("lang", valid_code);
        issue.token_sha256 = f.id("token_sha256", valid_sha256_hex);
        issue.paper = f.word<Paper>("paper");
        command = std::move(issue);
    } else if (name == "paper") {
        command = ReportPaper{TicketId(f.id("ticket", valid_random_id)), f.word<Paper>("paper"), f.text("detail", 64)};
    } else if (name == "reprint") {
        command = ReprintTicket{TicketId(f.id("ticket", valid_random_id))};
    } else if (name == "cancel") {
        command = CancelTicket{TicketId(f.id("ticket", valid_random_id))};
    } else if (name == "printer") {
        command = ReportPrinter{f.id("state", valid_code)};
    } else if (name == "rate") {
        command = Rate{TicketId(f.id("ticket", valid_random_id)), {}, static_cast<std::int32_t>(f.integer("score", 0, 5)), RatingChannel::terminal};
    }
    if (!f.status()) return fail(Errc::parse, "command " + name + ": " + f.status().error().context);
    if (!command) return fail(Errc::parse, "unknown command \"" + name + "\"");
    return *std::move(command);
}

}  // namespace saduak::wire
