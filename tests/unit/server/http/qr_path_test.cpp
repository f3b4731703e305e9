// A QR code as a path: what the squares say, drawn back into modules.
#include <catch2/catch.hpp>

#include <cstdio>

#include "server/http/qr_path.hpp"

using namespace saduak;
using namespace saduak::server;

TEST_CASE("a path covers the finder patterns, leaves a quiet zone and is another for another text")
{
    auto const qr = qr_path("otpauth://totp/Saduak:chai?secret=GEZDGNBVGY3TQOJQ");
    REQUIRE(qr);
    std::vector<std::string> rows(static_cast<std::size_t>(qr->size), std::string(static_cast<std::size_t>(qr->size), ' '));
    char const* at = qr->path.c_str();
    int x = 0, y = 0, length = 0, back = 0, used = 0;
    while (std::sscanf(at, "M%d %dh%dv1h-%dz%n", &x, &y, &length, &back, &used) == 4) {
        REQUIRE(length == back);
        for (int i = 0; i < length; ++i) rows.at(static_cast<std::size_t>(y)).at(static_cast<std::size_t>(x + i)) = '#';
        at += used;
    }
    CHECK(*at == '\0');
    auto const edge = static_cast<std::size_t>(qr->size - 4 - 7);
    for (std::size_t left : {std::size_t{4}, edge}) {
        CHECK(rows[4].substr(left, 7) == "#######");
        CHECK(rows[5].substr(left, 7) == "#     #");
        CHECK(rows[6].substr(left, 7) == "# ### #");
    }
    CHECK(rows[edge].substr(4, 7) == "#######");
    for (std::size_t quiet = 0; quiet < 4; ++quiet) CHECK(rows[quiet].find('#') == std::string::npos);
    CHECK(qr_path("another")->path != qr->path);
    CHECK_FALSE(qr_path(std::string(5000, 'x')));
}
