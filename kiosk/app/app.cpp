#include "kiosk/app/app.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <set>

#include <boost/json/object.hpp>
#include <spdlog/spdlog.h>

#include "core/base/overloaded.hpp"
#include "core/wire/json.hpp"
#include "kiosk/app/line_reader.hpp"
#include "kiosk/app/mailbox.hpp"
#include "kiosk/app/printer_setup.hpp"
#include "kiosk/app/rating_pad.hpp"
#include "kiosk/app/script.hpp"
#include "kiosk/app/stages.hpp"
#include "kiosk/link/server_text.hpp"
#include "kiosk/printing/roll_file.hpp"
#include "kiosk/sdl/painter.hpp"
#include "kiosk/sdl/window.hpp"
#include "kiosk/update.hpp"
#include "platform/clock.hpp"
#include "platform/data_folder.hpp"
#include "platform/entropy.hpp"

namespace saduak::kiosk {

namespace {

constexpr Millis kLoopMost = seconds(1);
constexpr Millis kScreenshotPatience = seconds(10);

using ScriptInput = std::optional<std::string>;  // nothing: the script's end
using Event = std::variant<LinkEvent, PrinterEvent, drivers::Score, ScriptInput>;

void print_line(boost::json::object const& line)
{
    std::printf("%s\n", wire::to_text(line).c_str());
    std::fflush(stdout);
}

class Kiosk final : public ScriptHost {
public:
    Kiosk(KioskConfig config, RunOptions options, platform::DataFolder folder, Theme theme, Messages messages, TicketTemplate design, Fonts fonts,
          Window window, PrinterSetup printer)
        : config_(std::move(config)), options_(std::move(options)), folder_(std::move(folder)), theme_(std::move(theme)),
          messages_(std::move(messages)), design_(std::move(design)), fonts_(std::move(fonts)), window_(std::move(window)),
          printer_setup_(std::move(printer))
    {
        model_.roles = config_.roles;
        model_.lang = model_.language_at_rest = config_.language;
        model_.roll.length_mm = std::int64_t{1000} * config_.roll_m;
        model_.roll.used_mm = kept_roll_used(folder_.path());
    }

    [[nodiscard]] Result<int> run();

    [[nodiscard]] Model const& model() const override { return model_; }
    [[nodiscard]] Status touch(Target const& target) override;
    [[nodiscard]] Status screenshot(std::filesystem::path const& file) override;
    void print_state() override;
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
    void handle(drivers::Score const& pressed);
    void handle(ScriptInput& line);
    void handle_answer(CommandAnswered const& answered);
    void handle(Input const& input);
    void press(KeyPressed const& key);
    void happen(Msg const& msg);
    void carry_out(Effect const& effect);
    void print(Print const& job);
    void keep_roll(std::int64_t used_mm);
    void announce_ticket();

    void redraw();
    [[nodiscard]] DisplayList shown() const;
    [[nodiscard]] Issued const* ticket_in_hand() const;
    [[nodiscard]] boost::json::object state_line() const;

