// RFC 6238's own vectors, and what makes a code acceptable.
#include <catch2/catch.hpp>

#include "server/auth/recovery_code.hpp"
#include "server/auth/totp.hpp"

using namespace saduak;
using namespace saduak::server;

namespace {

ByteView const kRfcKey = as_bytes("12345678901234567890");

Instant at_second(std::int64_t second) { return Instant{second * 1000}; }

}  // namespace

TEST_CASE("codes are those of RFC 6238, appendix B")
{
    std::pair<std::int64_t, char const*> const vectors[] = {{59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
                                                            {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
    for (auto const& [second, code] : vectors) CHECK(totp_code(kRfcKey, totp_step(at_second(second)), 8) == code);
}

TEST_CASE("a code is good in its own step and the two beside it, and says which it is of")
{
    Instant const now = at_second(1111111111);
    std::int64_t const step = totp_step(now);
    for (std::int64_t beside = -3; beside <= 3; ++beside) {
        auto const found = totp_step_of(kRfcKey, totp_code(kRfcKey, step + beside), now);
        if (beside >= -1 && beside <= 1) CHECK(found == step + beside);
        else CHECK_FALSE(found);
    }
    CHECK_FALSE(totp_step_of(kRfcKey, "", now));
    CHECK_FALSE(totp_step_of(kRfcKey, totp_code(kRfcKey, step, 8), now));
    CHECK_FALSE(totp_step_of(as_bytes("another key of 20 B."), totp_code(kRfcKey, step), now));
}

TEST_CASE("a key is written as RFC 4648 has it, without padding")
{
    CHECK(base32(as_bytes("foobar")) == "MZXW6YTBOI");
    CHECK(base32(as_bytes("f")) == "MY");
    CHECK(base32(ByteView{}).empty());
    CHECK(base32(kRfcKey) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}

TEST_CASE("the address for the telephone names issuer, user and key")
{
    CHECK(totp_uri("Saduak", "som chai", "ABC") == "otpauth://totp/Saduak:som%20chai?secret=ABC&issuer=Saduak&algorithm=SHA1&digits=6&period=30");
}

TEST_CASE("a recovery code is another each time, and is known however it is typed")
{
    std::string const code = draw_recovery_code();
    CHECK(code.size() == 19);
    CHECK(code != draw_recovery_code());
    CHECK(normal_recovery_code(" abcd-o1il ") == "ABCD0111");
    CHECK(normal_recovery_code(code).size() == 16);
}
