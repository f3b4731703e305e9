#include "drivers/escpos/command.hpp"

#include "core/base/overloaded.hpp"

namespace saduak::drivers::escpos {

namespace {

std::string quoted(std::string_view text)
{
    constexpr std::size_t kShown = 60;
    constexpr char kDigits[] = "0123456789abcdef";
    std::string out = "\"";
    for (char const c : text.substr(0, kShown)) {
        auto const byte = static_cast<Byte>(c);
        if (byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\') {
            out += c;
        } else {
            out += "\\x";
            out += kDigits[byte >> 4U];
            out += kDigits[byte & 0x0FU];
        }
    }
    return out + (text.size() > kShown ? "\"..." : "\"");
}

std::string_view name_of(Side side)
{
    switch (side) {
    case Side::left: return "left";
    case Side::centre: return "centre";
    case Side::right: return "right";
    }
    return "left";
}

std::string_view name_of(QrLevel level)
{
    switch (level) {
    case QrLevel::low: return "L";
    case QrLevel::medium: return "M";
    case QrLevel::quartile: return "Q";
    case QrLevel::high: return "H";
    }
    return "L";
}

}  // namespace

std::string describe(Action const& action)
{
    auto const visitor = overloaded{
        [](Initialise const&) -> std::string { return "initialise"; },
        [](Raster const& raster) {
            return "raster " + std::to_string(raster.picture.width()) + " x " + std::to_string(raster.picture.height()) + ", " +
                   std::to_string(raster.picture.black_count()) + " black";
        },
        [](NativeQr const& qr) {
            return "qr " + quoted(qr.text) + ", level " + std::string(name_of(qr.level)) + ", module " + std::to_string(qr.module_dots);
        },
        [](Text const& text) { return "text " + quoted(text.text); },
        [](LineFeed const& feed) { return "line feed " + std::to_string(feed.lines); },
        [](DotFeed const& feed) { return "dot feed " + std::to_string(feed.rows); },
        [](CutPaper const& knife) {
            return std::string(knife.knife == Knife::full ? "cut full" : "cut partial") + ", feed " + std::to_string(knife.feed_rows);
        },
        [](Align const& align) { return "align " + std::string(name_of(align.side)); },
        [](RealTimeQuery const& query) { return "real-time status query " + std::to_string(query.number); },
        [](RealTimeRequest const& request) { return "real-time request " + std::to_string(request.number); },
        [](ClearBuffers const&) -> std::string { return "clear buffers"; },
        [](OrderedQuery const& query) { return "ordered status query " + std::to_string(query.number); },
        [](AutomaticStatusMask const& mask) { return "automatic status mask " + std::to_string(mask.mask); },
        [](Other const& other) { return other.name; },
        [](Malformed const& malformed) { return "malformed: " + malformed.reason; },
    };
    return std::visit(visitor, action);
}

}  // namespace saduak::drivers::escpos
