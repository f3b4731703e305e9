#include "tests/sim/offline/offline_days.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "core/domain/gap_report.hpp"
#include "core/metrics/fold.hpp"
#include "tests/sim/auditor.hpp"
#include "tests/sim/client.hpp"
#include "tests/sim/offline/true_figures.hpp"
#include "tests/sim/offline/update_kiosk.hpp"
#include "tests/support/town_config.hpp"

namespace saduak::sim {
namespace {

using namespace server;

constexpr Date kMonday{2026, 11, 23};
constexpr std::int64_t kDays = 4;           // and the night after
constexpr std::int32_t kRange = 400;        // for all days: without a clock no number comes again
constexpr std::int32_t kSmallRange = 200;   // the second kiosk's numbers come again on other days
constexpr Millis kKioskAhead = minutes(7);  // the second kiosk's wall clock
constexpr Millis kExact = seconds(2);       // drift and the way of a few days
constexpr Millis kEstimated = seconds(30);  // the flagged clock error: what two clocks drift apart in the run that met no server
constexpr std::int64_t kDriftMax_ppm = 100;

Instant on_day(std::int64_t day, Millis time) { return instant_at(civil_from_days(days_from_civil(kMonday) + day), time); }

class OfflineDays {
public:
    OfflineDays(std::uint64_t seed, std::int64_t tickets_a_day, bool verbose)
        : clockwork_(seed, on_day(0, hours(8)), verbose), database_(clockwork_, VirtualDatabase::Servers::one),
          gap_ms_(hours(8).count / tickets_a_day)
    {
        config_ = test::town_config();
        config_.services.resize(2);
        config_.counters.resize(2);
        config_.counters[1].skills = config_.counters[0].skills;
        database_.watch([this](StoredEvent const& stored) { written(stored); });
        nodes_.push_back(std::make_unique<Node>(clockwork_, database_, accounts_, "server", EngineOptions{}));
        for (char const* name : {"kiosk-1", "kiosk-2"}) {
            accounts_[DeviceId(name)] = DeviceAccount{config_.id, {}};
            kiosks_.push_back(std::make_unique<UpdateKiosk>(Device::Parts{clockwork_, database_, nodes_}, DeviceId(name), config_, history_));
            kiosks_.back()->drift_ppm = clockwork_.between(-kDriftMax_ppm, kDriftMax_ppm);
        }
        kiosks_[1]->clock_error = kKioskAhead;
        for (auto const& counter : config_.counters)
            staff_.push_back(std::make_unique<Client>(clockwork_, database_, nodes_, http_, AgentId("agent-" + counter.id.str())));
    }

    OfflineVerdict run()
    {
        nodes_[0]->boot();
        staff_[0]->ask(config_.id, domain::ConfigureSite{config_}, [this](Done const&) { grant(); });
        for (auto const& kiosk : kiosks_) kiosk->power_on();
        for (std::size_t i = 0; i < staff_.size(); ++i) work(i);
        next_citizen();
        at(on_day(0, hours(10)), [this] { cut(); });
        // The lights go out in two nights. What one kiosk gives on the day between them has its wall clock alone for a time; the other
        // one's clock is dead after the second, and its morning has the monotonic clock alone.
        at(on_day(1, hours(23)), [this] { kiosks_[1]->lose_power(); });
        at(on_day(2, hours(7)), [this] { kiosks_[1]->power_on(); });
        at(on_day(2, hours(20)), [this] {
            for (auto const& kiosk : kiosks_) kiosk->lose_power();
        });
        at(on_day(3, hours(7)), [this] {
            kiosks_[0]->clock_error = Millis{0} - (clockwork_.now() - Instant{1});
            for (auto const& kiosk : kiosks_) kiosk->power_on();
        });
        at(on_day(3, hours(10)), [this] { heal(); });
        Instant const end = on_day(kDays, hours(2));
        while (clockwork_.now() < end && !clockwork_.first_fault()) static_cast<void>(clockwork_.step());
        if (!clockwork_.first_fault()) check_end();
        for (auto const& kiosk : kiosks_) verdict_.turned_away += kiosk->turned_away();
        verdict_.fault = clockwork_.first_fault().value_or("");
        return verdict_;
    }

private:
    void at(Instant when, std::function<void()> action) { clockwork_.after((when - clockwork_.now()).count, std::move(action)); }

