// The figures of a log computed a second time and another way: each ticket's events are taken together and cut into stays at one stop,
// where the fold takes one event at a time. What it shares with the fold are the definitions, not the code.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "core/domain/event.hpp"

namespace saduak::test {

using namespace domain;

struct Plain {
    std::int64_t issued = 0, served = 0, left = 0, open = 0, abandoned = 0, voided = 0, people = 0, advice = 0;
    std::int64_t called = 0, no_shows = 0, offered = 0, offered_met = 0, answered = 0, answered_met = 0;
    std::int64_t standard = 0, standard_met = 0, on_time = 0, appointments = 0, late_arrivals = 0;
    std::int64_t matters = 0, matters_segments = 0, estimated = 0, unknown_issue = 0, late_sync = 0, recorded = 0;
    std::vector<std::int64_t> waits, services, turnarounds;
    std::vector<std::int64_t> scores;
};

template <class Body>
[[nodiscard]] bool is(Event const& event)
{
    return std::holds_alternative<Body>(event.body);
}

class PlainCount {
public:
    explicit PlainCount(std::vector<Event> const& log) : log_(log)
    {
        std::map<TicketId, std::vector<std::size_t>> by_ticket;
        for (std::size_t i = 0; i < log.size(); ++i) {
            if (!log[i].ticket.empty()) by_ticket[log[i].ticket].push_back(i);
            if (is<AdviceGiven>(log[i])) ++plain_.advice;
            if (auto const* rating = std::get_if<RatingReceived>(&log[i].body))
                if (rating->score > 0) plain_.scores.push_back(rating->score);
        }
        for (auto const& [ticket, places] : by_ticket) add_ticket(places);
        for (auto* list : {&plain_.waits, &plain_.services, &plain_.turnarounds, &plain_.scores}) std::sort(list->begin(), list->end());
    }
    [[nodiscard]] Plain const& plain() const { return plain_; }

private:
    // One stay at one stop: its events, what it began with and what ended it.
    struct Stay {
        std::vector<Event const*> events;
        Instant from;
        Service service;
        bool wait_known = true;
        bool served_from_start = false;  // a step at a counter that went on
        Event const* end = nullptr;      // null: still open
    };

    [[nodiscard]] Service service_at(ServiceId const& id, std::size_t place) const
    {
        for (std::size_t i = place + 1; i-- > 0;)
            if (auto const* configured = std::get_if<SiteConfigured>(&log_[i].body)) return *configured->config.find_service(id);
        return {};
    }
    [[nodiscard]] std::optional<Instant> closing_before(Date day, std::size_t place) const
    {
        for (std::size_t i = place; i-- > 0;)
            if (auto const* closed = std::get_if<DayClosed>(&log_[i].body); closed != nullptr && closed->day == day) return log_[i].at;
        return std::nullopt;
    }

    void add_ticket(std::vector<std::size_t> const& places)
    {
        Event const& first = log_[places.front()];
        if (is<TicketLate>(first)) return add_late(places.front());
        if (is<TicketRecorded>(first)) return add_recorded(places.front());
        add_visit(places);
    }

    // Leaving without a call after `wait_s`, or after nobody knows how long.
    void leave(std::optional<std::int64_t> wait_s, std::int64_t target_s)
    {
        ++plain_.left;
        if (wait_s && *wait_s > target_s) ++plain_.offered;
    }

    void add_late(std::size_t place)
    {
        auto const& late = std::get<TicketLate>(log_[place].body);
        ++plain_.issued, ++plain_.people, ++plain_.late_sync, ++plain_.abandoned;
        if (late.time_estimated) ++plain_.estimated;
        auto const closed = closing_before(late.day, place);
        std::optional<std::int64_t> wait_s;
        if (closed && *closed >= late.taken_at) wait_s = (*closed - late.taken_at).count / 1000;
        leave(wait_s, service_at(log_[place].service, place).wait_target_s);
    }

    void add_recorded(std::size_t place)
    {
        auto const& visit = std::get<TicketRecorded>(log_[place].body);
        Service const service = service_at(log_[place].service, place);
        ++plain_.issued, ++plain_.people, ++plain_.recorded;
        if (!visit.called_at.is_set()) {
            ++plain_.abandoned;
            auto const closed = closing_before(visit.day, place);
            std::optional<std::int64_t> wait_s;
            if (closed && *closed >= visit.taken_at) wait_s = (*closed - visit.taken_at).count / 1000;
            return leave(wait_s, service.wait_target_s);
        }
        ++plain_.called;
        std::int64_t const wait_s = (visit.called_at - visit.taken_at).count / 1000;
        if (!visit.finished_at.is_set()) {
            ++plain_.no_shows;
            return leave(wait_s, service.wait_target_s);
        }
        ++plain_.served, ++plain_.answered, ++plain_.offered, ++plain_.matters, ++plain_.matters_segments;
        if (wait_s <= service.wait_target_s) ++plain_.answered_met, ++plain_.offered_met;
        plain_.waits.push_back(wait_s);
        std::int64_t const service_s = (visit.finished_at - visit.called_at).count / 1000;
        std::int64_t const turnaround_s = (visit.finished_at - visit.taken_at).count / 1000;
        plain_.services.push_back(service_s);
        plain_.turnarounds.push_back(turnaround_s);
        bool const touch = service.standard_basis == StandardBasis::touch;
        if (service.standard_s > 0 && (touch || visit.outcome != Outcome::back_office))
            count_standard((touch ? service_s : turnaround_s) <= service.standard_s);
    }

