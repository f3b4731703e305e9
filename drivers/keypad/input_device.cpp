#include "drivers/keypad/input_device.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <linux/input.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace saduak::drivers {

namespace {

constexpr int kKeyboardKeysMax = BTN_MISC;  // above are the buttons of mice and game pads
constexpr std::size_t kEventsPerRead = 64;
constexpr std::size_t kPressesMax = 64;  // in one read(); the kernel's own queue holds about as many

Errc code_of(int error)
{
    switch (error) {
    case ENOENT:
    case ENXIO:
    case ENODEV: return Errc::not_found;
    case EACCES:
    case EPERM: return Errc::permission;
    case EBUSY: return Errc::busy;
    default: return Errc::io;
    }
}

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor()
    {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor const&) = delete;
    [[nodiscard]] int get() const { return number_; }
    [[nodiscard]] int release() { return std::exchange(number_, -1); }

private:
    int number_;
};

template <std::size_t N>
std::string text_of(int descriptor, unsigned long request, std::array<char, N>& buffer)
{
    int const size = ::ioctl(descriptor, request, buffer.data());
    if (size <= 0) return {};
    buffer.back() = '\0';
    return buffer.data();
}

constexpr std::size_t kBitsPerLong = sizeof(unsigned long) * CHAR_BIT;
template <std::size_t N>
bool bit(std::array<unsigned long, N> const& bits, std::size_t number)
{
    return ((bits[number / kBitsPerLong] >> (number % kBitsPerLong)) & 1UL) != 0;
}

int keyboard_keys(int descriptor)
{
    std::array<unsigned long, KEY_CNT / kBitsPerLong> bits{};
    if (::ioctl(descriptor, EVIOCGBIT(EV_KEY, sizeof bits), bits.data()) < 0) return 0;
    int count = 0;
    for (std::size_t key = 1; key < kKeyboardKeysMax; ++key) count += bit(bits, key) ? 1 : 0;
    return count;
}

std::optional<std::uint16_t> lamp_of(int descriptor)
{
    std::array<unsigned long, 1> bits{};
    if (::ioctl(descriptor, EVIOCGBIT(EV_LED, sizeof bits), bits.data()) < 0) return std::nullopt;
    for (int const lamp : {LED_NUML, LED_CAPSL, LED_SCROLLL})
        if (bit(bits, static_cast<std::size_t>(lamp))) return static_cast<std::uint16_t>(lamp);
    return std::nullopt;
}

// Nothing: no input device.
std::optional<PadFound> identify(int descriptor, std::filesystem::path const& path)
{
    input_id id{};
    if (::ioctl(descriptor, EVIOCGID, &id) < 0) return std::nullopt;
    std::array<char, 256> buffer{};
    PadFound found{path, id.vendor, id.product, {}, {}, keyboard_keys(descriptor)};
    found.name = text_of(descriptor, EVIOCGNAME(buffer.size()), buffer);
    found.phys = text_of(descriptor, EVIOCGPHYS(buffer.size()), buffer);
    return found;
}

std::string describe(PadFound const& pad)
{
    std::array<char, 16> ids{};
    std::snprintf(ids.data(), ids.size(), "%04x:%04x", unsigned{pad.vendor}, unsigned{pad.product});
    return pad.path.string() + " " + ids.data() + " " + pad.name;
}

bool matches(PadFound const& pad, PadSelector const& selector)
{
    if (selector.product) return pad.vendor == selector.product->vendor && pad.product == selector.product->product;
    return selector.name.empty() ? pad.phys == selector.phys : pad.name == selector.name;
}

Result<std::filesystem::path> find(PadSelector const& selector)
{
    if (!selector.path.empty()) return selector.path;
    std::vector<PadFound> const pads = list_pads();
    PadFound const* best = nullptr;
    for (PadFound const& pad : pads)
        if (matches(pad, selector) && (best == nullptr || pad.keys > best->keys)) best = &pad;
    if (best != nullptr) return best->path;
    return fail(Errc::not_found, pads.empty() ? "no keypad is plugged in, or none may be opened" : "no keypad matches the configuration");
}

