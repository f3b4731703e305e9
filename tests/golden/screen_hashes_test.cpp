// Every screen in every language as people may have it: too many pictures to keep, so their hashes are kept, in tests/golden/screens.txt.
// A hash that differs names the picture to look at (`./run pictures`); SADUAK_UPDATE_GOLDEN=1 writes them anew.
#include <map>

#include <SDL.h>
#include <catch2/catch.hpp>

#include "kiosk/sdl/painter.hpp"
#include "kiosk/view/view.hpp"
#include "platform/entropy.hpp"
#include "tests/golden/golden_pictures.hpp"
#include "tests/support/kiosk_screens.hpp"

using namespace saduak;
using namespace saduak::kiosk;
using namespace saduak::golden;

namespace {

std::filesystem::path const kHashes = SADUAK_SOURCE_DIR "/tests/golden/screens.txt";

std::string hash_of(SDL_Surface const& picture)
{
    std::string pixels;
    pixels.reserve(static_cast<std::size_t>(picture.w) * static_cast<std::size_t>(picture.h) * 4);
    for (int y = 0; y < picture.h; ++y)
        pixels.append(static_cast<char const*>(picture.pixels) + y * picture.pitch, static_cast<std::size_t>(picture.w) * 4);
    return platform::sha256_hex(pixels).substr(0, 16);
}

std::map<std::string, std::string> kept_hashes()
{
    std::map<std::string, std::string> kept;
    std::ifstream input(kHashes);
    for (std::string name, hash; input >> name >> hash;) kept[name] = hash;
    return kept;
}

std::map<std::string, std::string> drawn_hashes()
{
    Theme const theme = *load_theme(SADUAK_SOURCE_DIR "/assets/theme.toml");
    Messages const messages = *Messages::load(SADUAK_SOURCE_DIR "/assets/i18n");
    Fonts fonts = *Fonts::open(theme.family, messages.scripts());
    std::map<std::string, std::string> drawn;
    for (SampleScreen const& screen : sample_screens())
        for (Language const& language : messages.languages())
            for (SampleAccess const& access : sample_accesses()) {
                Model model = screen.model;
                model.lang = language.code;
                model.access = access.access;
                ViewContext const context{theme, messages, {540, 960, 2.02}};  // half of 1080 x 1920, for the test's time
                std::string const name = screen.name + "/" + std::string(to_string(language.code)) + "/" + access.name;
                drawn[name] = hash_of(*paint(view(model, sample_now(), context), fonts));
            }
    return drawn;
}

}  // namespace

TEST_CASE("every screen in every language, normal, large, with strong contrast and low controls, is the one that was looked at")
{
    if (skipped()) return;
    std::map<std::string, std::string> const drawn = drawn_hashes();
    if (updating()) {
        std::ofstream output(kHashes);
        for (auto const& [name, hash] : drawn) output << name << ' ' << hash << '\n';
        return;
    }
    std::map<std::string, std::string> const kept = kept_hashes();
    CHECK(kept.size() == drawn.size());
    for (auto const& [name, hash] : drawn) {
        auto const found = kept.find(name);
        CHECK((found == kept.end() ? name + " not kept" : name + " " + found->second) == name + " " + hash);
    }
}
