#include "drivers/raster/png.hpp"

#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>

#include <unistd.h>

#include <png.h>

namespace saduak::drivers {

namespace {

constexpr png_uint_32 kReadWidthMax = 4096;
constexpr png_uint_32 kReadHeightMax = 16'384;  // 64 MB of gray at the worst

// libpng leaves by longjmp, which must not skip destructors: only plain data lives in the frames that call it.
struct Writer {
    png_structp png = nullptr;
    png_infop info = nullptr;
    Bytes* out = nullptr;
    bool failed = false;  // set instead of throwing through C
    ~Writer() { png_destroy_write_struct(&png, &info); }
};

void take_bytes(png_structp png, png_bytep data, png_size_t size)
{
    auto* const writer = static_cast<Writer*>(png_get_io_ptr(png));
    try {
        writer->out->insert(writer->out->end(), data, data + size);
    } catch (...) {
        writer->failed = true;
    }
}

// The caller says what failed; libpng would write to stderr.
void silent_warning(png_structp, png_const_charp) {}
[[noreturn]] void silent_error(png_structp png, png_const_charp) { png_longjmp(png, 1); }

// The dot 1 is black with us and white in PNG's gray, hence the inversion.
bool write_picture(Writer& writer, Bitmap const& bitmap, png_bytep row)
{
    if (setjmp(png_jmpbuf(writer.png)) != 0) return false;
    png_set_write_fn(writer.png, &writer, take_bytes, nullptr);
    png_set_IHDR(writer.png, writer.info, static_cast<png_uint_32>(bitmap.width()), static_cast<png_uint_32>(bitmap.height()), 1, PNG_COLOR_TYPE_GRAY,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(writer.png, writer.info);
    png_set_invert_mono(writer.png);
    for (int y = 0; y < bitmap.height(); ++y) {
        std::memcpy(row, bitmap.rows(y, 1).data(), bitmap.stride());
        png_write_row(writer.png, row);
    }
    png_write_end(writer.png, nullptr);
    return !writer.failed;
}

struct Reader {
    png_structp png = nullptr;
    png_infop info = nullptr;
    ByteView in;
    std::size_t at = 0;
    ~Reader() { png_destroy_read_struct(&png, &info, nullptr); }
};

void give_bytes(png_structp png, png_bytep data, png_size_t size)
{
    auto* const reader = static_cast<Reader*>(png_get_io_ptr(png));
    if (size > reader->in.size() - reader->at) png_error(png, "the file ends early");
    std::memcpy(data, reader->in.data() + reader->at, size);
    reader->at += size;
}

struct Size {
    png_uint_32 width = 0;
    png_uint_32 height = 0;
};

// Asks libpng for 8-bit gray over white, whatever the file holds.
bool read_header(Reader& reader, Size& size)
{
    if (setjmp(png_jmpbuf(reader.png)) != 0) return false;
    png_set_user_limits(reader.png, kReadWidthMax, kReadHeightMax);
    png_set_read_fn(reader.png, &reader, give_bytes);
    png_read_info(reader.png, reader.info);
    png_set_expand(reader.png);
    png_set_strip_16(reader.png);
    png_color_16 white{};
    white.gray = white.red = white.green = white.blue = 255;
    if ((png_get_color_type(reader.png, reader.info) & PNG_COLOR_MASK_ALPHA) != 0 || png_get_valid(reader.png, reader.info, PNG_INFO_tRNS) != 0)
        png_set_background(reader.png, &white, PNG_BACKGROUND_GAMMA_SCREEN, 0, 1.0);
    if ((png_get_color_type(reader.png, reader.info) & PNG_COLOR_MASK_COLOR) != 0) png_set_rgb_to_gray_fixed(reader.png, 1, -1, -1);
    png_set_interlace_handling(reader.png);
    png_read_update_info(reader.png, reader.info);
    size.width = png_get_image_width(reader.png, reader.info);
    size.height = png_get_image_height(reader.png, reader.info);
    return png_get_rowbytes(reader.png, reader.info) == size.width;
}

bool read_rows(Reader& reader, png_bytepp rows)
{
    if (setjmp(png_jmpbuf(reader.png)) != 0) return false;
    png_read_image(reader.png, rows);
    png_read_end(reader.png, nullptr);
    return true;
}

Result<std::string> read_file(std::filesystem::path const& path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file) return fail(std::filesystem::exists(path) ? Errc::io : Errc::not_found, "cannot open " + path.string());
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (file.bad()) return fail(Errc::io, "cannot read " + path.string());
    return text;
}

}  // namespace

Result<Bytes> encode_png(Bitmap const& bitmap)
{
    if (bitmap.empty()) return fail(Errc::invalid_argument, "an empty bitmap is no PNG");
    Bytes out;
    Bytes row(bitmap.stride());
    Writer writer;
    writer.out = &out;
    writer.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, silent_error, silent_warning);
    if (writer.png != nullptr) writer.info = png_create_info_struct(writer.png);
    if (writer.info == nullptr || !write_picture(writer, bitmap, row.data())) return fail(Errc::internal, "libpng could not write the picture");
    return out;
}

