#include "core/wire/bundle.hpp"

#include <catch2/catch.hpp>

using namespace saduak;
using namespace saduak::wire;

TEST_CASE("a bundle comes back as it was packed, and no part of it is one")
{
    std::vector<BundleFile> const files{{"theme.toml", "x = 1\n"}, {"logo.png", std::string("\x89\0\n", 3)}, {"kiosk.th.json", ""}};
    std::string const text = *pack_bundle(files);
    CHECK(*unpack_bundle(text) == files);
    for (std::size_t size = 0; size < text.size(); ++size) CHECK_FALSE(unpack_bundle(std::string_view(text).substr(0, size)));
    CHECK_FALSE(unpack_bundle(text + "x"));
}

TEST_CASE("a bundle holds its own names alone, each once")
{
    for (char const* name : {"../theme.toml", "/etc/passwd", "theme.toml/x", "", ".", "kiosk..json", "kiosk.TH.json", "logo.svg"}) {
        CHECK_FALSE(pack_bundle({{name, "x"}}));
        CHECK_FALSE(unpack_bundle("saduak-bundle 1\n[{\"name\":\"" + std::string(name) + "\",\"bytes\":1}]\nx"));
    }
    CHECK_FALSE(pack_bundle({{"logo.png", "x"}, {"logo.png", "y"}}));
    CHECK_FALSE(unpack_bundle("saduak-bundle 1\n[{\"name\":\"logo.png\",\"bytes\":1},{\"name\":\"logo.png\",\"bytes\":0}]\nx"));
    CHECK_FALSE(pack_bundle({}));
    CHECK_FALSE(pack_bundle({{"logo.png", std::string(kBundleMax, 'x')}}));
    CHECK_FALSE(unpack_bundle("saduak-bundle 1\n[{\"name\":\"logo.png\",\"bytes\":-1}]\n"));
    CHECK_FALSE(unpack_bundle("saduak-bundle 1\n[{\"name\":\"logo.png\",\"bytes\":9223372036854775807}]\nx"));
}
