#include "tests/usb-vm/gadget.hpp"

#include <chrono>
#include <fstream>
#include <thread>

#include <catch2/catch.hpp>
#include <unistd.h>

namespace saduak::usb_vm {

namespace {

std::filesystem::path const kGadgets = "/sys/kernel/config/usb_gadget";

}  // namespace

void sleep_ms(int milliseconds) { std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds)); }

void write_line(std::filesystem::path const& file, std::string const& line)
{
    std::ofstream out(file);
    out << line << '\n' << std::flush;
    INFO(file << " <- " << line);
    REQUIRE(out.good());
}

Gadget::Gadget(std::string const& name, std::string controller, GadgetIds const& ids) : folder_(kGadgets / name), controller_(std::move(controller))
{
    std::filesystem::create_directory(folder_);
    write_line(folder_ / "idVendor", ids.vendor);
    write_line(folder_ / "idProduct", ids.product);
    std::filesystem::create_directory(folder_ / "strings/0x409");
    write_line(folder_ / "strings/0x409/manufacturer", "Saduak");
    write_line(folder_ / "strings/0x409/product", "Made up " + name);
    write_line(folder_ / "strings/0x409/serialnumber", ids.serial);
    std::filesystem::create_directory(folder_ / "configs/c.1");
}

// configfs takes its folders back one by one, the inner ones first. What is still in use stays.
Gadget::~Gadget()
{
    namespace fs = std::filesystem;
    if (plugged_) {
        std::ofstream out(folder_ / "UDC");
        out << '\n' << std::flush;
    }
    std::error_code ignored;
    for (auto const& name : functions_) {
        fs::remove(folder_ / "configs/c.1" / name, ignored);
        fs::remove(folder_ / "functions" / name, ignored);
    }
    for (char const* const inner : {"configs/c.1", "strings/0x409", ""}) ::rmdir((folder_ / inner).c_str());
}

std::filesystem::path Gadget::function(std::string const& name)
{
    auto const function = folder_ / "functions" / name;
    REQUIRE(std::filesystem::create_directory(function));
    functions_.push_back(name);
    return function;
}

void Gadget::add(std::filesystem::path const& function) const
{
    std::filesystem::create_directory_symlink(function, folder_ / "configs/c.1" / function.filename());
}

void Gadget::plug_in()
{
    write_line(folder_ / "UDC", controller_);
    plugged_ = true;
}

void Gadget::unplug()
{
    write_line(folder_ / "UDC", "");
    plugged_ = false;
}

}  // namespace saduak::usb_vm
