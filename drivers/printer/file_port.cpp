#include "drivers/printer/file_port.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

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

enum class Kind { device, plain_file };

class FilePort final : public PrinterPort {
public:
    FilePort(int descriptor, Kind kind, std::string path) : descriptor_(descriptor), kind_(kind), path_(std::move(path)) {}
    ~FilePort() override { ::close(descriptor_); }
    FilePort(FilePort const&) = delete;
    FilePort& operator=(FilePort const&) = delete;

    Result<std::size_t> write(ByteView bytes, Millis deadline) override
    {
        if (kind_ == Kind::device && !ready(POLLOUT, deadline)) return std::size_t{0};
        auto const count = ::write(descriptor_, bytes.data(), bytes.size());
        if (count >= 0) return static_cast<std::size_t>(count);
        if (errno == EAGAIN || errno == EINTR) return std::size_t{0};
        return fail(kind_ == Kind::device ? Errc::disconnected : Errc::io, "writing to " + path_ + ": " + std::strerror(errno));
    }

    Result<Bytes> read(Millis deadline) override
    {
        if (kind_ == Kind::plain_file || !readable_ || !ready(POLLIN, deadline)) return Bytes{};
        Bytes bytes(256);
        auto const count = ::read(descriptor_, bytes.data(), bytes.size());
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) return Bytes{};
        if (count < 0 && (errno == EBADF || errno == EINVAL)) {
            // Opened for writing only, or a printer without a way back.
            readable_ = false;
            return Bytes{};
        }
        if (count < 0) return fail(Errc::disconnected, "reading from " + path_ + ": " + std::strerror(errno));
        bytes.resize(static_cast<std::size_t>(count));
        return bytes;
    }

    std::string description() const override { return "file " + path_; }

private:
    // Also true on an error or hang-up: the call that follows says which.
    bool ready(short events, Millis deadline) const
    {
        pollfd entry{descriptor_, events, 0};
        return ::poll(&entry, 1, static_cast<int>(std::clamp<std::int64_t>(deadline.count, 0, 60'000))) > 0;
    }

    int descriptor_;
    Kind kind_;
    std::string path_;
    bool readable_ = true;
};

}  // namespace

Result<std::unique_ptr<PrinterPort>> open_file_port(std::filesystem::path const& path)
{
    std::error_code error;
    Kind const kind = std::filesystem::is_character_file(path, error) ? Kind::device : Kind::plain_file;
    int descriptor = -1;
    if (kind == Kind::device) {
        descriptor = ::open(path.c_str(), O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
        if (descriptor < 0 && errno == EACCES) descriptor = ::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    } else {
        // Nothing is created below /dev: a missing /dev/usb/lp0 would become a file that eats tickets.
        bool const in_dev = path.string().starts_with("/dev/");
        descriptor = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | (in_dev ? 0 : O_CREAT), 0644);
    }
    if (descriptor < 0) return fail(code_of(errno), "cannot open " + path.string() + ": " + std::strerror(errno));
    return std::make_unique<FilePort>(descriptor, kind, path.string());
}

}  // namespace saduak::drivers