Result<GrayPicture> decode_gray_png(ByteView png)
{
    constexpr std::size_t kSignatureSize = 8;
    if (png.size() < kSignatureSize || png_sig_cmp(png.data(), 0, kSignatureSize) != 0) return fail(Errc::parse, "not a PNG");
    Reader reader;
    reader.in = png;
    reader.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, silent_error, silent_warning);
    if (reader.png != nullptr) reader.info = png_create_info_struct(reader.png);
    if (reader.info == nullptr) return fail(Errc::internal, "libpng could not start");
    Size size;
    if (!read_header(reader, size)) return fail(Errc::parse, "a damaged or too large PNG");
    GrayPicture picture{static_cast<int>(size.width), static_cast<int>(size.height), Bytes(std::size_t{size.width} * size.height)};
    std::vector<png_bytep> rows(size.height);
    for (std::size_t y = 0; y < rows.size(); ++y) rows[y] = picture.gray.data() + y * size.width;
    if (!read_rows(reader, rows.data())) return fail(Errc::parse, "a damaged PNG");
    return picture;
}

Result<Bitmap> decode_png(ByteView png)
{
    SADUAK_TRY(GrayPicture const picture, decode_gray_png(png));
    Bitmap bitmap(picture.width, picture.height);
    for (int y = 0; y < bitmap.height(); ++y)
        for (int x = 0; x < bitmap.width(); ++x)
            if (picture.at(x, y) < 128) bitmap.set(x, y);
    return bitmap;
}

Status write_png(std::filesystem::path const& path, Bitmap const& bitmap)
{
    SADUAK_TRY(Bytes const png, encode_png(bitmap));
    auto const beside = path.string() + ".part" + std::to_string(::getpid());
    {
        std::ofstream file(beside, std::ios::binary | std::ios::trunc);
        file.write(as_text(png).data(), static_cast<std::streamsize>(png.size()));
        file.close();
        if (!file) return fail(Errc::io, "cannot write " + beside);
    }
    std::error_code error;
    std::filesystem::rename(beside, path, error);
    if (error) return fail(Errc::io, "cannot rename to " + path.string() + ": " + error.message());
    return {};
}

Result<Bitmap> read_png(std::filesystem::path const& path)
{
    SADUAK_TRY(std::string const text, read_file(path));
    return decode_png(as_bytes(text)).map_error(in(path.string()));
}

Result<GrayPicture> read_gray_png(std::filesystem::path const& path)
{
    SADUAK_TRY(std::string const text, read_file(path));
    return decode_gray_png(as_bytes(text)).map_error(in(path.string()));
}

}  // namespace saduak::drivers
