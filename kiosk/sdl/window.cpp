#include "kiosk/sdl/window.hpp"

#include <algorithm>
#include <limits>

#include <SDL.h>

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

Input input_of(SDL_Event const& event)
{
    if (event.type == SDL_QUIT) return QuitAsked{};
    if (event.type == SDL_WINDOWEVENT) return RedrawAsked{};
    // SDL makes mouse events of touches too, already in the renderer's logical pixels.
    if (event.type == SDL_MOUSEBUTTONDOWN && event.button.button == SDL_BUTTON_LEFT) return PointTouched{event.button.x, event.button.y};
    if (event.type != SDL_KEYDOWN || event.key.repeat != 0) return NothingInput{};
    SDL_Keycode const key = event.key.keysym.sym;
    char const typed = typed_by(event.key.keysym.scancode);
    if (key == SDLK_RETURN || key == SDLK_KP_ENTER) return KeyPressed{KeyPressed::Kind::enter, 0};
    if (key == SDLK_ESCAPE || key == SDLK_BACKSPACE) return KeyPressed{KeyPressed::Kind::escape, 0};
    if (key == SDLK_l) return KeyPressed{KeyPressed::Kind::language, 0, typed};
    if (key >= SDLK_0 && key <= SDLK_9) return KeyPressed{KeyPressed::Kind::digit, static_cast<char>('0' + (key - SDLK_0)), typed};
    if (key >= SDLK_KP_1 && key <= SDLK_KP_9) return KeyPressed{KeyPressed::Kind::digit, static_cast<char>('1' + (key - SDLK_KP_1))};
    if (key == SDLK_KP_0) return KeyPressed{KeyPressed::Kind::digit, '0'};
    if (typed != 0) return KeyPressed{KeyPressed::Kind::other, 0, typed};
    return NothingInput{};
}

}  // namespace

Result<Window> Window::open(ScreenSize const& size, WindowMode mode)
{
    SDL_SetMainReady();
    bool const headless = mode == WindowMode::headless;
    if (headless) SDL_SetHintWithPriority(SDL_HINT_VIDEODRIVER, "dummy", SDL_HINT_OVERRIDE);
    if (SDL_Init(SDL_INIT_VIDEO) != 0)
        return fail(Errc::unsupported, std::string("no display (") + SDL_GetError() + "): start with --headless, or set DISPLAY");
    Window window;
    window.started_ = true;
    if (headless) return window;
    Uint32 const flags = mode == WindowMode::fullscreen ? SDL_WINDOW_FULLSCREEN_DESKTOP : SDL_WINDOW_RESIZABLE;
    window.window_ = SDL_CreateWindow("Saduak", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, size.width, size.height, flags);
    if (window.window_ != nullptr) window.renderer_ = SDL_CreateRenderer(window.window_, -1, 0);
    if (window.renderer_ != nullptr) {
        SDL_RenderSetLogicalSize(window.renderer_, size.width, size.height);
        window.texture_ = SDL_CreateTexture(window.renderer_, SDL_PIXELFORMAT_ARGB8888, SDL_TEXTUREACCESS_STREAMING, size.width, size.height);
    }
    if (window.texture_ == nullptr) return fail(Errc::unsupported, std::string("no window: ") + SDL_GetError());
    if (mode == WindowMode::fullscreen) SDL_ShowCursor(SDL_DISABLE);
    return window;
}

Window::Window(Window&& other) noexcept
    : window_(std::exchange(other.window_, nullptr)), renderer_(std::exchange(other.renderer_, nullptr)),
      texture_(std::exchange(other.texture_, nullptr)), started_(std::exchange(other.started_, false))
{
}

Window::~Window()
{
    if (texture_ != nullptr) SDL_DestroyTexture(texture_);
    if (renderer_ != nullptr) SDL_DestroyRenderer(renderer_);
    if (window_ != nullptr) SDL_DestroyWindow(window_);
    if (started_) SDL_QuitSubSystem(SDL_INIT_VIDEO);
}

void Window::present(SDL_Surface const& picture)
{
    if (renderer_ == nullptr) return;
    SDL_UpdateTexture(texture_, nullptr, picture.pixels, picture.pitch);
    SDL_RenderClear(renderer_);
    SDL_RenderCopy(renderer_, texture_, nullptr, nullptr);
    SDL_RenderPresent(renderer_);
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
