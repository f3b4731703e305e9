#include "core/metrics/open_visit.hpp"

#include <algorithm>

namespace saduak::metrics {
namespace {

// Whole seconds, floored once (STANDARDS 7.1); a negative duration is excluded and marked.
std::int64_t measured(Millis duration, bool& negative)
{
    if (duration >= Millis{0}) return floor_seconds(duration);
    negative = true;
    return kNoDuration;
}

}  // namespace

OpenVisit::OpenVisit(VisitFact const& issued, Stop const& first, domain::Paper paper) : fact_(issued), paper_(paper)
{
    belong_to(first);
    // M02: who comes early to an appointment waits from its time on. An unset slot is earlier than any issue.
    begin_segment(first, std::max(issued.issued_at, issued.slot));
    segment_.wait_known = !issued.issue_unknown;
}

void OpenVisit::begin_segment(Stop const& stop, Instant at)
{
    segment_ = Segment{};
    SegmentFact& fact = segment_.fact;
    fact.issue_seq = fact_.issue_seq;
    fact.day = fact_.day;
    fact.queued_at = at;
    fact.target_s = stop.rule.wait_target_s;
    fact.service = stop.service;
    fact.ticket_class = fact_.ticket_class;
    fact.channel = fact_.channel;
    ++fact_.segments;
}

void OpenVisit::took_by(NameIndex counter, NameIndex agent)
{
    if (counter != 0) segment_.fact.counter = counter;
    if (agent != 0) segment_.fact.agent = agent;
}

void OpenVisit::call(Instant at)
{
    segment_.place = Place::counter;
    segment_.called_before = segment_.called_at;
    // The first call ends the wait; later ones do not move it (STANDARDS 7.1).
    if (!segment_.called_at.is_set()) segment_.called_at = at;
    segment_.last_call_at = at;
}

void OpenVisit::recall(Instant at)
{
    segment_.last_call_at = at;
    ++segment_.fact.recalls;
}

// A wrong call taken back did not happen: the wait goes on.
void OpenVisit::undo()
{
    segment_.place = Place::queue;
    segment_.called_at = segment_.called_before;
    segment_.last_call_at = segment_.called_before;
    segment_.fact.counter = 0;
    segment_.fact.agent = 0;
}

void OpenVisit::hold(Instant at)
{
    segment_.place = Place::hold;
    segment_.held_at = at;
}

void OpenVisit::resume(Instant at)
{
    segment_.place = Place::counter;
    if (segment_.held_at.is_set()) segment_.held = segment_.held + (at - segment_.held_at);
    segment_.held_at = Instant{};
}

void OpenVisit::come_back()
{
    ended_for_now_.reset();
    segment_.place = Place::queue;
}

void OpenVisit::learn_issue(domain::TicketMerged const& news)
{
    fact_.issued_at = std::min(fact_.issued_at, news.taken_at);
    fact_.time_estimated = news.time_estimated;
    fact_.people = news.people;
    fact_.issue_unknown = false;
    if (!first_segment()) return;
    segment_.fact.queued_at = fact_.issued_at;
    segment_.wait_known = true;
}

void OpenVisit::belong_to(Stop const& stop)
{
    fact_.service = stop.service;
    fact_.standard_basis = stop.rule.standard_basis;
    add_standard(stop.rule.standard_s);
}

void OpenVisit::add_standard(std::int64_t standard_s)
{
    standard_s_ = standard_s;
    fact_.standard_s = standard_before_s_ && standard_s > 0 ? *standard_before_s_ + standard_s : 0;
}

void OpenVisit::relabel(Stop const& stop)
{
    if (stop.service == service()) return;
    segment_.fact.service = stop.service;
    segment_.fact.target_s = stop.rule.wait_target_s;
    if (first_segment()) belong_to(stop);
    else add_standard(stop.rule.standard_s);
}

SegmentFact OpenVisit::requeue(Closing const& closing, Stop const& stop)
{
    SegmentFact const fact = end_segment(closing);
    if (stop.service != fact.service) {
        bool const done = closing.outcome != domain::Outcome::wrong_office;
        if (done && standard_s_ == 0) standard_before_s_.reset();
        if (done && standard_before_s_) *standard_before_s_ += standard_s_;
        add_standard(stop.rule.standard_s);
    }
    begin_segment(stop, closing.at);
    return fact;
}

SegmentFact OpenVisit::next_step(Closing const& closing)
{
    SegmentFact const fact = end_segment(closing);
    begin_segment({fact.service, {.wait_target_s = fact.target_s}}, closing.at);
    took_by(fact.counter, fact.agent);
    segment_.place = Place::counter;
    segment_.wait_known = false;
    segment_.started_at = closing.at;
    return fact;
}

// Completes the segment's fact, and adds it to its visit.
SegmentFact OpenVisit::end_segment(Closing const& closing)
{
    Segment& open = segment_;
    SegmentFact& fact = open.fact;
    fact.seq = closing.seq;
    fact.ending = closing.ending;
    fact.called = open.called_at.is_set();
    fact.paper_unconfirmed = paper_ == domain::Paper::unconfirmed;
    // M02, M06: the wait of one who was called ended at the call, whatever came after it.
    Instant const waited_until = fact.called ? open.called_at : closing.at;
    // Called, or gone, before the appointment's time: the wait had not begun.
    bool const early = fact.queued_at == fact_.slot && waited_until >= fact_.issued_at;
    if (open.wait_known)
        fact.wait_s = measured(early ? std::max(Millis{0}, waited_until - fact.queued_at) : waited_until - fact.queued_at, fact.negative);
    if (open.started_at.is_set() && open.last_call_at.is_set()) fact.walk_s = measured(open.started_at - open.last_call_at, fact.negative);
    if (open.held_at.is_set()) open.held = open.held + (closing.at - open.held_at);
    fact.held_s = floor_seconds(open.held);
    if (closing.ending == Ending::served) {
        // M04: without a recorded start the last call stands for it.
        fact.start_imputed = !open.started_at.is_set();
        fact.end_imputed = closing.end_imputed;
        fact.outcome = closing.outcome;
        fact.matters = closing.matters;
        Instant const start = fact.start_imputed ? open.last_call_at : open.started_at;
        if (start.is_set()) fact.service_s = measured(closing.at - start - open.held, fact.negative);
        if (closing.outcome == domain::Outcome::back_office) fact_.back_office = true;
    }
    fact_.called = fact_.called || fact.called;
    if (!fact_.called_at.is_set()) fact_.called_at = open.called_at;
    if (fact.counter != 0) fact_.counter = fact.counter;
    if (fact.agent != 0) fact_.agent = fact.agent;
    if (fact.service_s == kNoDuration) touch_known_ = false;
    else touch_s_ += fact.service_s;
    return fact;
}

OpenVisit::Ended OpenVisit::ended(Closing const& closing) const
{
    OpenVisit visit = *this;
    SegmentFact const segment = visit.end_segment(closing);
    VisitFact& fact = visit.fact_;
    fact.seq = closing.seq;
    fact.ending = closing.ending;
    fact.ended_at = closing.at;
    if (closing.ending == Ending::served) {
        bool negative = false;
        fact.outcome = closing.outcome;
        if (!fact.issue_unknown) fact.turnaround_s = measured(closing.at - fact.issued_at, negative);
        fact.touch_s = visit.touch_known_ ? visit.touch_s_ : kNoDuration;
    }
    return {segment, fact};
}

}  // namespace saduak::metrics
