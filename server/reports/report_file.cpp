#include "server/reports/report_file.hpp"

#include <fstream>
#include <system_error>

namespace saduak::server {

Status write_report(std::filesystem::path const& path, std::string_view bytes)
{
    std::filesystem::path part = path;
    part += ".part";
    std::ofstream file(part, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    std::error_code error;
    if (file) std::filesystem::rename(part, path, error);
    if (file && !error) return {};
    std::error_code ignored;
    std::filesystem::remove(part, ignored);
    return fail(Errc::io, "cannot write " + path.string() + ": is the folder there, writable, and the disk not full?");
}

}  // namespace saduak::server
