#include "kiosk/voice/speaker.hpp"

#include <algorithm>
#include <set>

#include <SDL.h>
#include <spdlog/spdlog.h>

namespace saduak::kiosk {

namespace {

constexpr int kRate = 22'050;  // hertz: speech
constexpr int kBufferFrames = 1024;
constexpr int kLoudest = 5;

struct FreeStream {
    void operator()(SDL_AudioStream* stream) const { SDL_FreeAudioStream(stream); }
};
using StreamPtr = std::unique_ptr<SDL_AudioStream, FreeStream>;
struct FreeWav {
    void operator()(Uint8* samples) const { SDL_FreeWAV(samples); }
};
using WavPtr = std::unique_ptr<Uint8, FreeWav>;
using Samples = std::vector<Uint8>;  // AUDIO_S16SYS, mono, kRate

// Empty where the file is no WAV file, or of a kind that SDL cannot convert.
Samples read_clip(std::filesystem::path const& file)
{
    SDL_AudioSpec spec{};
    Uint8* read = nullptr;
    Uint32 size = 0;
    if (SDL_LoadWAV(file.c_str(), &spec, &read, &size) == nullptr) return {};
    WavPtr const wav(read);
    StreamPtr const stream(SDL_NewAudioStream(spec.format, spec.channels, spec.freq, AUDIO_S16SYS, 1, kRate));
    if (!stream || SDL_AudioStreamPut(stream.get(), wav.get(), static_cast<int>(size)) != 0 || SDL_AudioStreamFlush(stream.get()) != 0) return {};
    Samples samples(static_cast<std::size_t>(SDL_AudioStreamAvailable(stream.get())));
    int const got = SDL_AudioStreamGet(stream.get(), samples.data(), static_cast<int>(samples.size()));
    samples.resize(static_cast<std::size_t>(std::max(got, 0)));
    return samples;
}

class SoundCard final : public Speaker {
public:
    SoundCard(SDL_AudioDeviceID device, std::filesystem::path pack, std::vector<Lang> languages)
        : device_(device), pack_(std::move(pack)), languages_(std::move(languages))
    {
        SDL_PauseAudioDevice(device_, 0);
    }
    ~SoundCard() override
    {
        SDL_CloseAudioDevice(device_);
        SDL_QuitSubSystem(SDL_INIT_AUDIO);
    }

    [[nodiscard]] std::vector<Lang> const& languages() const override { return languages_; }
    void say(Lang const& lang, std::vector<std::string> const& clips, int volume) override;
    [[nodiscard]] bool quiet() const override { return SDL_GetQueuedAudioSize(device_) == 0; }

private:
    void queue(std::filesystem::path const& file, int volume);

    SDL_AudioDeviceID device_;
    std::filesystem::path pack_;
    std::vector<Lang> languages_;
    std::set<std::string> missing_;
};

void SoundCard::queue(std::filesystem::path const& file, int volume)
{
    Samples const clip = read_clip(file);
    if (clip.empty() && missing_.insert(file.string()).second) spdlog::warn("voice_clip_missing {}", file.string());
    Samples heard(clip.size(), 0);
    SDL_MixAudioFormat(heard.data(), clip.data(), AUDIO_S16SYS, static_cast<Uint32>(clip.size()), SDL_MIX_MAXVOLUME * volume / kLoudest);
    if (SDL_QueueAudio(device_, heard.data(), static_cast<Uint32>(heard.size())) != 0) spdlog::warn("voice_silent: {}", SDL_GetError());
}

void SoundCard::say(Lang const& lang, std::vector<std::string> const& clips, int volume)
{
    SDL_ClearQueuedAudio(device_);
    for (std::string const& clip : clips) queue(pack_ / std::string(to_string(lang)) / (clip + ".wav"), volume);
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
    SDL_AudioSpec wanted{};
    wanted.freq = kRate;
    wanted.format = AUDIO_S16SYS;
    wanted.channels = 1;
    wanted.samples = kBufferFrames;
    SDL_AudioDeviceID const device = SDL_OpenAudioDevice(nullptr, 0, &wanted, nullptr, 0);
    if (device == 0) {
        std::string const why = SDL_GetError();
        SDL_QuitSubSystem(SDL_INIT_AUDIO);
        return fail(Errc::unsupported, "no sound output: " + why);
    }
    return std::make_unique<SoundCard>(device, pack, std::move(languages));
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
