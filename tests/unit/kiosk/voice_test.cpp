// What is said of a screen, and that it comes out of the sound output in that order.
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include <SDL.h>
#include <catch2/catch.hpp>

#include "kiosk/keys.hpp"
#include "kiosk/voice/guidance.hpp"
#include "kiosk/voice/speaker.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/kiosk/kiosk_bench.hpp"

using namespace saduak;
using namespace saduak::kiosk;

namespace {

constexpr int kRate = 22'050;
constexpr double kTurn = 6.283185307179586;

Model with_voice()
{
    Model model = sample_model();
    model.voices = {Lang::th};
    return model;
}

std::vector<Speak> spoken(Bench const& kiosk)
{
    std::vector<Speak> found;
    for (Effect const& effect : kiosk.effects)
        if (auto const* speak = std::get_if<Speak>(&effect)) found.push_back(*speak);
    return found;
}

void put32(std::ofstream& file, std::uint32_t value)
{
    for (int shift = 0; shift < 32; shift += 8) file.put(static_cast<char>(value >> shift));
}
void put16(std::ofstream& file, std::uint32_t value)
{
    for (int shift = 0; shift < 16; shift += 8) file.put(static_cast<char>(value >> shift));
}

// A tone of a tenth of a second.
void write_tone(std::filesystem::path const& path, double hertz)
{
    std::ofstream file(path, std::ios::binary);
    constexpr std::uint32_t frames = kRate / 10;
    file << "RIFF";
    put32(file, 36 + frames * 2);
    file << "WAVEfmt ";
    put32(file, 16);
    put16(file, 1);
    put16(file, 1);
    put32(file, kRate);
    put32(file, kRate * 2);
    put16(file, 2);
    put16(file, 16);
    file << "data";
    put32(file, frames * 2);
    for (std::uint32_t i = 0; i < frames; ++i)
        put16(file, static_cast<std::uint32_t>(static_cast<int>(12'000 * std::sin(kTurn * hertz * i / kRate))) & 0xFFFFU);
}

// How strongly a tone sounds in a stretch of samples.
double strength(std::vector<std::int16_t> const& samples, std::size_t from, std::size_t count, double hertz)
{
    double in_phase = 0;
    double across = 0;
    for (std::size_t i = from; i < from + count && i < samples.size(); ++i) {
        in_phase += samples[i] * std::cos(kTurn * hertz * static_cast<double>(i) / kRate);
        across += samples[i] * std::sin(kTurn * hertz * static_cast<double>(i) / kRate);
    }
    return std::sqrt(in_phase * in_phase + across * across);
}

}  // namespace

TEST_CASE("who asks for the voice hears the screen, what the keys are on, and the number letter by letter")
{
    Bench kiosk(with_voice());
    kiosk.happen(*message_of(Key{Key::Kind::voice_on, 0}, {}, std::nullopt));
    REQUIRE(spoken(kiosk).size() == 1);
    CHECK(spoken(kiosk)[0].clips == std::vector<std::string>{"screen_home"});
    kiosk.effects.clear();
    kiosk.happen(Focused{Target{TargetKind::service, "id-card", 0}});
    REQUIRE(spoken(kiosk).size() == 1);
    CHECK(spoken(kiosk)[0].clips == std::vector<std::string>{"service_id-card"});
    kiosk.touch(TargetKind::service, "id-card").touch(TargetKind::general);
    kiosk.effects.clear();
    kiosk.happen(IssueAnswered{sample_names().ticket, sample_given(sample_names()), {}});
    REQUIRE(spoken(kiosk).size() == 1);
    CHECK(spoken(kiosk)[0].clips == std::vector<std::string>{"screen_printing", "letter_a", "digit_0", "digit_1", "digit_2"});
}

TEST_CASE("the voice repeats, grows louder and quieter within bounds, and falls silent when it is switched off or the kiosk rests")
{
    Bench kiosk(with_voice());
    auto const press = [&kiosk](Key::Kind kind) {
        kiosk.effects.clear();
        kiosk.happen(*message_of(Key{kind, 0}, {}, std::nullopt));
        return spoken(kiosk);
    };
    int const first = press(Key::Kind::voice_on).at(0).volume;
    CHECK(press(Key::Kind::repeat).at(0).clips == std::vector<std::string>{"screen_home"});
    CHECK(press(Key::Kind::louder).at(0).volume == first + 1);
    for (int i = 0; i < 9; ++i) (void)press(Key::Kind::louder);
    CHECK(kiosk.model.access.volume == 5);
    for (int i = 0; i < 9; ++i) (void)press(Key::Kind::quieter);
    CHECK(kiosk.model.access.volume == 1);
    CHECK(press(Key::Kind::voice_off).at(0).clips.empty());
    CHECK(press(Key::Kind::repeat).empty());
    (void)press(Key::Kind::voice_on);
    kiosk.effects.clear();
    kiosk.pass(kChoiceIdle);
    REQUIRE_FALSE(kiosk.model.access.voice);
    CHECK(spoken(kiosk).at(0).clips.empty());
}

TEST_CASE("without a voice pack of the language no voice can be switched on")
{
    Bench kiosk(sample_model());
    kiosk.happen(*message_of(Key{Key::Kind::voice_on, 0}, {}, std::nullopt));
    CHECK_FALSE(kiosk.model.access.voice);
    CHECK(spoken(kiosk).empty());
}

TEST_CASE("clips come out of the sound output in their order, without a gap, and the next words end those before")
{
    test::TemporaryFolder const folder;
    std::filesystem::create_directories(folder.path() / "pack" / "th");
    write_tone(folder.path() / "pack" / "th" / "one.wav", 440);
    write_tone(folder.path() / "pack" / "th" / "two.wav", 1760);
    std::filesystem::path const heard = folder.path() / "heard.raw";
    ::setenv("SDL_AUDIODRIVER", "disk", 1);
    ::setenv("SDL_DISKAUDIOFILE", heard.c_str(), 1);
    auto speaker = Speaker::open(folder.path() / "pack");
    INFO((speaker ? "" : speaker.error().context));
    REQUIRE(speaker);
    CHECK((*speaker)->languages() == std::vector<Lang>{Lang::th});
    (*speaker)->say(Lang::th, {"one", "not-there", "two"}, 5);
    for (int i = 0; i < 500 && !(*speaker)->quiet(); ++i) SDL_Delay(10);
    CHECK((*speaker)->quiet());
    speaker->reset();
    std::ifstream file(heard, std::ios::binary);
    std::string const bytes{std::istreambuf_iterator<char>(file), {}};
    std::vector<std::int16_t> samples(bytes.size() / 2);
    std::memcpy(samples.data(), bytes.data(), samples.size() * 2);
    std::size_t start = 0;
    while (start < samples.size() && samples[start] == 0) ++start;
    std::size_t const tone = kRate / 10;
    REQUIRE(samples.size() > start + 2 * tone);
    CHECK(strength(samples, start, tone - 100, 440) > 20 * strength(samples, start, tone - 100, 1760));
    CHECK(strength(samples, start + tone + 100, tone - 200, 1760) > 20 * strength(samples, start + tone + 100, tone - 200, 440));
}

TEST_CASE("a folder without languages is no voice pack")
{
    test::TemporaryFolder const folder;
    auto const none = Speaker::open(folder.path());
    REQUIRE_FALSE(none);
    CHECK(none.error().code == Errc::not_found);
}
