// The running kiosk: the model between its window, its server, its printer and whatever else tells it something. One loop in the UI
// thread; the threads of the others put events into the mailbox. app.cpp has the loop, what_happens.cpp what each event means to the
// model, what_follows.cpp what the model's effects do.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "kiosk/app/app.hpp"
#include "kiosk/app/bundle_desk.hpp"
#include "kiosk/app/line_reader.hpp"
#include "kiosk/app/mailbox.hpp"
#include "kiosk/app/printer_setup.hpp"
#include "kiosk/app/rating_pad.hpp"
#include "kiosk/app/scan_reader.hpp"
#include "kiosk/app/script.hpp"
#include "kiosk/app/staff_desk.hpp"
#include "kiosk/app/stages.hpp"
#include "kiosk/app/watchdog.hpp"
#include "kiosk/printing/roll_file.hpp"
#include "kiosk/sdl/painter.hpp"
#include "kiosk/sdl/window.hpp"
#include "kiosk/update.hpp"
#include "kiosk/voice/speaker.hpp"
#include "platform/data_folder.hpp"

namespace saduak::kiosk {

using ScriptInput = std::optional<std::string>;  // nothing: the script's end
using Event = std::variant<LinkEvent, PrinterEvent, BundleEvent, drivers::Score, ScriptInput>;

class Kiosk final : public ScriptHost {
public:
    Kiosk(KioskConfig config, RunOptions options, platform::DataFolder folder, Look look, std::string bundle, Fonts fonts, Window window,
          PrinterSetup printer)
        : config_(std::move(config)), options_(std::move(options)), folder_(std::move(folder)), look_(std::move(look)), fonts_(std::move(fonts)),
          window_(std::move(window)), printer_setup_(std::move(printer)), bundles_(config_, folder_.path(), std::move(bundle))
    {
        model_.roles = config_.roles;
        apply_settings();
        model_.roll.length_mm = std::int64_t{1000} * config_.roll_m;
        model_.roll.used_mm = kept_roll_used(folder_.path());
    }

    [[nodiscard]] Result<int> run();

    [[nodiscard]] Model const& model() const override { return model_; }
    [[nodiscard]] Status touch(Target const& target) override;
    [[nodiscard]] Status screenshot(std::filesystem::path const& file) override;
    void print_state() override;
    void print_targets() override;
    void scan(std::string const& text) override;
    [[nodiscard]] Status printer_fault(std::string_view name) override;

private:
    [[nodiscard]] Status start();
    void start_printer();
    [[nodiscard]] Status start_pad();
    [[nodiscard]] Status start_script();
    // True: the program is to end.
    [[nodiscard]] Result<bool> turn();
    [[nodiscard]] Millis patience() const;

    void handle(Event& event);
    void handle(LinkEvent& event);
    void handle(PrinterEvent& event);
    void handle(BundleEvent& event);
    void handle(drivers::Score const& pressed);
    void handle(ScriptInput& line);
    void handle_answer(CommandAnswered const& answered);
    void handle(Input const& input);
    void press(KeyPressed const& key);
    void read_keys();
    void happen(Msg const& msg);
    void carry_out(Effect const& effect);
    void print(Print const& job);
    void send(TicketId const& ticket, TicketContent const& content, std::function<void(Error const&)> const& failed);
    void print_test();
    [[nodiscard]] StaffFacts staff_facts() const;
    void apply_settings();
    void try_bundle();
    void keep_roll(std::int64_t used_mm);
    void announce_ticket();

    void redraw();
    [[nodiscard]] DisplayList shown() const;

    KioskConfig config_;
    RunOptions options_;
    platform::DataFolder folder_;
    Look look_;
    std::string link_fault_;  // why the server was last not reached; empty: it was
    Fonts fonts_;
    Window window_;
    Canvas canvas_;
    PrinterSetup printer_setup_;
    Model model_;
    Mailbox<Event> mailbox_{[] { Window::wake(); }};
    ScanReader scan_reader_;
    std::optional<Script> script_;
    std::filesystem::path ticket_picture_;
    TicketStages stages_;
    std::set<std::pair<TicketId, domain::Paper>> announced_;
    Instant started_;
    std::int64_t minute_shown_ = 0;
    bool redraw_ = true;
    bool quit_ = false;
    Watchdog watchdog_;
    // Last, so that they end first: their threads put events into the mailbox, and the link calls the printer.
    std::unique_ptr<PrinterThread> printer_;
    std::optional<drivers::UsbWatch> usb_watch_;
    std::unique_ptr<ServerLink> link_;
    BundleDesk bundles_;
    std::unique_ptr<RatingPad> pad_;
    std::unique_ptr<Speaker> speaker_;
    std::unique_ptr<LineReader> reader_;
};

}  // namespace saduak::kiosk
