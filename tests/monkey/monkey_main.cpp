// A monkey at the kiosk: random fingers, keys, scans, answers, faults and waits in virtual time, over all that the kiosk can show.
// usage: saduak-monkey TAPS SEED [JSON_FILE]
// After each hundred moves the kiosk is left alone in a copy, and must come to rest; no target may lie off the screen. Now and then the
// screen is painted. Prints one JSON line; the exit code is 1 where a rule was broken.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>

#include "kiosk/keys.hpp"
#include "kiosk/sdl/painter.hpp"
#include "kiosk/update.hpp"
#include "tests/support/kiosk_screens.hpp"

namespace {

using namespace saduak;
using namespace saduak::kiosk;
using domain::Paper;

constexpr int kLookEvery = 100;
constexpr int kPaintEvery = 2'000;

struct Stand {
    Theme theme;
    Messages messages;
    Fonts fonts;
};

SiteOffer site_of(std::size_t kind)
{
    SiteOffer site = kind == 0 ? sample_site() : sample_many_services().model.site.value();
    site.appointments = kind != 1;
    site.staff_called = kind == 2;
    if (kind == 3) site.stopped = "ไฟฟ้าดับ";
    if (kind == 4) site.rate_now = sample_rate_now();
    if (kind == 5) {
        domain::OfflineRange range;
        range.prefix = "A";
        range.first = 900;
        range.last = 999;
        site.ranges = {range};
    }
    return site;
}

class Monkey {
public:
    Monkey(Stand& stand, std::uint64_t seed) : stand_(stand), chance_(seed), model_(sample_model({true, true}))
    {
        model_.pin_set = true;
        model_.saver_after = minutes(5);
        model_.voices = {Lang::th, Lang::en};
    }

    // Empty, or what went wrong.
    [[nodiscard]] std::string play(std::int64_t taps);
    [[nodiscard]] std::map<std::string, std::int64_t> const& seen() const { return seen_; }
    [[nodiscard]] std::int64_t paintings() const { return paintings_; }
    [[nodiscard]] Millis passed() const { return now_ - sample_now(); }

private:
    [[nodiscard]] std::size_t below(std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(chance_); }
    void happen(Msg const& msg);
    void touch(DisplayList const& list);
    void move(DisplayList const& list);
    void world_moves();
    void answer();
    [[nodiscard]] std::string broken_rule(DisplayList const& list) const;
    [[nodiscard]] std::string unrest() const;

