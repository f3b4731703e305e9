#include "platform/data_folder.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace saduak::platform {
namespace {

std::string holder_of(int file)
{
    std::array<char, 100> text{};
    ssize_t const size = ::pread(file, text.data(), text.size() - 1, 0);
    return size > 0 ? std::string(text.data(), static_cast<std::size_t>(size)) : std::string("another program");
}

}  // namespace

Result<DataFolder> DataFolder::lock(std::filesystem::path const& path, std::string const& program)
{
    std::error_code error;
    bool const made = std::filesystem::create_directories(path, error);
    if (error) return fail(Errc::permission, "cannot make the data folder " + path.string() + ": " + error.message());
    if (made) std::filesystem::permissions(path, std::filesystem::perms::owner_all, error);

    std::string const lock_path = (path / "lock").string();
    int const file = ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0)
        return fail(Errc::permission, "cannot write in the data folder " + path.string() + ": " + std::strerror(errno) +
                                          " (check its owner and that the disk is not read-only)");
    DataFolder folder(path, file);
    if (::flock(file, LOCK_EX | LOCK_NB) != 0)
        return fail(Errc::busy,
                    "the data folder " + path.string() + " is in use by " + holder_of(file) + ": stop it, or choose another folder with --data");
    std::string const holder = program + " (process " + std::to_string(::getpid()) + ")";
    if (::ftruncate(file, 0) != 0 || ::pwrite(file, holder.data(), holder.size(), 0) != static_cast<ssize_t>(holder.size()))
        return fail(Errc::io, "cannot write in the data folder " + path.string() + ": " + std::strerror(errno));
    return folder;
}

DataFolder::DataFolder(DataFolder&& other) noexcept : path_(std::move(other.path_)), file_(std::exchange(other.file_, -1)) {}

DataFolder::~DataFolder()
{
    if (file_ >= 0) ::close(file_);
}

}  // namespace saduak::platform