    void count_standard(bool met)
    {
        ++plain_.standard;
        if (met) ++plain_.standard_met;
    }

    // The calls that stand: every call that no undo follows before the next call.
    [[nodiscard]] static std::vector<Instant> standing_calls(std::vector<Event const*> const& events)
    {
        std::vector<Instant> calls;
        for (Event const* event : events) {
            if (is<TicketCalled>(*event)) calls.push_back(event->at);
            if (is<TicketUndone>(*event)) calls.pop_back();
        }
        return calls;
    }

    // Whether a ticket that stood in a queue, or not, does after these events of it.
    [[nodiscard]] static bool waits_after(std::vector<Event const*> const& events, bool waits = true)
    {
        for (Event const* event : events) {
            if (is<TicketCalled>(*event) || is<TicketHeld>(*event)) waits = false;
            if (is<TicketUndone>(*event) || is<TicketReturned>(*event)) waits = true;
        }
        return waits;
    }

    [[nodiscard]] static bool ends_visit(Event const& event)
    {
        return is<TicketFinished>(event) || is<TicketCancelled>(event) || is<TicketExpired>(event) || is<TicketVoided>(event);
    }
    // A ticket that was void for want of paper, and is not: its paper was heard of later.
    [[nodiscard]] bool gets_paper_after(std::vector<std::size_t> const& places, std::size_t voided) const
    {
        return std::any_of(places.begin(), places.end(),
                           [&](std::size_t place) { return place > voided && (is<TicketPaper>(log_[place]) || is<TicketReprinted>(log_[place])); });
    }
    // Where the visit is over whose last event stands at `last`: who missed a call may come back until the day closes.
    [[nodiscard]] std::size_t end_of(std::size_t last) const
    {
        if (ends_visit(log_[last])) return last;
        std::size_t place = is<TicketNoShow>(log_[last]) ? last : log_.size();
        while (place < log_.size() && !is<DayClosed>(log_[place])) ++place;
        return place;
    }
    // Served at this stop, though the visit may go on.
    [[nodiscard]] static bool serves(Event const& event)
    {
        return is<TicketFinished>(event) || is<TicketTransferred>(event) || is<TicketStepDone>(event) || is<TicketResumed>(event);
    }
    [[nodiscard]] static Outcome outcome_of(Event const& event)
    {
        if (auto const* finished = std::get_if<TicketFinished>(&event.body)) return finished->outcome;
        if (auto const* transferred = std::get_if<TicketTransferred>(&event.body)) return transferred->outcome;
        return Outcome::served;
    }
    [[nodiscard]] static std::int32_t matters_of(Event const& event)
    {
        if (auto const* finished = std::get_if<TicketFinished>(&event.body)) return finished->matters;
        if (auto const* transferred = std::get_if<TicketTransferred>(&event.body)) return transferred->matters;
        return 0;
    }

    // When the citizen took the ticket, as it was known at a place of the log; nothing where it was not.
    [[nodiscard]] std::optional<Instant> issued_as_known(std::vector<std::size_t> const& places, std::size_t until) const
    {
        auto const& issued = std::get<TicketIssued>(log_[places.front()].body);
        Instant const at = issued.taken_at.is_set() ? issued.taken_at : log_[places.front()].at;
        if (!issued.adopted) return at;
        TicketMerged const* news = merged(places, until);
        return news == nullptr ? std::nullopt : std::optional(std::min(at, news->taken_at));
    }

    struct Cut {
        std::vector<Stay> stays;
        ServiceId first_service;
        std::size_t last = 0;            // place of the last event that moved the ticket
        std::vector<Service> published;  // the services gone to, each as published when its wait began
        bool back_office = false;        // something was left with it that it had not done by the end
    };

