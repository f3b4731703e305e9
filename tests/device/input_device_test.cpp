// A keypad at the kernel's interface: umockdev answers the ioctls of evdev and carries the key records.
#include "drivers/keypad/input_device.hpp"

#include <cstring>
#include <mutex>

#include <catch2/catch.hpp>
#include <linux/input.h>
#include <sys/ioctl.h>
#include <umockdev.h>
#include <unistd.h>

using namespace saduak;
using namespace saduak::drivers;

namespace {

constexpr char kNode[] = "/dev/input/event5";
constexpr char kDevice[] = "P: /devices/pad\n"
                           "N: input/event5\n"
                           "E: SUBSYSTEM=input\nE: DEVNAME=/dev/input/event5\n"
                           "\n";
constexpr char kName[] = "Made up pad";

class FakePad {
public:
    explicit FakePad(bool taken = false) : taken_(taken)
    {
        testbed_ = umockdev_testbed_new();
        handler_ = UMOCKDEV_IOCTL_BASE(g_object_new(UMOCKDEV_TYPE_IOCTL_BASE, nullptr));
        g_signal_connect(handler_, "handle-ioctl", G_CALLBACK(on_ioctl), this);
        REQUIRE(umockdev_testbed_attach_ioctl(testbed_, kNode, handler_, nullptr));
        REQUIRE(umockdev_testbed_add_from_string(testbed_, kDevice, nullptr));
    }
    ~FakePad()
    {
        umockdev_testbed_detach_ioctl(testbed_, kNode, nullptr);
        g_object_unref(handler_);
        g_object_unref(testbed_);
    }
    FakePad(FakePad const&) = delete;
    FakePad& operator=(FakePad const&) = delete;

    void record(std::uint16_t type, std::uint16_t code, int value) const
    {
        input_event event{};
        event.type = type;
        event.code = code;
        event.value = value;
        int const descriptor = umockdev_testbed_get_dev_fd(testbed_, kNode);
        REQUIRE(::write(descriptor, &event, sizeof event) == static_cast<ssize_t>(sizeof event));
    }
    bool grabbed() const
    {
        std::lock_guard const lock(mutex_);
        return grabbed_;
    }

private:
    static gboolean on_ioctl(UMockdevIoctlBase*, UMockdevIoctlClient* client, gpointer self)
    {
        return static_cast<FakePad*>(self)->answer(client) ? TRUE : FALSE;
    }

    // The ioctls come on umockdev's thread.
    bool answer(UMockdevIoctlClient* client)
    {
        std::lock_guard const lock(mutex_);
        auto const request = umockdev_ioctl_client_get_request(client);
        UMockdevIoctlData* const argument = umockdev_ioctl_client_get_arg(client);
        auto const reply = [&](void const* data, std::size_t size) {
            g_autoptr(UMockdevIoctlData) out = umockdev_ioctl_data_resolve(argument, 0, size, nullptr);
            std::memcpy(out->data, data, size);
            umockdev_ioctl_client_complete(client, static_cast<glong>(size), 0);
            return true;
        };
        input_id const id{BUS_USB, 0x1c4f, 0x0002, 1};
        if (request == EVIOCGID) return reply(&id, sizeof id);
        if (request == static_cast<gulong>(EVIOCGRAB)) {
            grabbed_ = !taken_;
            umockdev_ioctl_client_complete(client, taken_ ? -1 : 0, taken_ ? EBUSY : 0);
            return true;
        }
        auto const number = _IOC_NR(request);
        std::size_t const size = _IOC_SIZE(request);
        std::vector<char> text(size);
        if (number == _IOC_NR(EVIOCGNAME(0))) std::strcpy(text.data(), kName);
        else if (number == _IOC_NR(EVIOCGBIT(EV_KEY, 0))) text[KEY_KP1 / 8] = static_cast<char>(1U << (KEY_KP1 % 8U));
        else if (number != _IOC_NR(EVIOCGPHYS(0)) && number != _IOC_NR(EVIOCGBIT(EV_LED, 0))) return false;
        return reply(text.data(), size);
    }

    UMockdevTestbed* testbed_ = nullptr;
    UMockdevIoctlBase* handler_ = nullptr;
    mutable std::mutex mutex_;
    bool taken_;
    bool grabbed_ = false;
};

}  // namespace

TEST_CASE("a pad is found by what it is, taken for us alone, and its keys are read")
{
    FakePad fake;
    auto const pads = list_pads();
    REQUIRE(pads.size() == 1);
    CHECK(pads[0].name == kName);
    CHECK(pads[0].keys == 1);
    CHECK_FALSE(fake.grabbed());
    for (char const* const name : {"usb:1c4f:0002", "name:Made up pad", kNode}) {
        auto const pad = InputDevice::open(*parse_pad(name));
        INFO((pad ? "" : pad.error().context));
        REQUIRE(pad);
        CHECK(fake.grabbed());
        CHECK_FALSE((*pad)->has_led());
        fake.record(EV_KEY, KEY_KP1, 1);
        fake.record(EV_SYN, SYN_REPORT, 0);
        CHECK((*pad)->read(seconds(1)) == std::vector<KeyCode>{KEY_KP1});
    }
    for (char const* const name : {"usb:1c4f:0003", "name:Made up", "phys:usb-1"})
        CHECK(InputDevice::open(*parse_pad(name)).error().code == Errc::not_found);
}

TEST_CASE("a pad that another program has taken is busy")
{
    FakePad fake(true);
    CHECK(InputDevice::open(*parse_pad("usb:1c4f:0002")).error().code == Errc::busy);
}
