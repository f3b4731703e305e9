#include "core/metrics/fold.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/base/overloaded.hpp"

namespace saduak::metrics {
namespace {

std::int32_t day_number(Date day) { return static_cast<std::int32_t>(days_from_civil(day)); }

// Whole seconds, floored once (STANDARDS 7.1); a negative duration is excluded and marked.
std::int64_t measured(Millis duration, bool& negative)
{
    if (duration >= Millis{0}) return floor_seconds(duration);
    negative = true;
    return kNoDuration;
}

Ending ending_of(std::string_view outcome)
{
    if (outcome == "served") return Ending::served;
    if (outcome == "no_show") return Ending::no_show;
    if (outcome == "expired") return Ending::expired;
    return Ending::cancelled;
}

// The facts before `count` leave `from`.
template <class Fact>
std::vector<Fact> take_first(std::vector<Fact>& from, std::size_t count)
{
    auto const end = from.begin() + static_cast<std::ptrdiff_t>(count);
    std::vector<Fact> taken(std::make_move_iterator(from.begin()), std::make_move_iterator(end));
    from.erase(from.begin(), end);
    return taken;
}

}  // namespace

MetricsFold::MetricsFold(Seal seal)
    : seq_(seal.seq), closed_day_(seal.day), day_starts_at_(seal.day_starts_at), rules_(std::move(seal.rules)), names_(std::move(seal.names))
{
}

Status MetricsFold::take(Seq seq, domain::Event const& event)
{
    if (seq <= seq_) return {};
    if (seq != seq_ + 1) return fail(Errc::corrupt, "event " + std::to_string(seq) + " follows event " + std::to_string(seq_) + " in the log");
    take_body(seq, event);
    seq_ = seq;
    return {};
}

void MetricsFold::take_body(Seq seq, domain::Event const& event)
{
    std::visit(overloaded{
                   [&](domain::SiteConfigured const& body) { configure(body.config); },
                   [&](domain::TicketIssued const& body) { issue(seq, event, body); },
                   [&](domain::TicketImported const& body) { import(seq, event, body); },
                   [&](domain::RatingReceived const& body) { rate(seq, event, body); },
                   [&](domain::DayClosed const& body) { close_day(seq, body.day); },
                   [&](domain::ImportFinished const&) { seal_if_quiet(seq); },
                   [&](domain::TicketPaper const&) { ticket_event(seq, event); },
                   [&](domain::TicketReprinted const&) { ticket_event(seq, event); },
                   [&](domain::TicketCalled const&) { ticket_event(seq, event); },
                   [&](domain::TicketRecalled const&) { ticket_event(seq, event); },
                   [&](domain::TicketUndone const&) { ticket_event(seq, event); },
                   [&](domain::TicketStarted const&) { ticket_event(seq, event); },
                   [&](domain::TicketFinished const&) { ticket_event(seq, event); },
                   [&](domain::TicketTransferred const&) { ticket_event(seq, event); },
                   [&](domain::TicketHeld const&) { ticket_event(seq, event); },
                   [&](domain::TicketResumed const&) { ticket_event(seq, event); },
                   [&](domain::TicketNoShow const&) { ticket_event(seq, event); },
                   [&](domain::TicketReturned const&) { ticket_event(seq, event); },
                   [&](domain::TicketCancelled const&) { ticket_event(seq, event); },
                   [&](domain::TicketExpired const&) { ticket_event(seq, event); },
                   [&](domain::TicketVoided const&) { ticket_event(seq, event); },
                   [](auto const&) {},  // of no metric
               },
               event.body);
}

void MetricsFold::configure(domain::SiteConfig const& config)
{
    day_starts_at_ = config.day_starts_at;
    rules_.clear();
    for (domain::Service const& service : config.services) rules_[service.id] = {service.standard_s, service.standard_basis, service.wait_target_s};
}

// A service that the catalogue no longer has keeps no published time and no target: 0 and the default of Service.
ServiceRule MetricsFold::rule_of(ServiceId const& service) const
{
    auto const found = rules_.find(service);
    return found != rules_.end() ? found->second : ServiceRule{0, domain::StandardBasis::touch, domain::Service{}.wait_target_s};
}

void MetricsFold::begin_segment(OpenVisit& visit, ServiceId const& service, Instant at)
{
    visit.segment = OpenSegment{};
    SegmentFact& fact = visit.segment.fact;
    fact.issue_seq = visit.fact.issue_seq;
    fact.day = visit.fact.day;
    fact.queued_at = at;
    fact.target_s = rule_of(service).wait_target_s;
    fact.service = names_.index_of(service.str());
    fact.ticket_class = visit.fact.ticket_class;
    fact.channel = visit.fact.channel;
    ++visit.fact.segments;
}

void MetricsFold::issue(Seq seq, domain::Event const& event, domain::TicketIssued const& body)
{
    OpenVisit visit;
    visit.fact.issue_seq = seq;
    visit.fact.day = day_number(body.day);
    visit.fact.issued_at = event.at;
    ServiceRule const rule = rule_of(event.service);
    visit.fact.standard_s = rule.standard_s;
    visit.fact.standard_basis = rule.standard_basis;
    visit.fact.service = names_.index_of(event.service.str());
    visit.fact.ticket_class = body.ticket_class;
    visit.fact.channel = body.channel;
    visit.paper = body.paper;
    begin_segment(visit, event.service, event.at);
    visits_.insert_or_assign(event.ticket, visit);
}

void MetricsFold::import(Seq seq, domain::Event const& event, domain::TicketImported const& body)
{
    OpenVisit visit;
    visit.fact.issue_seq = seq;
    visit.fact.day = day_number(local_time(body.issued_at - day_starts_at_).date);
    visit.fact.issued_at = body.issued_at;
    ServiceRule const rule = rule_of(event.service);
    visit.fact.standard_s = rule.standard_s;
    visit.fact.standard_basis = rule.standard_basis;
    visit.fact.service = names_.index_of(event.service.str());
    visit.fact.ticket_class = body.ticket_class;
    begin_segment(visit, event.service, body.issued_at);
    visit.segment.fact.counter = names_.index_of(event.counter.str());
    visit.segment.fact.agent = names_.index_of(event.agent.str());
    visit.segment.called_at = body.called_at;
    visit.segment.last_call_at = body.called_at;
    visit.segment.started_at = body.started_at;
    Instant const left = body.left_at.is_set() ? body.left_at : body.called_at;
    Ending const ending = ending_of(body.outcome);
    end_visit(visit, {seq, ending == Ending::served ? body.finished_at : left, ending});
}

void MetricsFold::rate(Seq seq, domain::Event const& event, domain::RatingReceived const& body)
{
    RatingFact fact;
    fact.seq = seq;
    fact.day = day_number(body.day);
    if (!rated_.insert(body.key).second) {
        facts_.flaws.push_back({seq, fact.day, FlawKind::repeated_rating});
        return;
    }
    fact.at = event.at;
    fact.score = body.score;
    fact.service = names_.index_of(event.service.str());
    fact.counter = names_.index_of(event.counter.str());
    fact.agent = names_.index_of(event.agent.str());
    fact.ticket_class = body.ticket_class;
    fact.channel = body.channel;
    facts_.ratings.push_back(fact);
}

void MetricsFold::ticket_event(Seq seq, domain::Event const& event)
{
    auto const found = visits_.find(event.ticket);
    if (found == visits_.end()) {
        facts_.flaws.push_back({seq, day_number(local_time(event.at - day_starts_at_).date), FlawKind::orphan});
        return;
    }
    OpenVisit& visit = found->second;
    bool ended = false;
    auto const leave = [&](Ending ending) {
        end_visit(visit, {seq, event.at, ending});
        ended = true;
    };
    std::visit(
        overloaded{
            [&](domain::TicketPaper const& body) { visit.paper = body.paper; },
            [&](domain::TicketReprinted const&) { visit.paper = domain::Paper::pending; }, [&](domain::TicketCalled const&) { call(event, visit); },
            [&](domain::TicketRecalled const&) {
                visit.segment.last_call_at = event.at;
                ++visit.segment.fact.recalls;
            },
            [&](domain::TicketUndone const&) { undo(visit.segment); }, [&](domain::TicketStarted const&) { visit.segment.started_at = event.at; },
            [&](domain::TicketHeld const&) { visit.segment.held_at = event.at; }, [&](domain::TicketResumed const&) { resume(event, visit); },
            [&](domain::TicketNoShow const&) {
                visit.missed = OpenVisit::Missed{seq, event.at};
            },
            [&](domain::TicketReturned const&) { visit.missed.reset(); }, [&](domain::TicketTransferred const&) { transfer(seq, event, visit); },
            [&](domain::TicketFinished const& body) {
                visit.fact.outcome = body.outcome;
                visit.segment.fact.end_imputed = body.end_imputed;
                took_by(event, visit.segment);
                leave(Ending::served);
            },
            [&](domain::TicketCancelled const&) { leave(Ending::cancelled); }, [&](domain::TicketExpired const&) { leave(Ending::expired); },
            [&](domain::TicketVoided const&) {
                // Who was called was there, whatever is said of the paper later: they have left, not never come.
                bool const called = visit.fact.called || visit.segment.called_at.is_set();
                leave(called ? Ending::expired : Ending::voided);
            },
            [](auto const&) {},  // no event of a ticket: take_body() has sorted them out
        },
        event.body);
    if (ended) visits_.erase(found);
}

// Where it is, and with whom. A supervisor's act at another's counter names no counter or keeps the old agent.
void MetricsFold::took_by(domain::Event const& event, OpenSegment& segment)
{
    if (!event.counter.empty()) segment.fact.counter = names_.index_of(event.counter.str());
    if (!event.agent.empty()) segment.fact.agent = names_.index_of(event.agent.str());
}

void MetricsFold::call(domain::Event const& event, OpenVisit& visit)
{
    OpenSegment& segment = visit.segment;
    segment.called_before = segment.called_at;
    // The first call ends the wait; later ones do not move it (STANDARDS 7.1).
    if (!segment.called_at.is_set()) segment.called_at = event.at;
    segment.last_call_at = event.at;
    took_by(event, segment);
}

// A wrong call taken back did not happen: the wait goes on.
void MetricsFold::undo(OpenSegment& segment)
{
    segment.called_at = segment.called_before;
    segment.last_call_at = segment.called_before;
    segment.fact.counter = 0;
    segment.fact.agent = 0;
}

void MetricsFold::resume(domain::Event const& event, OpenVisit& visit)
{
    OpenSegment& segment = visit.segment;
    if (segment.held_at.is_set()) segment.held = segment.held + (event.at - segment.held_at);
    segment.held_at = Instant{};
    took_by(event, segment);
}

void MetricsFold::transfer(Seq seq, domain::Event const& event, OpenVisit& visit)
{
    took_by(event, visit.segment);
    end_segment(visit, {seq, event.at, Ending::served});
    facts_.segments.push_back(visit.segment.fact);
    ServiceId const service = event.service.empty() ? ServiceId(names_.text(visit.segment.fact.service)) : event.service;
    begin_segment(visit, service, event.at);
}

// Completes the segment's fact, and adds it to its visit.
void MetricsFold::end_segment(OpenVisit& visit, Closing const& closing)
{
    OpenSegment& open = visit.segment;
    SegmentFact& fact = open.fact;
    fact.seq = closing.seq;
    fact.ending = closing.ending;
    fact.called = open.called_at.is_set();
    fact.paper_unconfirmed = visit.paper == domain::Paper::unconfirmed;
    // M02, M06: the wait of one who was called ended at the call, whatever came after it.
    fact.wait_s = measured((fact.called ? open.called_at : closing.at) - fact.queued_at, fact.negative);
    if (open.started_at.is_set()) fact.walk_s = measured(open.started_at - open.last_call_at, fact.negative);
    if (open.held_at.is_set()) open.held = open.held + (closing.at - open.held_at);
    fact.held_s = floor_seconds(open.held);
    if (closing.ending == Ending::served) {
        // M04: without a recorded start the last call stands for it.
        fact.start_imputed = !open.started_at.is_set();
        Instant const start = fact.start_imputed ? open.last_call_at : open.started_at;
        if (start.is_set()) fact.service_s = measured(closing.at - start - open.held, fact.negative);
    }
    visit.fact.called = visit.fact.called || fact.called;
    if (fact.counter != 0) visit.fact.counter = fact.counter;
    if (fact.agent != 0) visit.fact.agent = fact.agent;
    if (fact.service_s == kNoDuration) visit.touch_known = false;
    else visit.touch_s += fact.service_s;
}

MetricsFold::Ended MetricsFold::ended(OpenVisit visit, Closing const& closing)
{
    end_segment(visit, closing);
    VisitFact& fact = visit.fact;
    fact.seq = closing.seq;
    fact.ending = closing.ending;
    if (closing.ending == Ending::served) {
        bool negative = false;
        fact.turnaround_s = measured(closing.at - fact.issued_at, negative);
        fact.touch_s = visit.touch_known ? visit.touch_s : kNoDuration;
    }
    return {visit.segment.fact, fact};
}

void MetricsFold::end_visit(OpenVisit const& visit, Closing const& closing)
{
    Ended const facts = ended(visit, closing);
    // No ticket reached the citizen, so nobody waited: the visit alone is kept, for M40.
    if (closing.ending != Ending::voided) facts_.segments.push_back(facts.segment);
    facts_.visits.push_back(facts.visit);
}

// Oldest issue first: an order that the log alone decides.
template <class Wanted>
std::vector<TicketId> MetricsFold::by_issue(Wanted const& wanted) const
{
    std::vector<std::pair<Seq, TicketId>> found;
    for (auto const& [ticket, visit] : visits_)
        if (wanted(visit)) found.emplace_back(visit.fact.issue_seq, ticket);
    std::sort(found.begin(), found.end());
    std::vector<TicketId> tickets;
    tickets.reserve(found.size());
    for (auto const& [seq, ticket] : found) tickets.push_back(ticket);
    return tickets;
}

void MetricsFold::close_day(Seq seq, Date day)
{
    auto const missed = [&](OpenVisit const& visit) { return visit.missed && visit.fact.day <= day_number(day); };
    for (TicketId const& ticket : by_issue(missed)) {
        OpenVisit const& visit = visits_.at(ticket);
        end_visit(visit, {visit.missed->seq, visit.missed->at, Ending::no_show});
        visits_.erase(ticket);
    }
    rated_.clear();
    closed_day_ = day;
    seal_if_quiet(seq);
}

void MetricsFold::seal_if_quiet(Seq seq)
{
    if (!visits_.empty() || !rated_.empty()) return;
    sealed_ = SealMark{Seal{seq, closed_day_, day_starts_at_, rules_, names_}, facts_.segments.size(), facts_.visits.size(), facts_.ratings.size(),
                       facts_.flaws.size()};
}

Facts MetricsFold::provisional() const
{
    Facts facts;
    for (TicketId const& ticket : by_issue([](OpenVisit const&) { return true; })) {
        OpenVisit const& visit = visits_.at(ticket);
        if (visit.missed) {
            Ended const as_missed = ended(visit, {visit.missed->seq, visit.missed->at, Ending::no_show});
            facts.segments.push_back(as_missed.segment);
            facts.visits.push_back(as_missed.visit);
        } else {
            facts.visits.push_back(visit.fact);
            facts.visits.back().ending = Ending::open;
        }
    }
    return facts;
}

std::optional<MetricsFold::Sealed> MetricsFold::take_sealed()
{
    if (!sealed_) return std::nullopt;
    Sealed taken;
    taken.facts.segments = take_first(facts_.segments, sealed_->segments);
    taken.facts.visits = take_first(facts_.visits, sealed_->visits);
    taken.facts.ratings = take_first(facts_.ratings, sealed_->ratings);
    taken.facts.flaws = take_first(facts_.flaws, sealed_->flaws);
    taken.seal = std::move(sealed_->seal);
    sealed_.reset();
    return taken;
}

}  // namespace saduak::metrics
