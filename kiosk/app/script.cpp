#include "kiosk/app/script.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <vector>

#include "core/base/overloaded.hpp"
#include "kiosk/app/target_names.hpp"

namespace saduak::kiosk {

namespace {

constexpr Millis kWaitLimit = seconds(10);
constexpr double kPauseMax = 3600;

std::vector<std::string> words_of(std::string_view line)
{
    std::istringstream input{std::string(line.substr(0, line.find('#')))};
    std::vector<std::string> words;
    for (std::string word; input >> word;) words.push_back(word);
    return words;
}

Result<Millis> parse_seconds(std::string const& word)
{
    char* end = nullptr;
    double const value = std::strtod(word.c_str(), &end);
    if (end != word.c_str() + word.size() || !(value >= 0) || value > kPauseMax) return fail(Errc::parse, "\"" + word + "\" is no number of seconds");
    return Millis{static_cast<std::int64_t>(value * 1000)};
}

Result<Instruction> parse_wait(std::vector<std::string> const& words)
{
    bool const printer = words.size() > 1 && words[1] == "printer";
    std::size_t const name = printer ? 2 : 1;
    if (words.size() <= name || words.size() > name + 2) return fail(Errc::parse, "wait SCREEN [SECONDS] or wait printer STATE [SECONDS]");
    Millis limit = kWaitLimit;
    if (words.size() == name + 2) {
        SADUAK_TRY(limit, parse_seconds(words[name + 1]));
    }
    if (printer) return WaitPrinter{words[name], limit};
    constexpr std::string_view kScreens[] = {"home",        "priority", "again",       "code",    "still_there", "issuing", "printing",
                                             "take_ticket", "on_phone", "number",      "trouble", "closed",      "staff",   "staff_pin",
                                             "staff_log",   "dimmed",   "rating_idle", "rating",  "reasons",     "thanks"};
    if (std::find(std::begin(kScreens), std::end(kScreens), words[name]) == std::end(kScreens))
        return fail(Errc::parse, "there is no screen \"" + words[name] + "\"");
    return WaitScreen{words[name], limit};
}

Result<Instruction> parse_tap(std::vector<std::string> const& words)
{
    if (auto const target = target_of({words.begin() + 1, words.end()})) return Tap{*target};
    return fail(Errc::parse, "tap what? service ID, group ID, key X, face 1 to 5, reason 1 to 4, or one of the names in kiosk/README.md");
}

}  // namespace

Result<std::optional<Instruction>> parse_instruction(std::string_view line)
{
    std::vector<std::string> const words = words_of(line);
    if (words.empty()) return std::nullopt;
    std::string const& verb = words[0];
    if (verb == "wait") return parse_wait(words).map([](Instruction i) { return std::optional(std::move(i)); });
    if (verb == "tap") return parse_tap(words).map([](Instruction i) { return std::optional(std::move(i)); });
    if (verb == "print-state" && words.size() == 1) return PrintState{};
    if (verb == "print-targets" && words.size() == 1) return PrintTargets{};
    if (verb == "quit" && words.size() == 1) return Quit{};
    if (words.size() == 2) {
        if (verb == "language") return Lang::parse(words[1]).map([](Lang lang) { return std::optional<Instruction>(SetLanguage{lang}); });
        if (verb == "scan") return Scan{words[1]};
        if (verb == "screenshot") return TakeScreenshot{words[1]};
        if (verb == "printer") return PrinterFault{words[1]};
        if (verb == "pause") {
            SADUAK_TRY(Millis const length, parse_seconds(words[1]));
            return Pause{length};
        }
    }
    return fail(Errc::parse, "not an instruction of kiosk/README.md");
}

Status Script::feed_file(std::filesystem::path const& file)
{
    std::ifstream input(file);
    if (!input) return fail(Errc::not_found, "cannot read the script " + file.string());
    for (std::string line; std::getline(input, line);) feed(std::move(line));
    end_of_lines();
    return {};
}

Result<ScriptState> Script::advance(ScriptHost& host, Instant now)
{
    auto const here = [this](Error error) {
        error.context = "script line " + std::to_string(line_number_) + " (" + line_ + "): " + error.context;
        return error;
    };
    for (;;) {
        if (!current_) {
            if (lines_.empty()) return complete_ ? ScriptState::ended : ScriptState::running;
            line_ = std::move(lines_.front());
            lines_.pop_front();
            ++line_number_;
            SADUAK_TRY(current_, parse_instruction(line_).map_error(here));
            if (!current_) continue;
        }
        Instruction const instruction = *current_;
        SADUAK_TRY(Progress const progress, carry_out(instruction, host, now).map_error(here));
        if (progress == Progress::waiting) return ScriptState::running;
        if (progress == Progress::quit) return ScriptState::ended;
        current_.reset();
        deadline_ = {};
    }
}

Result<Script::Progress> Script::wait_for(std::string_view wanted, std::string_view shown, Millis limit, Instant now)
{
    if (wanted == shown) return Progress::done;
    if (!deadline_.is_set()) deadline_ = now + limit;
    if (now < deadline_) return Progress::waiting;
    return fail(Errc::timeout, "waited " + std::to_string(limit.count / 1000) + " s for " + std::string(wanted) + "; it is " + std::string(shown));
}

Result<Script::Progress> Script::tap(Target target, ScriptHost& host)
{
    if (target.kind != TargetKind::service) return host.touch(target).map([] { return Progress::done; });
    auto const& site = host.model().site;
    std::size_t const count = site ? site->services.size() : 0;
    std::size_t place = 0;
    bool const by_place = std::from_chars(target.service.data(), target.service.data() + target.service.size(), place).ptr ==
                          target.service.data() + target.service.size();
    if (by_place && place >= 1 && place <= count) target.service = site->services[place - 1].id.str();
    if (host.touch(target)) return Progress::done;
    ServiceOffer const* service = find_service(host.model(), ServiceId(target.service));
    std::string const group = service == nullptr ? std::string() : service->group;
    // In its group, on whatever page it is: at most once around.
    bool const there = group.empty() || host.touch({TargetKind::group, group, 0}).has_value();
    std::size_t const entries = site && there ? entries_of(*site, group).size() : 0;
    for (std::size_t turned = 0; turned * entries_per_page(host.model().access) < entries; ++turned) {
        if (host.touch(target)) return Progress::done;
        if (!host.touch({TargetKind::next_page, {}, 0})) break;
    }
    return fail(Errc::not_found, "no open service " + target.service + " on the screen " + std::string(name_of(host.model().screen)));
}

Result<Script::Progress> Script::carry_out(Instruction const& instruction, ScriptHost& host, Instant now)
{
    auto const done = [] { return Progress::done; };
    return std::visit(overloaded{
                          [&](WaitScreen const& wait) { return wait_for(wait.name, name_of(host.model().screen), wait.limit, now); },
                          [&](WaitPrinter const& wait) { return wait_for(wait.state, drivers::to_string(host.model().printer), wait.limit, now); },
                          [&](Tap const& touched) { return tap(touched.target, host); },
                          [&](Scan const& scanned) -> Result<Progress> {
                              host.scan(scanned.text);
                              return Progress::done;
                          },
                          [&](SetLanguage const& set) -> Result<Progress> {
                              if (host.model().lang == set.lang) return Progress::done;
                              SADUAK_TRY_STATUS(host.touch({TargetKind::language, {}, 0}));
                              return host.touch({TargetKind::choose_language, std::string(to_string(set.lang)), 0}).map(done);
                          },
                          [&](TakeScreenshot const& take) -> Result<Progress> { return host.screenshot(take.file).map(done); },
                          [&](PrintState const&) -> Result<Progress> {
                              host.print_state();
                              return Progress::done;
                          },
                          [&](PrintTargets const&) -> Result<Progress> {
                              host.print_targets();
                              return Progress::done;
                          },
                          [&](PrinterFault const& fault) -> Result<Progress> { return host.printer_fault(fault.name).map(done); },
                          [&](Pause const& pause) -> Result<Progress> {
                              if (!deadline_.is_set()) deadline_ = now + pause.length;
                              return now < deadline_ ? Progress::waiting : Progress::done;
                          },
                          [](Quit const&) -> Result<Progress> { return Progress::quit; },
                      },
                      instruction);
}

}  // namespace saduak::kiosk