    [[nodiscard]] Cut cut(std::vector<std::size_t> const& places) const
    {
        Cut cut;
        Stay stay;
        auto const& issued = std::get<TicketIssued>(log_[places.front()].body);
        cut.first_service = log_[places.front()].service;
        stay.service = service_at(cut.first_service, places.front());
        cut.published = {stay.service};
        auto const next = [&](std::size_t place, ServiceId service) {
            stay.end = &log_[place];
            cut.stays.push_back(stay);
            bool const goes = service != stay.service.id;
            if (goes && outcome_of(log_[place]) == Outcome::wrong_office) cut.published.pop_back();
            stay = Stay{};
            stay.from = log_[place].at;
            stay.service = service_at(service, place);
            if (goes) cut.published.push_back(stay.service);
        };
        for (std::size_t const place : places) {
            Event const& event = log_[place];
            if (is<BackOfficeCompleted>(event)) {
                if (place < end_of(cut.last)) cut.back_office = false;
                continue;
            }
            if (is<TicketPaper>(event) || is<TicketReprinted>(event) || is<TicketMerged>(event)) continue;
            if (is<TicketVoided>(event) && gets_paper_after(places, place)) continue;
            cut.last = place;
            if (serves(event) && outcome_of(event) == Outcome::back_office) cut.back_office = true;
            if (auto const* transferred = std::get_if<TicketTransferred>(&event.body)) {
                ServiceId const target = transferred->service.empty() ? stay.service.id : transferred->service;
                if (!waits_after(stay.events, !stay.served_from_start)) {
                    next(place, target);
                } else if (target != stay.service.id) {
                    stay.service = service_at(target, place);
                    cut.published.back() = stay.service;
                    if (cut.stays.empty()) cut.first_service = target;
                }
                continue;
            }
            if (auto const* resumed = std::get_if<TicketResumed>(&event.body); resumed != nullptr && resumed->waits) {
                next(place, stay.service.id);
                continue;
            }
            if (is<TicketStepDone>(event)) {
                Service const service = stay.service;
                next(place, service.id);
                stay.service = service;
                stay.served_from_start = true;
                stay.wait_known = false;
                stay.events.push_back(&event);
                continue;
            }
            stay.events.push_back(&event);
            if (ends_visit(event)) stay.end = &event;
        }
        cut.stays.push_back(stay);
        Event const& last = log_[cut.last];
        if (is<TicketNoShow>(last)) cut.stays.back().end = &last;
        // The first stay began with the issue, as far as it was known while it lasted.
        Stay& first = cut.stays.front();
        std::size_t until = end_of(cut.last);
        if (cut.stays.size() > 1) until = static_cast<std::size_t>(first.end - log_.data());
        auto const known = issued_as_known(places, until);
        first.wait_known = known.has_value();
        first.from = std::max(known.value_or(Instant{}), issued.slot);
        return cut;
    }

    // Returns the service time of a stay that was served.
    std::optional<std::int64_t> add_stay(Stay const& stay, Instant slot)
    {
        if (stay.end == nullptr) return std::nullopt;
        bool const served = serves(*stay.end);
        auto const calls = standing_calls(stay.events);
        if (!calls.empty()) ++plain_.called;
        if (is<TicketNoShow>(*stay.end)) ++plain_.no_shows;
        if (stay.wait_known) {
            std::int64_t wait_ms = ((calls.empty() ? stay.end->at : calls.front()) - stay.from).count;
            if (stay.from == slot) wait_ms = std::max<std::int64_t>(0, wait_ms);
            std::int64_t const wait_s = wait_ms / 1000;
            bool const met = wait_s <= stay.service.wait_target_s;
            if (served || !met) ++plain_.offered;
            if (served && met) ++plain_.offered_met;
            if (served) {
                ++plain_.answered;
                if (met) ++plain_.answered_met;
                plain_.waits.push_back(wait_s);
            }
        }
        if (!served) return std::nullopt;
        if (std::int32_t const matters = matters_of(*stay.end); matters > 0) plain_.matters += matters, ++plain_.matters_segments;

        Instant start = stay.served_from_start ? stay.from : calls.back();
        for (Event const* event : stay.events)
            if (is<TicketRecalled>(*event)) start = std::max(start, event->at);
        Millis held{0};
        Instant held_at;
        for (Event const* event : stay.events) {
            if (is<TicketStarted>(*event)) start = event->at;
            if (is<TicketHeld>(*event)) held_at = event->at;
            if (is<TicketResumed>(*event)) held = held + (event->at - held_at), held_at = {};
        }
        if (held_at.is_set()) held = held + (stay.end->at - held_at);
        std::int64_t const service_s = (stay.end->at - start - held).count / 1000;
        plain_.services.push_back(service_s);
        return service_s;
    }

