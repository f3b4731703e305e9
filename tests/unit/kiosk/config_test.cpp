#include "kiosk/app/config.hpp"

#include <fstream>

#include <catch2/catch.hpp>

#include "kiosk/app/printer_setup.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace saduak;
using namespace saduak::kiosk;

namespace {

Result<KioskConfig> config_with_printer(std::filesystem::path const& folder, std::string const& printer)
{
    std::ofstream(folder / "kiosk.toml") << "[server]\naddress = \"127.0.0.1:7070\"\n[device]\nid = \"kiosk-1\"\nkey = \"" << std::string(64, 'a')
                                         << "\"\n[kiosk]\ndata = \"data\"\n[printer]\n"
                                         << printer;
    return load_config(folder / "kiosk.toml", {});
}

}  // namespace

TEST_CASE("a printer is configured by its kind and target, and a target that names none is refused at the start")
{
    test::TemporaryFolder const folder;
    auto const target = [&folder](std::string const& printer) { return config_with_printer(folder.path(), printer)->printer_target; };
    CHECK(target("kind = \"usb\"\ntarget = \"usb:1-1\"") == "usb:1-1");
    CHECK(target("kind = \"file\"\ntarget = \"/dev/usb/lp0\"") == "file:/dev/usb/lp0");
    CHECK(target("kind = \"network\"\ntarget = \"printer.lan\"") == "tcp:printer.lan");
    CHECK(target("kind = \"network\"\ntarget = \"tcp:192.0.2.7:9101\"") == "tcp:192.0.2.7:9101");
    for (char const* bad : {"kind = \"network\"\ntarget = \"a:b:c\"", "kind = \"net\"", "kind = \"usb\"\nrecrod = \"x\""}) {
        auto const config = config_with_printer(folder.path(), bad);
        REQUIRE_FALSE(config);
        CHECK((config.error().code == Errc::parse || config.error().code == Errc::invalid_argument));
        CHECK(config.error().context.find("printer.") != std::string::npos);
    }
}

TEST_CASE("the conversation with a printer is recorded where the configuration says so")
{
    test::TemporaryFolder const folder;
    auto const config = config_with_printer(folder.path(), "kind = \"virtual\"\nrecord = \"record.txt\"");
    REQUIRE(config);
    CHECK(config->printer_record == folder.path() / "record.txt");
    auto const setup = PrinterSetup::create(*config);
    REQUIRE(setup);
    auto const port = setup->opener()();
    REQUIRE(port);
    CHECK(*(*port)->write(Bytes{0x1B, 0x40}, seconds(1)) == 2);
    CHECK(std::filesystem::file_size(folder.path() / "record.txt") > 40);
}
