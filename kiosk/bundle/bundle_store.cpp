#include "kiosk/bundle/bundle_store.hpp"

#include <algorithm>
#include <fstream>

#include "core/base/ids.hpp"
#include "core/wire/bundle.hpp"
#include "platform/durable_file.hpp"
#include "platform/entropy.hpp"

namespace saduak::kiosk {

namespace fs = std::filesystem;

namespace {

std::uint32_t big_endian(std::string_view four)
{
    std::uint32_t value = 0;
    for (char const byte : four) value = (value << 8U) | static_cast<unsigned char>(byte);
    return value;
}

}  // namespace

Status check_picture(std::string_view png)
{
    constexpr std::string_view kSignature("\x89PNG\r\n\x1a\n", 8);
    constexpr std::size_t kHeaderEnd = 8 + 8 + 8;  // signature; length and "IHDR"; width and height
    if (png.size() < kHeaderEnd || !png.starts_with(kSignature) || png.substr(12, 4) != "IHDR") return fail(Errc::parse, "not a PNG");
    std::uint32_t const width = big_endian(png.substr(16, 4));
    std::uint32_t const height = big_endian(png.substr(20, 4));
    if (width == 0 || height == 0 || width > kPictureMost_px || height > kPictureMost_px)
        return fail(Errc::parse, "a picture of " + std::to_string(width) + " x " + std::to_string(height) + " dots: at most 2048 x 2048 are taken");
    return {};
}

fs::path bundle_folder(fs::path const& data, std::string const& sha256) { return data / "bundles" / sha256; }

Result<fs::path> lay_out_bundle(fs::path const& data, std::string const& sha256, std::string_view text)
{
    if (!valid_sha256_hex(sha256) || platform::sha256_hex(text) != sha256)
        return fail(Errc::parse, "the bundle has another hash than the server told");
    SADUAK_TRY(auto const files, wire::unpack_bundle(text));
    for (wire::BundleFile const& file : files)
        if (file.name.ends_with(".png")) {
            SADUAK_TRY_STATUS(check_picture(file.bytes).map_error(in(file.name)));
        }
    fs::path const folder = bundle_folder(data, sha256);
    fs::path const part = folder.string() + ".part";
    std::error_code error;
    fs::remove_all(part, error);
    fs::create_directories(part, error);
    if (error) return fail(Errc::io, "cannot make " + part.string() + ": " + error.message());
    for (wire::BundleFile const& file : files) {
        SADUAK_TRY_STATUS(platform::write_durably(part / file.name, file.bytes));
    }
    fs::remove_all(folder, error);
    fs::rename(part, folder, error);
    if (error) return fail(Errc::io, "cannot name " + folder.string() + ": " + error.message());
    SADUAK_TRY_STATUS(platform::sync_folder_of(folder));
    return folder;
}

std::vector<std::string> kept_bundles(fs::path const& data)
{
    std::ifstream in(data / "bundles" / "current");
    std::vector<std::string> kept;
    std::error_code missing;
    for (std::string hash; kept.size() < 2 && in >> hash;)
        if (valid_sha256_hex(hash) && fs::is_directory(bundle_folder(data, hash), missing)) kept.push_back(hash);
    return kept;
}

Status make_current(fs::path const& data, std::string const& sha256)
{
    std::vector<std::string> kept = kept_bundles(data);
    std::erase(kept, sha256);
    kept.insert(kept.begin(), sha256);
    kept.resize(std::min<std::size_t>(kept.size(), 2));
    std::string text;
    for (std::string const& hash : kept) text += hash + "\n";
    SADUAK_TRY_STATUS(platform::write_durably(data / "bundles" / "current", text));
    std::error_code error;
    std::vector<fs::path> others;
    for (fs::directory_iterator at(data / "bundles", error), end; !error && at != end; at.increment(error))
        if (at->is_directory() && std::find(kept.begin(), kept.end(), at->path().filename().string()) == kept.end()) others.push_back(at->path());
    for (fs::path const& other : others) fs::remove_all(other, error);
    return {};
}

}  // namespace saduak::kiosk
