#include "kiosk/sdl/painter.hpp"

#include <algorithm>

#include <SDL.h>
#include <png.h>

#include "core/base/assert.hpp"
#include "core/base/overloaded.hpp"
#include "drivers/raster/qr.hpp"
#include "kiosk/damage.hpp"
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

SurfacePtr new_picture(int width, int height)
{
    SurfacePtr surface(SDL_CreateRGBSurfaceWithFormat(0, width, height, 32, SDL_PIXELFORMAT_ARGB8888));
    SADUAK_ASSERT(surface != nullptr);
    SDL_SetSurfaceBlendMode(surface.get(), SDL_BLENDMODE_NONE);  // it is opaque where it is copied to
    return surface;
}

void paint_item(SDL_Surface& surface, Item const& item, Fonts& fonts)
{
    std::visit(overloaded{
                   [&](Box const& box) { paint_box(surface, box); },
                   [&](Text const& text) { paint_text(surface, text, fonts); },
                   [&](Icon const& icon) { draw_strokes(surface, icon.area, icon_drawing(icon.name), icon.color); },
                   [&](Face const& face) { paint_face(surface, face); },
                   [&](QrCode const& code) { paint_qr(surface, code); },
               },
               item);
}

void paint_within(SDL_Surface& surface, Rect const& area, DisplayList const& list, Fonts& fonts)
{
    SDL_Rect const place{area.x, area.y, area.w, area.h};
    SDL_FillRect(&surface, &place, 0);
    for (Item const& item : list.items) {
        Rect const part = intersection(extent(item), area);
        if (part.empty()) continue;
        SDL_Rect const clip{part.x, part.y, part.w, part.h};
        SDL_SetClipRect(&surface, &clip);
        paint_item(surface, item, fonts);
    }
    SDL_SetClipRect(&surface, nullptr);
}

}  // namespace

SurfacePtr paint(DisplayList const& list, Fonts& fonts)
{
    SurfacePtr surface = new_picture(list.width, list.height);
    paint_within(*surface, {0, 0, list.width, list.height}, list, fonts);
    return surface;
}

std::vector<Rect> Canvas::show(DisplayList list, Fonts& fonts)
{
    std::vector<Rect> changed = damage(shown_, list);
    if (!picture_ || picture_->w != list.width || picture_->h != list.height) {
        picture_ = new_picture(list.width, list.height);
        changed = {{0, 0, list.width, list.height}};
    }
    for (Rect const& area : changed) paint_within(*picture_, area, list, fonts);
    shown_ = std::move(list);
    return changed;
}

SDL_Surface& Canvas::picture()
{
    SADUAK_ASSERT(picture_ != nullptr);
    return *picture_;
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
