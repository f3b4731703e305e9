#include "tests/support/fault_plan.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <sstream>
#include <utility>

namespace saduak::test {
namespace {

constexpr std::array<std::pair<FaultKind, std::string_view>, 7> kKinds{{{FaultKind::power_cut, "power_cut"},
                                                                        {FaultKind::torn_page, "torn_page"},
                                                                        {FaultKind::write_error, "write_error"},
                                                                        {FaultKind::sync_error, "sync_error"},
                                                                        {FaultKind::disk_full, "disk_full"},
                                                                        {FaultKind::read_error, "read_error"},
                                                                        {FaultKind::short_read, "short_read"}}};

std::optional<std::int64_t> number_in(std::string_view text)
{
    std::int64_t value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

// "sync_error@40:300".
std::optional<Fault> fault_in(std::string_view word)
{
    auto const at = word.find('@');
    if (at == std::string_view::npos) return std::nullopt;
    for (auto const& [kind, name] : kKinds) {
        if (word.substr(0, at) != name) continue;
        std::string_view place = word.substr(at + 1);
        bool const follows = place.starts_with('+');
        if (follows) place.remove_prefix(1);
        auto const colon = place.find(':');
        auto const count = number_in(place.substr(0, colon));
        auto const lasts = colon == std::string_view::npos ? std::optional<std::int64_t>(0) : number_in(place.substr(colon + 1));
        if (!count || *count == 0 || !lasts) return std::nullopt;
        return Fault{kind, *count, follows, Millis{*lasts}};
    }
    return std::nullopt;
}

// False: not a setting, or its value is no number.
bool take_setting(FaultPlan& plan, std::string_view word)
{
    if (word == "ignore_sync") {
        plan.ignores_sync = true;
        return true;
    }
    auto const equals = word.find('=');
    if (equals == std::string_view::npos) return false;
    std::string_view const name = word.substr(0, equals);
    std::string_view const value = word.substr(equals + 1);
    if (name == "report") {
        plan.report = value;
        return true;
    }
    auto const number = number_in(value);
    if (!number) return false;
    if (name == "seed") plan.seed = static_cast<std::uint64_t>(*number);
    else if (name == "keep" && *number <= 100) plan.keep_percent = static_cast<std::uint64_t>(*number);
    else if (name == "after") plan.after_syncs = *number;
    else return false;
    return true;
}

}  // namespace

std::string_view to_string(FaultKind kind)
{
    for (auto const& [known, name] : kKinds)
        if (known == kind) return name;
    return {};
}

Result<FaultPlan> parse_fault_plan(std::string_view text)
{
    FaultPlan plan;
    std::istringstream words{std::string(text)};
    for (std::string word; words >> word;) {
        if (take_setting(plan, word)) continue;
        auto const fault = fault_in(word);
        if (!fault) return fail(Errc::invalid_argument, "'" + word + "' is neither a fault such as power_cut@137 nor a setting such as seed=5");
        plan.faults.push_back(*fault);
    }
    return plan;
}

}  // namespace saduak::test
