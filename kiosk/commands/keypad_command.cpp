#include "kiosk/commands/command.hpp"

#include <cstdio>
#include <fstream>
#include <map>
#include <memory>

#include <CLI/CLI.hpp>

#include "drivers/keypad/keypad.hpp"
#include "drivers/keypad/learner.hpp"

namespace saduak::kiosk {

namespace {

using drivers::KeyCode;
using drivers::Learner;
using drivers::PadKind;

struct LearnOptions {
    std::string device;
    std::string out;
    std::string name = "learned";
    PadKind kind = PadKind::call_box;
    int wait_s = 60;
};

Result<int> list()
{
    for (drivers::PadFound const& pad : drivers::list_pads())
        std::printf("%s\tusb:%04x:%04x\tname:%s\tphys:%s\t%d keys\n", pad.path.c_str(), unsigned{pad.vendor}, unsigned{pad.product}, pad.name.c_str(),
                    pad.phys.c_str(), pad.keys);
    return 0;
}

// The first key of what was pressed together counts.
Result<KeyCode> next_key(drivers::Keypad& pad, int wait_s)
{
    std::vector<KeyCode> const keys = pad.read(seconds(wait_s));
    if (keys.empty()) return fail(Errc::timeout, "no key was pressed for " + std::to_string(wait_s) + " s: nothing was written");
    return keys.front();
}

Status keep(std::string const& file, std::string const& text)
{
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << text << std::flush;
    return out ? Status{} : Status(fail(Errc::io, "cannot write the mapping to " + file));
}

Result<int> learn(LearnOptions const& options)
{
    SADUAK_TRY(drivers::PadSelector selector, drivers::parse_pad(options.device));
    drivers::Keypad pad(std::move(selector), [](std::string const& line) { std::fprintf(stderr, "%s\n", line.c_str()); });
    Learner learner(options.kind);
    std::fprintf(stderr, "Press the key for each meaning. A key that has a meaning already leaves the present one out, where it may.\n");
    while (auto const question = learner.question()) {
        std::string const meaning = drivers::meaning_name(question->meaning);
        std::fprintf(stderr, "%s%s: ", meaning.c_str(), question->needed ? "" : " (may be left out)");
        SADUAK_TRY(KeyCode const key, next_key(pad, options.wait_s));
        char const* words = "";
        switch (learner.press(key)) {
        case Learner::Answer::learned: break;
        case Learner::Answer::left_out: words = ", left out"; break;
        case Learner::Answer::needed: words = ", which has a meaning already; once more"; break;
        }
        std::fprintf(stderr, "%s%s\n", drivers::key_name(key).c_str(), words);
    }
    SADUAK_TRY(drivers::KeyMap const map, learner.result(options.name));
    SADUAK_TRY_STATUS(keep(options.out, "# Learned by `saduak-kiosk keypad learn` from " + options.device + ".\n" + drivers::to_toml(map)));
    std::fprintf(stderr, "%zu keys written to %s\n", map.keys.size(), options.out.c_str());
    return 0;
}

}  // namespace

void add_keypad_command(CLI::App& app, std::function<Result<int>()>& action)
{
    auto* const command = app.add_subcommand("keypad", "Keypads: list, learn (docs/KEYPADS.md)");
    command->require_subcommand(1);
    command->add_subcommand("list", "The pads that are plugged in, with the names that a configuration takes")->callback([&action] {
        action = list;
    });
    auto const options = std::make_shared<LearnOptions>();
    auto* const sub = command->add_subcommand("learn", "Asks for each key and writes a mapping");
    sub->add_option("--device", options->device, "usb:1c4f:0002, name:NAME, phys:WHERE or /dev/input/eventN")->required();
    sub->add_option("--out", options->out, "the mapping's file")->required();
    sub->add_option("--name", options->name, "the mapping's name")->capture_default_str();
    sub->add_option("--wait", options->wait_s, "seconds to wait for each key")->check(CLI::Range(1, 600))->capture_default_str();
    std::map<std::string, PadKind> const kinds{{"call_box", PadKind::call_box}, {"rating", PadKind::rating}};
    sub->add_option("--kind", options->kind, "call_box or rating")->transform(CLI::CheckedTransformer(kinds));
    sub->callback([&action, options] { action = [options] { return learn(*options); }; });
}

}  // namespace saduak::kiosk
