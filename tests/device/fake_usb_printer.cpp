#include "tests/device/fake_usb_printer.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <limits>
#include <list>
#include <map>
#include <mutex>
#include <set>
#include <string>

#include <sys/ioctl.h>  // before usbdevice_fs.h, which uses _IOR and lacks it
#include <unistd.h>

#include <linux/usbdevice_fs.h>
#include <umockdev.h>

#include "core/base/assert.hpp"

namespace saduak::drivers {

namespace {

constexpr char kNode[] = "/dev/bus/usb/001/002";
constexpr std::size_t kNever = std::numeric_limits<std::size_t>::max();
constexpr unsigned char kOut = 0x02;
constexpr unsigned char kIn = 0x81;

constexpr char kSysfs[] = "/sys/devices/usb1/1-1";

// A root hub, so that the printer has a port path, and a full-speed printer: class 7, subclass 1, protocol 2,
// bulk IN 0x81, bulk OUT 0x02.
constexpr char kDevices[] = "P: /devices/usb1\n"
                            "N: bus/usb/001/001\n"
                            "E: SUBSYSTEM=usb\nE: DRIVER=usb\nE: BUSNUM=001\nE: DEVNUM=001\nE: DEVNAME=/dev/bus/usb/001/001\nE: DEVTYPE=usb_device\n"
                            "A: busnum=1\\n\nA: devnum=1\\n\nA: bConfigurationValue=1\\n\nA: speed=480\\n\n"
                            "H: descriptors="
                            "12010002090001406b1d0200100503020101"
                            "09021900010100e000"
                            "090400000109000000"
                            "0705810304000c"
                            "\n"
                            "\n"
                            "P: /devices/usb1/1-1\n"
                            "N: bus/usb/001/002\n"
                            "E: SUBSYSTEM=usb\nE: DRIVER=usb\nE: BUSNUM=001\nE: DEVNUM=002\nE: DEVNAME=/dev/bus/usb/001/002\nE: DEVTYPE=usb_device\n"
                            "A: busnum=1\\n\nA: devnum=2\\n\nA: bConfigurationValue=1\\n\nA: speed=12\\n\n"
                            "H: descriptors="
                            "1201000200000040b804150e000101020301"
                            "09022000010100c032"
                            "090400000207010200"
                            "07058102400000"
                            "07050202400000"
                            "\n";

// The same with another id or class: the lines of kDevices that differ.
std::string devices(UsbModel model)
{
    std::string text = kDevices;
    auto const put = [&text](std::string_view from, std::string_view to) { text.replace(text.find(from), from.size(), to); };
    switch (model) {
    case UsbModel::printer_class: break;
    case UsbModel::vendor_class:
        put("b804150e", "b8040202");
        put("090400000207010200", "0904000002ff010200");
        break;
    case UsbModel::vendor_class_unknown: put("090400000207010200", "0904000002ff010200"); break;
    case UsbModel::unidirectional: put("b804150e", "19050300"); break;
    }
    return text;
}

struct Urb {
    UMockdevIoctlClient* client = nullptr;
    UMockdevIoctlData* data = nullptr;    // owned; the completion must hand back this very object
    UMockdevIoctlData* buffer = nullptr;  // owned
    bool done = false;

    usbdevfs_urb& fields() const { return *reinterpret_cast<usbdevfs_urb*>(data->data); }
    void finish(int status)
    {
        fields().status = status;
        done = true;
    }
    void release()
    {
        g_clear_object(&data);
        g_clear_object(&buffer);
    }
};

}  // namespace

// The ioctls come on umockdev's thread, the test's wishes on another.
struct FakeUsbPrinter::Fake {
    mutable std::mutex mutex;
    UMockdevTestbed* testbed = nullptr;
    UMockdevIoctlBase* handler = nullptr;
    VirtualPrinter machine;
    std::unique_ptr<PrinterPort> port;
    std::list<Urb> urbs;

    bool usblp = true;
    bool claimed = false;
    bool gone = false;
    bool out_halted = false;
    bool in_halted = false;
    int in_halts_left = 0;
    Bytes said;  // comes in before what the machine replies
    std::map<Byte, Byte> overruled;
    // Whoever had the device open when it went: that handle stays dead, also when the device is back.
    std::set<UMockdevIoctlClient*> clients;
    std::set<UMockdevIoctlClient*> dead;
    int halts_left = 0;
    int clear_halts = 0;
    int resets = 0;
    std::size_t bytes_until_hold = kNever;
    std::size_t bytes_until_unplug = kNever;
    UnplugStyle style = UnplugStyle::clean;

