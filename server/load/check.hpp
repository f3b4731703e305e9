// What the load generator holds against the log: pure, so that its own mistakes can be tested for.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/fwd.hpp>

#include "core/base/result.hpp"

namespace saduak::server::load {

// A ticket that the server acknowledged.
struct Acknowledged {
    std::string id;
    std::string number;
};

// A ticket as its issue stands in the log.
struct Logged {
    std::string day;     // service day, "2026-11-21"
    std::string number;  // "A012"
};

// The part of a site's log that matters here.
class LogView {
public:
    // One line of GET /events. Errc::parse when it is not an event; Errc::corrupt when a seq is skipped.
    [[nodiscard]] Status take(std::string_view line);

    [[nodiscard]] std::int64_t last_seq() const { return last_seq_; }
    [[nodiscard]] std::multimap<std::string, Logged> const& issued() const { return issued_; }
    // Tickets called to a counter while another counter had them.
    [[nodiscard]] std::int64_t called_twice() const { return called_twice_; }
    [[nodiscard]] std::int64_t calls() const { return calls_; }
    // How often each ticket was called to a counter, and how often its paper was confirmed.
    [[nodiscard]] std::map<std::string, std::int64_t> const& called() const { return called_; }
    [[nodiscard]] std::map<std::string, std::int64_t> const& confirmed() const { return confirmed_; }
    // Whether the number, "A950", lies in an offline range: those are given elsewhere, and missing ones are no gaps.
    [[nodiscard]] bool in_offline_range(std::string const& number) const;

private:
    struct Range {
        std::string prefix;
        std::int64_t first = 0, last = 0;
    };
    [[nodiscard]] Status take_body(std::string const& type, std::string const& ticket, boost::json::object const& body);

    std::int64_t last_seq_ = 0;
    std::multimap<std::string, Logged> issued_;  // by ticket id: an id issued twice shows
    std::map<std::string, std::int64_t> called_;
    std::map<std::string, std::int64_t> confirmed_;
    std::vector<Range> ranges_;           // also those given back since: their numbers of that day stay out
    std::set<std::string> at_a_counter_;  // tickets called and not yet given back
    std::int64_t calls_ = 0;
    std::int64_t called_twice_ = 0;
};

struct TicketVerdict {
    std::int64_t issued = 0;      // acknowledged to us
    std::int64_t distinct = 0;    // distinct (day, number) among them
    std::int64_t duplicates = 0;  // issues in the log whose (day, number) or id an earlier issue has
    std::int64_t lost = 0;        // acknowledged, but not in the log under that id and number
    std::int64_t gaps = 0;        // numbers missing between the first and the last of a day and prefix, but for offline ranges

    [[nodiscard]] bool exact() const { return distinct == issued && duplicates == 0 && lost == 0 && gaps == 0; }
};

[[nodiscard]] TicketVerdict judge(std::vector<Acknowledged> const& acknowledged, LogView const& log);

// Numbers missing between the first and the last of each day and prefix. What an offline range holds neither counts nor lacks.
[[nodiscard]] std::int64_t count_gaps(LogView const& log);

// Nearest rank: the smallest value that at least `percent` of them do not exceed; 0 for none. Sorts `values`.
[[nodiscard]] std::int64_t nearest_rank(std::vector<std::int64_t>& values, std::int64_t percent);

}  // namespace saduak::server::load
