#include <catch2/catch.hpp>

#include "drivers/escpos/status.hpp"
#include "tests/unit/drivers/random_bitmap.hpp"

using namespace saduak;
using namespace saduak::drivers;
using namespace saduak::drivers::escpos;

namespace {

PrinterState state_after(StatusQuery query, Byte bits)
{
    StatusFlags flags;
    add_reply(flags, query, static_cast<Byte>(0x12 | bits));
    return state_of(flags);
}

}  // namespace

TEST_CASE("each bit of the real-time replies means what the reference says")
{
    CHECK(to_hex(encode_query(StatusQuery::paper)) == "100404");
    CHECK(state_after(StatusQuery::printer, 0x00) == PrinterState::ready);
    CHECK(state_after(StatusQuery::printer, 0x04) == PrinterState::ready);  // the drawer's pin
    CHECK(state_after(StatusQuery::printer, 0x08) == PrinterState::offline);
    CHECK(state_after(StatusQuery::offline_cause, 0x04) == PrinterState::cover_open);
    CHECK(state_after(StatusQuery::offline_cause, 0x08) == PrinterState::ready);  // FEED held
    CHECK(state_after(StatusQuery::offline_cause, 0x20) == PrinterState::paper_out);
    CHECK(state_after(StatusQuery::offline_cause, 0x40) == PrinterState::offline);
    CHECK(state_after(StatusQuery::error_cause, 0x08) == PrinterState::cutter_error);
    CHECK(state_after(StatusQuery::error_cause, 0x20) == PrinterState::offline);
    CHECK(state_after(StatusQuery::error_cause, 0x40) == PrinterState::overheated);
    CHECK(state_after(StatusQuery::paper, 0x0C) == PrinterState::paper_low);
    CHECK(state_after(StatusQuery::paper, 0x60) == PrinterState::paper_out);
}

TEST_CASE("the worst trouble names the state and every trouble is described")
{
    StatusFlags flags{.offline = true, .cover_open = true, .paper_near_end = true, .paper_out = true};
    CHECK(state_of(flags) == PrinterState::cover_open);
    CHECK(describe(flags) == "cover open, paper end, off line, paper nearly at its end");
    flags.cover_open = false;
    CHECK(state_of(flags) == PrinterState::paper_out);
    CHECK(describe(StatusFlags{}).empty());
}

TEST_CASE("only ready, printing and paper_low printers can print")
{
    for (PrinterState const state : {PrinterState::ready, PrinterState::printing, PrinterState::paper_low}) CHECK(can_print(state));
    for (PrinterState const state : {PrinterState::offline, PrinterState::paper_out, PrinterState::cover_open, PrinterState::cutter_error,
                                     PrinterState::overheated, PrinterState::unknown})
        CHECK_FALSE(can_print(state));
    CHECK(to_string(PrinterState::paper_low) == "paper_low");
}

TEST_CASE("real-time replies, automatic status and ordered replies are told apart in one stream")
{
    StatusParser parser;
    // A reply, a frame (off line, cover open, near end, end), an ordered reply (near end), a reply.
    auto const messages = parser.feed(Bytes{0x12, 0x38, 0x00, 0x0F, 0x00, 0x03, 0x1A});
    REQUIRE(messages.size() == 4);
    CHECK(messages[0] == StatusMessage{RealTimeReply{0x12}});
    CHECK(messages[1] == StatusMessage{AutomaticStatus{{.offline = true, .cover_open = true, .paper_near_end = true, .paper_out = true}}});
    CHECK(messages[2] == StatusMessage{OrderedReply{true, false}});
    CHECK(messages[3] == StatusMessage{RealTimeReply{0x1A}});
    CHECK(parser.skipped_count() == 0);
}

TEST_CASE("a frame that arrives in pieces is one message, a broken one is dropped and the stream goes on")
{
    StatusParser parser;
    CHECK(parser.feed(Bytes{0x10, 0x08}).empty());
    auto const whole = parser.feed(Bytes{0x00, 0x00});
    REQUIRE(whole.size() == 1);
    CHECK(whole[0] == StatusMessage{AutomaticStatus{{.cutter_error = true}}});

    // Cut short by a reply; then by another frame.
    auto const messages = parser.feed(Bytes{0x10, 0x00, 0x12, 0x10, 0x10, 0x40, 0x00, 0x00});
    REQUIRE(messages.size() == 2);
    CHECK(messages[0] == StatusMessage{RealTimeReply{0x12}});
    CHECK(messages[1] == StatusMessage{AutomaticStatus{{.auto_recoverable = true}}});
    CHECK(parser.skipped_count() == 3);
}

TEST_CASE("flow control and noise are skipped and counted")
{
    StatusParser parser;
    CHECK(parser.feed(Bytes{0x11, 0x13, 0xFF, 0x92}).empty());
    CHECK(parser.skipped_count() == 4);
}

TEST_CASE("the status parser loses no byte count on random input and finds a reply after it")
{
    Random random(21);
    for (int i = 0; i < 300; ++i) {
        StatusParser parser;
        Bytes const noise = random_bytes(random, static_cast<std::size_t>(random.below(200)));
        std::size_t used = 0;
        for (StatusMessage const& message : parser.feed(noise)) used += std::holds_alternative<AutomaticStatus>(message) ? 4U : 1U;
        std::size_t const unfinished = noise.size() - used - parser.skipped_count();
        CHECK(unfinished <= 3);
        // A reply ends any unfinished frame.
        auto const messages = parser.feed(Bytes{0x12});
        REQUIRE(messages.size() == 1);
        CHECK(messages[0] == StatusMessage{RealTimeReply{0x12}});
    }
}