    Stand& stand_;
    std::mt19937_64 chance_;
    Model model_;
    Instant now_ = sample_now();
    int names_ = 0;
    std::vector<Effect> asked_;  // not answered yet
    std::map<std::string, std::int64_t> seen_;
    std::int64_t paintings_ = 0;
};

void Monkey::happen(Msg const& msg)
{
    Next next = update(std::move(model_), msg, now_);
    model_ = std::move(next.model);
    ++seen_[std::string(name_of(model_.screen))];
    for (Effect& effect : next.effects) {
        if (std::holds_alternative<DrawNames>(effect)) model_.next_names = sample_names(static_cast<char>('1' + names_++ % 8));
        else asked_.push_back(std::move(effect));
    }
    if (asked_.size() > 20) asked_.erase(asked_.begin());
}

// One of what the kiosk asked for is answered, well or badly, or never.
void Monkey::answer()
{
    if (asked_.empty()) return;
    auto const at = asked_.begin() + static_cast<std::ptrdiff_t>(below(asked_.size()));
    Effect const effect = *at;
    asked_.erase(at);
    bool const well = below(4) != 0;
    if (auto const* print = std::get_if<Print>(&effect)) {
        Paper const papers[] = {Paper::confirmed, Paper::confirmed, Paper::unconfirmed, Paper::failed};
        return happen(PrintEnded{print->ticket, print->content.original, papers[below(4)], "a monkey", 120});
    }
    if (auto const* own = std::get_if<IssueOffline>(&effect)) return happen(OfflineAnswered{own->command.ticket, well ? "A901" : "", now_});
    if (auto const* arrived = std::get_if<CheckInCode>(&effect)) {
        if (well) return happen(IssueAnswered{arrived->command.ticket, sample_given(sample_names()), std::nullopt});
        return happen(CheckInRefused{arrived->command.ticket, static_cast<CodeFault>(below(4)), now_ + hours(20)});
    }
    if (std::holds_alternative<CheckPin>(effect)) return happen(PinChecked{well});
    if (std::holds_alternative<TellStaff>(effect)) return happen(StaffTold{});
    auto const* submit = std::get_if<Submit>(&effect);
    if (submit == nullptr) return;
    if (std::holds_alternative<domain::Rate>(submit->command) && !well) return happen(RatingRefused{});
    auto const* issue = std::get_if<domain::IssueTicket>(&submit->command);
    if (issue == nullptr) return;
    TicketGiven given = sample_given(sample_names());
    given.id = issue->ticket;
    if (well) happen(IssueAnswered{issue->ticket, given, std::nullopt});
    else happen(IssueAnswered{issue->ticket, std::nullopt, below(2) == 0 ? std::optional(sample_night()) : std::nullopt});
}

void Monkey::touch(DisplayList const& list)
{
    if (list.targets.empty()) return;
    HitTarget const& some = list.targets[below(list.targets.size())];
    int const x = some.area.x + static_cast<int>(below(static_cast<std::size_t>(std::max(1, some.area.w))));
    int const y = some.area.y + static_cast<int>(below(static_cast<std::size_t>(std::max(1, some.area.h))));
    if (HitTarget const* under = hit(list, x, y)) happen(Touched{under->target});
}

void Monkey::world_moves()
{
    switch (below(6)) {
    case 0: return happen(LinkChanged{below(6) == 0 ? LinkStatus::offline : LinkStatus::online});
    case 1: {
        SiteOffer site = site_of(below(6));
        if (site.rate_now) site.rate_now->ticket = TicketId(std::string(32, static_cast<char>('a' + below(6))));
        return happen(SitePushed{std::move(site), now_});
    }
    case 2: return happen(PrinterChanged{below(6) == 0 ? drivers::PrinterState::paper_out : drivers::PrinterState::ready});
    case 3: return happen(ClockTold{Clock{below(3) == 0 ? std::nullopt : std::optional(Millis{0})}});
    case 4: return happen(Scanned{"4F7KX2MQ", below(2) == 0 ? std::string(64, 'a') : std::string()});
    default: return answer();
    }
}

void Monkey::move(DisplayList const& list)
{
    std::size_t const what = below(20);
    if (what < 11) return touch(list);
    if (what < 14) {
        Key const key{static_cast<Key::Kind>(below(11)), static_cast<char>('0' + below(10))};
        if (auto const msg = message_of(key, list, model_.focus)) happen(*msg);
        return;
    }
    if (what < 17) return answer();
    if (what == 17) return world_moves();
    now_ = now_ + Millis{static_cast<std::int64_t>(below(what == 18 ? 3'000 : 60'000))};
    happen(TimePassed{});
}

std::string Monkey::broken_rule(DisplayList const& list) const
{
    for (HitTarget const& each : list.targets)
        if (each.area.x < 0 || each.area.y < 0 || each.area.x + each.area.w > list.width || each.area.y + each.area.h > list.height)
            return "a target lies off the screen";
    for (Item const& item : list.items)
        if (auto const* text = std::get_if<Text>(&item); text != nullptr && (text->area.w <= 0 || text->area.h <= 0) && !text->words.empty())
            return "a text without room: " + text->words;
    return {};
}

// Left alone for half an hour the kiosk shows what it shows when nobody is there.
std::string Monkey::unrest() const
{
    Model left = model_;
    Instant at = now_;
    Instant const end = now_ + minutes(30);
    while (at < end) {
        Instant const next = next_deadline(left);
        at = next.is_set() && next > at ? std::min(next, end) : std::min(at + seconds(30), end);
        left = update(std::move(left), TimePassed{}, at).model;
    }
    std::string const screen(name_of(left.screen));
    constexpr std::string_view kRest[] = {"home", "trouble", "closed", "dimmed", "rating_idle"};
    bool const rests = std::find(std::begin(kRest), std::end(kRest), screen) != std::end(kRest);
    if (!rests || left.panel != Panel::none || !(left.access == Access{}) || left.focus) return "left alone it shows " + screen;
    return {};
}

std::string Monkey::play(std::int64_t taps)
{
    std::vector<SampleSize> const sizes = sample_sizes();
    for (std::int64_t tap = 0; tap < taps; ++tap) {
        ViewContext const context{stand_.theme, stand_.messages, sizes[below(sizes.size())].size};
        DisplayList const list = view(model_, now_, context);
        if (std::string broken = broken_rule(list); !broken.empty()) return broken + " on " + std::string(name_of(model_.screen));
        if (tap % kPaintEvery == 0) {
            (void)paint(list, stand_.fonts);
            ++paintings_;
        }
        move(list);
        if (tap % kLookEvery != 0) continue;
        if (std::string restless = unrest(); !restless.empty()) return restless + " after " + std::string(name_of(model_.screen));
    }
    return {};
}

Result<Stand> stand()
{
    SADUAK_TRY(Theme theme, load_theme(SADUAK_ASSETS_DIR "/theme.toml"));
    SADUAK_TRY(Messages messages, Messages::load(SADUAK_ASSETS_DIR "/i18n"));
    SADUAK_TRY(Fonts fonts, Fonts::open(theme.family, messages.scripts()));
    return Stand{std::move(theme), std::move(messages), std::move(fonts)};
}

std::string report(Monkey const& monkey, std::int64_t taps, std::uint64_t seed, std::string const& wrong)
{
    std::string line = "{\"proof\":\"monkey\",\"taps\":" + std::to_string(taps) + ",\"seed\":" + std::to_string(seed) +
                       ",\"failed\":" + (wrong.empty() ? "0" : "1") + ",\"virtual_hours\":" + std::to_string(monkey.passed().count / hours(1).count) +
                       ",\"painted\":" + std::to_string(monkey.paintings()) + ",\"screens\":{";
    for (auto const& [name, count] : monkey.seen()) line += (line.back() == '{' ? "\"" : ",\"") + name + "\":" + std::to_string(count);
    return line + "},\"wrong\":\"" + wrong + "\"}";
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc != 3 && argc != 4) {
        std::fprintf(stderr, "usage: saduak-monkey TAPS SEED [JSON_FILE]\n");
        return 2;
    }
    auto made = stand();
    if (!made) {
        std::fprintf(stderr, "saduak-monkey: %s\n", made.error().context.c_str());
        return 1;
    }
    std::int64_t const taps = std::max(1LL, std::atoll(argv[1]));
    std::uint64_t const seed = std::strtoull(argv[2], nullptr, 10);
    Monkey monkey(*made, seed);
    std::string const wrong = monkey.play(taps);
    std::string const line = report(monkey, taps, seed, wrong);
    std::printf("%s\n", line.c_str());
    if (argc == 4) std::ofstream(argv[3]) << line << '\n';
    return wrong.empty() ? 0 : 1;
}
