#include "drivers/keypad/learner.hpp"

#include <algorithm>

namespace saduak::drivers {

namespace {

bool types(KeyMeaning const& meaning) { return !std::holds_alternative<PadCommand>(meaning) && !std::holds_alternative<Score>(meaning); }

}  // namespace

std::optional<Lesson> Learner::question() const
{
    for (std::size_t i = at_; i < lessons_.size(); ++i) {
        Lesson lesson = lessons_[i];
        if (!types(lesson.meaning) || lesson.meaning == KeyMeaning(Digit{'0'})) return lesson;
        // Numbers are typed with all digits, enter and cancel or not at all; without the first digit nothing of them is asked.
        bool const typing = std::any_of(keys_.begin(), keys_.end(), [](auto const& entry) { return types(entry.second); });
        if (!typing) return std::nullopt;
        lesson.needed = !std::holds_alternative<Letter>(lesson.meaning);
        return lesson;
    }
    return std::nullopt;
}

Learner::Answer Learner::press(KeyCode key)
{
    auto const lesson = question();
    if (!lesson) return Answer::left_out;
    if (keys_.contains(key)) {
        if (lesson->needed) return Answer::needed;
        ++at_;
        return Answer::left_out;
    }
    keys_.emplace(key, lesson->meaning);
    ++at_;
    return Answer::learned;
}

Result<KeyMap> Learner::result(std::string name) const
{
    KeyMap map;
    map.name = std::move(name);
    map.kind = kind_;
    map.keys = keys_;
    return parse_key_map(to_toml(map));
}

}  // namespace saduak::drivers
