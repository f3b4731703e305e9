#include "platform/durable_file.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace saduak::platform {
namespace {

auto failed(std::filesystem::path const& file) { return fail(Errc::io, "cannot write " + file.string() + ": " + std::strerror(errno)); }

bool write_all(int descriptor, std::string_view text)
{
    while (!text.empty()) {
        ssize_t const size = ::write(descriptor, text.data(), text.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(size));
    }
    return ::fsync(descriptor) == 0;
}

}  // namespace

Status sync_folder_of(std::filesystem::path const& file)
{
    std::filesystem::path const folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    int const descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool const synced = descriptor >= 0 && ::fsync(descriptor) == 0;
    if (descriptor >= 0) ::close(descriptor);
    if (!synced) return failed(folder);
    return {};
}

Status write_durably(std::filesystem::path const& file, std::string_view text)
{
    std::string const part = file.string() + ".part";
    int const descriptor = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0) return failed(part);
    bool const written = ::fchmod(descriptor, 0600) == 0 && write_all(descriptor, text);
    bool const closed = ::close(descriptor) == 0;
    if (!written || !closed) return failed(part);
    if (::rename(part.c_str(), file.c_str()) != 0) return failed(file);
    return sync_folder_of(file);
}

}  // namespace saduak::platform
