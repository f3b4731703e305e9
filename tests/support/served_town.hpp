// The small site with a ticket that is served and may be rated.
#pragma once

#include "tests/support/town.hpp"

namespace saduak::test {

inline RatingKey const kKey(hex_of(7, 32));

// Ticket 1 is served.
inline Town served()
{
    Town town;
    town.must(OpenCounter{CounterId("c1")});
    town.issue(1);
    town.must(CallNext{CounterId("c1")});
    town.must(FinishService{ticket_id(1)});
    return town;
}

inline ExplainRating about_place() { return {ticket_id(1), kKey, {RatingReason::place}}; }

}  // namespace saduak::test
