// What a touch costs to draw and show, against drawing and showing the whole screen: every touch target of the kiosk's home and class screens,
// at 1080 x 1920, on the driver that SDL_VIDEODRIVER names.
// usage: bench_redraw REPEATS ASSETS
// Prints one JSON line a touch: {"from","touch","to","stays","full_us","redraw_us"} (medians).
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "kiosk/damage.hpp"
#include "kiosk/sdl/painter.hpp"
#include "kiosk/sdl/window.hpp"
#include "kiosk/update.hpp"
#include "kiosk/view/view.hpp"
#include "tests/unit/kiosk/kiosk_samples.hpp"

namespace {

using namespace saduak;
using namespace saduak::kiosk;

ScreenSize const kScreen{1080, 1920, 4.03};

double median(std::vector<double> values)
{
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    return values[values.size() / 2];
}

struct Stand {
    Theme theme;
    Messages messages;
    Fonts fonts;
    Window window;
};

template <class Work>
double microseconds(Work const& work)
{
    auto const started = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - started).count();
}

void measure(Stand& stand, Model const& before, Target const& target, int repeats)
{
    ViewContext const context{stand.theme, stand.messages, kScreen};
    Instant const now = sample_now();
    Next const next = update(before, Touched{target}, now);
    DisplayList const first = view(before, now, context);
    DisplayList const second = view(next.model, now, context);
    if (damage(first, second).empty()) return;  // nothing to see
    std::vector<double> full, redraw;
    for (int i = 0; i < repeats; ++i) {
        full.push_back(microseconds([&] {
            Canvas fresh;
            std::vector<Rect> const changed = fresh.show(second, stand.fonts);
            stand.window.present(fresh.picture(), changed);
        }));
        Canvas canvas;
        std::vector<Rect> const whole = canvas.show(first, stand.fonts);
        stand.window.present(canvas.picture(), whole);
        redraw.push_back(microseconds([&] {
            std::vector<Rect> const changed = canvas.show(second, stand.fonts);
            stand.window.present(canvas.picture(), changed);
        }));
    }
    bool const stays = before.screen.index() == next.model.screen.index();
    std::printf("{\"from\":\"%s\",\"touch\":%d,\"to\":\"%s\",\"stays\":%s,\"full_us\":%.1f,\"redraw_us\":%.1f}\n",
                std::string(name_of(before.screen)).c_str(), static_cast<int>(target.kind), std::string(name_of(next.model.screen)).c_str(),
                stays ? "true" : "false", median(full), median(redraw));
}

Result<int> run(int repeats, std::filesystem::path const& assets)
{
    SADUAK_TRY(Theme theme, load_theme(assets / "theme.toml"));
    SADUAK_TRY(Messages messages, Messages::load(assets / "i18n"));
    SADUAK_TRY(Window window, Window::open(kScreen, WindowMode::windowed));
    SADUAK_TRY(Fonts fonts, Fonts::open(theme.family, messages.scripts()));
    Stand stand{std::move(theme), std::move(messages), std::move(fonts), std::move(window)};
    ViewContext const context{stand.theme, stand.messages, kScreen};
    Model const home = sample_model();
    std::vector<Model> models{home};
    for (HitTarget const& target : view(home, sample_now(), context).targets) {
        Model const next = update(home, Touched{target.target}, sample_now()).model;
        if (next.screen.index() != home.screen.index()) models.push_back(next);
    }
    for (Model const& model : models)
        for (HitTarget const& target : view(model, sample_now(), context).targets) measure(stand, model, target.target, repeats);
    return 0;
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc != 3) {
        std::fprintf(stderr, "usage: bench_redraw REPEATS ASSETS\n");
        return 2;
    }
    auto const done = run(std::max(1, std::atoi(argv[1])), argv[2]);
    if (!done) std::fprintf(stderr, "bench_redraw: %s\n", done.error().context.c_str());
    return done ? 0 : 1;
}
