#include "tests/usb-vm/fake_printers.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <limits>

#include <catch2/catch.hpp>
#include <endian.h>
#include <fcntl.h>
#include <linux/usb/functionfs.h>
#include <poll.h>
#include <sys/mount.h>
#include <unistd.h>

namespace saduak::usb_vm {

namespace {

constexpr std::size_t kReadBytes = 4096;  // whole packets at any speed
constexpr std::size_t kPacketBytes = 512;
constexpr std::size_t kQueueBytes = 8192;  // one buffer of the kernel's printer function
constexpr int kLookEveryMs = 5;
constexpr int kIdleMs = 5000;

// SIGUSR1 ends a read or write that waits for the host.
void interruptible()
{
    struct sigaction action {};
    action.sa_handler = [](int) {};
    ::sigaction(SIGUSR1, &action, nullptr);
}

struct [[gnu::packed]] Speed {
    usb_interface_descriptor interface;
    usb_endpoint_descriptor_no_audio in;
    usb_endpoint_descriptor_no_audio out;
};
struct [[gnu::packed]] Descriptors {
    usb_functionfs_descs_head_v2 head;
    __le32 full_speed_count;
    __le32 high_speed_count;
    Speed full;
    Speed high;
};

Speed speed(std::uint16_t packet_bytes)
{
    Speed descriptors{};
    descriptors.interface.bLength = sizeof descriptors.interface;
    descriptors.interface.bDescriptorType = USB_DT_INTERFACE;
    descriptors.interface.bNumEndpoints = 2;
    descriptors.interface.bInterfaceClass = USB_CLASS_PRINTER;
    descriptors.interface.bInterfaceSubClass = 1;
    descriptors.interface.bInterfaceProtocol = 2;
    for (auto* const endpoint : {&descriptors.in, &descriptors.out}) {
        endpoint->bLength = sizeof descriptors.in;
        endpoint->bDescriptorType = USB_DT_ENDPOINT;
        endpoint->bmAttributes = USB_ENDPOINT_XFER_BULK;
        endpoint->wMaxPacketSize = htole16(packet_bytes);
    }
    descriptors.in.bEndpointAddress = 1 | USB_DIR_IN;
    descriptors.out.bEndpointAddress = 2 | USB_DIR_OUT;
    return descriptors;
}

template <class T>
void write_whole(int descriptor, T const& value)
{
    REQUIRE(::write(descriptor, &value, sizeof value) == static_cast<ssize_t>(sizeof value));
}

void describe(int control)
{
    Descriptors all{};
    all.head.magic = htole32(FUNCTIONFS_DESCRIPTORS_MAGIC_V2);
    all.head.flags = htole32(FUNCTIONFS_HAS_FS_DESC | FUNCTIONFS_HAS_HS_DESC);
    all.head.length = htole32(sizeof all);
    all.full_speed_count = all.high_speed_count = htole32(3);
    all.full = speed(64);
    all.high = speed(kPacketBytes);
    write_whole(control, all);
    usb_functionfs_strings_head none{};
    none.magic = htole32(FUNCTIONFS_STRINGS_MAGIC);
    none.length = htole32(sizeof none);
    write_whole(control, none);
}

}  // namespace

void Worker::poke() { ::pthread_kill(thread_.native_handle(), SIGUSR1); }

Worker::~Worker()
{
    while (!done_) {
        poke();
        sleep_ms(kLookEveryMs);
    }
    thread_.join();
}

bool usblp_has_one()
{
    for (auto const& entry : std::filesystem::directory_iterator("/sys/bus/usb/drivers/usblp"))
        if (entry.path().filename().string().find(':') != std::string::npos) return true;
    return false;
}

Works::Works() : port_(*machine_.connect()), limit_(std::numeric_limits<std::size_t>::max()) {}

void Works::take(ByteView bytes)
{
    std::lock_guard const lock(mutex_);
    received_.insert(received_.end(), bytes.begin(), bytes.end());
    count_ += bytes.size();
    if (!sink_) static_cast<void>(port_->write(bytes, Millis{0}));
}

Bytes Works::replies()
{
    std::lock_guard const lock(mutex_);
    return port_->read(Millis{0}).value_or(Bytes{});
}

Bytes Works::received() const
{
    std::lock_guard const lock(mutex_);
    return received_;
}

std::size_t Works::room() const { return limit_ > count_ ? limit_ - count_ : 0; }

KernelPrinter::KernelPrinter(std::string const& name) : gadget_(name, "dummy_udc.0", {"0x04b8", "0x0202", "SN-" + name})
{
    interruptible();
    auto const function = gadget_.function("printer." + name);
    write_line(function / "pnp_string", "MFG:Saduak;MDL:Kernel;CMD:ESC/POS;CLS:PRINTER;");
    write_line(function / "q_len", "10");
    gadget_.add(function);
}

KernelPrinter::~KernelPrinter() { reader_.reset(); }

void KernelPrinter::plug_in()
{
    gadget_.plug_in();
    // usblp selects the interface anew when it takes the printer; a reader that is there already trips the kernel.
    REQUIRE(eventually(usblp_has_one));
    stopping_ = false;
    reader_ = std::make_unique<Worker>([this] { run(); });
}

void KernelPrinter::unplug()
{
    stopping_ = true;
    reader_.reset();
    gadget_.unplug();
}

void KernelPrinter::run()
{
    int const device = ::open("/dev/g_printer0", O_RDWR | O_NONBLOCK);
    std::array<Byte, kQueueBytes> buffer{};
    while (!stopping_ && device >= 0) {
        // Not asked again and again: the function takes each question for a wish to receive.
        pollfd entry{device, POLLIN, 0};
        if (works_.room() == 0) {
            sleep_ms(kLookEveryMs);
            continue;
        }
        if (::poll(&entry, 1, kIdleMs) <= 0) continue;
        auto const size = ::read(device, buffer.data(), buffer.size());
        if (size > 0) works_.take(ByteView(buffer).first(static_cast<std::size_t>(size)));
        Bytes const replies = works_.replies();
        if (!replies.empty() && ::write(device, replies.data(), replies.size()) < 0) sleep_ms(kLookEveryMs);
    }
    if (device >= 0) ::close(device);
}

FunctionFsPrinter::FunctionFsPrinter(std::string const& name) : gadget_(name, "dummy_udc.1", {"0x0fe6", "0x811e", "SN-" + name})
{
    interruptible();
    auto const function = gadget_.function("ffs." + name);
    std::filesystem::path const files = "/dev/ffs-" + name;
    std::filesystem::create_directory(files);
    REQUIRE(::mount(name.c_str(), files.c_str(), "functionfs", 0, nullptr) == 0);
    control_ = ::open((files / "ep0").c_str(), O_RDWR);
    REQUIRE(control_ >= 0);
    describe(control_);
    in_ = ::open((files / "ep1").c_str(), O_RDWR);
    out_ = ::open((files / "ep2").c_str(), O_RDWR);
    REQUIRE((in_ >= 0 && out_ >= 0));
    gadget_.add(function);
    controller_ = std::make_unique<Worker>([this] { answer_control(); });
    taker_ = std::make_unique<Worker>([this] { take_data(); });
    sender_ = std::make_unique<Worker>([this] { send_replies(); });
}

FunctionFsPrinter::~FunctionFsPrinter()
{
    stopping_ = true;
    sender_.reset();
    taker_.reset();
    controller_.reset();
    for (int const descriptor : {out_, in_, control_}) ::close(descriptor);
}

void FunctionFsPrinter::plug_in() { gadget_.plug_in(); }

void FunctionFsPrinter::unplug() { gadget_.unplug(); }

void FunctionFsPrinter::halt_out()
{
    halted_ = false;
    halt_ = true;
    REQUIRE(eventually([this] {
        taker_->poke();
        return halted_.load();
    }));
}

void FunctionFsPrinter::answer_control()
{
    while (!stopping_) {
        pollfd entry{control_, POLLIN, 0};
        if (::poll(&entry, 1, 10 * kLookEveryMs) <= 0) continue;
        usb_functionfs_event event{};
        if (::read(control_, &event, sizeof event) != static_cast<ssize_t>(sizeof event) || event.type != FUNCTIONFS_SETUP) continue;
        usb_ctrlrequest const& setup = event.u.setup;
        Bytes reply;
        if (setup.bRequestType == 0xA1 && setup.bRequest == 0) {
            std::string_view const id = kDeviceId;
            std::size_t const size = id.size() + 2;  // the length counts itself
            reply.push_back(static_cast<Byte>(size >> 8));
            reply.push_back(static_cast<Byte>(size));
            for (char const letter : id) reply.push_back(static_cast<Byte>(letter));
        }
        if (setup.bRequestType == 0xA1 && setup.bRequest == 1) reply.push_back(0x18);
        reply.resize(std::min<std::size_t>(reply.size(), le16toh(setup.wLength)));
        // Reading or writing against the request's direction refuses it.
        auto const done =
            reply.empty() && (setup.bRequestType & USB_DIR_IN) != 0 ? ::read(control_, nullptr, 0) : ::write(control_, reply.data(), reply.size());
        if (done < 0) sleep_ms(1);
    }
}

void FunctionFsPrinter::take_data()
{
    std::array<Byte, kReadBytes> buffer{};
    while (!stopping_) {
        if (halt_.exchange(false)) {
            // Writing to the endpoint that is read halts it, and says so by this error.
            halted_ = ::write(out_, buffer.data(), 1) < 0 && errno == EBADMSG;
            continue;
        }
        std::size_t const room = std::min(works_.room(), buffer.size()) / kPacketBytes * kPacketBytes;
        if (room == 0) {
            sleep_ms(kLookEveryMs);
            continue;
        }
        auto const size = ::read(out_, buffer.data(), room);
        if (size > 0) works_.take(ByteView(buffer).first(static_cast<std::size_t>(size)));
        else sleep_ms(1);
    }
}

void FunctionFsPrinter::send_replies()
{
    Bytes waiting;
    while (!stopping_) {
        if (waiting.empty()) waiting = works_.replies();
        if (waiting.empty() || ::write(in_, waiting.data(), waiting.size()) < 0) sleep_ms(kLookEveryMs);
        else waiting.clear();
    }
}

}  // namespace saduak::usb_vm
