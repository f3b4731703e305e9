#include "kiosk/callbox/numbers.hpp"

#include <catch2/catch.hpp>

using namespace saduak;
using namespace saduak::kiosk;
using saduak::drivers::NumberTyped;

TEST_CASE("digits alone are the one waiting number that has them")
{
    std::vector<std::string> const waiting{"A011", "A012", "B012", "B007", "A1000"};
    CHECK(meant({std::nullopt, "11"}, std::nullopt, waiting) == NumberMeant{"A011", {}});
    CHECK(meant({std::nullopt, "0007"}, std::nullopt, waiting) == NumberMeant{"B007", {}});
    CHECK(meant({std::nullopt, "1000"}, std::nullopt, waiting) == NumberMeant{"A1000", {}});
    CHECK(meant({std::nullopt, "12"}, std::nullopt, waiting) == NumberMeant{{}, "ambiguous"});
    CHECK(meant({std::nullopt, "13"}, std::nullopt, waiting) == NumberMeant{{}, "not_waiting"});
    CHECK(meant({std::nullopt, "0"}, std::nullopt, waiting) == NumberMeant{{}, "not_waiting"});
}

TEST_CASE("a letter says it without looking, the typed one before the counter's")
{
    CHECK(needs_waiting({std::nullopt, "1"}, std::nullopt));
    CHECK_FALSE(needs_waiting({std::nullopt, "1"}, 'A'));
    CHECK_FALSE(needs_waiting({'A', "1"}, std::nullopt));
    CHECK(meant({std::nullopt, "7"}, 'B', {}) == NumberMeant{"B007", {}});
    CHECK(meant({'C', "12"}, 'B', {}) == NumberMeant{"C012", {}});
    CHECK(meant({'C', "01234"}, std::nullopt, {}) == NumberMeant{"C1234", {}});
}
