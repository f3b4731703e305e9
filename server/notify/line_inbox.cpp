#include "server/notify/line_inbox.hpp"

#include <algorithm>
#include <cctype>

#include <spdlog/spdlog.h>

#include "platform/clock.hpp"
#include "server/auth/ticket_secrets.hpp"

namespace saduak::server {
namespace {

constexpr Millis kEventsRemembered = hours(24 * 7);
constexpr std::size_t kSeenMax = 100'000;
constexpr std::size_t kPreferencesMax = 10'000;
constexpr std::size_t kGuessersMax = 10'000;
constexpr int kWrongCodesMax = 20;  // of a user in an hour: a code has 40 bits
constexpr std::size_t kCodeLength = 8;

// "ab12-cd34" as "AB12CD34"; empty for what is no code.
std::string as_code(std::string_view text)
{
    std::string code;
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0) code += static_cast<char>(std::toupper(byte));
        else if (c != ' ' && c != '-' && c != '\n') return {};
    }
    return code.size() == kCodeLength ? code : std::string();
}

bool is_stop(std::string const& text)
{
    std::string lower = text;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    while (lower.ends_with(' ') || lower.ends_with('\n')) lower.pop_back();
    return lower == "stop" || lower == "หยุด" || lower == "ยกเลิก";
}

// Of a stranger nothing is known, not even the language: a text of both.
std::string in_both(ReportTexts const& texts, std::string_view key)
{
    return texts.text(ReportLanguage::th, key) + "\n" + texts.text(ReportLanguage::en, key);
}

}  // namespace

Status LineInbox::load()
{
    SADUAK_TRY(auto const seen, file_.rows().messages.line_events_since(platform::wall_clock_now() - kEventsRemembered));
    seen_.insert(seen.begin(), seen.end());
    return {};
}

void LineInbox::prefer(TicketId const& ticket, Preference preference)
{
    if (preferences_.size() >= kPreferencesMax && !preferences_.contains(ticket)) preferences_.clear();
    preferences_[ticket] = std::move(preference);
}

std::string LineInbox::code_of(domain::Ticket const& ticket) const { return ticket_code(secret_, ticket.token_sha256); }

void LineInbox::received(std::vector<LineText> const& texts)
{
    Instant const now = platform::wall_clock_now();
    for (LineText const& text : texts) {
        // One of longer ago than is remembered could be one that was seen.
        if (now - text.at >= kEventsRemembered || !seen_.insert(text.event).second) continue;
        if (seen_.size() > kSeenMax) seen_ = {text.event};
        file_.run([id = text.event, now](OutgoingRows& rows) { return rows.messages.keep_line_event(id, now); },
                  [](Status const& kept) {
                      if (!kept) spdlog::warn("line_event_later: {}", kept.error().context);
                  });
        messages_.remember_reply(text.user, text.reply_token, text.at);
        if (is_stop(text.text)) stop(text);
        else join(text);
    }
}

void LineInbox::join(LineText const& text)
{
    std::string const code = as_code(text.text);
    if (code.empty()) return messages_.reply(text.user, in_both(messages_.texts(), "help"), {});
    if (guesses_.size() > kGuessersMax) guesses_.clear();
    Guesses& guesses = guesses_[text.user];
    std::int64_t const hour = platform::wall_clock_now().ms / hours(1).count;
    if (guesses.hour != hour) guesses = {hour, 0};
    if (guesses.wrong >= kWrongCodesMax) return;
    for (SiteId const& site : engine_.sites()) {
        auto const* state = engine_.state(site);
        if (state == nullptr || !messages_.offers(site, domain::ContactChannel::line)) continue;
        for (TicketId const& id : state->open) {
            domain::Ticket const* ticket = state->find(id);
            if (ticket == nullptr || ticket->token_sha256.empty() || code_of(*ticket) != code) continue;
            auto const wanted = preferences_.find(id);
            Preference const preference = wanted != preferences_.end() ? wanted->second : Preference{3, ticket->lang};
            CitizenMessages::Wish wish{site, id, domain::ContactChannel::line, text.user, preference.ahead, preference.lang};
            messages_.give(std::move(wish), [this, text, site, id, preference](Reply const& reply) { joined(text, site, id, preference, reply); });
            return;
        }
    }
    ++guesses.wrong;
    messages_.reply(text.user, in_both(messages_.texts(), "unknown_code"), {});
}

void LineInbox::joined(LineText const& text, SiteId const& site, TicketId const& id, Preference const& preference, Reply const& reply)
{
    auto const* done = std::get_if<Done>(&reply);
    auto const* state = engine_.state(site);
    domain::Ticket const* ticket = state == nullptr ? nullptr : state->find(id);
    if (done == nullptr || !done->ok || ticket == nullptr) return messages_.reply(text.user, in_both(messages_.texts(), "unknown_code"), site);
    preferences_.erase(id);
    // What is due is told by the same free reply, in a moment.
    if (messages_.something_due(site, id)) return;
    ReportLanguage const language = language_of(preference.lang);
    std::string const name = in_language(state->config.name, language);
    messages_.reply(text.user,
                    messages_.texts().text(language, "joined", {{"no", ticket->number}, {"site", name}, {"n", std::to_string(preference.ahead)}}),
                    site);
}

void LineInbox::stop(LineText const& text)
{
    for (auto const& [site, ticket] : messages_.tickets_of(text.user)) {
        Submission submission;
        submission.site = site;
        submission.command.body = domain::WithdrawContact{ticket};
        engine_.submit(std::move(submission), [](Reply const& reply) {
            if (std::holds_alternative<Retry>(reply)) spdlog::warn("line_stop_failed");
        });
    }
    messages_.reply(text.user, in_both(messages_.texts(), "stopped"), {});
}

}  // namespace saduak::server
