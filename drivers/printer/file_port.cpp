#include "drivers/printer/file_port.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

#include "drivers/printer/descriptor_port.hpp"

namespace saduak::drivers {

namespace {

Errc code_of(int error)
{
    switch (error) {
    case ENOENT:
    case ENXIO:
    case ENODEV: return Errc::not_found;
    case EACCES:
    case EPERM:
    case EROFS: return Errc::permission;
    case EBUSY: return Errc::busy;
    default: return Errc::io;
    }
}

// A character device: /dev/usb/lp0, a serial line.
class DevicePort final : public DescriptorPort {
public:
    using DescriptorPort::DescriptorPort;

private:
    long put(ByteView bytes) override { return ::write(descriptor(), bytes.data(), bytes.size()); }
    long take(Bytes& bytes) override { return ::read(descriptor(), bytes.data(), bytes.size()); }
    bool ends_at_empty_read() const override { return false; }  // usblp reads 0 bytes from a printer that answers with nothing
};

// Keeps the bytes and never answers.
class PlainFilePort final : public PrinterPort {
public:
    PlainFilePort(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
    ~PlainFilePort() override { ::close(descriptor_); }
    PlainFilePort(PlainFilePort const&) = delete;
    PlainFilePort& operator=(PlainFilePort const&) = delete;

    Result<std::size_t> write(ByteView bytes, Millis) override
    {
        auto const count = ::write(descriptor_, bytes.data(), bytes.size());
        if (count >= 0) return static_cast<std::size_t>(count);
        if (errno == EINTR) return std::size_t{0};
        return fail(Errc::io, "writing to " + path_ + ": " + std::strerror(errno));
    }
    Result<Bytes> read(Millis) override { return Bytes{}; }
    std::string description() const override { return "file " + path_; }

private:
    int descriptor_;
    std::string path_;
};

Result<std::unique_ptr<PrinterPort>> open_device(std::filesystem::path const& path)
{
    constexpr int kFlags = O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    int descriptor = ::open(path.c_str(), O_RDWR | kFlags);
    if (descriptor < 0 && errno == EACCES) descriptor = ::open(path.c_str(), O_WRONLY | kFlags);
    if (descriptor < 0) return fail(code_of(errno), "cannot open " + path.string() + ": " + std::strerror(errno));
    return std::make_unique<DevicePort>(descriptor, "file " + path.string());
}

}  // namespace

Result<std::unique_ptr<PrinterPort>> open_file_port(std::filesystem::path const& path)
{
    std::error_code error;
    auto const status = std::filesystem::status(path, error);
    if (std::filesystem::is_character_file(status)) return open_device(path);
    // A pipe or a socket would block, or end the program when its reader goes.
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
        return fail(Errc::invalid_argument, path.string() + " is neither a device nor a plain file");
    // Nothing is created below /dev: a missing /dev/usb/lp0 would become a file that eats tickets.
    bool const in_dev = path.string().starts_with("/dev/");
    int const descriptor = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | (in_dev ? 0 : O_CREAT), 0644);
    if (descriptor < 0) return fail(code_of(errno), "cannot open " + path.string() + ": " + std::strerror(errno));
    return std::make_unique<PlainFilePort>(descriptor, path.string());
}

}  // namespace saduak::drivers
