// One command at a time, by the lengths and ranges of the ESC/POS command reference.
#include <algorithm>
#include <array>

#include "drivers/escpos/decoder.hpp"

namespace saduak::drivers::escpos {

namespace {

constexpr Step kMore{};

std::size_t u16(ByteView bytes, std::size_t at) { return bytes[at] + 256U * std::size_t{bytes[at + 1]}; }

Step done(std::size_t size, Action action) { return {size, std::move(action)}; }

Step malformed(std::size_t size, std::string reason) { return {size, Malformed{std::move(reason)}}; }

// Commands that are only skipped: a prefix, its second byte and how many parameter bytes follow.
struct Fixed {
    Byte prefix;
    Byte code;
    std::size_t parameter_count;
    char const* name;
};
constexpr std::array kFixed{
    Fixed{0x1B, 0x20, 1, "character spacing"},
    Fixed{0x1B, 0x21, 1, "print modes"},
    Fixed{0x1B, 0x24, 2, "horizontal position"},
    Fixed{0x1B, 0x2D, 1, "underline"},
    Fixed{0x1B, 0x32, 0, "default line spacing"},
    Fixed{0x1B, 0x33, 1, "line spacing"},
    Fixed{0x1B, 0x3D, 1, "peripheral"},
    Fixed{0x1B, 0x45, 1, "emphasis"},
    Fixed{0x1B, 0x47, 1, "double strike"},
    Fixed{0x1B, 0x4D, 1, "font"},
    Fixed{0x1B, 0x52, 1, "character set"},
    Fixed{0x1B, 0x53, 0, "standard mode"},
    Fixed{0x1B, 0x54, 1, "print direction"},
    Fixed{0x1B, 0x56, 1, "rotation"},
    Fixed{0x1B, 0x5C, 2, "relative position"},
    Fixed{0x1B, 0x63, 2, "sensors or buttons"},
    Fixed{0x1B, 0x70, 3, "drawer pulse"},
    Fixed{0x1B, 0x74, 1, "code page"},
    Fixed{0x1B, 0x7B, 1, "upside down"},
    Fixed{0x1C, 0x21, 1, "kanji modes"},
    Fixed{0x1C, 0x26, 0, "kanji on"},
    Fixed{0x1C, 0x2E, 0, "kanji off"},
    Fixed{0x1C, 0x2D, 1, "kanji underline"},
    Fixed{0x1C, 0x43, 1, "kanji code"},
    Fixed{0x1C, 0x53, 2, "kanji spacing"},
    Fixed{0x1C, 0x57, 1, "kanji size"},
    Fixed{0x1D, 0x21, 1, "character size"},
    Fixed{0x1D, 0x42, 1, "reverse"},
    Fixed{0x1D, 0x48, 1, "bar code text"},
    Fixed{0x1D, 0x49, 1, "printer id query"},
    Fixed{0x1D, 0x4C, 2, "left margin"},
    Fixed{0x1D, 0x50, 2, "motion units"},
    Fixed{0x1D, 0x57, 2, "print width"},
    Fixed{0x1D, 0x62, 1, "smoothing"},
    Fixed{0x1D, 0x66, 1, "bar code font"},
    Fixed{0x1D, 0x68, 1, "bar code height"},
    Fixed{0x1D, 0x77, 1, "bar code width"},
};

Step skip_fixed_or_unknown(ByteView bytes)
{
    for (Fixed const& fixed : kFixed)
        if (bytes[0] == fixed.prefix && bytes[1] == fixed.code)
            return bytes.size() < 2 + fixed.parameter_count ? kMore : done(2 + fixed.parameter_count, Other{fixed.name});
    return malformed(2, "unknown command " + to_hex(bytes.first(2)));
}

Step read_real_time(ByteView bytes)
{
    if (bytes.size() < 3) return kMore;
    Byte const n = bytes[2];
    switch (bytes[1]) {
    case 0x04: return n >= 1 && n <= 4 ? done(3, RealTimeQuery{n}) : malformed(3, "DLE EOT with n = " + std::to_string(n));
    case 0x05: return n <= 2 ? done(3, RealTimeRequest{n}) : malformed(3, "DLE ENQ with n = " + std::to_string(n));
    case 0x14:
        if (n == 8) return bytes.size() < 10 ? kMore : done(10, ClearBuffers{});
        if (n == 1 || n == 2) return bytes.size() < 5 ? kMore : done(5, Other{n == 1 ? "real-time pulse" : "power off"});
        return malformed(3, "DLE DC4 with fn = " + std::to_string(n));
    default: return malformed(2, "unknown command " + to_hex(bytes.first(2)));
    }
}

// ESC *: columns of 8 or 24 dots, an old way to draw. Skipped, not drawn.
Step read_column_image(ByteView bytes)
{
    if (bytes.size() < 5) return kMore;
    std::size_t const per_column = bytes[2] >= 32 ? 3 : 1;
    std::size_t const size = 5 + per_column * u16(bytes, 3);
    return bytes.size() < size ? kMore : done(size, Other{"column image"});
}

// ESC D: at most 32 tab stops, ended by NUL.
Step read_tab_stops(ByteView bytes)
{
    constexpr std::size_t kTabsMax = 32;
    for (std::size_t at = 2; at < bytes.size() && at <= 2 + kTabsMax; ++at)
        if (bytes[at] == 0) return done(at + 1, Other{"tab stops"});
    return bytes.size() > 2 + kTabsMax ? malformed(2, "tab stops without an end") : kMore;
}

Step read_escape(ByteView bytes)
{
    if (bytes.size() < 2) return kMore;
    bool const has_parameter = bytes.size() >= 3;
    switch (bytes[1]) {
    case 0x40: return done(2, Initialise{});
    case 0x2A: return read_column_image(bytes);
    case 0x44: return read_tab_stops(bytes);
    case 0x4A: return has_parameter ? done(3, DotFeed{bytes[2]}) : kMore;
    case 0x64: return has_parameter ? done(3, LineFeed{bytes[2]}) : kMore;
    case 0x61: {
        if (!has_parameter) return kMore;
        int const n = bytes[2] >= '0' ? bytes[2] - '0' : bytes[2];
        if (n > 2) return malformed(3, "ESC a with n = " + std::to_string(bytes[2]));
        return done(3, Align{n == 0 ? Side::left : n == 1 ? Side::centre : Side::right});
    }
    default: return skip_fixed_or_unknown(bytes);
    }
}

Bitmap picture_of(ByteView packed, int width, std::size_t stride)
{
    Bitmap picture(width, 0);
    picture.append_rows(packed, stride);
    return picture;
}

std::string size_text(std::size_t width, std::size_t rows) { return std::to_string(width) + " x " + std::to_string(rows); }

bool size_in_range(std::size_t width, std::size_t rows)
{
    return width >= 1 && width <= std::size_t{kDecodedWidthMax} && rows >= 1 && rows <= std::size_t{kDecodedRowsMax};
}

// GS v 0 m xL xH yL yH: x counts bytes, y rows. m doubles width (bit 0) or height (bit 1), which nobody here sends.
Step read_raster(ByteView bytes)
{
    constexpr std::size_t kHeader = 8;
    if (bytes.size() < 3) return kMore;
    if (bytes[2] != 0x30) return malformed(3, "unknown command " + to_hex(bytes.first(3)));
    if (bytes.size() < kHeader) return kMore;
    std::size_t const stride = u16(bytes, 4);
    std::size_t const rows = u16(bytes, 6);
    if (!size_in_range(stride * 8, rows)) return malformed(kHeader, "raster of " + size_text(stride * 8, rows));
    if (bytes[3] != 0 && bytes[3] != 0x30) return malformed(kHeader, "enlarged raster, mode " + std::to_string(bytes[3]));
    std::size_t const size = kHeader + stride * rows;
    if (bytes.size() < size) return kMore;
    return done(size, Raster{picture_of(bytes.subspan(kHeader, stride * rows), static_cast<int>(stride * 8), stride)});
}

// GS V m, and GS V 65/66 n, which feeds to the knife and n units more.
Step read_cut(ByteView bytes)
{
    if (bytes.size() < 3) return kMore;
    switch (bytes[2]) {
    case 0x00:
    case 0x30: return done(3, CutPaper{Knife::full, 0});
    case 0x01:
    case 0x31: return done(3, CutPaper{Knife::partial, 0});
    case 0x41: return bytes.size() < 4 ? kMore : done(4, CutPaper{Knife::full, bytes[3]});
    case 0x42: return bytes.size() < 4 ? kMore : done(4, CutPaper{Knife::partial, bytes[3]});
    default: return malformed(3, "GS V with m = " + std::to_string(bytes[2]));
    }
}

// GS k: m below 7 ends with NUL, m from 65 has a length byte.
Step read_bar_code(ByteView bytes)
{
    constexpr std::size_t kTextMax = 255;
    if (bytes.size() < 3) return kMore;
    if (bytes[2] >= 65) {
        if (bytes.size() < 4) return kMore;
        std::size_t const size = 4 + std::size_t{bytes[3]};
        return bytes.size() < size ? kMore : done(size, Other{"bar code"});
    }
    for (std::size_t at = 3; at < bytes.size() && at <= 3 + kTextMax; ++at)
        if (bytes[at] == 0) return done(at + 1, Other{"bar code"});
    return bytes.size() > 3 + kTextMax ? malformed(3, "a bar code without an end") : kMore;
}

// `body` is what follows the length of GS ( k: cn fn parameters.
std::optional<Action> qr_function(ByteView body, DecoderMemory& memory)
{
    if (body.size() < 3 || body[0] != 0x31) return Other{"two-dimensional code"};
    switch (body[1]) {
    case 0x41: return Other{"qr model " + std::to_string(body[2] - 0x30)};
    case 0x43:
        if (body[2] < 1 || body[2] > 16) return Malformed{"qr module of " + std::to_string(body[2]) + " dots"};
        memory.qr.module_dots = body[2];
        return Other{"qr module " + std::to_string(body[2])};
    case 0x45: {
        constexpr std::array kLevels{QrLevel::low, QrLevel::medium, QrLevel::quartile, QrLevel::high};
        std::size_t const level = std::size_t{body[2]} - 0x30;
        if (level >= kLevels.size()) return Malformed{"qr level " + std::to_string(body[2])};
        memory.qr.level = kLevels[level];
        return Other{"qr level"};
    }
    case 0x50: {
        constexpr std::size_t kStoredMax = 7089;
        if (body.size() - 3 > kStoredMax) return Malformed{"qr data of " + std::to_string(body.size() - 3) + " bytes"};
        memory.qr.text = std::string(as_text(body.subspan(3)));
        return Other{"qr data, " + std::to_string(body.size() - 3) + " bytes"};
    }
    case 0x51:
        if (memory.qr.text.empty()) return Malformed{"qr print without data"};
        return memory.qr;
    default: return Other{"qr function " + std::to_string(body[1])};
    }
}

// GS ( L and GS 8 L function 112 stores a raster (x in dots here), function 50 prints what is stored.
std::optional<Action> graphics_function(ByteView body, DecoderMemory& memory)
{
    if (body.size() < 2 || body[0] != 0x30) return Other{"graphics"};
    if (body[1] == 2 || body[1] == 50) {
        if (memory.stored_raster.empty()) return Malformed{"graphics print without data"};
        return Raster{std::exchange(memory.stored_raster, Bitmap())};
    }
    if (body[1] != 112) return Other{"graphics function " + std::to_string(body[1])};
    constexpr std::size_t kHeader = 10;
    if (body.size() < kHeader) return Malformed{"graphics data without a header"};
    std::size_t const width = u16(body, 6);
    std::size_t const rows = u16(body, 8);
    std::size_t const stride = (width + 7) / 8;
    if (!size_in_range(width, rows) || body.size() != kHeader + stride * rows) return Malformed{"graphics of " + size_text(width, rows)};
    if (body[2] != 0x30 || body[3] != 1 || body[4] != 1) return Malformed{"graphics in grey or enlarged"};
    memory.stored_raster = picture_of(body.subspan(kHeader), static_cast<int>(width), stride);
    return Other{"graphics data " + size_text(width, rows)};
}

// GS ( fn pL pH body, FS ( fn pL pH body, GS 8 L p1 p2 p3 p4 body.
Step read_sized(ByteView bytes, DecoderMemory& memory)
{
    constexpr std::size_t kBodyMax = 1024U * 2303U + 16U;
    bool const wide = bytes[1] == 0x38;
    std::size_t const header = wide ? 7 : 5;
    if (bytes.size() < header) return kMore;
    std::size_t const body_size = wide ? u16(bytes, 3) + 65536U * u16(bytes, 5) : u16(bytes, 3);
    if (body_size > kBodyMax) return malformed(header, "a command of " + std::to_string(body_size) + " bytes");
    if (bytes.size() < header + body_size) return kMore;
    ByteView const body = bytes.subspan(header, body_size);
    if (bytes[0] != 0x1D) return done(header + body_size, Other{"function " + to_hex(bytes.first(3))});
    switch (bytes[2]) {
    case 0x6B: return {header + body_size, qr_function(body, memory)};
    case 0x4C: return {header + body_size, graphics_function(body, memory)};
    default: return done(header + body_size, Other{"function " + to_hex(bytes.first(3))});
    }
}

Step read_group(ByteView bytes, DecoderMemory& memory)
{
    if (bytes.size() < 2) return kMore;
    bool const has_parameter = bytes.size() >= 3;
    switch (bytes[1]) {
    case 0x76: return read_raster(bytes);
    case 0x56: return read_cut(bytes);
    case 0x6B: return read_bar_code(bytes);
    case 0x28:
    case 0x38: return read_sized(bytes, memory);
    case 0x72: return has_parameter ? done(3, OrderedQuery{bytes[2]}) : kMore;
    case 0x61: return has_parameter ? done(3, AutomaticStatusMask{bytes[2]}) : kMore;
    default: return skip_fixed_or_unknown(bytes);
    }
}

// The longest run from the front of bytes that `fits`.
template <class Fits>
std::size_t run_length(ByteView bytes, Fits fits)
{
    return static_cast<std::size_t>(std::find_if_not(bytes.begin(), bytes.end(), fits) - bytes.begin());
}

}  // namespace

Step read_command(ByteView bytes, DecoderMemory& memory)
{
    if (bytes.empty()) return kMore;
    Byte const first = bytes[0];
    if (first >= 0x20) {
        std::size_t const size = run_length(bytes, [](Byte byte) { return byte >= 0x20; });
        return done(size, Text{std::string(as_text(bytes.first(size)))});
    }
    switch (first) {
    case 0x0A: return done(1, LineFeed{1});
    case 0x10: return bytes.size() < 2 ? kMore : read_real_time(bytes);
    case 0x1B: return read_escape(bytes);
    case 0x1C:
        if (bytes.size() < 2) return kMore;
        return bytes[1] == 0x28 ? read_sized(bytes, memory) : skip_fixed_or_unknown(bytes);
    case 0x1D: return read_group(bytes, memory);
    default: {
        // Control codes without a meaning are ignored by printers, runs of NUL above all.
        std::size_t const size = run_length(bytes, [first](Byte byte) { return byte == first; });
        return done(size, Other{std::to_string(size) + " ignored byte(s) " + to_hex(bytes.first(1))});
    }
    }
}

}  // namespace saduak::drivers::escpos
