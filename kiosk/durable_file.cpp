#include "kiosk/durable_file.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace saduak::kiosk {
namespace {

Status write_and_sync(std::filesystem::path const& file, std::string const& text)
{
    int const descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor < 0) return fail(Errc::io, "cannot write " + file.string());
    bool const written = ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(descriptor) == 0;
    bool const closed = ::close(descriptor) == 0;
    if (!written || !closed) return fail(Errc::io, "cannot write " + file.string());
    return {};
}

Status sync_folder(std::filesystem::path const& folder)
{
    int const descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool const synced = descriptor >= 0 && ::fsync(descriptor) == 0;
    if (descriptor >= 0) ::close(descriptor);
    if (!synced) return fail(Errc::io, "cannot sync " + folder.string());
    return {};
}

}  // namespace

Status write_durably(std::filesystem::path const& file, std::string const& text)
{
    std::filesystem::path const part = file.string() + ".part";
    SADUAK_TRY_STATUS(write_and_sync(part, text));
    std::error_code error;
    std::filesystem::rename(part, file, error);
    if (error) return fail(Errc::io, "cannot write " + file.string());
    return sync_folder(file.parent_path());
}

}  // namespace saduak::kiosk
