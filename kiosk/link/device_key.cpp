#include "kiosk/link/device_key.hpp"

#include <fstream>

#include <fcntl.h>
#include <unistd.h>

#include "core/base/ids.hpp"
#include "platform/entropy.hpp"

namespace saduak::kiosk {
namespace {

constexpr char const* kName = "device-key";

Status write_durably(std::filesystem::path const& file, std::string const& text)
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

std::string key_in_use(std::filesystem::path const& folder, std::string const& configured)
{
    std::ifstream in(folder / kName);
    std::string instead_of, key;
    bool const good = static_cast<bool>(in >> instead_of >> key) && valid_sha256_hex(key) && instead_of == platform::sha256_hex(configured);
    return good ? key : configured;
}

Status keep_key(std::filesystem::path const& folder, std::string const& configured, std::string const& key)
{
    std::filesystem::path const file = folder / kName;
    std::filesystem::path const part = file.string() + ".part";
    SADUAK_TRY_STATUS(write_durably(part, platform::sha256_hex(configured) + "\n" + key + "\n"));
    std::error_code error;
    std::filesystem::rename(part, file, error);
    if (error) return fail(Errc::io, "cannot write " + file.string());
    return sync_folder(folder);
}

}  // namespace saduak::kiosk