    KioskConfig config_;
    RunOptions options_;
    platform::DataFolder folder_;
    Theme theme_;
    Messages messages_;
    TicketTemplate design_;
    Fonts fonts_;
    Window window_;
    Canvas canvas_;
    PrinterSetup printer_setup_;
    Model model_;
    Mailbox<Event> mailbox_{[] { Window::wake(); }};
    std::optional<Script> script_;
    std::filesystem::path ticket_picture_;
    TicketStages stages_;
    std::set<std::pair<TicketId, domain::Paper>> announced_;
    Instant started_;
    std::int64_t minute_shown_ = 0;
    bool redraw_ = true;
    bool quit_ = false;
    // Last, so that they end first: their threads put events into the mailbox, and the link calls the printer.
    std::unique_ptr<PrinterThread> printer_;
    std::optional<drivers::UsbWatch> usb_watch_;
    std::unique_ptr<ServerLink> link_;
    std::unique_ptr<RatingPad> pad_;
    std::unique_ptr<LineReader> reader_;
};

Status Kiosk::start()
{
    started_ = platform::monotonic_now();
    if (config_.roles.issue) {
        auto const tell = [this](PrinterEvent event) { mailbox_.put(Event(std::move(event))); };
        printer_ = std::make_unique<PrinterThread>(printer_setup_.opener(), printer_setup_.profile(), tell);
        usb_watch_ = printer_setup_.watch([printer = printer_.get()] { printer->look(); });
    }
    auto const tell = [this](LinkEvent event) { mailbox_.put(Event(std::move(event))); };
    SADUAK_TRY(link_, ServerLink::start(config_.link, folder_.path(), tell));
    carry_out(DrawNames{});
    SADUAK_TRY_STATUS(start_pad());
    return options_.script.empty() ? Status{} : start_script();
}

Status Kiosk::start_pad()
{
    if (config_.keypad_device.empty()) return {};
    SADUAK_TRY(drivers::PadSelector selector, drivers::parse_pad(config_.keypad_device));
    SADUAK_TRY(drivers::KeyMap map, drivers::load_key_map(config_.keypad_mapping));
    if (map.kind != drivers::PadKind::rating) return fail(Errc::invalid_argument, "keypad.mapping is not of a rating pad");
    auto const tell = [this](int score) { mailbox_.put(Event(drivers::Score{score})); };
    pad_ = std::make_unique<RatingPad>(std::move(selector), std::move(map), tell);
    return {};
}

Status Kiosk::start_script()
{
    script_.emplace();
    if (options_.script == "-") {
        reader_ = std::make_unique<LineReader>([this](ScriptInput line) { mailbox_.put(Event(std::move(line))); });
        return {};
    }
    std::ifstream input(options_.script);
    if (!input) return fail(Errc::not_found, "cannot read the script " + options_.script);
    for (std::string line; std::getline(input, line);) script_->feed(std::move(line));
    script_->end_of_lines();
    return {};
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
    if (minute_shown_ == 0) spdlog::info("first_frame");
    minute_shown_ = minute;
    redraw_ = false;
    return quit_;
}

Millis Kiosk::patience() const
{
    Instant const now = platform::monotonic_now();
    Instant until = now + kLoopMost;
    for (Instant const deadline : {next_deadline(model_), script_ ? script_->deadline() : Instant{}})
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
                   [this](LinkMoved const& moved) { happen(LinkChanged{moved.status}); },
                   [this](SiteArrived& arrived) { happen(SitePushed{std::move(arrived.site)}); },
                   [this](CommandAnswered const& answered) { handle_answer(answered); },
               },
               event);
}

void Kiosk::handle_answer(CommandAnswered const& answered)
{
    if (!answered.ok) spdlog::warn("a command was refused: {}", answered.body);
    if (auto const* issue = std::get_if<domain::IssueTicket>(&answered.command)) {
        IssueAnswered msg{issue->ticket, std::nullopt, std::nullopt};
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
    if (auto const* rate = std::get_if<domain::Rate>(&answered.command); rate != nullptr && script_)
        print_line({{"event", "rating"}, {"ticket", rate->ticket.str()}, {"score", rate->score}, {"ok", answered.ok}});
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

// A button is a touch on its face, where faces are shown; elsewhere it is nothing.
void Kiosk::handle(drivers::Score const& pressed)
{
    if (!settled(model_, platform::monotonic_now())) return;
    DisplayList const list = shown();
    Target const wanted = pressed.score == 0 ? Target{TargetKind::no_opinion, {}, 0} : Target{TargetKind::face, {}, pressed.score};
    if (std::any_of(list.targets.begin(), list.targets.end(), [&wanted](HitTarget const& each) { return each.target == wanted; }))
        happen(Touched{wanted});
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
                   [this](KeyPressed const& key) { press(key); },
                   [this](QuitAsked const&) { quit_ = true; },
                   [this](RedrawAsked const&) { redraw_ = true; },
                   [](NothingInput const&) {},
               },
               input);
}

