// A citizen's contact: one a ticket, and gone with it.
#include <catch2/catch.hpp>

#include "tests/support/town.hpp"

using namespace saduak;
using namespace saduak::test;

namespace {

GiveContact contact(int ticket, int key) { return GiveContact{ticket_id(ticket), ErasableKey(hex_of(key, 32)), ContactChannel::sms, 3, "th"}; }

// "contact.given 000…07" and so on, without the others.
std::vector<std::string> contact_events(Town const& town)
{
    std::vector<std::string> told;
    for (Event const& event : town.log) {
        if (auto const* given = std::get_if<ContactGiven>(&event.body)) told.push_back("given " + given->key.str());
        if (auto const* erased = std::get_if<Erased>(&event.body)) told.push_back("erased " + erased->key.str() + " " + erased->purpose);
    }
    return told;
}

}  // namespace

TEST_CASE("a contact goes with the end of its ticket, however it ends, in the same breath")
{
    Town town;
    town.must(OpenCounter{CounterId("c1")});
    for (int n = 1; n <= 3; ++n) {
        town.issue(n);
        town.must(contact(n, n));
    }
    CHECK(town.state.contacts.size() == 3);
    CHECK(town.state.contacts.at(ticket_id(1)).ahead == 3);

    town.must(CallNext{CounterId("c1")});
    town.must(StartService{ticket_id(1)});
    auto const finished = town.must(FinishService{ticket_id(1)});
    REQUIRE(finished.size() == 2);
    CHECK(std::get<Erased>(finished[1].body).key == ErasableKey(hex_of(1, 32)));
    CHECK(finished[1].ticket == ticket_id(1));

    town.must(CancelTicket{ticket_id(2)});
    CHECK(town.state.contacts.size() == 1);
    town.must(CloseDay{});
    CHECK(town.state.contacts.empty());
    CHECK(contact_events(town) == std::vector<std::string>{"given " + hex_of(1, 32), "given " + hex_of(2, 32), "given " + hex_of(3, 32),
                                                           "erased " + hex_of(1, 32) + " notify", "erased " + hex_of(2, 32) + " notify",
                                                           "erased " + hex_of(3, 32) + " notify"});
}

TEST_CASE("who missed the call keeps the contact until the day is over, for they may return")
{
    Town town;
    town.must(OpenCounter{CounterId("c1")});
    town.issue(1);
    town.must(contact(1, 7));
    town.must(CallNext{CounterId("c1")});
    town.must(MarkNoShow{ticket_id(1)});
    CHECK(town.state.contacts.size() == 1);
    town.must(CloseDay{});
    CHECK(town.state.contacts.empty());
}

TEST_CASE("another contact takes the place of the first, which is erased")
{
    Town town;
    town.issue(1);
    town.must(contact(1, 1));
    town.must(contact(1, 2));
    CHECK(town.state.contacts.at(ticket_id(1)).key == ErasableKey(hex_of(2, 32)));
    CHECK(contact_events(town).at(1) == "erased " + hex_of(1, 32) + " notify");
    town.must(WithdrawContact{ticket_id(1)});
    CHECK(town.state.contacts.empty());
    CHECK(town.must(WithdrawContact{ticket_id(1)}).empty());
}

TEST_CASE("a contact is for an open ticket, with a sensible number ahead")
{
    Town town;
    town.issue(1);
    GiveContact far = contact(1, 1);
    far.ahead = 21;
    CHECK(town.ask(far).error().about == "ahead");
    far.ahead = 0;
    CHECK(town.ask(far).error().about == "ahead");
    CHECK(town.ask(contact(2, 1)).error().code == RejectionCode::unknown_ticket);
    town.must(CancelTicket{ticket_id(1)});
    CHECK(town.ask(contact(1, 1)).error().code == RejectionCode::wrong_state);
}
