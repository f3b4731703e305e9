// A mapping learned key by key: what to ask next, and what an answer means. Pure.
#pragma once

#include <optional>
#include <vector>

#include "drivers/keypad/key_map.hpp"

namespace saduak::drivers {

class Learner {
public:
    explicit Learner(PadKind kind) : kind_(kind), lessons_(lessons(kind)) {}

    // What to ask for; nothing when all was asked.
    [[nodiscard]] std::optional<Lesson> question() const;

    enum class Answer {
        learned,
        left_out,  // a key that has a meaning already: this meaning goes without a key
        needed,    // the same, but this meaning cannot go without: asked again
    };
    Answer press(KeyCode key);

    // Errc::parse as parse_key_map: what is still missing.
    [[nodiscard]] Result<KeyMap> result(std::string name) const;

private:
    PadKind kind_;
    std::vector<Lesson> lessons_;
    std::size_t at_ = 0;
    std::map<KeyCode, KeyMeaning> keys_;
};

}  // namespace saduak::drivers
