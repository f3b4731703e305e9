// Numbers and the ranges that online numbering leaves out, on random sets of ranges.
#include <algorithm>
#include <string>
#include <vector>

#include <rapidcheck/catch.h>

#include "core/domain/gap_report.hpp"
#include "core/domain/numbering.hpp"

using namespace saduak;
using namespace saduak::domain;

namespace {

std::string any_prefix() { return std::string(1, *rc::gen::element('A', 'B', 'Z')); }

bool overlap(OfflineRange const& a, OfflineRange const& b) { return a.prefix == b.prefix && a.first <= b.last && b.first <= a.last; }

// Ranges as a site grants them, one after the other while online numbering goes on.
struct Granted {
    std::vector<OfflineRange> ranges;
    std::int32_t used = 0;  // of every prefix
};

Granted any_grants()
{
    Granted granted;
    int const count = *rc::gen::inRange(0, 12);
    for (int i = 0; i < count; ++i) {
        granted.used += *rc::gen::inRange(0, 200);
        auto const size = *rc::gen::inRange(1, kOfflineRangeMax + 1);
        granted.ranges.push_back(place_range(any_prefix(), size, granted.used, granted.ranges));
        if (*rc::gen::inRange(0, 4) == 0)
            granted.ranges.erase(granted.ranges.begin() + *rc::gen::inRange(0, static_cast<int>(granted.ranges.size())));
    }
    return granted;
}

}  // namespace

TEST_CASE("a number that was written reads back, and no other text reads as it")
{
    rc::prop("parse and format are inverse", [] {
        std::string const prefix = any_prefix();
        auto const n = *rc::gen::inRange(1, kNumberMax + 1);
        std::string const text = format_number(prefix, n);
        RC_ASSERT(parse_number(text) == (TicketNumber{prefix, n}));
        std::string other = text;
        other[static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(text.size())))] = *rc::gen::arbitrary<char>();
        if (auto const read = parse_number(other)) RC_ASSERT(format_number(read->prefix, read->n) == other);
    });
    rc::prop("any text that reads as a number is its own text", [] {
        auto const text = *rc::gen::container<std::string>(rc::gen::element('A', 'I', '0', '1', '9', ' '));
        if (auto const read = parse_number(text)) RC_ASSERT(format_number(read->prefix, read->n) == text);
    });
}

TEST_CASE("online numbering only goes up, meets no range and leaves out nothing else")
{
    rc::prop("next_number", [] {
        Granted const granted = any_grants();
        std::string const prefix = any_prefix();
        std::int32_t last = *rc::gen::inRange(0, 6000);
        for (int i = 0; i < 50; ++i) {
            std::int32_t const next = next_number(prefix, last, granted.ranges);
            RC_ASSERT(next > last);
            for (std::int32_t n = last + 1; n <= next; ++n) {
                bool const held = std::any_of(granted.ranges.begin(), granted.ranges.end(), [&](OfflineRange const& range) {
                    return range.contains({prefix, n});
                });
                RC_ASSERT(held == (n != next));
            }
            last = next;
        }
    });
}

TEST_CASE("a new range meets no other range and no number that was used")
{
    rc::prop("place_range", [] {
        Granted const granted = any_grants();
        auto const size = *rc::gen::inRange(1, kOfflineRangeMax + 1);
        auto const used = *rc::gen::inRange(0, 12'000);
        OfflineRange const place = place_range(any_prefix(), size, used, granted.ranges);
        RC_ASSERT(place.last - place.first + 1 == size);
        RC_ASSERT(place.first > used);
        RC_ASSERT(place.device.empty());
        RC_ASSERT(place.last <= 999 || place.first > 5000);
        for (OfflineRange const& range : granted.ranges) RC_ASSERT(!overlap(place, range));
    });
}

TEST_CASE("a gap report accounts for every number up to the last one, once")
{
    rc::prop("gap_report", [] {
        SiteState state;
        state.day = Date{2026, 11, 23};
        state.day_open = true;
        state.ranges = any_grants().ranges;
        if (!state.ranges.empty() && *rc::gen::arbitrary<bool>()) {
            state.released.push_back(state.ranges.back());
            state.ranges.pop_back();
        }
        std::vector<OfflineRange> all = state.ranges;
        all.insert(all.end(), state.released.begin(), state.released.end());
        std::string const prefix = any_prefix();
        std::int32_t const issues = *rc::gen::inRange(0, 1200);
        std::int32_t& last = state.last_number[prefix];
        std::vector<std::string> lost;
        for (std::int32_t i = 0; i < issues; ++i) {
            last = next_number(prefix, last, all);
            if (i + 1 < issues && *rc::gen::inRange(0, 100) == 0) lost.push_back(format_number(prefix, last));
            else state.by_number[format_number(prefix, last)] = TicketId("t" + std::to_string(i));
        }
        std::size_t offline = 0;
        for (OfflineRange const& range : all) {
            std::int32_t const handed_out = *rc::gen::inRange(0, range.last - range.first + 2);
            for (std::int32_t n = range.first; n < range.first + handed_out; ++n) state.by_number[format_number(range.prefix, n)] = TicketId("card");
            offline += static_cast<std::size_t>(handed_out);
        }

        auto const report = gap_report(state, state.day);
        RC_ASSERT(report.has_value());
        std::vector<std::string> gaps;
        std::size_t used = 0, ranges = 0;
        for (GapReport::Prefix const& letter : report->prefixes) {
            gaps.insert(gaps.end(), letter.gaps.begin(), letter.gaps.end());
            RC_ASSERT(letter.used_elsewhere.empty());
            for (GapReport::Range const& range : letter.ranges) {
                ranges += 1;
                used += range.used.size();
                RC_ASSERT(static_cast<std::int32_t>(range.used.size()) + range.unused == range.range.last - range.range.first + 1);
            }
        }
        RC_ASSERT(gaps == lost);
        RC_ASSERT(used == offline);
        RC_ASSERT(ranges == all.size());
    });
}