    void grant()
    {
        for (auto const& kiosk : kiosks_)
            for (char const* prefix : {"A", "B"})
                staff_[0]->ask(config_.id, domain::GrantRange{kiosk->id(), prefix, kiosk == kiosks_[0] ? kRange : kSmallRange}, [](Done const&) {});
    }

    [[nodiscard]] Millis time_of_day() const
    {
        LocalTime const local = local_time(clockwork_.now());
        return hours(local.hour) + minutes(local.minute);
    }

    void next_citizen()
    {
        clockwork_.after(1 + clockwork_.between(0, 2 * gap_ms_), [this] {
            bool const open = time_of_day() >= hours(8) + minutes(30) && time_of_day() < hours(16) + minutes(30);
            if (open) kiosks_[clockwork_.below(kiosks_.size())]->citizen_comes(config_.services[clockwork_.below(2)].id);
            next_citizen();
        });
    }

    void cut()
    {
        for (auto const& kiosk : kiosks_) {
            kiosk->path.blocked_up = kiosk->path.blocked_down = true;
            kiosk->cut();
        }
    }

    void heal()
    {
        for (auto const& kiosk : kiosks_) {
            kiosk->path.blocked_up = kiosk->path.blocked_down = false;
            kiosk->path_changed();
        }
    }

    // --- the counters: whose paper is the oldest comes next, also where the server has not heard of it

    void work(std::size_t i)
    {
        clockwork_.after(clockwork_.between(15'000, 45'000), [this, i] {
            bool const open = time_of_day() >= hours(8) + minutes(30) && time_of_day() < hours(15);  // who comes after that is never called
            auto const* state = nodes_[0]->engine()->state(config_.id);
            if (open && state != nullptr && staff_[i]->unanswered() == 0)
                if (auto move = next_move(*state, config_.counters[i].id)) staff_[i]->ask(config_.id, *std::move(move), [](Done const&) {});
            work(i);
        });
    }

    std::optional<domain::CommandBody> next_move(domain::SiteState const& state, CounterId const& id)
    {
        auto const counter = state.counters.find(id);
        if (counter == state.counters.end() || counter->second.state == domain::CounterState::closed) return domain::OpenCounter{id};
        if (domain::Ticket const* ticket = state.find(counter->second.ticket)) {
            if (ticket->state == domain::TicketState::called) return domain::StartService{ticket->id};
            return domain::FinishService{ticket->id};
        }
        Date const today = local_time(clockwork_.now()).date;
        for (; next_paper_ < history_.tickets.size(); ++next_paper_) {
            TrueTicket const& paper = history_.tickets[next_paper_];
            if (local_time(paper.taken_at).date != today || asked_.contains(paper.id)) continue;
            domain::Ticket const* known = state.find_by_number(paper.number);
            if (known != nullptr && known->state == domain::TicketState::waiting) break;
            if (known != nullptr || !paper.offline) continue;
            asked_.insert(paper.id);
            return domain::AdoptTicket{id, TicketId(clockwork_.id32()), paper.number, paper.service};
        }
        return domain::CallNext{id, domain::AlsoFinish::no};
    }

    // --- the log, event by event

