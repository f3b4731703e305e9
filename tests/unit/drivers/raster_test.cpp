#include <fstream>

#include <unistd.h>

#include <catch2/catch.hpp>

#include "drivers/raster/bitmap.hpp"
#include "drivers/raster/png.hpp"
#include "drivers/raster/qr.hpp"
#include "tests/unit/drivers/random_bitmap.hpp"

using namespace saduak;
using namespace saduak::drivers;

TEST_CASE("a bitmap packs the leftmost dot into the highest bit and clips what is outside")
{
    Bitmap bitmap(10, 2);
    bitmap.set(0, 0);
    bitmap.set(9, 1);
    bitmap.set(-1, 0);
    bitmap.set(10, 0);
    bitmap.set(0, 2);
    REQUIRE(bitmap.stride() == 2);
    CHECK(Bytes(bitmap.bytes().begin(), bitmap.bytes().end()) == Bytes{0x80, 0x00, 0x00, 0x40});
    CHECK(bitmap.get(9, 1) == Ink::black);
    CHECK(bitmap.get(10, 1) == Ink::white);
    bitmap.set(9, 1, Ink::white);
    CHECK(bitmap.black_count() == 1);
}

TEST_CASE("fill and draw are clipped at every side, also for huge rectangles")
{
    Bitmap bitmap(16, 8);
    bitmap.fill(-2'000'000'000, -5, 2'000'000'003, 2'000'000'000);
    CHECK(bitmap.black_count() == 3 * 8);
    bitmap.fill(0, 0, 3, 4, Ink::white);
    CHECK(bitmap.black_count() == 3 * 4);
    Bitmap target(8, 8);
    Bitmap square(4, 4);
    square.fill(0, 0, 4, 4);
    target.draw(square, 6, -2);
    CHECK(target.black_count() == 2 * 2);
    CHECK(target.get(7, 1) == Ink::black);
}

TEST_CASE("appended rows are cut or widened to the bitmap's width and leave no dots beyond it")
{
    Bitmap narrow(4, 0);
    narrow.append_rows(Bytes{0xFF, 0xFF, 0x0F, 0xFF}, 2);
    CHECK(narrow.height() == 2);
    CHECK(narrow.black_count() == 4);
    Bitmap wide(20, 1);
    wide.append_rows(Bytes{0xFF}, 1);
    CHECK(wide.height() == 2);
    CHECK(wide.black_count() == 8);
}

TEST_CASE("a bitmap stops growing at its largest height")
{
    Bitmap bitmap(8, 0);
    bitmap.append_blank_rows(Bitmap::kSideMax - 1);
    bitmap.append_rows(Bytes{1, 2, 3}, 1);
    bitmap.append_blank_rows(2'000'000'000);
    CHECK(bitmap.height() == Bitmap::kSideMax);
    CHECK(bitmap.black_count() == 1);
}

TEST_CASE("a bitmap comes back from PNG bit for bit")
{
    Random random(1);
    for (int width : {1, 7, 8, 9, 384, 576})
        for (int height : {1, 3, 130}) {
            Bitmap const bitmap = random_bitmap(random, width, height);
            auto const png = encode_png(bitmap);
            REQUIRE(png);
            auto const back = decode_png(*png);
            REQUIRE(back);
            CHECK(*back == bitmap);
        }
}

TEST_CASE("damaged PNGs are errors, whatever byte is hit")
{
    Random random(2);
    Bytes const png = *encode_png(random_bitmap(random, 64, 40));
    CHECK_FALSE(decode_png({}));
    CHECK_FALSE(decode_png(as_bytes("GIF89a and more")));
    for (std::size_t size = 0; size < png.size() - 12; ++size) CHECK_FALSE(decode_png(ByteView(png).first(size)));
    for (std::size_t at = 0; at < png.size(); ++at) {
        Bytes hit = png;
        hit[at] ^= 0x5A;
        auto const result = decode_png(hit);  // a hit in an optional place may still decode
        if (result) CHECK(result->width() <= 4096);
    }
    CHECK(encode_png(Bitmap()).error().code == Errc::invalid_argument);
}

TEST_CASE("a PNG file is written whole, read back, and a missing one is not_found")
{
    auto const folder = std::filesystem::temp_directory_path() / ("saduak-raster-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    Random random(3);
    Bitmap const bitmap = random_bitmap(random, 100, 50);
    REQUIRE(write_png(folder / "a.png", bitmap));
    CHECK(*read_png(folder / "a.png") == bitmap);
    CHECK(read_png(folder / "b.png").error().code == Errc::not_found);
    CHECK(write_png(folder / "none" / "a.png", bitmap).error().code == Errc::io);
    CHECK(std::distance(std::filesystem::directory_iterator(folder), {}) == 1);
    std::filesystem::remove_all(folder);
}

TEST_CASE("a QR code has finder patterns in three corners and a quiet zone when drawn whole")
{
    auto const code = make_qr("https://queue.example.go.th/t/0123456789abcdef0123456789abcdef");
    REQUIRE(code);
    int const side = code->side();
    CHECK((side - 21) % 4 == 0);
    for (auto const& [x, y] : {std::pair{0, 0}, std::pair{side - 7, 0}, std::pair{0, side - 7}}) {
        CHECK(code->dark(x, y));
        CHECK_FALSE(code->dark(x + 1, y + 1));
        CHECK(code->dark(x + 3, y + 3));
    }
    Bitmap const picture = qr_bitmap(*code, 3);
    CHECK(picture.width() == (side + 8) * 3);
    CHECK(picture.get(11, 12) == Ink::white);
    CHECK(picture.get(12, 12) == Ink::black);
    CHECK(picture.black_count() == code->modules.black_count() * 9);
}

TEST_CASE("text that no QR code holds is refused")
{
    CHECK(make_qr("").error().code == Errc::invalid_argument);
    CHECK(make_qr(std::string(2953, 'x'), QrLevel::low));
    CHECK(make_qr(std::string(2953, 'x'), QrLevel::high).error().code == Errc::invalid_argument);
    CHECK(make_qr(std::string(2954, 'x'), QrLevel::low).error().code == Errc::invalid_argument);
}

TEST_CASE("a picture drawn at any offset, in black or white, is the picture drawn dot by dot")
{
    Random random(7);
    for (int round = 0; round < 60; ++round) {
        Bitmap const picture = random_bitmap(random, 1 + round % 37, 5);
        int const x = round - 30;
        int const y = round % 9 - 4;
        for (Ink const ink : {Ink::black, Ink::white}) {
            Bitmap target(29, 7);
            if (ink == Ink::white) target.fill(0, 0, 29, 7);
            Bitmap wanted = target;
            target.draw(picture, x, y, ink);
            for (int row = 0; row < picture.height(); ++row)
                for (int column = 0; column < picture.width(); ++column)
                    if (picture.get(column, row) == Ink::black) wanted.set(x + column, y + row, ink);
            CAPTURE(x, y, picture.width());
            CHECK(target == wanted);
        }
    }
}

TEST_CASE("shades keep their mean brightness as dots, and black and white stay as they are")
{
    for (int const shade : {40, 128, 200}) {
        GrayPicture const even{64, 64, Bytes(64 * 64, static_cast<Byte>(shade))};
        double const black = static_cast<double>(dithered(even).black_count()) / (64 * 64);
        CAPTURE(shade);
        CHECK(black == Approx(1 - shade / 255.0).margin(0.02));
    }
    GrayPicture drawing{64, 64, Bytes(64 * 64, 255)};
    for (std::size_t x = 0; x < 64; ++x) drawing.gray[64 * 10 + x] = 0;
    CHECK(dithered(drawing).black_count() == 64);
}

TEST_CASE("a picture is scaled in proportion, each dot the mean of what it covers")
{
    GrayPicture const checkered{4, 2, {0, 255, 100, 100, 255, 0, 100, 100}};
    GrayPicture const half = scaled_to_width(checkered, 2);
    CHECK(half.height == 1);
    CHECK(half.gray == Bytes{128, 100});
    GrayPicture const wide = scaled_to_width(checkered, 8);
    CHECK(wide.height == 4);
    CHECK(wide.at(0, 0) == 0);
    CHECK(wide.at(2, 1) == 255);
    CHECK(scaled_to_width({300, 1, Bytes(300, 9)}, 7).gray == Bytes(7, 9));
}