    bool handle(UMockdevIoctlClient* client);
    void submit(UMockdevIoctlClient* client, UMockdevIoctlData* argument);
    void reap(UMockdevIoctlClient* client, UMockdevIoctlData* argument);
    void discard(UMockdevIoctlClient* client, UMockdevIoctlData* argument);
    bool control(Urb& urb);
    std::size_t take(ByteView bytes);
    void bulk_out(Urb& urb);
    void bulk_in(Urb& urb);
    void move_data();
    void unplug();
    void plug_in();
    void notice();
    bool is_dead(UMockdevIoctlClient* client) const { return gone || dead.contains(client); }
};

namespace {

gboolean on_ioctl(UMockdevIoctlBase*, UMockdevIoctlClient* client, gpointer user)
{
    return static_cast<FakeUsbPrinter::Fake*>(user)->handle(client) ? TRUE : FALSE;
}

void answer(UMockdevIoctlClient* client, int error) { umockdev_ioctl_client_complete(client, error == 0 ? 0 : -1, error); }

unsigned endpoint_of(UMockdevIoctlData* argument)
{
    g_autoptr(UMockdevIoctlData) in = umockdev_ioctl_data_resolve(argument, 0, sizeof(unsigned), nullptr);
    unsigned endpoint = 0;
    std::memcpy(&endpoint, in->data, sizeof endpoint);
    return endpoint;
}

gulong pointer_of(UMockdevIoctlData* argument)
{
    gulong address = 0;
    std::memcpy(&address, argument->data, sizeof address);
    return address;
}

}  // namespace

bool FakeUsbPrinter::Fake::handle(UMockdevIoctlClient* client)
{
    std::lock_guard const lock(mutex);
    UMockdevIoctlData* const argument = umockdev_ioctl_client_get_arg(client);
    clients.insert(client);
    switch (umockdev_ioctl_client_get_request(client)) {
    case USBDEVFS_GET_CAPABILITIES: {
        dead.erase(client);  // asked once, at opening: a new handle, perhaps at the address of an old one
        g_autoptr(UMockdevIoctlData) out = umockdev_ioctl_data_resolve(argument, 0, sizeof(guint32), nullptr);
        guint32 const capabilities = USBDEVFS_CAP_BULK_CONTINUATION | USBDEVFS_CAP_NO_PACKET_SIZE_LIM;
        std::memcpy(out->data, &capabilities, sizeof capabilities);
        answer(client, 0);
        return true;
    }
    case USBDEVFS_GETDRIVER: {
        g_autoptr(UMockdevIoctlData) out = umockdev_ioctl_data_resolve(argument, 0, sizeof(usbdevfs_getdriver), nullptr);
        char const* const name = claimed ? "usbfs" : "usblp";
        std::strcpy(reinterpret_cast<usbdevfs_getdriver*>(out->data)->driver, name);
        answer(client, claimed || usblp ? 0 : ENODATA);
        return true;
    }
    case USBDEVFS_IOCTL: {
        g_autoptr(UMockdevIoctlData) in = umockdev_ioctl_data_resolve(argument, 0, sizeof(usbdevfs_ioctl), nullptr);
        auto const code = static_cast<unsigned>(reinterpret_cast<usbdevfs_ioctl*>(in->data)->ioctl_code);
        if (code == static_cast<unsigned>(USBDEVFS_DISCONNECT)) usblp = false;
        if (code == static_cast<unsigned>(USBDEVFS_CONNECT)) usblp = true;
        answer(client, is_dead(client) ? ENODEV : 0);
        return true;
    }
    case USBDEVFS_DISCONNECT_CLAIM: usblp = false; [[fallthrough]];
    case USBDEVFS_CLAIMINTERFACE:
        if (is_dead(client)) {
            answer(client, ENODEV);
            return true;
        }
        claimed = !usblp;
        answer(client, claimed ? 0 : EBUSY);
        return true;
    case USBDEVFS_RELEASEINTERFACE:
        if (!is_dead(client)) claimed = false;
        answer(client, is_dead(client) ? ENODEV : 0);
        return true;
    case USBDEVFS_CLEAR_HALT:
        ++clear_halts;
        if (endpoint_of(argument) == kIn) in_halted = --in_halts_left > 0;
        else out_halted = --halts_left > 0;
        answer(client, is_dead(client) ? ENODEV : 0);
        return true;
    case USBDEVFS_RESET:
        ++resets;
        answer(client, 0);
        return true;
    case USBDEVFS_SUBMITURB: submit(client, argument); return true;
    case USBDEVFS_REAPURBNDELAY:
    case USBDEVFS_REAPURB: reap(client, argument); return true;
    case USBDEVFS_DISCARDURB: discard(client, argument); return true;
    default: return false;
    }
}

void FakeUsbPrinter::Fake::submit(UMockdevIoctlClient* client, UMockdevIoctlData* argument)
{
    notice();
    if (is_dead(client)) return answer(client, ENODEV);
    Urb urb;
    urb.client = client;
    urb.data = umockdev_ioctl_data_resolve(argument, 0, sizeof(usbdevfs_urb), nullptr);
    auto const size = static_cast<gsize>(urb.fields().buffer_length);
    urb.buffer = umockdev_ioctl_data_resolve(urb.data, offsetof(usbdevfs_urb, buffer), size, nullptr);
    urb.fields().actual_length = 0;
    urbs.push_back(urb);
    move_data();
    answer(client, 0);
}

// Only the serial number is ever asked for: string descriptors 0 and 3.
bool FakeUsbPrinter::Fake::control(Urb& urb)
{
    if (urb.fields().type != USBDEVFS_URB_TYPE_CONTROL) return false;
    unsigned char* const setup = urb.buffer->data;
    Bytes reply;
    if (setup[0] == 0x80 && setup[1] == 0x06 && setup[3] == 0x03) {
        if (setup[2] == 0) reply = {4, 3, 0x09, 0x04};
        if (setup[2] == 3) {
            reply = {static_cast<Byte>(2 + 2 * std::strlen(kSerial)), 3};
            for (char const c : std::string_view(kSerial)) reply.insert(reply.end(), {static_cast<Byte>(c), 0});
        }
    }
    if (reply.empty()) {
        urb.finish(-EPIPE);
        return true;
    }
    std::size_t const wanted = setup[6] + 256U * setup[7];
    std::size_t const size = std::min(reply.size(), wanted);
    std::memcpy(urb.buffer->data + 8, reply.data(), size);
    urb.fields().actual_length = static_cast<int>(size);
    urb.finish(0);
    return true;
}

// An overruled question is answered here and never reaches the machine.
std::size_t FakeUsbPrinter::Fake::take(ByteView bytes)
{
    bool const question = bytes.size() == 3 && bytes[0] == 0x10 && bytes[1] == 0x04;
    if (question && overruled.contains(bytes[2])) {
        said.push_back(overruled.at(bytes[2]));
        return bytes.size();
    }
    return port->write(bytes, Millis{0}).value_or(0);
}

void FakeUsbPrinter::Fake::bulk_out(Urb& urb)
{
    if (out_halted) return urb.finish(-EPIPE);
    auto const total = static_cast<std::size_t>(urb.fields().buffer_length);
    auto const taken = static_cast<std::size_t>(urb.fields().actual_length);
    std::size_t const offered = std::min({total - taken, bytes_until_hold, bytes_until_unplug});
    std::size_t const count = take(ByteView(urb.buffer->data + taken, offered));
    urb.fields().actual_length = static_cast<int>(taken + count);
    if (bytes_until_hold != kNever) bytes_until_hold -= count;
    if (bytes_until_unplug != kNever) bytes_until_unplug -= count;
    if (bytes_until_unplug == 0) return unplug();
    if (taken + count == total) urb.finish(0);
}

void FakeUsbPrinter::Fake::bulk_in(Urb& urb)
{
    if (in_halted) return urb.finish(-EPIPE);
    Bytes reply = std::exchange(said, {});
    if (auto const more = port->read(Millis{0})) reply.insert(reply.end(), more->begin(), more->end());
    if (reply.empty()) return;
    std::size_t const size = std::min(reply.size(), static_cast<std::size_t>(urb.fields().buffer_length));
    std::memcpy(urb.buffer->data, reply.data(), size);
    urb.fields().actual_length = static_cast<int>(size);
    urb.finish(0);
}

// The machine may have been unplugged behind the kernel's back: by a fault that struck it.
void FakeUsbPrinter::Fake::notice()
{
    if (gone || port->write({}, Millis{0})) return;
    unplug();
}

void FakeUsbPrinter::Fake::move_data()
{
    for (Urb& urb : urbs) {
        if (urb.done || control(urb)) continue;
        if (gone) break;
        if (urb.fields().endpoint == kOut) bulk_out(urb);
        else if (urb.fields().endpoint == kIn) bulk_in(urb);
    }
    notice();
}

void FakeUsbPrinter::Fake::reap(UMockdevIoctlClient* client, UMockdevIoctlData* argument)
{
    move_data();
    auto const urb = std::find_if(urbs.begin(), urbs.end(), [client](Urb const& one) { return one.done && one.client == client; });
    if (urb == urbs.end()) {
        // The test bed's file is always ready, where a real device would let libusb sleep.
        ::usleep(200);
        return answer(client, is_dead(client) ? ENODEV : EAGAIN);
    }
    g_autoptr(UMockdevIoctlData) out = umockdev_ioctl_data_resolve(argument, 0, sizeof(void*), nullptr);
    umockdev_ioctl_data_set_ptr(out, 0, urb->data);
    answer(client, 0);
    urb->release();
    urbs.erase(urb);
}

void FakeUsbPrinter::Fake::discard(UMockdevIoctlClient* client, UMockdevIoctlData* argument)
{
    gulong const address = pointer_of(argument);
    for (Urb& urb : urbs)
        if (!urb.done && urb.data->client_addr == address) {
            urb.finish(-ENOENT);
            return answer(client, 0);
        }
    answer(client, EINVAL);
}

void FakeUsbPrinter::Fake::unplug()
{
    gone = true;
    claimed = false;
    dead = clients;
    bytes_until_unplug = kNever;
    for (Urb& urb : urbs)
        if (!urb.done) urb.finish(style == UnplugStyle::clean ? -ESHUTDOWN : -EPROTO);
}

void FakeUsbPrinter::Fake::plug_in()
{
    machine.plug_in();
    port = *machine.connect();
    gone = claimed = false;
    out_halted = in_halted = false;
    said.clear();
    usblp = true;
}

FakeUsbPrinter::FakeUsbPrinter(UsbModel model) : fake_(std::make_unique<Fake>())
{
    fake_->port = *fake_->machine.connect();
    fake_->testbed = umockdev_testbed_new();
    fake_->handler = UMOCKDEV_IOCTL_BASE(g_object_new(UMOCKDEV_TYPE_IOCTL_BASE, nullptr));
    g_signal_connect(fake_->handler, "handle-ioctl", G_CALLBACK(on_ioctl), fake_.get());
    // Attached before the device exists: the other way round the node would already be a plain file.
    SADUAK_ASSERT(umockdev_testbed_attach_ioctl(fake_->testbed, kNode, fake_->handler, nullptr));
    SADUAK_ASSERT(umockdev_testbed_add_from_string(fake_->testbed, devices(model).c_str(), nullptr));
}

FakeUsbPrinter::~FakeUsbPrinter()
{
    umockdev_testbed_detach_ioctl(fake_->testbed, kNode, nullptr);
    for (Urb& urb : fake_->urbs) urb.release();
    g_signal_handlers_disconnect_by_data(fake_->handler, fake_.get());
    g_object_unref(fake_->handler);
    g_object_unref(fake_->testbed);
}

VirtualPrinter& FakeUsbPrinter::machine() { return fake_->machine; }

void FakeUsbPrinter::hold_after_bytes(std::size_t bytes)
{
    std::lock_guard const lock(fake_->mutex);
    fake_->bytes_until_hold = bytes;
}

void FakeUsbPrinter::resume() { hold_after_bytes(kNever); }

void FakeUsbPrinter::halt_out(int times)
{
    std::lock_guard const lock(fake_->mutex);
    fake_->out_halted = times > 0;
    fake_->halts_left = times;
}

void FakeUsbPrinter::unplug_after_bytes(std::size_t bytes, UnplugStyle style)
{
    std::lock_guard const lock(fake_->mutex);
    fake_->style = style;
    fake_->bytes_until_unplug = bytes;
    if (bytes == 0) fake_->unplug();
}

void FakeUsbPrinter::halt_in(int times)
{
    std::lock_guard const lock(fake_->mutex);
    fake_->in_halted = times > 0;
    fake_->in_halts_left = times;
}

void FakeUsbPrinter::say(ByteView bytes)
{
    std::lock_guard const lock(fake_->mutex);
    fake_->said.insert(fake_->said.end(), bytes.begin(), bytes.end());
}

void FakeUsbPrinter::overrule(Byte query, Byte reply)
{
    std::lock_guard const lock(fake_->mutex);
    fake_->overruled[query] = reply;
}

void FakeUsbPrinter::plug_in()
{
    {
        std::lock_guard const lock(fake_->mutex);
        fake_->notice();
        if (!fake_->gone) return;
        fake_->plug_in();
    }
    umockdev_testbed_uevent(fake_->testbed, kSysfs, "add");
}

void FakeUsbPrinter::announce_unplug() { umockdev_testbed_uevent(fake_->testbed, kSysfs, "remove"); }

bool FakeUsbPrinter::kernel_driver_attached() const
{
    std::lock_guard const lock(fake_->mutex);
    return fake_->usblp;
}

bool FakeUsbPrinter::claimed() const
{
    std::lock_guard const lock(fake_->mutex);
    return fake_->claimed;
}

int FakeUsbPrinter::clear_halt_count() const
{
    std::lock_guard const lock(fake_->mutex);
    return fake_->clear_halts;
}

int FakeUsbPrinter::reset_count() const
{
    std::lock_guard const lock(fake_->mutex);
    return fake_->resets;
}

std::size_t FakeUsbPrinter::transfers_in_flight() const
{
    std::lock_guard const lock(fake_->mutex);
    return fake_->urbs.size();
}

}  // namespace saduak::drivers
