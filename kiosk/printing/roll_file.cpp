#include "kiosk/printing/roll_file.hpp"

#include <algorithm>
#include <fstream>

namespace saduak::kiosk {
namespace {

constexpr char const* kName = "roll-used-mm";

}  // namespace

std::int64_t kept_roll_used(std::filesystem::path const& folder)
{
    std::ifstream in(folder / kName);
    std::int64_t used = 0;
    return in >> used ? std::max<std::int64_t>(0, used) : 0;
}

Status keep_roll_used(std::filesystem::path const& folder, std::int64_t used_mm)
{
    std::filesystem::path const file = folder / kName;
    std::filesystem::path const part = file.string() + ".part";
    std::ofstream out(part, std::ios::trunc);
    out << used_mm << '\n';
    out.close();
    std::error_code error;
    if (out) std::filesystem::rename(part, file, error);
    if (!out || error) return fail(Errc::io, "cannot write " + file.string());
    return {};
}

}  // namespace saduak::kiosk
