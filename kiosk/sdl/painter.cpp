#include "kiosk/sdl/painter.hpp"

#include <algorithm>

#include <SDL.h>
#include <png.h>

#include "core/base/assert.hpp"
#include "core/base/overloaded.hpp"
#include "drivers/raster/qr.hpp"
#include "kiosk/sdl/icons.hpp"
#include "kiosk/sdl/shapes.hpp"

namespace saduak::kiosk {

namespace {

void paint_box(SDL_Surface& surface, Box const& box)
{
    if (box.border_px > 0) fill_rounded(surface, box.area, box.radius, box.border);
    int const inset = box.border_px;
    fill_rounded(surface, box.area.inset(inset), std::max(0, box.radius - inset), box.fill);
}

void paint_text(SDL_Surface& surface, Text const& text, Fonts& fonts)
{
    FittedText const fitted = fit(text, fonts);
    FontKey const key{fitted.size_px, text.weight};
    int const pitch = line_pitch(key.size_px);
    int y = text.area.y;
    if (text.vertical == VerticalAlign::middle) y += (text.area.h - pitch * static_cast<int>(fitted.lines.size())) / 2;
    // The font's line is higher than the pitch; its empty rows are shared between neighbours.
    y -= (fonts.line_height(key) - pitch) / 2;
    for (std::string const& line : fitted.lines) {
        int x = text.area.x;
        int const room = text.area.w - fonts.width(line, key);
        if (text.align == Align::center) x += room / 2;
        if (text.align == Align::right) x += room;
        if (SurfacePtr const picture = fonts.draw(line, key, text.color.rgb)) {
            SDL_Rect place{x, y, 0, 0};
            SDL_BlitSurface(picture.get(), nullptr, &surface, &place);
        }
        y += pitch;
    }
}

void paint_face(SDL_Surface& surface, Face const& face)
{
    Drawing const ground{{Disc{50, 50, 47}}, 0};
    draw_strokes(surface, face.area, ground, face.fill);
    draw_strokes(surface, face.area, face_drawing(face.score), face.ink);
}

void paint_qr(SDL_Surface& surface, QrCode const& code)
{
    auto const qr = drivers::make_qr(code.text, drivers::QrLevel::medium);
    if (!qr) return;
    int const modules = qr->side() + 2 * drivers::kQrQuietModules;
    int const module = std::max(1, std::min(code.area.w, code.area.h) / modules);
    int const left = code.area.x + (code.area.w - qr->side() * module) / 2;
    int const top = code.area.y + (code.area.h - qr->side() * module) / 2;
    for (int row = 0; row < qr->side(); ++row)
        for (int column = 0; column < qr->side(); ++column)
            if (qr->dark(column, row)) fill_rounded(surface, {left + column * module, top + row * module, module, module}, 0, Color{0});
}

}  // namespace

SurfacePtr paint(DisplayList const& list, Fonts& fonts)
{
    SurfacePtr surface(SDL_CreateRGBSurfaceWithFormat(0, list.width, list.height, 32, SDL_PIXELFORMAT_ARGB8888));
    SADUAK_ASSERT(surface != nullptr);
    for (Item const& item : list.items)
        std::visit(overloaded{
                       [&](Box const& box) { paint_box(*surface, box); },
                       [&](Text const& text) { paint_text(*surface, text, fonts); },
                       [&](Icon const& icon) { draw_strokes(*surface, icon.area, icon_drawing(icon.name), icon.color); },
                       [&](Face const& face) { paint_face(*surface, face); },
                       [&](QrCode const& code) { paint_qr(*surface, code); },
                   },
                   item);
    return surface;
}

Status write_png(std::filesystem::path const& file, SDL_Surface const& surface)
{
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(surface.w);
    image.height = static_cast<png_uint_32>(surface.h);
    image.format = PNG_FORMAT_RGB;
    Bytes rgb;
    rgb.reserve(static_cast<std::size_t>(surface.w) * static_cast<std::size_t>(surface.h) * 3);
    for (int y = 0; y < surface.h; ++y) {
        auto const* row = reinterpret_cast<Uint32 const*>(static_cast<Uint8 const*>(surface.pixels) + y * surface.pitch);
        for (int x = 0; x < surface.w; ++x)
            for (unsigned const shift : {16U, 8U, 0U}) rgb.push_back(static_cast<Byte>(row[x] >> shift));
    }
    std::filesystem::path const beside = file.string() + ".part";
    if (png_image_write_to_file(&image, beside.c_str(), 0, rgb.data(), 0, nullptr) == 0)
        return fail(Errc::io, "cannot write " + file.string() + ": " + image.message);
    std::error_code error;
    std::filesystem::rename(beside, file, error);
    if (error) return fail(Errc::io, "cannot write " + file.string() + ": " + error.message());
    return {};
}

Result<SurfacePtr> read_png(std::filesystem::path const& file)
{
    std::error_code missing;
    if (!std::filesystem::is_regular_file(file, missing)) return fail(Errc::not_found, "no picture at " + file.string());
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    if (png_image_begin_read_from_file(&image, file.c_str()) == 0) return fail(Errc::parse, file.string() + ": " + image.message);
    image.format = PNG_FORMAT_BGRA;  // ARGB8888 in the bytes of a little-endian machine
    SurfacePtr surface(
        SDL_CreateRGBSurfaceWithFormat(0, static_cast<int>(image.width), static_cast<int>(image.height), 32, SDL_PIXELFORMAT_ARGB8888));
    if (png_image_finish_read(&image, nullptr, surface->pixels, surface->pitch, nullptr) == 0)
        return fail(Errc::parse, file.string() + ": " + image.message);
    return surface;
}

}  // namespace saduak::kiosk
