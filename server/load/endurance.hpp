// What clients that outlive their server were told, held against the log afterwards: pure, as check.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "server/load/check.hpp"

namespace saduak::server::load {

// Every request here was repeated with its key, or its place in the stream, until it was answered.
struct Endured {
    std::vector<Acknowledged> tickets;
    std::vector<std::string> calls;       // the ticket that each press of Next got
    std::vector<std::string> papers;      // tickets whose paper a device reported as confirmed
    std::int64_t offline = 0;             // tickets whose number a kiosk gave out without its server
    std::int64_t repeats = 0;             // requests sent again for want of an answer
    std::int64_t answered_otherwise = 0;  // a key used again got another answer than at first
    std::vector<std::string> refusals;    // answers that nobody should have got; the first few
    static constexpr std::size_t kRefusals_max = 20;

    void refused(std::string what)
    {
        if (refusals.size() < kRefusals_max) refusals.push_back(std::move(what));
    }
};

struct EnduranceVerdict {
    std::int64_t tickets = 0, calls = 0, papers = 0;  // acknowledged
    std::int64_t lost = 0;                            // acknowledged, and not in the log so
    std::int64_t duplicated = 0;                      // in the log a second time, or without anybody's asking for it
    std::int64_t numbers_twice = 0;                   // (day, number) given to two visits
    std::int64_t called_twice = 0;
    std::int64_t gaps = 0;
    std::int64_t answered_otherwise = 0;
    std::int64_t refused = 0;

    [[nodiscard]] bool exact() const
    {
        return lost == 0 && duplicated == 0 && numbers_twice == 0 && called_twice == 0 && gaps == 0 && answered_otherwise == 0 && refused == 0;
    }
};

// `before`: the log as it was when the clients began; what it holds is not theirs. Every request of theirs must have been answered.
[[nodiscard]] EnduranceVerdict judge(Endured const& endured, LogView const& before, LogView const& log);

}  // namespace saduak::server::load
