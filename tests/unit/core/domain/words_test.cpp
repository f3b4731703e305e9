#include "core/domain/words.hpp"

#include <catch2/catch.hpp>

using namespace saduak::domain;

namespace {

// Every value from the first to the last has a text of its own that reads back as it.
template <class Enum>
void check_all(Enum last)
{
    for (int i = 0; i <= static_cast<int>(last); ++i) {
        auto const value = static_cast<Enum>(i);
        CHECK_FALSE(to_string(value).empty());
        CHECK(from_string<Enum>(to_string(value)) == value);
    }
    CHECK(to_string(static_cast<Enum>(static_cast<int>(last) + 1)).empty());
    CHECK_FALSE(from_string<Enum>("perhaps"));
}

}  // namespace

TEST_CASE("every word of the vocabularies has its text")
{
    check_all(TicketClass::appointment);
    check_all(Channel::card);
    check_all(Paper::failed);
    check_all(TicketState::voided);
    check_all(Outcome::back_office);
    check_all(CounterState::paused);
    check_all(RatingChannel::exit);
    check_all(RatingPlace::paper);
    check_all(RatingReason::information);
    check_all(StandardBasis::elapsed);
    check_all(StopKind::stop);
    check_all(AppointmentState::cancelled);
    check_all(DayKind::working);
}
