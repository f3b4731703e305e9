#include "server/store/verify.hpp"

#include <map>
#include <set>
#include <utility>

#include "core/domain/decide.hpp"
#include "core/domain/gap_report.hpp"
#include "server/store/chain.hpp"

namespace saduak::server {
namespace {

// The day and number that an event gives out; no number where it gives none.
std::pair<Date, std::string> number_given(domain::EventBody const& body)
{
    if (auto const* issued = std::get_if<domain::TicketIssued>(&body)) return {issued->day, issued->number};
    if (auto const* late = std::get_if<domain::TicketLate>(&body)) return {late->day, late->number};
    if (auto const* recorded = std::get_if<domain::TicketRecorded>(&body)) return {recorded->day, recorded->number};
    return {};
}

// Online numbers that nobody got, by service day: of a closed day as its close found them. Ranges are left out: their numbers are
// given in any order, or not at all (DESIGN 4.3).
class Gaps {
public:
    void closed(domain::SiteState const& state, Date day)
    {
        if (auto const past = state.past_days.find(day); past != state.past_days.end()) of_day_[day] = past->second.gaps;
    }
    void open(domain::SiteState const& state)
    {
        if (state.day_open) of_day_[state.day] = domain::close_numbers(state).gaps;
    }
    std::vector<std::string> all() const
    {
        std::vector<std::string> gaps;
        for (auto const& [day, numbers] : of_day_)
            for (std::string const& number : numbers) gaps.push_back(format_date(day) + " " + number);
        return gaps;
    }

private:
    std::map<Date, std::vector<std::string>> of_day_;
};

Result<Seq> head_seq(EventStore& store, SiteId const& site)
{
    SADUAK_TRY(auto const heads, store.heads());
    for (SiteHead const& head : heads)
        if (head.site == site) return head.seq;
    return 0;
}

}  // namespace

Result<LogReport> verify_log(EventStore& store, SiteHead const& head)
{
    LogReport report{head.site, 0, {}, {}, {}};
    domain::SiteState state;
    Gaps gaps;
    std::map<Date, std::set<std::string>> given;
    bool folds = true;
    bool head_found = head.seq == 0 && head.hash.empty();
    auto const check = [&](StoredEvent const& stored) -> Status {
        if (stored.seq != report.events + 1) report.faults.push_back("event " + std::to_string(report.events + 1) + " is missing");
        if (std::string const hash = chain_hash(report.head, stored); hash != stored.hash)
            report.faults.push_back("event " + std::to_string(stored.seq) + " was changed, or one before it: its hash does not follow");
        report.head = stored.hash;
        report.events = stored.seq;
        if (stored.seq == head.seq) head_found = stored.hash == head.hash;
        if (auto const [day, number] = number_given(stored.event.body); !number.empty() && !given[day].insert(number).second)
            report.faults.push_back("number " + number + " was given twice on " + format_date(day));
        if (!folds) return {};
        if (auto const applied = domain::apply(state, stored.event); !applied) {
            folds = false;
            report.faults.push_back("event " + std::to_string(stored.seq) + " cannot follow: " + applied.error().context);
        } else if (auto const* closed = std::get_if<domain::DayClosed>(&stored.event.body)) {
            gaps.closed(state, closed->day);
        }
        return {};
    };
    auto const read = store.read(head.site, 0, check);
    if (!read && read.error().code != Errc::corrupt) return tl::unexpected(read.error());
    if (!read) report.faults.push_back(read.error().context);
    if (read && report.events > head.seq) {
        // A running server went on since `head` was read: then its head did, too.
        SADUAK_TRY(Seq const moved_to, head_seq(store, head.site));
        head_found = head_found && moved_to >= report.events;
    }
    if (read && !head_found)
        report.faults.push_back("the head says event " + std::to_string(head.seq) + ", the log ends at " + std::to_string(report.events));
    gaps.open(state);
    report.gaps = gaps.all();
    return report;
}

}  // namespace saduak::server
