#include "kiosk/sdl/window.hpp"

#include <algorithm>
#include <limits>

#include <SDL.h>

#include "core/base/assert.hpp"

namespace saduak::kiosk {

namespace {

// By the key's place: a scanner types on an American keyboard, whatever layout the machine has.
char typed_by(SDL_Scancode code)
{
    if (code >= SDL_SCANCODE_A && code <= SDL_SCANCODE_Z) return static_cast<char>('a' + (code - SDL_SCANCODE_A));
    if (code >= SDL_SCANCODE_1 && code <= SDL_SCANCODE_9) return static_cast<char>('1' + (code - SDL_SCANCODE_1));
    if (code == SDL_SCANCODE_0) return '0';
    return code == SDL_SCANCODE_SLASH ? '/' : '\0';
}

std::optional<Key> pressed(Key::Kind kind, char digit = 0) { return Key{kind, digit}; }

// A telephone's twelve keys, a keyboard's digits, and its arrows, Enter and Esc.
std::optional<Key> key_of(SDL_Keysym const& keysym)
{
    SDL_Keycode const key = keysym.sym;
    bool const shift = (keysym.mod & KMOD_SHIFT) != 0;
    if (key == SDLK_ESCAPE || key == SDLK_BACKSPACE || key == SDLK_KP_MULTIPLY || key == SDLK_ASTERISK || (shift && key == SDLK_8))
        return pressed(Key::Kind::back);
    if (key == SDLK_HASH || (shift && key == SDLK_3) || key == SDLK_KP_PLUS || key == SDLK_DOWN || key == SDLK_RIGHT || (!shift && key == SDLK_TAB))
        return pressed(Key::Kind::next);
    if (key == SDLK_UP || key == SDLK_LEFT || key == SDLK_KP_MINUS || key == SDLK_TAB) return pressed(Key::Kind::previous);
    if (key == SDLK_RETURN || key == SDLK_KP_ENTER) return pressed(Key::Kind::confirm);
    if (key == SDLK_l) return pressed(Key::Kind::language);
    if (key == SDLK_F15) return pressed(Key::Kind::voice_on);
    if (key == SDLK_F16) return pressed(Key::Kind::voice_off);
    if (key == SDLK_F2) return pressed(Key::Kind::repeat);
    if (key == SDLK_F3) return pressed(Key::Kind::quieter);
    if (key == SDLK_F4) return pressed(Key::Kind::louder);
    if (key >= SDLK_0 && key <= SDLK_9) return pressed(Key::Kind::digit, static_cast<char>('0' + (key - SDLK_0)));
    if (key >= SDLK_KP_1 && key <= SDLK_KP_9) return pressed(Key::Kind::digit, static_cast<char>('1' + (key - SDLK_KP_1)));
    if (key == SDLK_KP_0) return pressed(Key::Kind::digit, '0');
    return std::nullopt;
}

SDL_Rect sdl_rect(Rect const& rect) { return {rect.x, rect.y, rect.w, rect.h}; }

Uint32* pixels_of(SDL_Surface& surface, int y) { return reinterpret_cast<Uint32*>(static_cast<Uint8*>(surface.pixels) + y * surface.pitch); }

}  // namespace

Input Window::input_of(SDL_Event const& event)
{
    if (event.type == SDL_QUIT) return QuitAsked{};
    if (event.type == SDL_WINDOWEVENT) {
        uncovered_ = true;
        return RedrawAsked{};
    }
    // SDL makes mouse events of touches too.
    if (event.type == SDL_MOUSEBUTTONDOWN && event.button.button == SDL_BUTTON_LEFT) {
        Placement const placement(picture_, window_size_, turn_);
        auto const point = placement.on_picture({event.button.x, event.button.y});
        if (point) return PointTouched{point->x, point->y};
    }
    if (event.type != SDL_KEYDOWN || event.key.repeat != 0) return NothingInput{};
    return KeyPressed{key_of(event.key.keysym), typed_by(event.key.keysym.scancode)};
}

Result<Window> Window::open(ScreenSize const& size, WindowMode mode, Turn turn)
{
    SDL_SetMainReady();
    bool const headless = mode == WindowMode::headless;
    if (headless) SDL_SetHintWithPriority(SDL_HINT_VIDEODRIVER, "dummy", SDL_HINT_OVERRIDE);
    // cage leaves borders to its programs: SDL would hand the window to a library that draws them, and where that has no theme nothing is shown.
    SDL_SetHint(SDL_HINT_VIDEO_WAYLAND_ALLOW_LIBDECOR, "0");
    if (SDL_Init(SDL_INIT_VIDEO) != 0)
        return fail(Errc::unsupported, std::string("no display (") + SDL_GetError() + "): start with --headless, or set DISPLAY");
    Window window;
    window.started_ = true;
    window.picture_ = {size.width, size.height};
    window.turn_ = turn;
    if (headless) return window;
    Size on_panel = turned_size(window.picture_, turn);
    // Without a window manager a window stays as large as it was asked for, fullscreen or not.
    SDL_DisplayMode display{};
    if (mode == WindowMode::fullscreen && SDL_GetDesktopDisplayMode(0, &display) == 0) on_panel = {display.w, display.h};
    Uint32 const flags = mode == WindowMode::fullscreen ? SDL_WINDOW_FULLSCREEN_DESKTOP : SDL_WINDOW_RESIZABLE;
    window.window_ = SDL_CreateWindow("Saduak", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, on_panel.w, on_panel.h, flags);
    if (window.window_ == nullptr || SDL_GetWindowSurface(window.window_) == nullptr)
        return fail(Errc::unsupported, std::string("no window: ") + SDL_GetError());
    if (mode == WindowMode::fullscreen) SDL_ShowCursor(SDL_DISABLE);
    return window;
}

Window::Window(Window&& other) noexcept
    : window_(std::exchange(other.window_, nullptr)), picture_(other.picture_), turn_(other.turn_), turned_(std::move(other.turned_)),
      window_size_(other.window_size_), uncovered_(other.uncovered_), started_(std::exchange(other.started_, false))
{
}

Window::~Window()
{
    if (window_ != nullptr) SDL_DestroyWindow(window_);
    if (started_) SDL_QuitSubSystem(SDL_INIT_VIDEO);
}

SDL_Surface& Window::turned(SDL_Surface& picture, std::vector<Rect> const& parts, Placement const& placement)
{
    Size const size = turned_size(picture_, turn_);
    if (!turned_) turned_.reset(SDL_CreateRGBSurfaceWithFormat(0, size.w, size.h, 32, picture.format->format));
    SADUAK_ASSERT(turned_ != nullptr);
    SDL_SetSurfaceBlendMode(turned_.get(), SDL_BLENDMODE_NONE);
    for (Rect const& part : parts)
        for (int y = part.y; y < part.y + part.h; ++y) {
            Uint32 const* row = pixels_of(picture, y);
            for (int x = part.x; x < part.x + part.w; ++x) {
                Point const to = placement.turned(Point{x, y});
                pixels_of(*turned_, to.y)[to.x] = row[x];
            }
        }
    return *turned_;
}

void Window::present(SDL_Surface& picture, std::vector<Rect> const& changed)
{
    if (window_ == nullptr) return;
    SDL_Surface* const target = SDL_GetWindowSurface(window_);
    if (target == nullptr) return;  // being resized: an event follows
    Size const size{target->w, target->h};
    bool const resized = std::exchange(window_size_, size) != size;
    bool const whole = std::exchange(uncovered_, false) || resized;
    std::vector<Rect> const parts = whole ? std::vector<Rect>{{0, 0, picture.w, picture.h}} : changed;
    if (parts.empty()) return;
    Placement const placement(picture_, size, turn_);
    SDL_Surface& source = turn_ == Turn::none ? picture : turned(picture, parts, placement);
    if (whole) SDL_FillRect(target, nullptr, 0);
    std::vector<SDL_Rect> shown;
    SDL_Rect const place = sdl_rect(placement.place());
    if (placement.exact()) {
        for (Rect const& part : parts) {
            SDL_Rect const from = sdl_rect(placement.turned(part));
            SDL_Rect to{from.x + place.x, from.y + place.y, from.w, from.h};
            SDL_BlitSurface(&source, &from, target, &to);
            shown.push_back(to);
        }
    } else {
        SDL_Rect to = place;
        SDL_BlitScaled(&source, nullptr, target, &to);
        shown.push_back(place);
    }
    if (whole) SDL_UpdateWindowSurface(window_);
    else SDL_UpdateWindowSurfaceRects(window_, shown.data(), static_cast<int>(shown.size()));
}

Input Window::wait(Millis limit)
{
    SDL_Event event;
    int const most = static_cast<int>(std::clamp<std::int64_t>(limit.count, 0, std::numeric_limits<int>::max()));
    if (SDL_WaitEventTimeout(&event, most) == 0) return NothingInput{};
    return input_of(event);
}

void Window::wake()
{
    SDL_Event event{};
    event.type = SDL_USEREVENT;
    SDL_PushEvent(&event);
}

}  // namespace saduak::kiosk
