#include "server/store/verify.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <utility>

#include "core/base/ids.hpp"
#include "core/domain/gap_report.hpp"
#include "core/wire/state_json.hpp"
#include "server/store/chain.hpp"
#include "server/store/load_site.hpp"

namespace saduak::server {
namespace {

constexpr std::size_t kOutsideHashMin = 16;  // hex digits: 64 bits are more than anyone hits by chance

// The day and number that an event gives away; nothing for other events.
struct GivenNumber {
    Date day;
    std::string const& number;
};
std::optional<GivenNumber> given_number(domain::EventBody const& body)
{
    if (auto const* issued = std::get_if<domain::TicketIssued>(&body)) return GivenNumber{issued->day, issued->number};
    if (auto const* late = std::get_if<domain::TicketLate>(&body)) return GivenNumber{late->day, late->number};
    if (auto const* recorded = std::get_if<domain::TicketRecorded>(&body)) return GivenNumber{recorded->day, recorded->number};
    return std::nullopt;
}

class Verification {
public:
    Verification(SiteHead const& head, std::vector<OutsideHead> const& outside) : head_(head)
    {
        report_.site = head.site;
        for (OutsideHead const& one : outside)
            if (one.site == head.site) report_.heads.push_back({one, HeadVerdict::log_is_shorter});
    }

    // What the store keeps beside the events, before they are read.
    Status begin(EventStore& store)
    {
        SnapshotStore* const kept = store.snapshot_store();
        if (kept != nullptr) {
            SADUAK_TRY(snapshots_, kept->snapshots(head_.site));
            auto checkpoints = kept->checkpoints(head_.site);
            if (!checkpoints && checkpoints.error().code != Errc::corrupt) return tl::unexpected(checkpoints.error());
            if (!checkpoints) fault(checkpoints.error().context);
            else if (!checkpoints->empty()) begin_after(std::move(*checkpoints));
        }
        if (report_.events == head_.seq) head_found_ = report_.head == head_.hash;
        return {};
    }

    Status take(StoredEvent const& stored)
    {
        if (stored.seq != report_.events + 1) fault("event " + std::to_string(report_.events + 1) + " is missing");
        if (chain_hash(report_.head, stored) != stored.hash)
            fault("event " + std::to_string(stored.seq) + " was changed, or one before it: its hash does not follow");
        report_.head = stored.hash;
        report_.events = stored.seq;
        if (stored.seq == head_.seq) head_found_ = stored.hash == head_.hash;
        compare_heads(stored.seq, stored.hash);
        note_number(stored);
        fold(stored);
        return {};
    }

    // After the last event. `head_now`: the store's, read again; a running server may have gone on.
    LogReport finish(Seq head_now)
    {
        if (report_.events > head_.seq) head_found_ = head_found_ && head_now >= report_.events;
        if (!head_found_) fault("the head says event " + std::to_string(head_.seq) + ", the log ends at " + std::to_string(report_.events));
        for (Snapshot const& snapshot : snapshots_)
            if (snapshot.seq > report_.events) fault("the snapshot at event " + std::to_string(snapshot.seq) + " is beyond the log's end");
        note_gaps(state_.day);
        for (auto const& [day, numbers] : gaps_)
            for (std::string const& number : numbers) report_.gaps.push_back(format_date(day) + " " + number);
        return std::move(report_);
    }
    LogReport unreadable(Error const& error)
    {
        fault(error.context);
        return std::move(report_);
    }

    [[nodiscard]] Seq begins_after() const { return report_.events; }

private:
    void fault(std::string text) { report_.faults.push_back(std::move(text)); }

    void begin_after(std::vector<Checkpoint> checkpoints)
    {
        for (Checkpoint const& checkpoint : checkpoints) compare_heads(checkpoint.seq, checkpoint.hash);
        Checkpoint& newest = checkpoints.back();
        for (ComparedHead& head : report_.heads)
            if (head.outside.seq < newest.seq && head.verdict == HeadVerdict::log_is_shorter) head.verdict = HeadVerdict::archived;
        report_.events = newest.seq;
        report_.head = newest.hash;
        auto state = wire::decode_state(newest.state);
        folds_ = state && state->seq == newest.seq;
        if (folds_) state_ = *std::move(state);
        else fault("the checkpoint at event " + std::to_string(newest.seq) + " cannot be read" + (state ? "" : ": " + state.error().context));
        newest.state.clear();
        report_.checkpoint = std::move(newest);
    }

