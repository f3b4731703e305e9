// What a citizen who asked for it is told of their ticket, and when. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/domain/state.hpp"
#include "server/reports/report_texts.hpp"

namespace saduak::server {

enum class NoticeKind {
    soon,   // so many are ahead as they asked for, or fewer
    now,    // called
    moved,  // waits for something else
    ended,  // without having been served, at the close
};
[[nodiscard]] std::string_view to_string(NoticeKind kind);

// Of one moment of one ticket: told once, whatever contact it has by then.
struct Notice {
    TicketId ticket;
    NoticeKind kind = NoticeKind::soon;
    Instant moment;  // when it began to wait, or was called
    std::int64_t ahead = 0;

    [[nodiscard]] std::string id() const;
};

// A call of longer ago is no news.
inline constexpr Millis kCallIsNews = minutes(10);

// What is to be told of the ticket as it stands; nothing while it has nothing to be told of.
[[nodiscard]] std::optional<Notice> due_notice(domain::SiteState const& state, domain::Ticket const& ticket, domain::Contact const& contact,
                                               Instant now);
// An event that is told for itself: passed on, expired.
[[nodiscard]] std::optional<Notice> event_notice(domain::Event const& event);
// Whether it still holds when it is sent at last.
[[nodiscard]] bool still_holds(Notice const& notice, domain::SiteState const& state, Instant now);

[[nodiscard]] std::string notice_text(ReportTexts const& texts, std::string const& lang, Notice const& notice, domain::SiteState const& state);
// Thai in Thai, everybody else in English.
[[nodiscard]] ReportLanguage language_of(std::string const& lang);

}  // namespace saduak::server
