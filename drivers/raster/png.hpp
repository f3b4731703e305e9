// Bitmaps as PNG pictures: 1-bit gray, so a ticket of 576 x 900 dots takes a few kilobytes.
#pragma once

#include <filesystem>

#include "drivers/raster/bitmap.hpp"
#include "drivers/raster/gray_picture.hpp"

namespace saduak::drivers {

// Errc::invalid_argument for an empty bitmap (PNG has no such picture).
[[nodiscard]] Result<Bytes> encode_png(Bitmap const& bitmap);
// Any PNG of at most 4096 x 16384 dots: transparency over white, then black below half brightness. Errc::parse for
// what is no such PNG.
[[nodiscard]] Result<Bitmap> decode_png(ByteView png);
// The same without the last step: the brightness of each dot.
[[nodiscard]] Result<GrayPicture> decode_gray_png(ByteView png);

// Writes beside the target and renames, so a reader never sees half a picture. Errc::io.
[[nodiscard]] Status write_png(std::filesystem::path const& path, Bitmap const& bitmap);
// Errc::not_found, Errc::io or what decode_png says.
[[nodiscard]] Result<Bitmap> read_png(std::filesystem::path const& path);
[[nodiscard]] Result<GrayPicture> read_gray_png(std::filesystem::path const& path);

}  // namespace saduak::drivers
