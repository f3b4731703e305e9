#include "core/wire/state_json.hpp"

#include "core/base/random.hpp"
#include "tests/property/random_day.hpp"

using namespace saduak;
using namespace saduak::test;

namespace {

Instant at(std::int64_t n) { return Instant{1'800'000'000'000 + n}; }

Ticket full_ticket()
{
    Ticket ticket;
    ticket.id = ticket_id(1);
    ticket.number = "A001";
    ticket.service = ServiceId("land");
    ticket.issued_for = ServiceId("tax");
    ticket.step = 1;
    ticket.ticket_class = TicketClass::appointment;
    ticket.channel = Channel::mobile;
    ticket.lang = "my";
    ticket.token_sha256 = hex_of(1, 64);
    ticket.device = DeviceId("kiosk-1");
    ticket.paper = Paper::unconfirmed;
    ticket.paper_since = at(1);
    ticket.state = TicketState::voided;
    ticket.issued_at = at(2);
    ticket.queued_at = at(3);
    ticket.place = 4;
    ticket.behind = 5;
    ticket.waiting_since = at(6);
    ticket.only_at = CounterId("c2");
    ticket.first_called_at = at(7);
    ticket.called_at = at(8);
    ticket.started_at = at(9);
    ticket.held_at = at(10);
    ticket.held_for = seconds(9);
    ticket.met = true;
    ticket.ended_at = at(11);
    ticket.rate_until = at(22);
    ticket.counter = CounterId("c3");
    ticket.agent = AgentId("สมชาย \"ก\"");
    ticket.recalls = 12;
    ticket.no_shows = 13;
    ticket.outcome = Outcome::come_back;
    ticket.then = {ServiceId("tax"), ServiceId("id-card")};
    ticket.people = 14;
    ticket.offline = true;
    ticket.adopted = true;
    ticket.appointment = AppointmentId("appointment-1");
    ticket.slot = at(15);
    return ticket;
}

// Every member of every struct differs from its default.
SiteState full_state()
{
    SiteState state;
    state.config = town_config();
    state.config.historical = true;
    state.config.opening.week = {{1, {{hours(8), hours(12)}, {hours(13), hours(16)}}}};
    state.seq = 4711;
    state.last_at = at(20);
    state.day = {2027, 1, 4};
    state.day_open = true;
    state.tickets[ticket_id(1)] = full_ticket();
    state.tickets[ticket_id(2)] = Ticket{};
    state.open = {ticket_id(1), ticket_id(2)};
    state.queues[{ServiceId("land"), 1, TicketClass::priority}][{at(3), 4, 5}] = ticket_id(2);
    state.paper_deadlines = {{at(21), ticket_id(2)}};
    state.by_token[hex_of(1, 64)] = ticket_id(1);
    state.last_number["A"] = 17;
    state.counters[CounterId("c1")] = {CounterState::paused, Instant{33}, AgentId("a"), ticket_id(1), ticket_id(2), {1, 2}, {3, 4}};
    state.calls = {{1, "A001", CounterId("c1"), at(23), true}, {2, "A002", CounterId("c2"), at(24), false}};
    state.rated = {RatingKey(hex_of(3, 32))};
    state.printers[DeviceId("kiosk-1")] = {"paper_out", 5000, 140, 3, {at(25), at(26)}};
    state.recent_service_s[ServiceId("land")] = {60, 0, 3600};
    state.places = 18;
    state.by_number["A001"] = ticket_id(1);
    state.merged[ticket_id(9)] = ticket_id(1);
    state.issued[ServiceId("land")] = 19;
    state.ranges = {{"A", 801, 900, DeviceId("kiosk-1"), true}};
    state.released = {{"B", 701, 720, {}, false}};
    state.stop = SiteStop{StopKind::stop, "drill", at(25)};
    state.appointments[AppointmentId("appointment-1")] = {AppointmentId("appointment-1"), ServiceId("land"), at(26), hex_of(4, 64), at(27),
                                                          AppointmentState::checked_in};
    state.by_code[hex_of(4, 64)] = AppointmentId("appointment-1");
    state.appointment_deadlines = {{at(27), AppointmentId("appointment-1")}};
    state.back_office[ticket_id(1)] = {"A001", ServiceId("land"), {2027, 1, 3}, at(28)};
    state.past_days[{2027, 1, 3}] = {2, {{"A", 30}}, {"A007"}, {{"A", 801, 900, DeviceId("kiosk-1"), false}}, {"A801"}, {DeviceId("kiosk-1")}};
    state.explained = {RatingKey(hex_of(3, 32))};
    state.staff_calls[DeviceId("kiosk-1")] = at(29);
    return state;
}

}  // namespace

TEST_CASE("a state in which every member is set comes back equal, and equal states have equal texts")
{
    SiteState const state = full_state();
    std::string const text = wire::encode_state(state);
    auto const back = wire::decode_state(text);
    INFO((back ? "" : back.error().context));
    REQUIRE(back);
    CHECK(*back == state);
    CHECK(wire::encode_state(*back) == text);
    CHECK(*wire::decode_state(wire::encode_state(SiteState{})) == SiteState{});
}

TEST_CASE("the states of a day come back equal and go on as if nothing had been")
{
    Random random(static_cast<std::uint64_t>(GENERATE(range(1, 9))));
    std::vector<Choice> choices;
    for (int i = 0; i < 400; ++i) choices.emplace_back(static_cast<std::uint8_t>(random.below(256)), static_cast<std::uint8_t>(random.below(256)));
    auto const log = RandomDay(choices).log();
    SiteState folded;
    SiteState restored;
    for (std::size_t i = 0; i < log.size(); ++i) {
        REQUIRE(apply(folded, log[i]));
        REQUIRE(apply(restored, log[i]));
        if (i % 7 == 0) restored = *wire::decode_state(wire::encode_state(restored));
        REQUIRE(restored == folded);
    }
}

TEST_CASE("a text that is no state is refused: an unknown member, a wrong type, an entry twice, cut off")
{
    std::string const text = wire::encode_state(full_state());
    CHECK_FALSE(wire::decode_state(text.substr(0, text.size() - 1)));
    CHECK_FALSE(wire::decode_state(R"({"seq":"1"})"));
    CHECK_FALSE(wire::decode_state(R"({"seq":1,"sequence":2})"));
    CHECK_FALSE(wire::decode_state(R"({"open":["a","a"]})"));
    CHECK_FALSE(wire::decode_state(R"({"last_number":[["A",1,2]]})"));
    CHECK_FALSE(wire::decode_state("[]"));
    CHECK(wire::decode_state(R"({"seq":1})")->seq == 1);
}
