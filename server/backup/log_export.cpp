#include "server/backup/log_export.hpp"

#include <optional>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "core/domain/decide.hpp"
#include "core/wire/event_json.hpp"
#include "core/wire/json.hpp"
#include "server/store/chain.hpp"

namespace saduak::server {
namespace {

namespace json = boost::json;

constexpr std::int64_t kFormat = 1;

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

// Reads the fields of one line; a wrong one is kept as the fault.
class Line {
public:
    explicit Line(json::object const& object) : object_(object) {}

    std::string text(char const* name, bool required = true)
    {
        json::value const* found = object_.if_contains(name);
        if (found == nullptr && !required) return {};
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

Result<StoredEvent> parse_event(SiteId const& site, std::string const& text)
{
    SADUAK_TRY(json::object const object, wire::parse_object(text, kExportLineMax));
    Line line(object);
    StoredEvent stored;
    stored.site = site;
    stored.seq = line.integer("seq");
    stored.event.at = Instant{line.integer("at")};
    std::string const type = line.text("type");
    stored.event.ticket = TicketId(line.text("ticket", false));
    stored.event.service = ServiceId(line.text("service", false));
    stored.event.counter = CounterId(line.text("counter", false));
    stored.event.agent = AgentId(line.text("agent", false));
    stored.event.device = DeviceId(line.text("device", false));
    if (line.has("stream")) stored.stream = StreamPosition{StreamId(line.text("stream")), line.integer("n")};
    stored.body = line.text("body");
    stored.hash = line.text("hash");
    SADUAK_TRY_STATUS(line.status());
    SADUAK_TRY(stored.event.body, wire::decode_body(type, stored.body));
    return stored;
}

Result<bool> next_line(std::istream& in, std::string& line)
{
    line.clear();
    char c = 0;
    while (in.get(c)) {
        if (c == '\n') return true;
        line += c;
        if (line.size() > kExportLineMax) return fail(Errc::parse, "the line is longer than " + std::to_string(kExportLineMax) + " bytes");
    }
    if (in.bad()) return fail(Errc::io, "reading failed");
    return !line.empty();
}

Result<SiteHead> parse_header(std::string const& text)
{
    SADUAK_TRY(json::object const object, wire::parse_object(text, kExportLineMax));
    Line line(object);
    std::int64_t const format = line.integer("saduak_log");
    SiteHead head{SiteId(line.text("site")), line.integer("seq"), line.text("hash")};
    std::int64_t const after = line.integer("after");
    if (!line.status()) return fail(Errc::parse, "this is no exported log: " + line.status().error().context);
    if (format != kFormat) return fail(Errc::unsupported, "format " + std::to_string(format) + " was written by a newer version: use that version");
    if (!valid_code(head.site.str())) return fail(Errc::parse, "\"site\" is not an id");
    if (after != 0) return fail(Errc::unsupported, "the export begins after event " + std::to_string(after) + ": the events before it are missing");
    return head;
}

}  // namespace

Status export_log(EventStore& store, SiteHead const& head, LineSink const& write)
{
    std::string previous;
    bool first = true;
    auto const header = [&](Seq after) {
        return write(json::serialize(
            json::object{{"saduak_log", kFormat}, {"site", head.site.str()}, {"after", after}, {"seq", head.seq}, {"hash", head.hash}}));
    };
    SADUAK_TRY_STATUS(store.read(head.site, 0, [&](StoredEvent const& stored) -> Status {
        if (stored.seq > head.seq) return {};
        if (first) SADUAK_TRY_STATUS(header(stored.seq - 1));
        // Where older events have left behind a checkpoint, the first hash is taken as it stands.
        if ((!first || stored.seq == 1) && chain_hash(previous, stored) != stored.hash)
            return fail(Errc::corrupt, "event " + std::to_string(stored.seq) + " of site " + head.site.str() + ": its hash does not follow");
        first = false;
        previous = stored.hash;
        return write(event_line(stored));
    }));
    if (first) return header(0);
    return {};
}

Result<ImportedLog> read_export(std::istream& in, std::function<Status(StoredEvent)> const& take)
{
    std::string text;
    SADUAK_TRY(bool const any, next_line(in, text));
    if (!any) return fail(Errc::parse, "line 1: the file is empty");
    auto const header = parse_header(text).map_error(saduak::in("line 1"));
    if (!header) return tl::unexpected(header.error());
    ImportedLog imported{{header->site, 0, {}}, 0};
    domain::SiteState state;
    for (std::int64_t number = 2;; ++number) {
        auto const more = next_line(in, text).map_error(saduak::in("line " + std::to_string(number)));
        if (!more) return tl::unexpected(more.error());
        if (!*more) break;
        auto stored = parse_event(header->site, text).map_error(saduak::in("line " + std::to_string(number)));
        if (!stored) return tl::unexpected(stored.error());
        if (stored->seq != imported.head.seq + 1)
            return fail(Errc::corrupt, "line " + std::to_string(number) + ": event " + std::to_string(imported.head.seq + 1) + " is missing");
        if (chain_hash(imported.head.hash, *stored) != stored->hash)
            return fail(Errc::corrupt, "line " + std::to_string(number) + ": its hash does not follow: it or a line before it was changed");
        auto const applied = domain::apply(state, stored->event).map_error(saduak::in("line " + std::to_string(number)));
        if (!applied) return tl::unexpected(applied.error());
        imported.head.seq = stored->seq;
        imported.head.hash = stored->hash;
        imported.events += 1;
        SADUAK_TRY_STATUS(take(*std::move(stored)));
    }
    if (imported.head.seq != header->seq || imported.head.hash != header->hash)
        return fail(Errc::corrupt, "the file ends at event " + std::to_string(imported.head.seq) + ", its first line promises event " +
                                       std::to_string(header->seq) + ": it was cut off");
    return imported;
}

}  // namespace saduak::server
