#include <chrono>
#include <fstream>
#include <iterator>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "drivers/printer/file_port.hpp"
#include "drivers/printer/open_port.hpp"

using namespace saduak;
using namespace saduak::drivers;

TEST_CASE("a plain file takes every byte, keeps what was there and never answers")
{
    auto const path = std::filesystem::temp_directory_path() / ("saduak-port-" + std::to_string(::getpid()));
    for (int i = 0; i < 2; ++i) {
        auto port = open_port("file:" + path.string());
        REQUIRE(port);
        CHECK(*(*port)->write(as_bytes("ab"), seconds(1)) == 2);
        CHECK((*port)->read(seconds(1))->empty());
    }
    std::ifstream file(path);
    CHECK(std::string(std::istreambuf_iterator<char>(file), {}) == "abab");
    std::filesystem::remove(path);
}

TEST_CASE("a device file is written and read, and a vanished one is disconnected")
{
    int const master = ::posix_openpt(O_RDWR | O_NOCTTY);
    REQUIRE(master >= 0);
    REQUIRE(::grantpt(master) == 0);
    REQUIRE(::unlockpt(master) == 0);
    std::string const name = ::ptsname(master);
    auto port = open_file_port(name);
    REQUIRE(port);
    int const slave = ::open(name.c_str(), O_RDWR | O_NOCTTY);
    termios raw{};
    ::tcgetattr(slave, &raw);
    ::cfmakeraw(&raw);
    ::tcsetattr(slave, TCSANOW, &raw);

    Bytes const sent{0x10, 0x04, 0x01};
    CHECK(*(*port)->write(sent, seconds(1)) == 3);
    Bytes got(8);
    CHECK(::read(master, got.data(), got.size()) == 3);
    CHECK((*port)->read(Millis{5})->empty());
    Byte const reply = 0x12;
    REQUIRE(::write(master, &reply, 1) == 1);
    CHECK(*(*port)->read(seconds(1)) == Bytes{0x12});

    ::close(slave);
    ::close(master);
    CHECK((*port)->write(sent, seconds(1)).error().code == Errc::disconnected);
}

TEST_CASE("a device file that takes no more lets the deadline pass")
{
    int const master = ::posix_openpt(O_RDWR | O_NOCTTY);
    REQUIRE(master >= 0);
    REQUIRE(::grantpt(master) == 0);
    REQUIRE(::unlockpt(master) == 0);
    auto port = open_file_port(::ptsname(master));
    REQUIRE(port);
    Bytes const white(65'536);
    std::size_t total = 0;
    for (int i = 0; i < 100; ++i) {
        auto const count = (*port)->write(white, Millis{1});
        REQUIRE(count);
        total += *count;
        if (*count == 0) break;
    }
    CHECK(total > 0);
    CHECK(*(*port)->write(white, Millis{1}) == 0);
    ::close(master);
}

TEST_CASE("a target that names no printer is invalid, a missing one is not found")
{
    for (char const* bad : {"", "lpt1", "usb:", "usb:zz", "usb:04b8", "usb:04b8:0e1g", "usb:1-", "usb:-1", "usb:serial=", "file:"})
        CHECK(open_port(bad).error().code == Errc::invalid_argument);
    CHECK(open_port("file:/dev/saduak-no-such-device").error().code == Errc::not_found);
    CHECK(open_port("file:/no/such/folder/out.bin").error().code == Errc::not_found);
}

TEST_CASE("a pipe is no printer: it would block, or end the program")
{
    auto const path = std::filesystem::temp_directory_path() / ("saduak-pipe-" + std::to_string(::getpid()));
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    CHECK(open_port("file:" + path.string()).error().code == Errc::invalid_argument);
    std::filesystem::remove(path);
}

TEST_CASE("no space at a device file is a printer without paper and not a lost one")
{
    auto port = open_port("file:/dev/full");  // says ENOSPC, as usblp does
    REQUIRE(port);
    CHECK(*(*port)->write(Bytes(10), Millis{30}) == 0);
    CHECK(*(*port)->write(Bytes(10), Millis{1}) == 0);
}

TEST_CASE("a device file that can only be written is silent, and the silence takes its time")
{
    auto port = open_port("file:/dev/null");
    REQUIRE(port);
    CHECK(*(*port)->write(Bytes(10), Millis{30}) == 10);
    auto const before = std::chrono::steady_clock::now();
    CHECK((*port)->read(Millis{40})->empty());
    CHECK(std::chrono::steady_clock::now() - before >= std::chrono::milliseconds(40));
}