std::optional<std::uint16_t> four_hex_digits(std::string_view text)
{
    std::uint16_t value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (text.size() != 4 || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

Result<PadSelector> parse_pad(std::string_view text)
{
    PadSelector selector;
    auto const behind = [text](std::string_view mark) { return text.starts_with(mark) ? text.substr(mark.size()) : std::string_view(); };
    if (text.starts_with('/')) {
        selector.path = text;
        return selector;
    }
    selector.name = behind("name:");
    selector.phys = behind("phys:");
    if (!selector.name.empty() || !selector.phys.empty()) return selector;
    std::string_view const ids = behind("usb:");
    if (ids.size() == 9 && ids[4] == ':') {
        auto const vendor = four_hex_digits(ids.substr(0, 4));
        auto const product = four_hex_digits(ids.substr(5));
        if (vendor && product) {
            selector.product = PadSelector::Product{*vendor, *product};
            return selector;
        }
    }
    return fail(Errc::invalid_argument, "\"" + std::string(text) + "\" is no keypad: usb:1c4f:0002, name:NAME, phys:WHERE or /dev/input/eventN");
}

std::vector<PadFound> list_pads()
{
    std::vector<PadFound> pads;
    std::error_code error;
    for (auto entry = std::filesystem::directory_iterator("/dev/input", error); !error && entry != std::filesystem::directory_iterator();
         entry.increment(error)) {
        if (!entry->path().filename().string().starts_with("event")) continue;
        Descriptor const device(::open(entry->path().c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
        if (device.get() < 0) continue;
        if (auto pad = identify(device.get(), entry->path()); pad && pad->keys > 0) pads.push_back(std::move(*pad));
    }
    auto const by_number = [](PadFound const& a, PadFound const& b) {
        std::string const left = a.path.string();
        std::string const right = b.path.string();
        return left.size() != right.size() ? left.size() < right.size() : left < right;
    };
    std::sort(pads.begin(), pads.end(), by_number);
    return pads;
}

Result<std::unique_ptr<InputDevice>> InputDevice::open(PadSelector const& selector)
{
    SADUAK_TRY(std::filesystem::path const path, find(selector));
    auto const failed = [&path](std::string const& what) { return fail(code_of(errno), what + " " + path.string() + ": " + std::strerror(errno)); };
    struct stat about {};
    if (::stat(path.c_str(), &about) != 0) return failed("cannot open");
    bool const fifo = S_ISFIFO(about.st_mode);
    int number = ::open(path.c_str(), (fifo ? O_RDONLY : O_RDWR) | O_NONBLOCK | O_CLOEXEC);
    // Read only is enough for the keys; the lamps stay dark then.
    if (number < 0 && (errno == EACCES || errno == EPERM)) number = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    Descriptor device(number);
    if (device.get() < 0) return failed("cannot open");
    if (fifo) return std::unique_ptr<InputDevice>(new InputDevice(device.release(), path.string()));
    auto const pad = identify(device.get(), path);
    if (!pad || pad->keys == 0) return fail(Errc::unsupported, path.string() + " is no input device with keys");
    if (::ioctl(device.get(), EVIOCGRAB, 1) != 0) return failed("another program has taken");
    std::unique_ptr<InputDevice> opened(new InputDevice(device.release(), describe(*pad)));
    opened->led_ = lamp_of(opened->descriptor_);
    return opened;
}

InputDevice::~InputDevice() { ::close(descriptor_); }

Result<std::vector<KeyCode>> InputDevice::read(Millis deadline)
{
    pollfd entry{descriptor_, POLLIN, 0};
    int const ready = ::poll(&entry, 1, static_cast<int>(std::clamp<std::int64_t>(deadline.count, 0, 60'000)));
    std::vector<KeyCode> presses;
    if (ready == 0 || (ready < 0 && errno == EINTR)) return presses;
    auto const gone = [this](char const* why) { return fail(Errc::disconnected, description_ + ": " + why); };
    if ((entry.revents & POLLIN) == 0) return gone("unplugged");
    std::array<input_event, kEventsPerRead> events{};
    auto const size = ::read(descriptor_, events.data(), sizeof events);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return presses;
    if (size < 0) return gone(std::strerror(errno));
    if (size == 0) return gone("closed");
    for (std::size_t i = 0; i < static_cast<std::size_t>(size) / sizeof(input_event); ++i) {
        input_event const& event = events[i];
        if (event.type == EV_SYN && event.code == SYN_DROPPED) {
            dropping_ = true;
            presses.clear();
        } else if (event.type == EV_SYN && event.code == SYN_REPORT) {
            dropping_ = false;
        } else if (event.type == EV_KEY && event.value == 1 && !dropping_ && event.code <= kKeyCodeMax && presses.size() < kPressesMax) {
            presses.push_back(event.code);
        }
    }
    return presses;
}

void InputDevice::show(Led led)
{
    if (!led_) return;
    std::array<input_event, 2> events{};
    events[0].type = EV_LED;
    events[0].code = *led_;
    events[0].value = led == Led::on ? 1 : 0;
    events[1].type = EV_SYN;
    events[1].code = SYN_REPORT;
    // A lamp that cannot be set is no reason to lose the pad.
    if (::write(descriptor_, events.data(), sizeof events) < 0) led_.reset();
}

}  // namespace saduak::drivers
