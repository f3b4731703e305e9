// A USB device that exists in the kernel's memory: a gadget on one of dummy_hcd's controllers, which are wired to
// the same kernel's USB host.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace saduak::usb_vm {

struct GadgetIds {
    std::string vendor;  // "0x04b8"
    std::string product;
    std::string serial;
};

class Gadget {
public:
    // `controller`: "dummy_udc.0" or "dummy_udc.1". `name` must be new.
    Gadget(std::string const& name, std::string controller, GadgetIds const& ids);
    // Pulls the plug and takes the gadget out of the kernel, whose device nodes count on from those that are left.
    ~Gadget();
    Gadget(Gadget const&) = delete;
    Gadget& operator=(Gadget const&) = delete;

    // Its one function, "printer.p1" say: the folder to configure before it is added.
    [[nodiscard]] std::filesystem::path function(std::string const& name);
    void add(std::filesystem::path const& function) const;

    void plug_in();
    // soft_connect never enumerates again on dummy_hcd; unbinding does what pulling a cable does. Nobody may have
    // /dev/g_printer open then: the kernel trips over it.
    void unplug();

private:
    std::filesystem::path folder_;
    std::string controller_;
    std::vector<std::string> functions_;
    bool plugged_ = false;
};

// One line into a file of /sys or the like; aborts the test when that fails.
void write_line(std::filesystem::path const& file, std::string const& line);
// True as soon as it holds, false after ten seconds.
template <class Condition>
[[nodiscard]] bool eventually(Condition condition);
void sleep_ms(int milliseconds);

template <class Condition>
bool eventually(Condition condition)
{
    for (int i = 0; i < 500; ++i) {
        if (condition()) return true;
        sleep_ms(20);
    }
    return false;
}

}  // namespace saduak::usb_vm
