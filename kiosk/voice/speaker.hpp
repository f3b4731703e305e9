// Recorded clips, one behind the other without a gap, through the machine's sound output. A voice pack is a folder with a folder for each
// language, in it CLIP.wav: PACK/th/screen_home.wav. None is shipped: a voice is somebody's.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "kiosk/text/languages.hpp"

namespace saduak::kiosk {

// UI thread; the sound plays by itself.
class Speaker {
public:
    // Errc::not_found: no such folder, or no language in it; unsupported: no sound output.
    [[nodiscard]] static Result<std::unique_ptr<Speaker>> open(std::filesystem::path const& pack);
    virtual ~Speaker() = default;

    [[nodiscard]] virtual std::vector<Lang> const& languages() const = 0;
    // Ends what is being said and says these; none: silence. A clip that the pack lacks is left out and named once in the log.
    // `volume`: 1 to 5.
    virtual void say(Lang const& lang, std::vector<std::string> const& clips, int volume) = 0;
    // Nothing is being said.
    [[nodiscard]] virtual bool quiet() const = 0;
};

// Null where no pack is configured, and where it cannot be used: the log says why. Who cannot see the screen gets help from staff then.
[[nodiscard]] std::unique_ptr<Speaker> speaker_of(std::filesystem::path const& pack);

}  // namespace saduak::kiosk
