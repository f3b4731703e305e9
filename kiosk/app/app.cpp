#include "kiosk/app/app.hpp"

#include <algorithm>
#include <cstdio>
#include <set>

#include <boost/json/object.hpp>
#include <spdlog/spdlog.h>

#include "core/base/overloaded.hpp"
#include "core/wire/json.hpp"
#include "kiosk/app/bundle_desk.hpp"
#include "kiosk/app/line_reader.hpp"
#include "kiosk/app/mailbox.hpp"
#include "kiosk/app/printer_setup.hpp"
#include "kiosk/app/rating_pad.hpp"
#include "kiosk/app/scan_reader.hpp"
#include "kiosk/app/script.hpp"
#include "kiosk/app/script_lines.hpp"
#include "kiosk/app/staff_desk.hpp"
#include "kiosk/app/stages.hpp"
#include "kiosk/app/watchdog.hpp"
#include "kiosk/link/server_text.hpp"
#include "kiosk/printing/roll_file.hpp"
#include "kiosk/sdl/painter.hpp"
#include "kiosk/sdl/window.hpp"
#include "kiosk/staff_pin.hpp"
#include "kiosk/update.hpp"
#include "kiosk/voice/speaker.hpp"
#include "platform/clock.hpp"
#include "platform/data_folder.hpp"
#include "platform/entropy.hpp"

