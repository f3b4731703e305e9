// The PIN of staff, and what it opens.
#include "kiosk/staff_pin.hpp"

#include "tests/unit/kiosk/kiosk_bench.hpp"

using namespace saduak;
using namespace saduak::kiosk;

namespace {

Bench at_the_pad()
{
    Model model = sample_model();
    model.pin_set = true;
    Bench kiosk(model);
    for (int i = 0; i < 5; ++i) kiosk.touch(TargetKind::staff);
    kiosk.effects.clear();
    return kiosk;
}

void type(Bench& kiosk, std::string const& digits)
{
    for (char const digit : digits) kiosk.touch(TargetKind::digit, {}, digit - '0');
}

template <class Wanted>
std::vector<Wanted> all_of(Bench const& kiosk)
{
    std::vector<Wanted> found;
    for (Effect const& effect : kiosk.effects)
        if (auto const* one = std::get_if<Wanted>(&effect)) found.push_back(*one);
    return found;
}

}  // namespace

TEST_CASE("a PIN's hash matches it and no other, and is another each time")
{
    std::string const hash = *hash_pin("4711");
    CHECK(is_pin_hash(hash));
    CHECK(pin_matches(hash, "4711"));
    CHECK_FALSE(pin_matches(hash, "4712"));
    CHECK_FALSE(pin_matches(hash, ""));
    CHECK(*hash_pin("4711") != hash);
    for (char const* bad : {"123", "123456789", "12a4", ""}) CHECK_FALSE(hash_pin(bad));
    for (char const* bad : {"", "4711", "pbkdf2-sha256:0:x:y", "pbkdf2-sha256:9999999999:a:b"}) {
        CHECK_FALSE(is_pin_hash(bad));
        CHECK_FALSE(pin_matches(bad, "4711"));
    }
}

TEST_CASE("the right PIN opens the menu and a wrong one does not")
{
    Bench kiosk = at_the_pad();
    REQUIRE(kiosk.screen() == "staff_pin");
    type(kiosk, "471");
    kiosk.touch(TargetKind::enter);
    CHECK(all_of<CheckPin>(kiosk).empty());
    type(kiosk, "1");
    kiosk.touch(TargetKind::enter).touch(TargetKind::enter);
    REQUIRE(all_of<CheckPin>(kiosk).size() == 1);
    CHECK(all_of<CheckPin>(kiosk)[0].digits == "4711");

    kiosk.happen(PinChecked{false});
    CHECK(kiosk.screen() == "staff_pin");
    type(kiosk, "4712");
    kiosk.touch(TargetKind::enter).happen(PinChecked{true});
    CHECK(kiosk.screen() == "staff");
    CHECK(all_of<TellStaff>(kiosk).size() == 1);
    kiosk.touch(TargetKind::test_ticket).touch(TargetKind::restart);
    CHECK(all_of<PrintTest>(kiosk).size() == 1);
    CHECK(all_of<RestartKiosk>(kiosk).size() == 1);
    kiosk.touch(TargetKind::log);
    CHECK(kiosk.screen() == "staff_log");
    kiosk.touch(TargetKind::back);
    CHECK(kiosk.screen() == "staff");
}

TEST_CASE("after five wrong PINs nothing is tried for five minutes")
{
    Bench kiosk = at_the_pad();
    for (int i = 0; i < 5; ++i) {
        type(kiosk, "0000");
        kiosk.touch(TargetKind::enter).happen(PinChecked{false});
    }
    kiosk.effects.clear();
    type(kiosk, "4711");
    kiosk.touch(TargetKind::enter);
    CHECK(all_of<CheckPin>(kiosk).empty());
    kiosk.touch(TargetKind::home);
    kiosk.pass(minutes(5));
    for (int i = 0; i < 5; ++i) kiosk.touch(TargetKind::staff);
    type(kiosk, "4711");
    kiosk.touch(TargetKind::enter);
    CHECK(all_of<CheckPin>(kiosk).size() == 1);
}

TEST_CASE("without a PIN the screen for staff shows and does nothing")
{
    Bench kiosk;
    for (int i = 0; i < 5; ++i) kiosk.touch(TargetKind::staff);
    REQUIRE(kiosk.screen() == "staff");
    kiosk.touch(TargetKind::test_ticket).touch(TargetKind::restart).touch(TargetKind::log);
    CHECK(kiosk.screen() == "staff");
    CHECK(all_of<PrintTest>(kiosk).empty());
    CHECK(all_of<RestartKiosk>(kiosk).empty());
}

TEST_CASE("a PIN half typed is forgotten when nobody goes on")
{
    Bench kiosk = at_the_pad();
    type(kiosk, "47");
    kiosk.pass(kPinShown);
    CHECK(kiosk.screen() == "home");
}
