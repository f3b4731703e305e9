#include "kiosk/app/target_names.hpp"

#include <algorithm>
#include <string_view>

namespace saduak::kiosk {

namespace {

struct Named {
    std::string_view words;
    Target target;
};

// Those of which there is one; `target` is whole.
std::vector<Named> const& single()
{
    static std::vector<Named> const all{
        {"next-page", {TargetKind::next_page}},
        {"general", {TargetKind::general}},
        {"priority", {TargetKind::priority}},
        {"phone", {TargetKind::on_phone}},
        {"people", {TargetKind::people}},
        {"again", {TargetKind::again}},
        {"check-in", {TargetKind::check_in}},
        {"erase", {TargetKind::erase}},
        {"confirm", {TargetKind::confirm}},
        {"back", {TargetKind::back}},
        {"home", {TargetKind::home}},
        {"continue", {TargetKind::go_on}},
        {"done", {TargetKind::done}},
        {"no-paper", {TargetKind::no_paper}},
        {"accept", {TargetKind::accept}},
        {"cancel", {TargetKind::cancel}},
        {"no-opinion", {TargetKind::no_opinion}},
        {"skip", {TargetKind::skip}},
        {"call-staff", {TargetKind::call_staff}},
        {"language", {TargetKind::language}},
        {"access", {TargetKind::access}},
        {"text normal", {TargetKind::text_size, {}, 0}},
        {"text large", {TargetKind::text_size, {}, 1}},
        {"text largest", {TargetKind::text_size, {}, 2}},
        {"contrast", {TargetKind::contrast}},
        {"low-reach", {TargetKind::reach}},
        {"time", {TargetKind::time_factor}},
        {"voice", {TargetKind::voice}},
        {"voice on", {TargetKind::voice, {}, 1}},
        {"voice off", {TargetKind::voice, {}, 2}},
        {"repeat", {TargetKind::repeat}},
        {"louder", {TargetKind::volume, {}, 1}},
        {"quieter", {TargetKind::volume, {}, -1}},
        {"close", {TargetKind::close_panel}},
        {"clock", {TargetKind::staff}},
        {"new-roll", {TargetKind::new_roll}},
        {"clear", {TargetKind::clear}},
        {"enter", {TargetKind::enter}},
        {"test-ticket", {TargetKind::test_ticket}},
        {"log", {TargetKind::log}},
        {"restart", {TargetKind::restart}},
    };
    return all;
}

// Those that an id or a digit tells apart.
struct Kind {
    std::string_view word;
    TargetKind kind;
    char first = 0;  // the digits; 0: an id, of any length
    char last = 0;
};
constexpr Kind kKinds[] = {
    {"service", TargetKind::service},
    {"group", TargetKind::group},
    {"key", TargetKind::key},
    {"choose-language", TargetKind::choose_language},
    {"face", TargetKind::face, '1', '5'},
    {"reason", TargetKind::reason, '1', '4'},
    {"digit", TargetKind::digit, '0', '9'},
};

}  // namespace

std::optional<Target> target_of(std::vector<std::string> const& words)
{
    if (words.size() == 2)
        for (Kind const& each : kKinds) {
            if (each.word != words[0]) continue;
            if (each.first == 0) return Target{each.kind, words[1], 0};
            bool const digit = words[1].size() == 1 && words[1][0] >= each.first && words[1][0] <= each.last;
            return digit ? std::optional(Target{each.kind, {}, words[1][0] - '0'}) : std::nullopt;
        }
    std::string joined;
    for (std::string const& word : words) joined += (joined.empty() ? "" : " ") + word;
    auto const found = std::find_if(single().begin(), single().end(), [&joined](Named const& each) { return each.words == joined; });
    return found != single().end() ? std::optional(found->target) : std::nullopt;
}

std::string words_of(Target const& target)
{
    for (Kind const& each : kKinds)
        if (each.kind == target.kind) return std::string(each.word) + ' ' + (each.first == 0 ? target.service : std::to_string(target.score));
    auto const found = std::find_if(single().begin(), single().end(), [&target](Named const& each) { return each.target == target; });
    return found != single().end() ? std::string(found->words) : std::string();
}

}  // namespace saduak::kiosk
