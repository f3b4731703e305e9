#include "platform/sealed.hpp"

#include <catch2/catch.hpp>

using namespace saduak;
using saduak::platform::SealingKey;

TEST_CASE("what was sealed opens in its place and nowhere else", "[sealed]")
{
    SealingKey const key = SealingKey::derive("the server's secret", "contacts");
    Bytes const sealed = key.seal("+66812345678", "site hall, key 1");
    CHECK(*key.open(sealed, "site hall, key 1") == "+66812345678");
    CHECK(key.open(sealed, "site hall, key 2").error().code == Errc::corrupt);
    CHECK(SealingKey::derive("the server's secret", "webhooks").open(sealed, "site hall, key 1").error().code == Errc::corrupt);
    CHECK(SealingKey::derive("another secret", "contacts").open(sealed, "site hall, key 1").error().code == Errc::corrupt);
    CHECK(*SealingKey::derive("the server's secret", "contacts").open(sealed, "site hall, key 1") == "+66812345678");
}

TEST_CASE("the same text is never the same bytes twice", "[sealed]")
{
    SealingKey const key = SealingKey::derive("secret", "contacts");
    CHECK(key.seal("text", "place") != key.seal("text", "place"));
}

TEST_CASE("any changed or missing byte is seen", "[sealed]")
{
    SealingKey const key = SealingKey::derive("secret", "contacts");
    Bytes const sealed = key.seal("text", "place");
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        Bytes changed = sealed;
        changed[i] ^= 1;
        CHECK_FALSE(key.open(changed, "place"));
        CHECK_FALSE(key.open(ByteView(sealed).first(i), "place"));
    }
}