    void compare_heads(Seq seq, std::string const& hash)
    {
        for (ComparedHead& head : report_.heads)
            if (head.outside.seq == seq) head.verdict = hash.starts_with(head.outside.hash) ? HeadVerdict::matches : HeadVerdict::differs;
    }

    void note_number(StoredEvent const& stored)
    {
        auto const given = given_number(stored.event.body);
        if (!given) return;
        if (!given_[given->day].insert(given->number).second) fault("number " + given->number + " was given twice on " + format_date(given->day));
        // What is heard of later than this is not told apart by the domain either.
        if (given_.size() > domain::kPastDaysKept) given_.erase(given_.begin());
    }

    void fold(StoredEvent const& stored)
    {
        if (!folds_) return;
        if (auto const folded = fold_event(state_, stored); !folded) {
            folds_ = false;
            return fault("the log does not fold: " + folded.error().context);
        }
        if (auto const* closed = std::get_if<domain::DayClosed>(&stored.event.body)) note_gaps(closed->day);
        for (Snapshot const& snapshot : snapshots_)
            if (snapshot.seq == stored.seq) compare_snapshot(snapshot, stored.hash);
    }

    void compare_snapshot(Snapshot const& snapshot, std::string const& hash)
    {
        if (snapshot.fold != wire::fold_version()) return;  // a start does not use it
        bool const equal = snapshot.hash == hash && snapshot.state == wire::encode_state(state_);
        if (equal) ++report_.snapshots;
        else fault("the snapshot at event " + std::to_string(snapshot.seq) + " differs from the fold of the log");
    }

    // Online numbers that nobody got. Ranges are left out: their numbers are given in any order, or not at all (DESIGN 4.3).
    void note_gaps(Date day)
    {
        auto const numbers = domain::gap_report(state_, day);
        if (!folds_ || !numbers) return;
        std::vector<std::string>& gaps = gaps_[day];
        gaps.clear();
        for (auto const& prefix : numbers->prefixes) gaps.insert(gaps.end(), prefix.gaps.begin(), prefix.gaps.end());
    }

    SiteHead const& head_;
    LogReport report_;
    std::vector<Snapshot> snapshots_;
    domain::SiteState state_;
    bool folds_ = true;
    bool head_found_ = false;
    std::map<Date, std::set<std::string>> given_;  // numbers of the last days
    std::map<Date, std::vector<std::string>> gaps_;
};

Result<Seq> head_seq(EventStore& store, SiteId const& site)
{
    SADUAK_TRY(auto const heads, store.heads());
    for (SiteHead const& head : heads)
        if (head.site == site) return head.seq;
    return 0;
}

}  // namespace

Result<OutsideHead> parse_outside_head(std::string const& text)
{
    auto const wrong = [&] { return fail(Errc::invalid_argument, "a head is SITE:SEQ:HASH as it was printed, not \"" + text.substr(0, 100) + "\""); };
    std::size_t const second = text.rfind(':');
    std::size_t const first = second == std::string::npos || second == 0 ? std::string::npos : text.rfind(':', second - 1);
    if (first == std::string::npos) return wrong();
    OutsideHead head;
    head.site = SiteId(text.substr(0, first));
    head.hash = text.substr(second + 1);
    char const* const end = text.data() + second;
    if (auto const [read, error] = std::from_chars(text.data() + first + 1, end, head.seq); error != std::errc{} || read != end) return wrong();
    bool const hex = std::all_of(head.hash.begin(), head.hash.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    if (!valid_code(head.site.str()) || head.seq < 1 || !hex || head.hash.size() < kOutsideHashMin || head.hash.size() > 64) return wrong();
    return head;
}

std::string_view to_string(HeadVerdict verdict)
{
    switch (verdict) {
    case HeadVerdict::matches: return "matches";
    case HeadVerdict::log_is_shorter: return "log_is_shorter";
    case HeadVerdict::differs: return "differs";
    case HeadVerdict::archived: return "archived";
    }
    return "";
}

Result<LogReport> verify_log(EventStore& store, SiteHead const& head, std::vector<OutsideHead> const& outside)
{
    Verification verification(head, outside);
    SADUAK_TRY_STATUS(verification.begin(store));
    auto const read = store.read(head.site, verification.begins_after(), [&](StoredEvent const& stored) { return verification.take(stored); });
    if (!read && read.error().code != Errc::corrupt) return tl::unexpected(read.error());
    if (!read) return verification.unreadable(read.error());
    SADUAK_TRY(Seq const head_now, head_seq(store, head.site));
    return verification.finish(head_now);
}

}  // namespace saduak::server
