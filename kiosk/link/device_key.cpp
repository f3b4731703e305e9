#include "kiosk/link/device_key.hpp"

#include <fstream>

#include "core/base/ids.hpp"
#include "kiosk/durable_file.hpp"
#include "platform/entropy.hpp"

namespace saduak::kiosk {
namespace {

constexpr char const* kName = "device-key";

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
    return write_durably(folder / kName, platform::sha256_hex(configured) + "\n" + key + "\n");
}

}  // namespace saduak::kiosk
