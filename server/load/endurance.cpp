#include "server/load/endurance.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace saduak::server::load {
namespace {

using Counts = std::map<std::string, std::int64_t>;

std::int64_t of(Counts const& counts, std::string const& id)
{
    auto const found = counts.find(id);
    return found == counts.end() ? 0 : found->second;
}

void judge_tickets(EnduranceVerdict& verdict, Endured const& endured, LogView const& before, LogView const& log)
{
    std::set<std::string> acknowledged;
    for (Acknowledged const& ticket : endured.tickets) {
        ++verdict.tickets;
        if (!acknowledged.insert(ticket.id).second) ++verdict.duplicated;  // two requests were given one ticket
        auto const found = log.issued().find(ticket.id);
        if (found == log.issued().end() || found->second.number != ticket.number) ++verdict.lost;
    }
    std::set<std::pair<std::string, std::string>> numbers;
    std::string last;
    for (auto const& [id, logged] : log.issued()) {
        if (!numbers.emplace(logged.day, logged.number).second) ++verdict.numbers_twice;
        bool const again = id == last;
        bool const nobodys = !acknowledged.contains(id) && !before.issued().contains(id);
        if (again || nobodys) ++verdict.duplicated;
        last = id;
    }
}

// Both lists are of tickets that something was done to once, and count what was acknowledged of it.
struct OnceEach {
    std::int64_t lost = 0, twice = 0, unasked = 0;
};
OnceEach judge_once(std::vector<std::string> const& acknowledged, Counts const& before, Counts const& log)
{
    OnceEach verdict;
    std::set<std::string> asked;
    for (std::string const& id : acknowledged) {
        if (!asked.insert(id).second) ++verdict.twice;
        if (of(log, id) - of(before, id) == 0) ++verdict.lost;
    }
    for (auto const& [id, count] : log) {
        std::int64_t const ours = count - of(before, id);
        if (ours > 0 && !asked.contains(id)) ++verdict.unasked;
        if (ours > 1) ++verdict.twice;
    }
    return verdict;
}

}  // namespace

EnduranceVerdict judge(Endured const& endured, LogView const& before, LogView const& log)
{
    EnduranceVerdict verdict;
    verdict.calls = static_cast<std::int64_t>(endured.calls.size());
    verdict.papers = static_cast<std::int64_t>(endured.papers.size());
    verdict.answered_otherwise = endured.answered_otherwise;
    verdict.refused = static_cast<std::int64_t>(endured.refusals.size());
    judge_tickets(verdict, endured, before, log);
    OnceEach const calls = judge_once(endured.calls, before.called(), log.called());
    OnceEach const papers = judge_once(endured.papers, before.confirmed(), log.confirmed());
    verdict.lost += calls.lost + papers.lost;
    verdict.duplicated += calls.unasked + papers.unasked + papers.twice;
    verdict.called_twice = calls.twice;
    verdict.gaps = count_gaps(log);
    return verdict;
}

}  // namespace saduak::server::load
