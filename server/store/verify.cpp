#include "server/store/verify.hpp"

#include <map>
#include <set>
#include <utility>

#include "core/domain/decide.hpp"
#include "core/domain/numbering.hpp"
#include "server/store/chain.hpp"

namespace saduak::server {
namespace {

// Numbers given, by service day and prefix.
using Given = std::map<std::pair<Date, std::string>, std::set<std::int32_t>>;

std::vector<std::string> find_gaps(Given const& given)
{
    std::vector<std::string> gaps;
    for (auto const& [key, numbers] : given) {
        std::int32_t expected = 1;
        for (std::int32_t const n : numbers)
            for (; expected <= n; ++expected)
                if (expected < n) gaps.push_back(format_date(key.first) + " " + domain::format_number(key.second, expected));
    }
    return gaps;
}

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
    Given given;
    bool folds = true;
    bool head_found = head.seq == 0 && head.hash.empty();
    auto const check = [&](StoredEvent const& stored) -> Status {
        if (stored.seq != report.events + 1) report.faults.push_back("event " + std::to_string(report.events + 1) + " is missing");
        if (std::string const hash = chain_hash(report.head, stored); hash != stored.hash)
            report.faults.push_back("event " + std::to_string(stored.seq) + " was changed, or one before it: its hash does not follow");
        report.head = stored.hash;
        report.events = stored.seq;
        if (stored.seq == head.seq) head_found = stored.hash == head.hash;
        if (auto const* issued = std::get_if<domain::TicketIssued>(&stored.event.body); issued != nullptr && issued->number.size() > 1) {
            auto const n = static_cast<std::int32_t>(std::strtol(issued->number.c_str() + 1, nullptr, 10));
            if (!given[{issued->day, issued->number.substr(0, 1)}].insert(n).second)
                report.faults.push_back("number " + issued->number + " was given twice on " + format_date(issued->day));
        }
        if (!folds) return {};
        if (auto const applied = domain::apply(state, stored.event); !applied) {
            folds = false;
            report.faults.push_back("event " + std::to_string(stored.seq) + " cannot follow: " + applied.error().context);
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
    report.gaps = find_gaps(given);
    return report;
}

}  // namespace saduak::server
