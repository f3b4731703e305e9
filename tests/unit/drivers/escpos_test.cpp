#include <catch2/catch.hpp>

#include "drivers/escpos/decoder.hpp"
#include "drivers/escpos/encoder.hpp"
#include "drivers/escpos/paper_roll.hpp"
#include "tests/unit/drivers/random_bitmap.hpp"

using namespace saduak;
using namespace saduak::drivers;
using namespace saduak::drivers::escpos;

namespace {

void append(Bytes& out, Bytes const& more) { out.insert(out.end(), more.begin(), more.end()); }

Bytes ticket_bytes(Bitmap const& picture, int band_rows)
{
    Bytes bytes = initialise();
    for (Bytes const& band : raster_bands(picture, band_rows)) append(bytes, band);
    append(bytes, cut_partial());
    return bytes;
}

std::vector<std::string> listing(Decoded const& decoded)
{
    std::vector<std::string> lines;
    for (Command const& command : decoded.commands) lines.push_back(std::to_string(command.offset) + " " + describe(command.action));
    return lines;
}

std::vector<std::string> listing_of(Bytes const& bytes) { return listing(decode(bytes, 576)); }

}  // namespace

TEST_CASE("the encoder writes the bytes of the command reference")
{
    CHECK(to_hex(raster_band(Bytes{0xF0, 0x0F, 0xAA, 0x55}, 2, 2)) == "1d76300002000200f00faa55");
    CHECK(to_hex(initialise()) == "1b40");
    CHECK(to_hex(cut_full()) == "1d564100");
    CHECK(to_hex(cut_partial()) == "1d564200");
    CHECK(to_hex(feed_lines(3)) == "1b6403");
    CHECK(to_hex(ordered_paper_query()) == "1d7201");
    CHECK(to_hex(*native_qr("hi", QrLevel::medium, 6)) == "1d286b040031413200"
                                                          "1d286b0300314306"
                                                          "1d286b0300314531"
                                                          "1d286b0500315030"
                                                          "6869"
                                                          "1d286b0300315130");
    CHECK(native_qr("", QrLevel::low, 3).error().code == Errc::invalid_argument);
    CHECK(native_qr("x", QrLevel::low, 9).error().code == Errc::invalid_argument);
}

TEST_CASE("random bitmaps come back from encoder and decoder bit for bit")
{
    Random random(11);
    for (int i = 0; i < 60; ++i) {
        int const width = 8 * static_cast<int>(1 + random.below(80));
        int const height = static_cast<int>(1 + random.below(400));
        Bitmap const picture = random_bitmap(random, width, height);
        Bytes const bytes = ticket_bytes(picture, static_cast<int>(1 + random.below(100)));
        Decoded const decoded = decode(bytes, width);
        REQUIRE(decoded.tickets.size() == 1);
        CHECK(decoded.tickets[0] == picture);
        CHECK(decoded.hanging.height() == 0);
    }
}

TEST_CASE("a picture that is no whole number of bytes wide gains only white dots at its right")
{
    Random random(12);
    Bitmap const picture = random_bitmap(random, 13, 20);
    Decoded const decoded = decode(ticket_bytes(picture, 7), 16);
    REQUIRE(decoded.tickets.size() == 1);
    Bitmap widened(16, 20);
    widened.draw(picture, 0, 0);
    CHECK(decoded.tickets[0] == widened);
}

TEST_CASE("the decoder gives the same pictures however the stream is cut into pieces")
{
    Random random(13);
    Bitmap const picture = random_bitmap(random, 64, 90);
    Bytes const bytes = ticket_bytes(picture, 16);
    for (std::size_t piece : {1U, 2U, 3U, 7U, 100U}) {
        Decoder decoder;
        PaperRoll roll(64);
        std::vector<std::uint64_t> offsets;
        for (std::size_t at = 0; at < bytes.size(); at += piece)
            for (Command const& command : decoder.feed(ByteView(bytes).subspan(at, std::min(piece, bytes.size() - at)))) {
                offsets.push_back(command.offset);
                roll.apply(command.action);
            }
        CHECK_FALSE(decoder.finish());
        REQUIRE(roll.tickets().size() == 1);
        CHECK(roll.tickets()[0] == picture);
        CHECK(offsets == std::vector<std::uint64_t>{0, 2, 138, 274, 410, 546, 682, 770});
    }
}

TEST_CASE("a listing names each command with its offset")
{
    Bytes bytes = initialise();
    append(bytes, {0x1B, 0x61, 0x01, 'A', '0', '1', 0x0A, 0x1B, 0x4A, 0x10, 0x10, 0x04, 0x02, 0x1D, 0x72, 0x01, 0x1D, 0x61, 0x0E});
    append(bytes, forget_unprinted());
    append(bytes, cut_full());
    CHECK(listing_of(bytes) == std::vector<std::string>{"0 initialise", "2 align centre", "5 text \"A01\"", "8 line feed 1", "9 dot feed 16",
                                                        "12 real-time status query 2", "15 ordered status query 1", "18 automatic status mask 14",
                                                        "21 real-time request 2", "24 clear buffers", "34 cut full, feed 0"});
}

