#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "core/base/overloaded.hpp"
#include "drivers/printer/record.hpp"

namespace saduak::drivers {

namespace {

constexpr std::string_view kHeader = "saduak printer record 1";

// The first word; `text` goes on behind it.
std::string_view word(std::string_view& text)
{
    auto const end = std::min(text.find(' '), text.size());
    std::string_view const first = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return first;
}

template <class Number>
std::optional<Number> number(std::string_view text)
{
    Number value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<RecordedWrite> parse_write(std::string_view rest)
{
    std::string_view const counts = word(rest);
    auto const slash = counts.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    auto const taken = number<std::size_t>(counts.substr(0, slash));
    auto const offered = number<std::size_t>(counts.substr(slash + 1));
    auto bytes = from_hex(rest);
    if (!taken || !offered || !bytes || bytes->size() != *taken || *taken > *offered) return std::nullopt;
    return RecordedWrite{*offered, std::move(*bytes)};
}

std::optional<RecordedLine> parse_line(std::string_view line)
{
    auto const at = number<std::int64_t>(word(line));
    std::string_view const verb = word(line);
    if (!at) return std::nullopt;
    if (verb == "lost") return RecordedLine{*at, RecordedLoss{std::string(line)}};
    if (verb == "read") {
        auto bytes = from_hex(line);
        return bytes ? std::optional(RecordedLine{*at, RecordedRead{std::move(*bytes)}}) : std::nullopt;
    }
    if (verb != "write") return std::nullopt;
    auto written = parse_write(line);
    return written ? std::optional(RecordedLine{*at, std::move(*written)}) : std::nullopt;
}

class ReplayPort final : public PrinterPort {
public:
    explicit ReplayPort(Conversation conversation) : conversation_(std::move(conversation)) {}

    Result<std::size_t> write(ByteView bytes, Millis) override
    {
        RecordedLine const* line = next();
        if (line == nullptr) return differs("it ends here");
        if (auto const* loss = std::get_if<RecordedLoss>(&line->what)) return fail(Errc::disconnected, loss->why);
        auto const* written = std::get_if<RecordedWrite>(&line->what);
        if (written == nullptr) return differs("the printer was read from here, and not written to");
        bool const same = written->offered == bytes.size() && std::equal(written->taken.begin(), written->taken.end(), bytes.begin());
        if (!same) return differs("other bytes were written here");
        return written->taken.size();
    }
    Result<Bytes> read(Millis) override
    {
        RecordedLine const* line = next();
        if (line == nullptr) return differs("it ends here");
        if (auto const* loss = std::get_if<RecordedLoss>(&line->what)) return fail(Errc::disconnected, loss->why);
        auto const* got = std::get_if<RecordedRead>(&line->what);
        if (got == nullptr) return differs("the printer was written to here, and not read from");
        return got->bytes;
    }
    std::string description() const override { return conversation_.printer; }

private:
    RecordedLine const* next() { return astray_ || at_ == conversation_.lines.size() ? nullptr : &conversation_.lines[at_++]; }
    tl::unexpected<Error> differs(std::string const& how)
    {
        astray_ = true;
        return fail(Errc::corrupt, "the conversation is another one than the record's after " + std::to_string(at_) + " lines: " + how);
    }

    Conversation conversation_;
    std::size_t at_ = 0;
    bool astray_ = false;
};

}  // namespace

Result<std::vector<Conversation>> parse_record(std::string_view text)
{
    std::vector<Conversation> conversations;
    for (std::size_t line_number = 1; !text.empty(); ++line_number) {
        auto const end = std::min(text.find('\n'), text.size());
        std::string_view const line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line_number == 1) {
            if (line != kHeader) return fail(Errc::parse, "line 1 is not \"" + std::string(kHeader) + "\"");
            continue;
        }
        if (line.starts_with("open ")) {
            conversations.push_back({std::string(line.substr(5)), {}});
            continue;
        }
        auto parsed = parse_line(line);
        if (!parsed) return fail(Errc::parse, "line " + std::to_string(line_number) + " is no open, write, read or lost");
        // Before the first `open` is the rest of a conversation whose beginning is in another file.
        if (!conversations.empty()) conversations.back().lines.push_back(std::move(*parsed));
    }
    return conversations;
}

std::unique_ptr<PrinterPort> replay_port(Conversation conversation) { return std::make_unique<ReplayPort>(std::move(conversation)); }

}  // namespace saduak::drivers
