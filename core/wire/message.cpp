#include "core/wire/message.hpp"

#include <optional>

#include "core/base/overloaded.hpp"
#include "core/domain/numbering.hpp"
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

constexpr std::int64_t kCountMax = INT64_C(1) << 53;
constexpr std::int64_t kMonotonicMax = INT64_C(1) << 53;  // milliseconds

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
    [[nodiscard]] bool has(char const* name) const { return object_.contains(name); }
    Instant instant(char const* name)
    {
        auto const parsed = parse_rfc3339(text(name, 40));
        if (!parsed) note(name, "must be an RFC 3339 time");
        return parsed.value_or(Instant{});
    }
    Date date(char const* name)
    {
        auto const parsed = parse_date(text(name, 10));
        if (!parsed) note(name, "must be a date");
        return parsed.value_or(Date{});
    }
    std::vector<ServiceId> services(char const* name, std::size_t count_max)
    {
        std::vector<ServiceId> services;
        json::value const* found = object_.if_contains(name);
        bool good = found != nullptr && found->is_array() && found->get_array().size() <= count_max;
        if (good)
            for (json::value const& item : found->get_array()) {
                good = good && item.is_string() && item.get_string().size() <= 64;
                if (good) services.emplace_back(std::string(item.get_string()));
            }
        if (!good) note(name, "must be a list of at most " + std::to_string(count_max) + " services");
        return services;
    }
    // 1 to `count_max` of them.
    template <class Enum>
    std::vector<Enum> words(char const* name, std::size_t count_max)
    {
        std::vector<Enum> words;
        json::value const* found = object_.if_contains(name);
        bool good = found != nullptr && found->is_array() && !found->get_array().empty() && found->get_array().size() <= count_max;
        if (good)
            for (json::value const& item : found->get_array()) {
                auto const word = item.is_string() ? from_string<Enum>(std::string_view(item.get_string())) : std::nullopt;
                good = good && word.has_value();
                words.push_back(word.value_or(Enum{}));
            }
        if (!good) note(name, "must be a list of known words");
        return words;
    }
    DeviceClock device_clock(char const* name)
    {
        json::value const* found = object_.if_contains(name);
        if (found == nullptr || !found->is_object()) {
            note(name, "must be an object");
            return {};
        }
        Fields inner(found->get_object());
        DeviceClock clock{inner.id("boot", valid_random_id), inner.integer("mono_ms", 0, kMonotonicMax), {}};
        if (inner.has("clock")) clock.clock = inner.instant("clock");
        if (!inner.status()) note(name, inner.status().error().context);
        return clock;
    }
    DeviceReport device_report(char const* name)
    {
        json::value const* found = object_.if_contains(name);
        if (found == nullptr || !found->is_object()) {
            note(name, "must be an object");
            return {};
        }
        Fields inner(found->get_object());
        DeviceReport report;
        report.uptime_s = inner.integer("uptime_s", 0, kCountMax);
        report.disk_free_bytes = inner.integer("disk_free_bytes", 0, INT64_MAX);
        report.unsent = inner.integer("unsent", 0, kCountMax);
        if (inner.has("bundle")) report.bundle = inner.id("bundle", valid_sha256_hex);
        report.trouble = inner.text("trouble", kTroubleMax);
        if (!inner.status()) note(name, inner.status().error().context);
        return report;
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

Hello read_hello(Fields& f)
{
    Hello hello{static_cast<std::int32_t>(f.integer("protocol", 0, 1'000'000)),
                DeviceId(f.id("device", valid_code)),
                f.id("key", valid_sha256_hex),
                StreamId(f.id("stream", valid_random_id)),
                f.integer("last_acked", 0, kCountMax),
                f.id("boot", valid_random_id),
                f.text("version", 64),
                std::nullopt,
                {}};
    if (f.has("mono_ms")) hello.mono_ms = f.integer("mono_ms", 0, kMonotonicMax);
    if (f.has("clock")) hello.clock = f.instant("clock");
    return hello;
}

Welcome read_welcome(Fields& f)
{
    Welcome welcome{f.instant("time"),
                    f.integer("high", 0, kCountMax),
                    static_cast<std::int32_t>(f.integer("config_version", 0, INT32_MAX)),
                    SiteId(f.id("site", valid_code)),
                    f.text("role", 32),
                    {}};
    if (f.has("key")) welcome.key = f.id("key", valid_sha256_hex);
    return welcome;
}

std::optional<Message> read_message(std::string_view type, Fields& f)
{
    if (type == "hello") return read_hello(f);
    if (type == "welcome") return read_welcome(f);
    if (type == "refused") return Refused{f.text("reason"), f.integer("retry_after_s", 0, 86'400)};
    if (type == "retry") return RetryLater{f.integer("n", 1, kCountMax)};
    if (type == "state") return StatePush{f.integer("seq", 0, kCountMax), f.object("state")};
    if (type == "error") return ProtocolError{f.boolean("fatal"), f.text("reason"), f.integer("expected", 0, kCountMax)};
    if (type == "ping") return Ping{f.has("health") ? std::optional(f.device_report("health")) : std::nullopt};
    if (type == "ack") {
        std::int64_t const n = f.integer("n", 1, kCountMax);
        bool const ok = f.boolean("ok");
        return Ack{n, ok, f.object(ok ? "result" : "error")};
    }
    return std::nullopt;
}

}  // namespace

namespace {

json::object health_json(DeviceReport const& report)
{
    json::object o{
        {"uptime_s", report.uptime_s}, {"disk_free_bytes", report.disk_free_bytes}, {"unsent", report.unsent}, {"trouble", report.trouble}};
    if (!report.bundle.empty()) o["bundle"] = report.bundle;
    return o;
}

}  // namespace

std::string encode(Message const& message)
{
    json::object o;
    std::visit(overloaded{
                   [&](Hello const& m) {
                       o = {{"type", "hello"},          {"protocol", m.protocol},     {"device", m.device.str()}, {"key", m.key},
                            {"stream", m.stream.str()}, {"last_acked", m.last_acked}, {"boot", m.boot},           {"version", m.version}};
                       if (m.mono_ms) o["mono_ms"] = *m.mono_ms;
                       if (m.clock.is_set()) o["clock"] = format_rfc3339(m.clock);
                   },
                   [&](Welcome const& m) {
                       o = {{"type", "welcome"},    {"time", format_rfc3339(m.time)},
                            {"high", m.high},       {"config_version", m.config_version},
                            {"site", m.site.str()}, {"role", m.role}};
                       if (!m.key.empty()) o["key"] = m.key;
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
                   [&](Ping const& m) {
                       o = {{"type", "ping"}};
                       if (m.health) o["health"] = health_json(*m.health);
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

namespace {

json::object clock_json(DeviceClock const& taken)
{
    json::object clock{{"boot", taken.boot}, {"mono_ms", taken.mono_ms}};
    if (taken.clock.is_set()) clock["clock"] = format_rfc3339(taken.clock);
    return clock;
}

json::object issue_json(IssueTicket const& c, std::optional<DeviceClock> const& taken)
{
    json::object o{
        {"name", "issue"}, {"ticket", c.ticket.str()},       {"service", c.service.str()},       {"class", view(to_string(c.ticket_class))},
        {"lang", c.lang},  {"token_sha256", c.token_sha256}, {"paper", view(to_string(c.paper))}};
    if (!c.then.empty()) {
        json::array then;
        for (ServiceId const& service : c.then) then.emplace_back(service.str());
        o["then"] = std::move(then);
    }
    if (c.people != 1) o["people"] = c.people;
    if (!c.number.empty()) o["number"] = c.number;
    if (!c.supersedes.empty()) o["supersedes"] = c.supersedes.str();
    if (taken && !c.number.empty()) o["taken"] = clock_json(*taken);
    return o;
}

json::object check_in_json(CheckIn const& c)
{
    json::object o{
        {"name", "check_in"}, {"ticket", c.ticket.str()}, {"lang", c.lang}, {"token_sha256", c.token_sha256}, {"paper", view(to_string(c.paper))}};
    if (c.appointment.empty()) o["code_sha256"] = c.code_sha256;
    else o["appointment"] = c.appointment.str();
    return o;
}

IssueTicket read_issue(Fields& f)
{
    IssueTicket issue;
    issue.ticket = TicketId(f.id("ticket", valid_random_id));
    issue.service = ServiceId(f.text("service", 64));
    issue.ticket_class = f.word<TicketClass>("class");
    issue.channel = Channel::kiosk;
    issue.lang = f.id("lang", valid_code);
    issue.token_sha256 = f.id("token_sha256", valid_sha256_hex);
    issue.paper = f.word<Paper>("paper");
    if (f.has("then")) issue.then = f.services("then", kThenMax);
    if (f.has("people")) issue.people = static_cast<std::int32_t>(f.integer("people", 1, 99));
    if (f.has("supersedes")) issue.supersedes = TicketId(f.id("supersedes", valid_random_id));
    if (f.has("number")) {
        issue.number = f.text("number", 8);
        if (issue.number.empty()) f.note("number", "must not be empty");
        issue.taken_at = f.device_clock("taken").clock;
    }
    return issue;
}

ReportPrinter read_printer(Fields& f)
{
    ReportPrinter report{f.id("state", valid_code)};
    if (f.has("roll_left_mm")) report.roll_left_mm = f.integer("roll_left_mm", 0, kRollMax_mm);
    if (f.has("ticket_mm")) report.ticket_mm = f.integer("ticket_mm", 0, kTicketMax_mm);
    return report;
}

CheckIn read_check_in(Fields& f)
{
    CheckIn check_in;
    if (f.has("appointment")) check_in.appointment = AppointmentId(f.id("appointment", valid_random_id));
    else check_in.code_sha256 = f.id("code_sha256", valid_sha256_hex);
    check_in.ticket = TicketId(f.id("ticket", valid_random_id));
    check_in.channel = Channel::kiosk;
    check_in.lang = f.id("lang", valid_code);
    check_in.token_sha256 = f.id("token_sha256", valid_sha256_hex);
    check_in.paper = f.word<Paper>("paper");
    return check_in;
}

// By the ticket that the terminal was told to ask about, or by the token that the citizen shows at the exit.
template <class About>
About read_about(Fields& f, About about)
{
    if (f.has("token_sha256")) {
        about.token_sha256 = f.id("token_sha256", valid_sha256_hex);
        about.channel = RatingChannel::exit;
    } else {
        about.ticket = TicketId(f.id("ticket", valid_random_id));
    }
    if (f.has("taken")) static_cast<void>(f.device_clock("taken"));  // well-formed: what it means the server finds (taken_clock)
    return about;
}

template <class About>
json::object about_json(char const* name, About const& about, std::optional<DeviceClock> const& taken)
{
    json::object o{{"name", name}};
    if (about.token_sha256.empty()) o["ticket"] = about.ticket.str();
    else o["token_sha256"] = about.token_sha256;
    if (taken) o["taken"] = clock_json(*taken);
    return o;
}

Rate read_rate(Fields& f)
{
    Rate rate = read_about(f, Rate{});
    rate.score = static_cast<std::int32_t>(f.integer("score", 0, 5));
    return rate;
}

ExplainRating read_explain(Fields& f)
{
    ExplainRating explain = read_about(f, ExplainRating{});
    explain.reasons = f.words<RatingReason>("reasons", 4);
    return explain;
}

std::optional<CommandBody> read_command(std::string_view name, Fields& f)
{
    auto const ticket = [&f] { return TicketId(f.id("ticket", valid_random_id)); };
    if (name == "issue") return read_issue(f);
    if (name == "check_in") return read_check_in(f);
    if (name == "paper") return ReportPaper{ticket(), f.word<Paper>("paper"), f.text("detail", 64)};
    if (name == "reprint") return ReprintTicket{ticket()};
    if (name == "cancel") return CancelTicket{ticket()};
    if (name == "printer") return read_printer(f);
    if (name == "rate") return read_rate(f);
    if (name == "rate_reasons") return read_explain(f);
    if (name == "call_staff") return CallStaff{f.boolean("wanted")};
    if (name == "caught_up") return ReportCaughtUp{f.date("day")};
    if (name == "release_range") return ReleaseRange{f.text("prefix", 1), static_cast<std::int32_t>(f.integer("first", 1, kNumberMax))};
    return std::nullopt;
}

}  // namespace

std::string encode_device_command(CommandBody const& command, std::optional<DeviceClock> const& taken)
{
    json::object o;
    std::visit(overloaded{
                   [&](IssueTicket const& c) { o = issue_json(c, taken); },
                   [&](CheckIn const& c) { o = check_in_json(c); },
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
                       if (c.roll_left_mm >= 0) o["roll_left_mm"] = c.roll_left_mm;
                       if (c.ticket_mm > 0) o["ticket_mm"] = c.ticket_mm;
                   },
                   [&](Rate const& c) {
                       o = about_json("rate", c, taken);
                       o["score"] = c.score;
                   },
                   [&](ExplainRating const& c) {
                       o = about_json("rate_reasons", c, taken);
                       json::array reasons;
                       for (RatingReason const reason : c.reasons) reasons.push_back(json::string(view(to_string(reason))));
                       o["reasons"] = std::move(reasons);
                   },
                   [&](CallStaff const& c) {
                       o = {{"name", "call_staff"}, {"wanted", c.wanted}};
                   },
                   [&](ReportCaughtUp const& c) {
                       o = {{"name", "caught_up"}, {"day", format_date(c.day)}};
                   },
                   [&](ReleaseRange const& c) {
                       o = {{"name", "release_range"}, {"prefix", c.prefix}, {"first", c.first}};
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
    auto command = read_command(name, f);
    if (!f.status()) return fail(Errc::parse, "command " + name + ": " + f.status().error().context);
    if (!command) return fail(Errc::parse, "unknown command \"" + name + "\"");
    return *std::move(command);
}

std::optional<DeviceClock> taken_clock(std::string_view body)
{
    auto const object = parse_object(body, kFrameBodyMax);
    if (!object || !object->contains("taken")) return std::nullopt;
    Fields f(*object);
    DeviceClock clock = f.device_clock("taken");
    if (!f.status()) return std::nullopt;
    return clock;
}

}  // namespace saduak::wire