void Kiosk::press(KeyPressed const& key)
{
    if (!settled(model_, platform::monotonic_now())) return;
    if (auto const msg = message_of(key.key, shown(), model_.focus)) happen(*msg);
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
                   [this](Print const& job) { print(job); },
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
    Result<drivers::Bitmap> picture = draw_ticket(job.content, design_, printer_setup_.profile().width_dots, fonts_, messages_);
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
    ViewContext const context{theme_, messages_, config_.screen};
    return view(model_, platform::wall_clock_now(), context);
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

Issued const* Kiosk::ticket_in_hand() const
{
    return std::visit(
        [](auto const& screen) -> Issued const* {
            if constexpr (requires { screen.ticket; }) return &screen.ticket;
            else return nullptr;
        },
        model_.screen);
}

boost::json::object Kiosk::state_line() const
{
    constexpr std::string_view kLinks[] = {"offline", "online", "refused"};
    auto const text = [](std::string_view view) { return boost::json::string_view(view.data(), view.size()); };
    boost::json::object line{{"event", "state"},
                             {"screen", text(name_of(model_.screen))},
                             {"language", text(to_string(model_.lang))},
                             {"link", text(kLinks[static_cast<std::size_t>(model_.link)])},
                             {"printer", text(drivers::to_string(model_.printer))}};
    Issued const* ticket = ticket_in_hand();
    line["ticket"] = ticket != nullptr ? ticket->wanted.names.ticket.str() : "";
    line["number"] = ticket != nullptr ? ticket->given.number : "";
    line["service"] = ticket != nullptr ? ticket->wanted.service.str() : "";
    auto const* take = std::get_if<TakeTicket>(&model_.screen);
    line["paper"] = take != nullptr ? text(domain::to_string(take->paper)) : text("");
    return line;
}

void Kiosk::print_state() { print_line(state_line()); }

void Kiosk::announce_ticket()
{
    auto const* take = std::get_if<TakeTicket>(&model_.screen);
    if (take == nullptr || !announced_.emplace(take->ticket.wanted.names.ticket, take->paper).second) return;
    auto const text = [](std::string_view view) { return boost::json::string_view(view.data(), view.size()); };
    Wanted const& wanted = take->ticket.wanted;
    print_line({{"event", "ticket"},
                {"id", wanted.names.ticket.str()},
                {"number", take->ticket.given.number},
                {"service", wanted.service.str()},
                {"class", text(domain::to_string(wanted.ticket_class))},
                {"paper", text(domain::to_string(take->paper))},
                {"ticket_png", take->paper == domain::Paper::accepted ? std::string() : ticket_picture_.string()},
                {"token", wanted.names.token},
                {"stages_us", stages_.line()}});
}

}  // namespace

Result<int> run_kiosk(KioskConfig config, RunOptions const& options)
{
    SADUAK_TRY(platform::DataFolder folder, platform::DataFolder::lock(config.data, "saduak-kiosk"));
    SADUAK_TRY(Theme theme, load_theme(config.assets / "theme.toml"));
    SADUAK_TRY(Messages messages, Messages::load(config.assets / "i18n"));
    SADUAK_TRY(TicketTemplate design, load_template(config.ticket_template, config.assets));
    if (!config.ticket_logo.empty()) {
        SADUAK_TRY_STATUS(set_logo(design, config.ticket_logo));
    }
    SADUAK_TRY(PrinterSetup printer, PrinterSetup::create(config));
    WindowMode const mode = options.headless ? WindowMode::headless : config.fullscreen ? WindowMode::fullscreen : WindowMode::windowed;
    SADUAK_TRY(Window window, Window::open(config.screen, mode, config.turn));
    SADUAK_TRY(Fonts fonts, Fonts::open(theme.family, messages.scripts()));
    Kiosk kiosk(std::move(config), options, std::move(folder), std::move(theme), std::move(messages), std::move(design), std::move(fonts),
                std::move(window), std::move(printer));
    return kiosk.run();
}

}  // namespace saduak::kiosk
