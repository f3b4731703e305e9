#include "kiosk/app/kiosk.hpp"

#include <algorithm>
#include <thread>

#include <spdlog/spdlog.h>

#include "kiosk/app/script_lines.hpp"
#include "kiosk/text/line_break.hpp"
#include "platform/clock.hpp"

namespace saduak::kiosk {

namespace {

constexpr Millis kLoopMost = seconds(1);
constexpr Millis kScreenshotPatience = seconds(10);

}  // namespace

Status Kiosk::start()
{
    auto const tell = [this](LinkEvent event) { mailbox_.put(Event(std::move(event))); };
    bundles_.start([this](BundleEvent event) { mailbox_.put(Event(std::move(event))); });
    SADUAK_TRY(link_, ServerLink::start(config_.link, folder_.path(), tell));
    link_->report(bundles_.in_force(), bundles_.fault());
    if (config_.roles.issue) start_printer();
    carry_out(DrawNames{});
    SADUAK_TRY_STATUS(start_pad());
    speaker_ = speaker_of(config_.voice_pack);
    if (speaker_) model_.voices = speaker_->languages();
    return options_.script.empty() ? Status{} : start_script();
}

void Kiosk::start_printer()
{
    auto const tell = [this](PrinterEvent event) { mailbox_.put(Event(std::move(event))); };
    HalfTicket const half = link_->found_uncut() ? HalfTicket::may_hang : HalfTicket::none;
    printer_ = std::make_unique<PrinterThread>(printer_setup_.opener(), printer_setup_.profile(), tell, half);
    usb_watch_ = printer_setup_.watch([printer = printer_.get()] { printer->look(); });
}

Status Kiosk::start_pad()
{
    if (config_.keypad_device.empty()) return {};
    auto const tell = [this](int score) { mailbox_.put(Event(drivers::Score{score})); };
    SADUAK_TRY(pad_, RatingPad::open(config_.keypad_device, config_.keypad_mapping, tell));
    return {};
}

Status Kiosk::start_script()
{
    script_.emplace();
    if (options_.script == "-") {
        reader_ = std::make_unique<LineReader>([this](ScriptInput line) { mailbox_.put(Event(std::move(line))); });
        return {};
    }
    return script_->feed_file(options_.script);
}

Result<int> Kiosk::run()
{
    started_ = model_.touched_at = platform::monotonic_now();
    redraw();  // before the threads and the network: whoever switches the kiosk on sees that it comes
    spdlog::info("first_frame");
    SADUAK_TRY_STATUS(start());
    watchdog_.ready();
    for (;;) {
        SADUAK_TRY(bool const ends, turn());
        if (ends) return 0;
        handle(window_.wait(patience()));
    }
}

Result<bool> Kiosk::turn()
{
    for (Event& event : mailbox_.take_all()) handle(event);
    try_bundle();
    read_keys();
    Instant const now = platform::monotonic_now();
    Instant const deadline = next_deadline(model_);
    if (deadline.is_set() && now >= deadline) happen(TimePassed{});
    if (!options_.screenshot.empty() && (model_.site || now >= started_ + kScreenshotPatience)) {
        SADUAK_TRY_STATUS(screenshot(options_.screenshot));
        options_.screenshot.clear();
        if (!script_) return true;
    }
    if (script_) {
        SADUAK_TRY(ScriptState const state, script_->advance(*this, now));
        if (state == ScriptState::ended) return true;
    }
    std::int64_t const minute = platform::wall_clock_now().ms / minutes(1).count;
    if (redraw_ || minute != minute_shown_) redraw();
    watchdog_.turn(now, printer_ ? printer_->alive_at() : Instant{}, std::string(name_of(model_.screen)));
    minute_shown_ = minute;
    redraw_ = false;
    return quit_;
}

Millis Kiosk::patience() const
{
    Instant const now = platform::monotonic_now();
    Instant until = now + kLoopMost;
    for (Instant const deadline : {next_deadline(model_), scan_reader_.deadline(), script_ ? script_->deadline() : Instant{}})
        if (deadline.is_set()) until = std::min(until, deadline);
    return Millis{std::max<std::int64_t>(0, (until - now).count)};
}

void Kiosk::redraw()
{
    std::vector<Rect> const changed = canvas_.show(shown(), fonts_);
    window_.present(canvas_.picture(), changed);
}

DisplayList Kiosk::shown() const
{
    ViewContext const context{look_.theme, look_.messages, config_.screen};
    return view(model_, model_.clock.at(platform::monotonic_now()).value_or(Instant{}), context);
}

Status Kiosk::touch(Target const& target)
{
    DisplayList const list = shown();
    bool const there = std::any_of(list.targets.begin(), list.targets.end(), [&target](auto const& each) { return each.target == target; });
    if (!there) return fail(Errc::not_found, "that is not on the screen " + std::string(name_of(model_.screen)));
    happen(Touched{target});
    return {};
}

Status Kiosk::screenshot(std::filesystem::path const& file) { return write_png(file, *paint(shown(), fonts_)); }

Status Kiosk::printer_fault(std::string_view name)
{
    SADUAK_TRY_STATUS(printer_setup_.set_fault(name));
    if (printer_) printer_->look();
    return {};
}

void Kiosk::print_state() { print_line(state_line(model_)); }

void Kiosk::print_targets() { print_line(targets_line(shown())); }

Result<int> run_kiosk(KioskConfig config, RunOptions const& options)
{
    SADUAK_TRY(platform::DataFolder folder, platform::DataFolder::lock(config.data, "saduak-kiosk"));
    std::jthread const reading(read_line_break_dictionary);
    std::string bundle;
    SADUAK_TRY(Look look, last_good_look(config, folder.path(), bundle));
    SADUAK_TRY(PrinterSetup printer, PrinterSetup::create(config));
    WindowMode const mode = options.headless ? WindowMode::headless : config.fullscreen ? WindowMode::fullscreen : WindowMode::windowed;
    SADUAK_TRY(Window window, Window::open(config.screen, mode, config.turn));
    SADUAK_TRY(Fonts fonts, Fonts::open(look.theme.family, look.messages.scripts()));
    Kiosk kiosk(std::move(config), options, std::move(folder), std::move(look), std::move(bundle), std::move(fonts), std::move(window),
                std::move(printer));
    return kiosk.run();
}

}  // namespace saduak::kiosk