namespace saduak::kiosk {

namespace {

constexpr Millis kLoopMost = seconds(1);
constexpr Millis kScreenshotPatience = seconds(10);

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
    void print_targets() override { print_line(targets_line(shown())); }
    void scan(std::string const& text) override;
    [[nodiscard]] Status printer_fault(std::string_view name) override;

private:
    [[nodiscard]] Status start();
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

Status Kiosk::start()
{
    started_ = model_.touched_at = platform::monotonic_now();
    if (config_.roles.issue) {
        auto const tell = [this](PrinterEvent event) { mailbox_.put(Event(std::move(event))); };
        printer_ = std::make_unique<PrinterThread>(printer_setup_.opener(), printer_setup_.profile(), tell);
        usb_watch_ = printer_setup_.watch([printer = printer_.get()] { printer->look(); });
    }
    auto const tell = [this](LinkEvent event) { mailbox_.put(Event(std::move(event))); };
    bundles_.start([this](BundleEvent event) { mailbox_.put(Event(std::move(event))); });
    SADUAK_TRY(link_, ServerLink::start(config_.link, folder_.path(), tell));
    link_->report(bundles_.in_force(), bundles_.fault());
    carry_out(DrawNames{});
    SADUAK_TRY_STATUS(start_pad());
    speaker_ = speaker_of(config_.voice_pack);
    if (speaker_) model_.voices = speaker_->languages();
    return options_.script.empty() ? Status{} : start_script();
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
    SADUAK_TRY_STATUS(start());
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
    if (minute_shown_ == 0) {
        spdlog::info("first_frame");
        watchdog_.first_frame();
    }
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

void Kiosk::handle(Event& event)
{
    std::visit([this](auto& inner) { handle(inner); }, event);
}

void Kiosk::handle(LinkEvent& event)
{
    std::visit(overloaded{
                   [this](LinkMoved const& moved) {
                       link_fault_ = moved.reason;
                       happen(LinkChanged{moved.status});
                   },
                   [this](SiteArrived& arrived) {
                       if (arrived.site.bundle) bundles_.want(*arrived.site.bundle);
                       happen(SitePushed{std::move(arrived.site), arrived.heard_at});
                   },
                   [this](ClockJudged const& judged) { happen(ClockTold{judged.clock}); },
                   [this](OfflineNumber const& own) {
                       happen(OfflineAnswered{own.ticket, own.number, own.at});
                   },
                   [this](CommandAnswered const& answered) { handle_answer(answered); },
               },
               event);
}

void Kiosk::handle_answer(CommandAnswered const& answered)
{
    if (!answered.ok) spdlog::warn("a command was refused: {}", answered.body);
    auto const* check_in = std::get_if<domain::CheckIn>(&answered.command);
    if (check_in != nullptr && !answered.ok)
        if (auto const fault = parse_check_in_refusal(answered.body)) return happen(CheckInRefused{check_in->ticket, fault->fault, fault->slot});
    auto const* issue = std::get_if<domain::IssueTicket>(&answered.command);
    if (issue != nullptr || check_in != nullptr) {
        IssueAnswered msg{issue != nullptr ? issue->ticket : check_in->ticket, std::nullopt, std::nullopt};
        if (answered.ok) {
            auto given = parse_ticket(answered.body);
            if (given) msg.given = std::move(*given);
            else spdlog::error("the answer to an issue: {}", given.error().context);
        } else {
            msg.closure = parse_refusal(answered.body);
        }
        stages_.answered();
        happen(msg);
    }
    auto const* rate = std::get_if<domain::Rate>(&answered.command);
    if (rate != nullptr && !answered.ok) happen(RatingRefused{});
    if (rate != nullptr && script_) print_line({{"event", "rating"}, {"ticket", rate->ticket.str()}, {"score", rate->score}, {"ok", answered.ok}});
}

void Kiosk::handle(PrinterEvent& event)
{
    std::visit(overloaded{
                   [this](PrinterMoved const& moved) { happen(PrinterChanged{moved.state}); },
                   [this](TicketPrinted const& printed) {
                       ticket_picture_ = printer_setup_.last_picture();
                       stages_.printed(printed.first_bytes);
                       happen(PrintEnded{printed.ticket, printed.original, printed.paper, printed.detail, printed.paper_mm});
                   },
               },
               event);
}

void Kiosk::handle(BundleEvent& event)
{
    if (bundles_.heard(event)) link_->report(bundles_.in_force(), bundles_.fault());
}

void Kiosk::apply_settings()
{
    model_.lang = model_.language_at_rest = look_.settings.language;
    model_.pin_set = !look_.settings.pin.empty();
    model_.saver_after = look_.settings.screensaver_after;
}

// Nobody sees the screen change under their finger.
void Kiosk::try_bundle()
{
    if (!bundles_.arrived() || !at_rest(model_)) return;
    if (auto adopted = bundles_.adopt()) {
        look_ = std::move(adopted->look);
        fonts_ = std::move(adopted->fonts);
        apply_settings();
        redraw_ = true;
    }
    link_->report(bundles_.in_force(), bundles_.fault());
}

// A button is a touch on its face, or on its reason, where they are shown; elsewhere it is nothing.
void Kiosk::handle(drivers::Score const& pressed)
{
    if (!settled(model_, platform::monotonic_now())) return;
    DisplayList const list = shown();
    auto const meant = [&pressed](HitTarget const& each) {
        bool const none = each.target.kind == TargetKind::no_opinion || each.target.kind == TargetKind::skip;
        bool const one = each.target.kind == TargetKind::face || each.target.kind == TargetKind::reason;
        return pressed.score == 0 ? none : one && each.target.score == pressed.score;
    };
    auto const found = std::find_if(list.targets.begin(), list.targets.end(), meant);
    if (found != list.targets.end()) happen(Touched{found->target});
}

void Kiosk::handle(ScriptInput& line)
{
    if (line) script_->feed(std::move(*line));
    else script_->end_of_lines();
}

void Kiosk::handle(Input const& input)
{
    std::visit(overloaded{
                   [this](PointTouched const& point) {
                       if (!settled(model_, platform::monotonic_now())) return;
                       DisplayList const list = shown();
                       if (HitTarget const* target = hit(list, point.x, point.y)) happen(Touched{target->target});
                   },
                   [this](KeyPressed const& key) { scan_reader_.key(key, platform::monotonic_now()); },
                   [this](QuitAsked const&) { quit_ = true; },
                   [this](RedrawAsked const&) { redraw_ = true; },
                   [](NothingInput const&) {},
               },
               input);
}

void Kiosk::read_keys()
{
    for (KeyPressed const& key : scan_reader_.take_keys(platform::monotonic_now())) press(key);
    if (auto const text = scan_reader_.take_scan()) scan(*text);
}

void Kiosk::scan(std::string const& text)
{
    std::string const token = text.substr(text.find_last_of('/') + 1);
    happen(Scanned{text, valid_random_id(token) ? platform::sha256_hex(token) : std::string()});
}

void Kiosk::press(KeyPressed const& key)
{
    if (!settled(model_, platform::monotonic_now())) return;
    if (!key.key) return;
    if (auto const msg = message_of(*key.key, shown(), model_.focus)) happen(*msg);
}

void Kiosk::happen(Msg const& msg)
{
    Next next = update(std::move(model_), msg, platform::monotonic_now());
    model_ = std::move(next.model);
    redraw_ = true;
    for (Effect const& effect : next.effects) carry_out(effect);
    if (script_) announce_ticket();
}

void Kiosk::carry_out(Effect const& effect)
{
    std::visit(overloaded{
                   [this](Submit const& submit) {
                       if (std::holds_alternative<domain::IssueTicket>(submit.command)) stages_.touched();
                       link_->submit(submit.command);
                   },
                   [this](IssueOffline const& issue) { link_->issue_offline(issue.command, issue.prefix); },
                   [this](Print const& job) { print(job); },
                   [this](CheckInCode const& arrived) {
                       domain::CheckIn command = arrived.command;
                       command.code_sha256 = platform::sha256_hex(arrived.code);
                       link_->submit(command);
                   },
                   [this](CheckPin const& pin) { happen(PinChecked{pin_matches(look_.settings.pin, pin.digits)}); },
                   [this](TellStaff const&) { happen(StaffTold{staff_facts()}); },
                   [this](PrintTest const&) { print_test(); },
                   [this](RestartKiosk const&) { quit_ = true; },
                   [this](Speak const& words) {
                       if (speaker_) speaker_->say(words.lang, words.clips, words.volume);
                   },
                   [this](KeepRoll const& roll) { keep_roll(roll.used_mm); },
                   [this](DrawNames const&) {
                       TicketNames names{TicketId(platform::random_id()), platform::random_id(), {}};
                       names.token_sha256 = platform::sha256_hex(names.token);
                       happen(NamesDrawn{std::move(names)});
                   },
               },
               effect);
}

void Kiosk::print(Print const& job)
{
    Result<drivers::Bitmap> picture = draw_ticket(job.content, look_.design, printer_setup_.profile().width_dots, fonts_, look_.messages);
    auto const fail_with = [this, ticket = job.ticket, original = job.content.original](Error const& error) {
        spdlog::error("ticket not printed: {}", error.context);
        mailbox_.put(Event(PrinterEvent(TicketPrinted{ticket, original, domain::Paper::failed, "not sent to the printer"})));
    };
    if (!picture) return fail_with(picture.error());
    stages_.drawn();
    TicketJob ticket{job.ticket, job.content.original, std::move(*picture)};
    link_->before_printing(job.ticket, [printer = printer_.get(), ticket = std::move(ticket), fail_with](Status const& noted) {
        if (noted) printer->print(ticket);
        else fail_with(noted.error());
    });
}

// No ticket of anybody's: nothing is journaled or reported of it but its paper.
void Kiosk::print_test()
{
    if (!printer_) return;
    TicketContent const content = test_ticket(model_, look_.messages, platform::wall_clock_now());
    Result<drivers::Bitmap> picture = draw_ticket(content, look_.design, printer_setup_.profile().width_dots, fonts_, look_.messages);
    if (picture) printer_->print({TicketId(platform::random_id()), content.original, std::move(*picture)});
    else spdlog::error("test ticket not printed: {}", picture.error().context);
}

StaffFacts Kiosk::staff_facts() const
{
    return {platform::to_string(config_.link.server),
            link_fault_,
            link_->unsent(),
            config_.link.version,
            bundles_.in_force(),
            bundles_.fault(),
            last_log_lines()};
}

// A start that knows nothing of it counts a new roll: too long a forecast, once.
void Kiosk::keep_roll(std::int64_t used_mm)
{
    if (auto const kept = keep_roll_used(folder_.path(), used_mm); !kept) spdlog::warn("the roll's use is not kept: {}", kept.error().context);
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

void Kiosk::announce_ticket()
{
    auto const* kept = std::get_if<OnPhone>(&model_.screen);
    auto const* take = std::get_if<TakeTicket>(&model_.screen);
    if (take == nullptr && kept == nullptr) return;
    Issued const& ticket = take != nullptr ? take->ticket : kept->ticket;
    domain::Paper const paper = take != nullptr ? take->paper : domain::Paper::none;
    if (!announced_.emplace(ticket.wanted.names.ticket, paper).second) return;
    print_line(ticket_line(ticket, paper, ticket_picture_, stages_));
}

}  // namespace

Result<int> run_kiosk(KioskConfig config, RunOptions const& options)
{
    SADUAK_TRY(platform::DataFolder folder, platform::DataFolder::lock(config.data, "saduak-kiosk"));
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
