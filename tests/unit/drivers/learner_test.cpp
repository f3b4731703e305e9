#include "drivers/keypad/learner.hpp"

#include <catch2/catch.hpp>

using namespace saduak;
using namespace saduak::drivers;

TEST_CASE("a pad is learned in the order of its meanings, and what must not be missing is asked again")
{
    Learner learner(PadKind::rating);
    CHECK(learner.question()->meaning == KeyMeaning(Score{5}));
    CHECK(learner.press(10) == Learner::Answer::learned);
    CHECK(learner.press(10) == Learner::Answer::needed);
    CHECK(learner.question()->meaning == KeyMeaning(Score{4}));
    for (KeyCode key = 11; key <= 14; ++key) CHECK(learner.press(key) == Learner::Answer::learned);
    CHECK(learner.press(10) == Learner::Answer::left_out);
    CHECK_FALSE(learner.question());
    CHECK(learner.result("x")->keys.size() == 5);
}

TEST_CASE("numbers are learned whole or not at all")
{
    Learner without(PadKind::call_box);
    CHECK(without.press(1) == Learner::Answer::learned);
    while (without.question()) CHECK(without.press(1) == Learner::Answer::left_out);
    CHECK(without.result("x")->keys.size() == 1);

    Learner with(PadKind::call_box);
    KeyCode key = 1;
    CHECK(with.press(key++) == Learner::Answer::learned);
    while (with.question()->meaning != KeyMeaning(Digit{'0'})) CHECK(with.press(1) == Learner::Answer::left_out);
    CHECK(with.press(key++) == Learner::Answer::learned);
    CHECK(with.press(1) == Learner::Answer::needed);
    CHECK_FALSE(with.result("x"));
    while (with.question()->needed) CHECK(with.press(key++) == Learner::Answer::learned);
    CHECK(with.question()->meaning == KeyMeaning(Letter{'A'}));
    while (with.question()) CHECK(with.press(1) == Learner::Answer::left_out);
    CHECK(with.result("x")->keys.size() == 13);
}
