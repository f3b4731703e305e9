// The kiosk's script language (kiosk/README.md): parsing, and carrying out one instruction after the other.
#pragma once

#include <deque>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "kiosk/model.hpp"
#include "kiosk/target.hpp"

namespace saduak::kiosk {

struct WaitScreen {
    std::string name;
    Millis limit;
};
struct WaitPrinter {
    std::string state;
    Millis limit;
};
struct Tap {
    Target target;  // of a service: its id, or its place from 1
};
struct Scan {
    std::string text;
};
struct SetLanguage {
    Lang lang = Lang::th;
};
struct TakeScreenshot {
    std::filesystem::path file;
};
struct PrintState {};
struct PrintTargets {};
struct PrinterFault {
    std::string name;
};
struct Pause {
    Millis length;
};
struct Quit {};
using Instruction =
    std::variant<WaitScreen, WaitPrinter, Tap, Scan, SetLanguage, TakeScreenshot, PrintState, PrintTargets, PrinterFault, Pause, Quit>;

// Nothing for an empty line or a comment. Errc::parse says what is wrong.
[[nodiscard]] Result<std::optional<Instruction>> parse_instruction(std::string_view line);

// What a script acts upon.
class ScriptHost {
public:
    virtual ~ScriptHost() = default;
    [[nodiscard]] virtual Model const& model() const = 0;
    // Errc::not_found: nothing of that kind is on the screen.
    [[nodiscard]] virtual Status touch(Target const& target) = 0;
    [[nodiscard]] virtual Status screenshot(std::filesystem::path const& file) = 0;
    virtual void print_state() = 0;
    virtual void print_targets() = 0;
    // As if a scanner had read it.
    virtual void scan(std::string const& text) = 0;
    // Errc::invalid_argument: no such fault; unsupported: the printer is real.
    [[nodiscard]] virtual Status printer_fault(std::string_view name) = 0;
};

enum class ScriptState { running, ended };

// Fed with lines, which may come later than they are needed; asked to go on whenever something may have changed.
class Script {
public:
    void feed(std::string line) { lines_.push_back(std::move(line)); }
    // All lines of a file, and their end. Errc::not_found.
    [[nodiscard]] Status feed_file(std::filesystem::path const& file);
    void end_of_lines() { complete_ = true; }

    // As far as it can get now. The error names line and instruction.
    [[nodiscard]] Result<ScriptState> advance(ScriptHost& host, Instant now);
    // When advance() is due without anything else happening; unset: not before something does.
    [[nodiscard]] Instant deadline() const { return deadline_; }

private:
    enum class Progress { done, waiting, quit };
    [[nodiscard]] Result<Progress> carry_out(Instruction const& instruction, ScriptHost& host, Instant now);
    [[nodiscard]] Result<Progress> wait_for(std::string_view wanted, std::string_view shown, Millis limit, Instant now);
    [[nodiscard]] Result<Progress> tap(Target target, ScriptHost& host);

    std::deque<std::string> lines_;
    bool complete_ = false;
    int line_number_ = 0;
    std::string line_;
    std::optional<Instruction> current_;
    Instant deadline_;  // of the wait or pause under way
};

}  // namespace saduak::kiosk
