#include "core/domain/redact.hpp"

#include <string>

#include <catch2/catch.hpp>

#include "core/base/bytes.hpp"
#include "core/base/random.hpp"

using namespace saduak;
using saduak::domain::redact;

namespace {

std::string in_thai(std::string_view digits)
{
    std::string out;
    for (char const c : digits) {
        if (c < '0' || c > '9') out += c;
        else out.append("\xE0\xB9").push_back(static_cast<char>(0x90 + (c - '0')));
    }
    return out;
}

}  // namespace

TEST_CASE("Citizens' ids go, however they are written", "[privacy]")
{
    for (std::string const& id : {std::string("1101700207366"), std::string("1-1017-00207-36-6"), std::string("1 1017 00207 36 6"),
                                  in_thai("1101700207366"), in_thai("1-1017-00207-36-6")}) {
        CHECK(redact(id) == "[…]");
        CHECK(redact("บัตร " + id + " หาย") == "บัตร […] หาย");
    }
}

TEST_CASE("Telephone numbers go, those of one's country and of abroad", "[privacy]")
{
    for (char const* number : {"0812345678", "081-234-5678", "081 234 5678", "02-123-4567", "+66812345678", "+66 81 234 5678", "+6621234567"})
        CHECK(redact("โทร." + std::string(number) + " ด่วน") == "โทร.[…] ด่วน");
    CHECK(redact("081-234-5678 089-876-5432") == "[…] […]");
    CHECK(redact(in_thai("081-234-5678")) == "[…]");
}

TEST_CASE("What names nobody stays as it is", "[privacy]")
{
    for (char const* text :
         {"ไฟฟ้าดับ", "", "A012 และ B1045", "08.30-16.30 น.", "26-11-2569", "ปี 2569", "12345678901234", "1,250 บาท", "มาตรา 26 วรรค 2", "ชั้น 3 ห้อง 301"})
        CHECK(redact(text) == text);
}

TEST_CASE("Redacting again changes nothing, and never breaks the text's letters", "[privacy]")
{
    Random random(7);
    constexpr std::string_view kPieces[] = {"0", "1", "9", "12", "0812345678", "1101700207366", "-", " ", ".", "+66", "ก", "๑", "๙", "x", "…"};
    for (int i = 0; i < 20'000; ++i) {
        std::string text;
        for (std::uint64_t n = random.below(12); n > 0; --n) text += kPieces[random.below(std::size(kPieces))];
        std::string const once = redact(text);
        CHECK(valid_utf8(once));
        CHECK(redact(once) == once);
    }
}

TEST_CASE("A citizen's id between letters never survives", "[privacy]")
{
    Random random(11);
    for (int i = 0; i < 5'000; ++i) {
        std::string id;
        for (int n = 0; n < 13; ++n) {
            id += static_cast<char>(n == 0 ? '1' + random.below(8) : '0' + random.below(10));
            if (n < 12 && random.below(4) == 0) id += " -."[random.below(3)];
        }
        std::string const around = "คน" + (random.below(2) == 0 ? id : in_thai(id)) + "นี้";
        CHECK(redact(around).find("[…]") != std::string::npos);
    }
}