    void written(StoredEvent const& stored)
    {
        domain::Event const& event = stored.event;
        clockwork_.tell("%lld %s %s %s", static_cast<long long>(stored.seq), std::string(domain::type_name(event.body)).c_str(),
                        event.ticket.str().c_str(), stored.body.c_str());
        if (std::string const fault = auditor_.take(stored); !fault.empty()) clockwork_.fault(fault);
        if (auto const taken = fold_.take(stored.seq, event); !taken) clockwork_.fault("the metrics: " + taken.error().context);
        log_.push_back(event);
        if (auto const* issued = std::get_if<domain::TicketIssued>(&event.body)) {
            by_seq_[stored.seq] = event.ticket;
            by_number_[{issued->day, issued->number}] = event.ticket;
            if (issued->adopted) ++verdict_.adopted;
        }
        if (auto const* late = std::get_if<domain::TicketLate>(&event.body)) {
            by_seq_[stored.seq] = event.ticket;
            by_number_[{late->day, late->number}] = event.ticket;
            ++verdict_.late;
        }
        if (std::holds_alternative<domain::TicketCalled>(event.body)) called_[event.ticket] = event.at;
    }

    // --- the end

    void check_end()
    {
        for (auto const& kiosk : kiosks_)
            if (!kiosk->is_online() || kiosk->unanswered() != 0) return clockwork_.fault(kiosk->id().str() + " has not sent all");
        check_tickets();
        check_reports();
        check_metrics();
    }

    static Date day_of(TrueTicket const& ticket) { return local_time(ticket.taken_at).date; }

    void check_tickets()
    {
        std::set<std::pair<Date, std::string>> numbers;
        for (TrueTicket const& ticket : history_.tickets) {
            ++verdict_.tickets;
            if (ticket.offline) ++verdict_.offline;
            if (!numbers.emplace(day_of(ticket), ticket.number).second) return clockwork_.fault(ticket.number + " was given to two citizens");
            auto const known = by_number_.find({day_of(ticket), ticket.number});
            if (known == by_number_.end()) return clockwork_.fault(ticket.number + " of " + format_date(day_of(ticket)) + " is lost");
        }
        // The other way round: nothing is in the log that nobody holds.
        for (auto const& [number, id] : by_number_)
            if (!numbers.contains(number)) return clockwork_.fault(number.second + " of " + format_date(number.first) + " is nobody's");
    }

    void check_reports()
    {
        domain::SiteState const& state = auditor_.state();
        for (std::int64_t day = 0; day < kDays; ++day) {
            Date const date = local_time(on_day(day, hours(12))).date;
            auto const report = domain::gap_report(state, date);
            if (!report) return clockwork_.fault("there is no gap report of " + format_date(date));
            if (report->provisional) return clockwork_.fault("the gap report of " + format_date(date) + " is provisional");
            verdict_.revisions += report->revision - 1;
            std::set<std::string> used;
            for (auto const& prefix : report->prefixes) {
                if (!prefix.gaps.empty()) return clockwork_.fault(prefix.gaps.front() + " was given to nobody");
                for (auto const& range : prefix.ranges) used.insert(range.used.begin(), range.used.end());
            }
            std::set<std::string> truly;
            for (TrueTicket const& ticket : history_.tickets)
                if (ticket.offline && day_of(ticket) == date) truly.insert(ticket.number);
            if (used != truly) return clockwork_.fault("the report of " + format_date(date) + " has other offline numbers than were given");
        }
    }

