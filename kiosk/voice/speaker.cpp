#include "kiosk/voice/speaker.hpp"

#include <set>

#include <SDL.h>
#include <SDL_mixer.h>
#include <spdlog/spdlog.h>

namespace saduak::kiosk {

namespace {

constexpr int kRate = 22'050;  // hertz: speech
constexpr int kBufferFrames = 1024;
constexpr int kLoudest = 5;

struct FreeChunk {
    void operator()(Mix_Chunk* chunk) const { Mix_FreeChunk(chunk); }
};
using ChunkPtr = std::unique_ptr<Mix_Chunk, FreeChunk>;

class MixerSpeaker final : public Speaker {
public:
    MixerSpeaker(std::filesystem::path pack, std::vector<Lang> languages) : pack_(std::move(pack)), languages_(std::move(languages)) {}
    ~MixerSpeaker() override
    {
        Mix_HaltChannel(-1);
        spoken_.reset();  // before the device goes
        Mix_CloseAudio();
        SDL_QuitSubSystem(SDL_INIT_AUDIO);
    }

    [[nodiscard]] std::vector<Lang> const& languages() const override { return languages_; }
    void say(Lang const& lang, std::vector<std::string> const& clips, int volume) override;
    [[nodiscard]] bool quiet() const override { return Mix_Playing(0) == 0; }

private:
    // As the device plays it; nothing where the pack lacks it.
    void append(std::filesystem::path const& file);

    std::filesystem::path pack_;
    std::vector<Lang> languages_;
    std::vector<Uint8> samples_;  // what is being said: the mixer reads it
    ChunkPtr spoken_;
    std::set<std::string> missing_;
};

void MixerSpeaker::append(std::filesystem::path const& file)
{
    std::error_code absent;
    ChunkPtr const clip(std::filesystem::is_regular_file(file, absent) ? Mix_LoadWAV(file.c_str()) : nullptr);
    if (clip) samples_.insert(samples_.end(), clip->abuf, clip->abuf + clip->alen);
    else if (missing_.insert(file.string()).second) spdlog::warn("voice_clip_missing {}", file.string());
}

void MixerSpeaker::say(Lang const& lang, std::vector<std::string> const& clips, int volume)
{
    Mix_HaltChannel(0);
    spoken_.reset();
    samples_.clear();
    for (std::string const& clip : clips) append(pack_ / std::string(to_string(lang)) / (clip + ".wav"));
    if (samples_.empty()) return;
    spoken_.reset(Mix_QuickLoad_RAW(samples_.data(), static_cast<Uint32>(samples_.size())));
    Mix_Volume(0, MIX_MAX_VOLUME * volume / kLoudest);
    if (!spoken_ || Mix_PlayChannel(0, spoken_.get(), 0) < 0) spdlog::warn("voice_silent: {}", Mix_GetError());
}

}  // namespace

Result<std::unique_ptr<Speaker>> Speaker::open(std::filesystem::path const& pack)
{
    std::vector<Lang> languages;
    std::error_code error;
    for (auto const& entry : std::filesystem::directory_iterator(pack, error)) {
        auto const lang = Lang::parse(entry.path().filename().string());
        if (lang && entry.is_directory()) languages.push_back(*lang);
    }
    if (languages.empty()) return fail(Errc::not_found, "no voice pack at " + pack.string() + ": it has a folder of WAV files for each language");
    if (SDL_InitSubSystem(SDL_INIT_AUDIO) != 0) return fail(Errc::unsupported, std::string("no sound output: ") + SDL_GetError());
    if (Mix_OpenAudio(kRate, AUDIO_S16SYS, 1, kBufferFrames) != 0) {
        std::string const why = Mix_GetError();
        SDL_QuitSubSystem(SDL_INIT_AUDIO);
        return fail(Errc::unsupported, "no sound output: " + why);
    }
    return std::make_unique<MixerSpeaker>(pack, std::move(languages));
}

std::unique_ptr<Speaker> speaker_of(std::filesystem::path const& pack)
{
    if (pack.empty()) return nullptr;
    auto opened = Speaker::open(pack);
    if (opened) return std::move(*opened);
    spdlog::error("no spoken guidance: {}", opened.error().context);
    return nullptr;
}

}  // namespace saduak::kiosk
