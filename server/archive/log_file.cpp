#include "server/archive/log_file.hpp"

#include <optional>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "core/wire/event_json.hpp"
#include "core/wire/json.hpp"
#include "server/store/chain.hpp"

namespace saduak::server {
namespace {

namespace json = boost::json;

constexpr std::int64_t kFormat = 1;

std::string header_line(LogStretch const& stretch)
{
    return json::serialize(json::object{{"saduak_log", kFormat},
                                        {"site", stretch.to.site.str()},
                                        {"after", stretch.after},
                                        {"after_hash", stretch.after_hash},
                                        {"seq", stretch.to.seq},
                                        {"hash", stretch.to.hash}});
}

std::string event_line(StoredEvent const& stored)
{
    json::object o;
    o["seq"] = stored.seq;
    o["at"] = stored.event.at.ms;
    std::string_view const type = domain::type_name(stored.event.body);
    o["type"] = json::string_view(type.data(), type.size());
    auto const id = [&](char const* name, std::string const& value) {
        if (!value.empty()) o[name] = value;
    };
    id("ticket", stored.event.ticket.str());
    id("service", stored.event.service.str());
    id("counter", stored.event.counter.str());
    id("agent", stored.event.agent.str());
    id("device", stored.event.device.str());
    if (stored.stream) {
        o["stream"] = stored.stream->stream.str();
        o["n"] = stored.stream->n;
    }
    o["body"] = stored.body;
    o["hash"] = stored.hash;
    return json::serialize(o);
}

// Reads the fields of one line; the first wrong one is kept as the fault.
class Fields {
public:
    explicit Fields(json::object const& object) : object_(object) {}