    // Each visit's facts against its true times; then the figures that are made of them.
    void check_metrics()
    {
        std::map<std::pair<Date, std::string>, TrueTicket const*> truly;
        for (TrueTicket const& ticket : history_.tickets) truly[{day_of(ticket), ticket.number}] = &ticket;
        std::map<TicketId, TrueTicket const*> by_log_id;
        for (auto const& [number, id] : by_number_) by_log_id[id] = truly.at(number);
        std::map<Date, std::int64_t> visits, expected;
        for (TrueTicket const& ticket : history_.tickets) ++expected[day_of(ticket)];
        for (metrics::VisitFact const& fact : fold_.facts().visits) {
            TicketId const& id = by_seq_.at(fact.issue_seq);
            TrueTicket const& ticket = *by_log_id.at(id);
            ++visits[civil_from_days(fact.day)];
            if (fact.issue_unknown) continue;  // called by its number on a day that was closed before its kiosk was heard: said so
            std::int64_t const error = std::abs((fact.issued_at - ticket.taken_at).count);
            verdict_.time_error_max_ms = std::max(verdict_.time_error_max_ms, error);
            if (fact.time_estimated) {
                ++verdict_.estimated;
                verdict_.estimated_error_max_ms = std::max(verdict_.estimated_error_max_ms, error);
            }
            std::int64_t const allowed = fact.time_estimated ? kEstimated.count : kExact.count + drift_of_days();
            if (error > allowed) return clockwork_.fault(ticket.number + " is in the log " + std::to_string(error) + " ms off the time it was taken");
            if (!fact.time_estimated && ticket.clock_lost && ticket.offline && day_of(ticket) < local_time(on_day(3, {})).date)
                return clockwork_.fault(ticket.number + " has a time that cannot be exact, and is not marked");
            auto const called = called_.find(id);
            if (!fact.called || called == called_.end()) continue;
            ++verdict_.called;
            ++verdict_.waits_compared;
            std::int64_t const wait = (fact.called_at - fact.issued_at).count;
            std::int64_t const true_wait = (called->second - ticket.taken_at).count;
            verdict_.wait_error_max_ms = std::max(verdict_.wait_error_max_ms, std::abs(wait - true_wait));
        }
        if (visits != expected) return clockwork_.fault("the days have other numbers of visits than citizens came");
        if (verdict_.waits_compared == 0) return clockwork_.fault("no wait could be compared");
        check_figures();
    }

    // The figures themselves, by the worst error that a ticket's time has.
    void check_figures()
    {
        std::map<std::pair<Date, std::string>, Instant> truly;
        for (TrueTicket const& ticket : history_.tickets) truly[{day_of(ticket), ticket.number}] = ticket.taken_at;
        std::map<TicketId, Instant> taken_at;
        for (auto const& [number, id] : by_number_) taken_at[id] = truly.at(number);
        FiguresCompared const counted = compare_figures(log_, fold_, {}, Millis{0});
        if (!counted.fault.empty()) return clockwork_.fault("counted another way, " + counted.fault);
        FiguresCompared const compared = compare_figures(log_, fold_, taken_at, Millis{verdict_.time_error_max_ms});
        verdict_.figures += compared.figures;
        if (!compared.fault.empty()) clockwork_.fault(compared.fault);
    }

    // 100 ppm of three days.
    static std::int64_t drift_of_days() { return kDriftMax_ppm * hours(72).count / 1'000'000; }

    Clockwork clockwork_;
    VirtualDatabase database_;
    std::int64_t gap_ms_;
    HttpTrouble http_;
    domain::SiteConfig config_;
    TrueHistory history_;
    std::map<DeviceId, DeviceAccount> accounts_;
    std::vector<std::unique_ptr<Node>> nodes_;
    std::vector<std::unique_ptr<UpdateKiosk>> kiosks_;
    std::vector<std::unique_ptr<Client>> staff_;
    std::size_t next_paper_ = 0;
    std::set<TicketId> asked_;
    Auditor auditor_;
    metrics::MetricsFold fold_;
    std::map<domain::Seq, TicketId> by_seq_;
    std::map<std::pair<Date, std::string>, TicketId> by_number_;
    std::vector<domain::Event> log_;
    std::map<TicketId, Instant> called_;
    OfflineVerdict verdict_;
};

}  // namespace

OfflineVerdict run_offline_days(std::uint64_t seed, std::int64_t tickets_a_day, bool verbose)
{
    return OfflineDays(seed, tickets_a_day, verbose).run();
}

}  // namespace saduak::sim
