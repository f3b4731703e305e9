// Contact sheets of the kiosk's screens, to be looked at: one for each language and size, a row for each screen, a column for each way to have it.
// usage: kiosk_sheets FOLDER [PART_OF_NAME]
// Writes FOLDER/SIZE-LANGUAGE-N.png, at most ten rows each, and prints what is where.
#include <algorithm>
#include <cstdio>
#include <filesystem>

#include <SDL.h>

#include "kiosk/sdl/painter.hpp"
#include "kiosk/view/view.hpp"
#include "tests/support/kiosk_screens.hpp"

namespace {

using namespace saduak;
using namespace saduak::kiosk;

constexpr std::size_t kRows = 10;
constexpr int kCellHeight = 420;
constexpr int kGap = 12;

struct Stand {
    Theme theme;
    Messages messages;
    Fonts fonts;
};

void draw_row(Stand& stand, SDL_Surface& sheet, SampleScreen const& screen, Language const& language, SampleSize const& size, int top, int cell_width)
{
    int left = kGap;
    for (SampleAccess const& access : sample_accesses()) {
        Model model = screen.model;
        model.lang = language.code;
        model.access = access.access;
        ViewContext const context{stand.theme, stand.messages, size.size};
        SurfacePtr const picture = paint(view(model, sample_now(), context), stand.fonts);
        SDL_Rect place{left, top, cell_width, kCellHeight};
        SDL_SoftStretchLinear(picture.get(), nullptr, &sheet, &place);
        left += cell_width + kGap;
    }
}

Status write_sheets(Stand& stand, Language const& language, SampleSize const& size, std::vector<SampleScreen> const& screens,
                    std::filesystem::path const& folder)
{
    int const cell_width = kCellHeight * size.size.width / size.size.height;
    int const columns = static_cast<int>(sample_accesses().size());
    for (std::size_t first = 0; first < screens.size(); first += kRows) {
        std::size_t const end = std::min(first + kRows, screens.size());
        int const rows = static_cast<int>(end - first);
        SurfacePtr const sheet(SDL_CreateRGBSurfaceWithFormat(0, columns * (cell_width + kGap) + kGap, rows * (kCellHeight + kGap) + kGap, 32,
                                                              SDL_PIXELFORMAT_ARGB8888));
        if (!sheet) return fail(Errc::io, "no memory for a sheet");
        SDL_FillRect(sheet.get(), nullptr, 0xFF808080);
        std::string const name = size.name + "-" + std::string(to_string(language.code)) + "-" + std::to_string(first / kRows + 1) + ".png";
        std::printf("%s:", name.c_str());
        for (std::size_t i = first; i < end; ++i) {
            draw_row(stand, *sheet, screens[i], language, size, kGap + static_cast<int>(i - first) * (kCellHeight + kGap), cell_width);
            std::printf(" %s", screens[i].name.c_str());
        }
        std::printf("\n");
        SADUAK_TRY_STATUS(write_png(folder / name, *sheet));
    }
    return {};
}

Result<int> run(std::filesystem::path const& folder, std::string const& part)
{
    SADUAK_TRY(Theme theme, load_theme(SADUAK_ASSETS_DIR "/theme.toml"));
    SADUAK_TRY(Messages messages, Messages::load(SADUAK_ASSETS_DIR "/i18n"));
    SADUAK_TRY(Fonts fonts, Fonts::open(theme.family, messages.scripts()));
    Stand stand{std::move(theme), std::move(messages), std::move(fonts)};
    std::vector<SampleScreen> screens = sample_screens();
    std::erase_if(screens, [&part](SampleScreen const& screen) { return screen.name.find(part) == std::string::npos; });
    std::filesystem::create_directories(folder);
    for (SampleSize const& size : sample_sizes())
        for (Language const& language : stand.messages.languages()) {
            SADUAK_TRY_STATUS(write_sheets(stand, language, size, screens, folder));
        }
    return 0;
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc != 2 && argc != 3) {
        std::fprintf(stderr, "usage: kiosk_sheets FOLDER [PART_OF_NAME]\n");
        return 2;
    }
    auto const done = run(argv[1], argc == 3 ? argv[2] : "");
    if (!done) std::fprintf(stderr, "kiosk_sheets: %s\n", done.error().context.c_str());
    return done ? 0 : 1;
}
