// SDL's side of the UI thread: a window where there is a display, and what fingers, mouse and keys do in it.
#pragma once

#include <memory>
#include <variant>
#include <vector>

#include "kiosk/keys.hpp"
#include "kiosk/sdl/placement.hpp"
#include "kiosk/text/fonts.hpp"
#include "kiosk/view/view.hpp"

struct SDL_Window;
union SDL_Event;

namespace saduak::kiosk {

enum class WindowMode { windowed, fullscreen, headless };

struct PointTouched {
    int x = 0;  // pixels of the screen as configured
    int y = 0;
};
struct KeyPressed {
    std::optional<Key> key;  // nothing: it does nothing by itself
    char typed = 0;          // as a scanner means it: a to z, 0 to 9 or /; 0: none of these
};
struct QuitAsked {};
struct RedrawAsked {};   // uncovered or resized
struct NothingInput {};  // somebody woke the loop, or the time is over
using Input = std::variant<PointTouched, KeyPressed, QuitAsked, RedrawAsked, NothingInput>;

class Window {
public:
    // headless: SDL's dummy driver, nothing is shown. Errc::unsupported: no display; the message names --headless.
    [[nodiscard]] static Result<Window> open(ScreenSize const& size, WindowMode mode, Turn turn = Turn::none);
    Window(Window&&) noexcept;
    Window& operator=(Window&&) = delete;
    ~Window();

    // Shows what changed in the picture since the last call; all of it where the window was uncovered or resized.
    void present(SDL_Surface& picture, std::vector<Rect> const& changed);
    // Waits at most so long for an input. SIGINT and SIGTERM are QuitAsked.
    [[nodiscard]] Input wait(Millis limit);
    // Ends a wait() early. Any thread.
    static void wake();

private:
    Window() = default;
    [[nodiscard]] Input input_of(SDL_Event const& event);
    // The parts of the picture as the panel is mounted.
    [[nodiscard]] SDL_Surface& turned(SDL_Surface& picture, std::vector<Rect> const& parts, Placement const& placement);

    SDL_Window* window_ = nullptr;
    Size picture_;
    Turn turn_ = Turn::none;
    SurfacePtr turned_;
    Size window_size_;  // when last shown
    bool uncovered_ = true;
    bool started_ = false;
};

}  // namespace saduak::kiosk