TEST_CASE("native QR commands draw the code that the library draws, aligned as told")
{
    std::string const text = "A012";
    Bytes bytes = {0x1B, 0x61, 0x02};
    append(bytes, *native_qr(text, QrLevel::quartile, 4));
    append(bytes, cut_full());
    Decoded const decoded = decode(bytes, 576);
    REQUIRE(decoded.tickets.size() == 1);
    auto const code = make_qr(text, QrLevel::quartile);
    Bitmap expected(576, code->side() * 4);
    draw_qr(expected, *code, 576 - code->side() * 4, 0, 4);
    CHECK(decoded.tickets[0] == expected);
}

TEST_CASE("the newer raster command stores and prints once")
{
    // GS 8 L, function 112: 12 x 2 dots; GS ( L, function 50 twice.
    Bytes bytes{0x1D, 0x38, 0x4C, 0x0E, 0, 0, 0, 0x30, 0x70, 0x30, 1, 1, 0x31, 12, 0, 2, 0, 0xFF, 0xF0, 0x80, 0x10};
    append(bytes, {0x1D, 0x28, 0x4C, 2, 0, 0x30, 0x32});
    append(bytes, {0x1D, 0x28, 0x4C, 2, 0, 0x30, 0x32});
    Decoded const decoded = decode(bytes, 16);
    CHECK(decoded.hanging.height() == 2);
    CHECK(decoded.hanging.black_count() == 14);
    CHECK(listing(decoded).back() == "28 malformed: graphics print without data");
}

TEST_CASE("what a printer would not understand is reported at its offset and decoding goes on")
{
    CHECK(listing_of({0x1B, 0x40, 0x1B, 0x7F, 0x1B, 0x40}) ==
          std::vector<std::string>{"0 initialise", "2 malformed: unknown command 1b7f", "4 initialise"});
    CHECK(listing_of({0x1D, 0x76, 0x30, 0, 0, 0, 1, 0, 0x0A}) == std::vector<std::string>{"0 malformed: raster of 0 x 1", "8 line feed 1"});
    CHECK(listing_of({0x1D, 0x76, 0x30, 0, 0xFF, 0xFF, 0xFF, 0xFF}) == std::vector<std::string>{"0 malformed: raster of 524280 x 65535"});
    CHECK(listing_of({0x0A, 0x1D, 0x76, 0x30, 0, 1, 0, 2, 0, 0xFF}) ==
          std::vector<std::string>{"0 line feed 1", "1 malformed: the stream ends inside a command (1d76300001000200)"});
    CHECK(listing_of({0, 0, 0, 0x1D, 0x56, 9}) == std::vector<std::string>{"0 3 ignored byte(s) 00", "3 malformed: GS V with m = 9"});
}

TEST_CASE("what other makers' programs set for their own text is known and passed over")
{
    // FS - 0, FS S 0 0, FS W 0, FS ( A 2 bytes, FS .
    Bytes const bytes{0x1C, 0x2D, 0x00, 0x1C, 0x53, 0x00, 0x00, 0x1C, 0x57, 0x00, 0x1C, 0x28, 0x41, 0x02, 0x00, 0x30, 0x00, 0x1C, 0x2E};
    Decoded const decoded = decode(bytes, 576);
    REQUIRE(decoded.commands.size() == 5);
    std::uint64_t const offsets[] = {0, 3, 7, 10, 17};
    for (std::size_t i = 0; i < 5; ++i) {
        CHECK(decoded.commands[i].offset == offsets[i]);
        CHECK(std::holds_alternative<Other>(decoded.commands[i].action));
    }
}

TEST_CASE("pictures wider than the head lose their right side")
{
    Bitmap picture(32, 3);
    picture.fill(0, 0, 32, 3);
    Decoded const decoded = decode(ticket_bytes(picture, 3), 24);
    CHECK(decoded.tickets[0].black_count() == 24 * 3);
}

TEST_CASE("the decoder takes any bytes, and what it keeps stays bounded")
{
    Random random(14);
    for (int i = 0; i < 400; ++i) {
        Bytes bytes = random_bytes(random, static_cast<std::size_t>(random.below(3000)));
        // Random bytes hardly ever begin a command: put prefixes among them.
        for (Byte& byte : bytes)
            if (random.below(6) == 0) byte = std::array<Byte, 5>{0x10, 0x1B, 0x1C, 0x1D, 0x00}[random.below(5)];
        Decoded const decoded = decode(bytes, 576);
        CHECK(decoded.commands.size() <= bytes.size() + 1);
        for (Command const& command : decoded.commands) CHECK(command.offset < bytes.size());
    }
}

TEST_CASE("a stream of endless commands, feeds and cuts is cut off instead of eating memory")
{
    Bytes bytes;
    for (int i = 0; i < 30'000; ++i) append(bytes, {0x1B, 0x40});
    Decoded const many = decode(bytes, 576);
    CHECK(many.commands.size() == kCommandsMax);
    CHECK(describe(many.commands.back().action) == "malformed: the listing stops here: too many commands");

    PaperRoll roll(8192);
    for (int i = 0; i < 40; ++i) {
        for (int j = 0; j < 10; ++j) roll.apply(LineFeed{255});
        roll.apply(CutPaper{Knife::full, 0});
    }
    std::size_t kept = 0;
    for (Bitmap const& ticket : roll.tickets()) kept += ticket.bytes().size();
    CHECK(kept <= PaperRoll::kKeptBytesMax);
    CHECK(roll.ticket_count() == 40);
}
