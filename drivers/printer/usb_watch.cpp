#include "drivers/printer/usb_watch.hpp"

#include <atomic>
#include <thread>

#include "drivers/printer/usb_devices.hpp"

namespace saduak::drivers {

namespace {

constexpr int kEvents = LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED | LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT;
// The end is asked for by an interrupt; this is for a libusb that misses it.
constexpr timeval kTurn{1, 0};

}  // namespace

struct UsbWatch::Ears {
    usb::Context context;
    std::function<void()> changed;
    libusb_hotplug_callback_handle callback = 0;
    std::atomic<bool> stopping{false};
    std::thread thread;  // last: it uses all of the above

    static int LIBUSB_CALL hear(libusb_context*, libusb_device*, libusb_hotplug_event, void* ears)
    {
        static_cast<Ears*>(ears)->changed();
        return 0;  // go on
    }
    void listen()
    {
        while (!stopping) {
            timeval turn = kTurn;
            libusb_handle_events_timeout_completed(context.get(), &turn, nullptr);
        }
    }
    ~Ears()
    {
        stopping = true;
        if (callback != 0) libusb_hotplug_deregister_callback(context.get(), callback);
        libusb_interrupt_event_handler(context.get());
        if (thread.joinable()) thread.join();
    }
};

UsbWatch::UsbWatch(std::unique_ptr<Ears> ears) : ears_(std::move(ears)) {}
UsbWatch::~UsbWatch() = default;
UsbWatch::UsbWatch(UsbWatch&&) noexcept = default;
UsbWatch& UsbWatch::operator=(UsbWatch&&) noexcept = default;

Result<UsbWatch> UsbWatch::start(std::function<void()> changed)
{
    auto ears = std::make_unique<Ears>();
    SADUAK_TRY(ears->context, usb::start());
    if (libusb_has_capability(LIBUSB_CAP_HAS_HOTPLUG) == 0) return fail(Errc::unsupported, "libusb does not tell when devices come and go");
    ears->changed = std::move(changed);
    int const code = libusb_hotplug_register_callback(ears->context.get(), kEvents, LIBUSB_HOTPLUG_NO_FLAGS, LIBUSB_HOTPLUG_MATCH_ANY,
                                                      LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY, &Ears::hear, ears.get(), &ears->callback);
    if (code != LIBUSB_SUCCESS) return fail(Errc::io, "cannot watch USB devices: " + usb::words(code));
    ears->thread = std::thread([raw = ears.get()] { raw->listen(); });
    return UsbWatch(std::move(ears));
}

}  // namespace saduak::drivers