    void add_visit(std::vector<std::size_t> const& places)
    {
        auto const& issued = std::get<TicketIssued>(log_[places.front()].body);
        Cut const cut = this->cut(places);
        Event const& last = log_[cut.last];
        std::vector<Instant> calls;
        for (Stay const& stay : cut.stays)
            for (Instant const call : standing_calls(stay.events)) calls.push_back(call);
        if (auto const* voided = std::get_if<TicketVoided>(&last.body)) {
            bool const superseded = voided->reason == "superseded" && cut.stays.size() == 1;
            if (superseded || calls.empty()) {
                ++plain_.voided;
                return;
            }
        }
        bool const over = cut.stays.back().end != nullptr;
        auto const issued_at = issued_as_known(places, end_of(cut.last));
        ++plain_.issued;
        plain_.people += people(places, end_of(cut.last));
        if (!issued_at) ++plain_.unknown_issue;
        if (estimated(places, end_of(cut.last))) ++plain_.estimated;

        std::int64_t touch_s = 0;
        for (Stay const& stay : cut.stays) touch_s += add_stay(stay, issued.slot).value_or(0);
        if (issued.slot.is_set()) add_appointment(issued, log_[places.front()].at, over ? &last : nullptr, calls);
        if (!over) {
            ++plain_.open;
            return;
        }
        if (is<TicketNoShow>(last)) ++plain_.left;
        if (is<TicketCancelled>(last) || is<TicketExpired>(last) || is<TicketVoided>(last)) {
            ++plain_.left;
            if (calls.empty()) ++plain_.abandoned;
        }
        add_standard(cut, places, issued_at, touch_s);
        if (!is<TicketFinished>(last)) return;
        ++plain_.served;
        if (issued_at) plain_.turnarounds.push_back((last.at - *issued_at).count / 1000);
    }

    // What the kiosk told of an adopted ticket before `until`.
    [[nodiscard]] TicketMerged const* merged(std::vector<std::size_t> const& places, std::size_t until) const
    {
        for (std::size_t const place : places)
            if (auto const* merged = std::get_if<TicketMerged>(&log_[place].body); merged != nullptr && place <= until) return merged;
        return nullptr;
    }
    [[nodiscard]] bool estimated(std::vector<std::size_t> const& places, std::size_t until) const
    {
        TicketMerged const* news = merged(places, until);
        return news != nullptr ? news->time_estimated : std::get<TicketIssued>(log_[places.front()].body).time_estimated;
    }
    [[nodiscard]] std::int64_t people(std::vector<std::size_t> const& places, std::size_t until) const
    {
        TicketMerged const* news = merged(places, until);
        return news != nullptr ? news->people : std::get<TicketIssued>(log_[places.front()].body).people;
    }

    void add_appointment(TicketIssued const& issued, Instant arrived, Event const* last, std::vector<Instant> const& calls)
    {
        if (arrived > issued.slot) {
            ++plain_.late_arrivals;
            return;
        }
        if (last == nullptr) return;
        Instant const limit = issued.slot + minutes(10);
        if (calls.empty() && last->at <= limit) return;
        ++plain_.appointments;
        if (!calls.empty() && calls.front() <= limit) ++plain_.on_time;
    }

    void add_standard(Cut const& cut, std::vector<std::size_t> const& places, std::optional<Instant> issued_at, std::int64_t touch_s)
    {
        std::int64_t standard_s = 0;
        for (Service const& service : cut.published) {
            if (service.standard_s == 0) return;
            standard_s += service.standard_s;
        }
        bool const touch = basis_of(cut, places) == StandardBasis::touch;
        Event const& last = log_[cut.last];
        if (touch && is<TicketFinished>(last)) return count_standard(touch_s <= standard_s);
        if (touch || !issued_at) return;
        if (!cut.back_office) {
            if (is<TicketFinished>(last)) count_standard((last.at - *issued_at).count / 1000 <= standard_s);
            return;
        }
        for (std::size_t const place : places)
            if (place > end_of(cut.last) && is<BackOfficeCompleted>(log_[place]))
                count_standard((log_[place].at - *issued_at).count / 1000 <= standard_s);
    }

    // Of the first service, as published when the visit became its own.
    [[nodiscard]] StandardBasis basis_of(Cut const& cut, std::vector<std::size_t> const& places) const
    {
        std::size_t since = places.front();
        std::vector<Event const*> before;
        ServiceId service = log_[places.front()].service;
        for (std::size_t const place : places) {
            Event const& event = log_[place];
            if (auto const* transferred = std::get_if<TicketTransferred>(&event.body)) {
                if (!waits_after(before)) break;
                if (!transferred->service.empty() && transferred->service != service) since = place, service = transferred->service;
            }
            if (is<TicketStepDone>(event)) break;
            if (auto const* resumed = std::get_if<TicketResumed>(&event.body); resumed != nullptr && resumed->waits) break;
            before.push_back(&event);
        }
        return service_at(cut.first_service, since).standard_basis;
    }

    std::vector<Event> const& log_;
    Plain plain_;
};

}  // namespace saduak::test
