#include "server/notify/notices.hpp"

#include "core/domain/calling.hpp"

namespace saduak::server {

using namespace domain;

std::string_view to_string(NoticeKind kind)
{
    switch (kind) {
    case NoticeKind::soon: return "soon";
    case NoticeKind::now: return "now";
    case NoticeKind::moved: return "moved";
    case NoticeKind::ended: return "ended";
    }
    return "";
}

std::string Notice::id() const { return ticket.str() + "-" + std::string(to_string(kind)) + "-" + std::to_string(moment.ms); }

std::optional<Notice> due_notice(SiteState const& state, Ticket const& ticket, Contact const& contact, Instant now)
{
    if (ticket.state == TicketState::called && now - ticket.called_at < kCallIsNews)
        return Notice{ticket.id, NoticeKind::now, ticket.first_called_at, 0};
    if (ticket.state != TicketState::waiting) return std::nullopt;
    std::int64_t const ahead = count_ahead(state, ticket);
    if (ahead > contact.ahead) return std::nullopt;
    return Notice{ticket.id, NoticeKind::soon, ticket.waiting_since, ahead};
}

std::optional<Notice> event_notice(Event const& event)
{
    if (std::holds_alternative<TicketTransferred>(event.body)) return Notice{event.ticket, NoticeKind::moved, event.at, 0};
    if (std::holds_alternative<TicketExpired>(event.body)) return Notice{event.ticket, NoticeKind::ended, event.at, 0};
    if (auto const* voided = std::get_if<TicketVoided>(&event.body); voided != nullptr && voided->reason != "superseded")
        return Notice{event.ticket, NoticeKind::ended, event.at, 0};
    return std::nullopt;
}

bool still_holds(Notice const& notice, SiteState const& state, Instant now)
{
    Ticket const* ticket = state.find(notice.ticket);
    if (ticket == nullptr) return false;
    switch (notice.kind) {
    case NoticeKind::soon: return ticket->state == TicketState::waiting && ticket->waiting_since == notice.moment;
    case NoticeKind::now: return ticket->state == TicketState::called && now - ticket->called_at < kCallIsNews;
    case NoticeKind::moved: return ticket->state == TicketState::waiting;
    case NoticeKind::ended: return !is_open(ticket->state);
    }
    return false;
}

ReportLanguage language_of(std::string const& lang) { return lang == "th" ? ReportLanguage::th : ReportLanguage::en; }

std::string notice_text(ReportTexts const& texts, std::string const& lang, Notice const& notice, SiteState const& state)
{
    ReportLanguage const language = language_of(lang);
    Ticket const* ticket = state.find(notice.ticket);
    if (ticket == nullptr) return {};
    std::string const site = in_language(state.config.name, language);
    CounterConfig const* counter = state.config.find_counter(ticket->counter);
    Service const* service = state.config.find_service(ticket->service);
    switch (notice.kind) {
    case NoticeKind::soon:
        if (notice.ahead == 0) return texts.text(language, "next", {{"no", ticket->number}, {"site", site}});
        return texts.text(language, "soon", {{"no", ticket->number}, {"site", site}, {"n", std::to_string(notice.ahead)}});
    case NoticeKind::now:
        return texts.text(language, "now", {{"no", ticket->number}, {"counter", counter == nullptr ? site : in_language(counter->name, language)}});
    case NoticeKind::moved:
        return texts.text(language, "moved", {{"no", ticket->number}, {"service", service == nullptr ? site : in_language(service->name, language)}});
    case NoticeKind::ended: return texts.text(language, "ended", {{"no", ticket->number}, {"site", site}});
    }
    return {};
}

}  // namespace saduak::server
