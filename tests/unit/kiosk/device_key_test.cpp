// The key that came in place of the configured one.
#include <catch2/catch.hpp>

#include <fstream>

#include <sys/stat.h>

#include "kiosk/link/device_key.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace saduak;
using namespace saduak::kiosk;
using saduak::test::TemporaryFolder;

TEST_CASE("a kept key is used in place of the configured one that it came for, and of no other")
{
    TemporaryFolder const folder;
    std::string const configured(64, 'a'), given(64, 'b'), configured_anew(64, 'c');
    CHECK(key_in_use(folder.path(), configured) == configured);
    REQUIRE(keep_key(folder.path(), configured, given));
    CHECK(key_in_use(folder.path(), configured) == given);
    CHECK(key_in_use(folder.path(), configured_anew) == configured_anew);
    REQUIRE(keep_key(folder.path(), configured, std::string(64, 'd')));
    CHECK(key_in_use(folder.path(), configured) == std::string(64, 'd'));
    struct stat info {};
    REQUIRE(::stat(folder.file("device-key").c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
}

TEST_CASE("a kept key that cannot be read leaves the configured one, and a folder that is not there is said")
{
    TemporaryFolder const folder;
    std::string const configured(64, 'a');
    REQUIRE(keep_key(folder.path(), configured, std::string(64, 'b')));
    std::ofstream(folder.file("device-key"), std::ios::trunc) << "half a li";
    CHECK(key_in_use(folder.path(), configured) == configured);
    CHECK_FALSE(keep_key(folder.path() / "nowhere", configured, std::string(64, 'b')));
}