    enum class Needed { yes, no };
    std::string text(char const* name, Needed needed = Needed::yes)
    {
        json::value const* found = object_.if_contains(name);
        if (found == nullptr && needed == Needed::no) return {};
        if (found != nullptr && found->is_string()) return std::string(found->get_string().data(), found->get_string().size());
        note(name, "must be text");
        return {};
    }
    std::int64_t integer(char const* name)
    {
        json::value const* found = object_.if_contains(name);
        if (found != nullptr && found->is_int64()) return found->get_int64();
        note(name, "must be a whole number");
        return 0;
    }
    [[nodiscard]] bool has(char const* name) const { return object_.contains(name); }
    [[nodiscard]] Status const& status() const { return status_; }

private:
    void note(char const* name, char const* what)
    {
        if (status_) status_ = fail(Errc::parse, std::string("\"") + name + "\" " + what);
    }
    json::object const& object_;
    Status status_;
};

Status parse_event(std::string const& text, wire::BodyDecoder& decoder, StoredEvent& stored)
{
    SADUAK_TRY(json::object const object, wire::parse_object(text, kLogLineMax));
    Fields fields(object);
    auto const id = [&](char const* name) { return fields.text(name, Fields::Needed::no); };
    stored.seq = fields.integer("seq");
    stored.event.at = Instant{fields.integer("at")};
    std::string const type = fields.text("type");
    stored.event.ticket = TicketId(id("ticket"));
    stored.event.service = ServiceId(id("service"));
    stored.event.counter = CounterId(id("counter"));
    stored.event.agent = AgentId(id("agent"));
    stored.event.device = DeviceId(id("device"));
    stored.stream.reset();
    if (fields.has("stream")) stored.stream = StreamPosition{StreamId(fields.text("stream")), fields.integer("n")};
    stored.body = fields.text("body");
    stored.hash = fields.text("hash");
    SADUAK_TRY_STATUS(fields.status());
    return decoder.decode(type, stored.body, stored.event.body);
}

// False at the end. The last line may go without its line feed.
Result<bool> next_line(std::istream& in, std::string& line)
{
    line.clear();
    char c = 0;
    while (in.get(c)) {
        if (c == '\n') return true;
        line += c;
        if (line.size() > kLogLineMax) return fail(Errc::parse, "the line is longer than " + std::to_string(kLogLineMax) + " bytes");
    }
    if (in.bad()) return fail(Errc::io, "reading failed");
    return !line.empty();
}

Result<LogStretch> parse_header(std::string const& text)
{
    auto const no_log = [](std::string const& why) { return fail(Errc::parse, "this is no exported log: " + why); };
    auto const object = wire::parse_object(text, kLogLineMax);
    if (!object) return no_log(object.error().context);
    Fields fields(*object);
    std::int64_t const format = fields.integer("saduak_log");
    if (fields.status() && format != kFormat)
        return fail(Errc::unsupported, "format " + std::to_string(format) + " was written by a newer version: use that version");
    LogStretch stretch;
    stretch.to.site = SiteId(fields.text("site"));
    stretch.after = fields.integer("after");
    stretch.after_hash = fields.text("after_hash");
    stretch.to.seq = fields.integer("seq");
    stretch.to.hash = fields.text("hash");
    if (!fields.status()) return no_log(fields.status().error().context);
    if (!valid_code(stretch.to.site.str())) return no_log("\"site\" is not an id");
    if (stretch.after < 0 || stretch.to.seq < stretch.after || (stretch.after == 0) != stretch.after_hash.empty())
        return no_log("\"after\" and \"seq\" are no stretch of a log");
    return stretch;
}

}  // namespace

Status write_log(EventStore& store, LogStretch const& stretch, LineSink const& write)
{
    SADUAK_TRY_STATUS(write(header_line(stretch)));
    Seq seq = stretch.after;
    std::string previous = stretch.after_hash;
    bool whole = false;
    std::string const site = " of site " + stretch.to.site.str();
    auto const take = [&](StoredEvent const& stored) -> Status {
        if (stored.seq != seq + 1) return fail(Errc::corrupt, "event " + std::to_string(seq + 1) + site + " is missing");
        if (chain_hash(previous, stored) != stored.hash)
            return fail(Errc::corrupt, "event " + std::to_string(stored.seq) + site + ": its hash does not follow");
        seq = stored.seq;
        previous = stored.hash;
        SADUAK_TRY_STATUS(write(event_line(stored)));
        whole = seq == stretch.to.seq;
        if (whole) return fail(Errc::internal, "the stretch is whole");  // a running server may have written more
        return {};
    };
    Status const read = seq == stretch.to.seq ? Status{} : store.read(stretch.to.site, stretch.after, take);
    if (!read && !whole) return read;
    if (seq != stretch.to.seq || previous != stretch.to.hash)
        return fail(Errc::corrupt, "the log" + site + " does not end in the head of event " + std::to_string(stretch.to.seq));
    return {};
}

Result<LogStretch> read_log_header(std::istream& in)
{
    std::string text;
    auto const any = next_line(in, text).map_error(saduak::in("line 1"));
    if (!any) return tl::unexpected(any.error());
    if (!*any) return fail(Errc::parse, "line 1: the file is empty");
    return parse_header(text).map_error(saduak::in("line 1"));
}

Result<LogStretch> read_log(std::istream& in, std::function<Status(StoredEvent const&)> const& take)
{
    SADUAK_TRY(LogStretch const stretch, read_log_header(in));
    wire::BodyDecoder decoder;
    StoredEvent stored;
    stored.site = stretch.to.site;
    Seq seq = stretch.after;
    std::string previous = stretch.after_hash;
    auto const take_line = [&](std::string const& text) -> Status {
        SADUAK_TRY_STATUS(parse_event(text, decoder, stored));
        if (stored.seq != seq + 1) return fail(Errc::corrupt, "event " + std::to_string(seq + 1) + " is missing");
        if (chain_hash(previous, stored) != stored.hash) return fail(Errc::corrupt, "its hash does not follow: it or a line before it was changed");
        seq = stored.seq;
        previous = stored.hash;
        return take(stored);
    };
    std::string text;
    for (std::int64_t number = 2;; ++number) {
        auto const more = next_line(in, text).map_error(saduak::in("line " + std::to_string(number)));
        if (!more) return tl::unexpected(more.error());
        if (!*more) break;
        if (auto taken = take_line(text); !taken) return fail(taken.error().code, "line " + std::to_string(number) + ": " + taken.error().context);
    }
    if (seq != stretch.to.seq || previous != stretch.to.hash)
        return fail(Errc::corrupt, "the file ends at event " + std::to_string(seq) + ", its first line promises event " +
                                       std::to_string(stretch.to.seq) + ": it was cut off");
    return stretch;
}

}  // namespace saduak::server
