#include "drivers/raster/qr.hpp"

#include <cerrno>
#include <memory>

#include <qrencode.h>

#include "core/base/assert.hpp"

namespace saduak::drivers {

namespace {

struct FreeQr {
    void operator()(QRcode* code) const { QRcode_free(code); }
};

QRecLevel library_level(QrLevel level)
{
    switch (level) {
    case QrLevel::low: return QR_ECLEVEL_L;
    case QrLevel::medium: return QR_ECLEVEL_M;
    case QrLevel::quartile: return QR_ECLEVEL_Q;
    case QrLevel::high: return QR_ECLEVEL_H;
    }
    return QR_ECLEVEL_M;
}

}  // namespace

Result<QrMatrix> make_qr(std::string_view text, QrLevel level)
{
    if (text.empty()) return fail(Errc::invalid_argument, "a QR code needs text");
    if (text.size() > 2953) return fail(Errc::invalid_argument, "a QR code holds 2953 bytes at most, not " + std::to_string(text.size()));
    std::unique_ptr<QRcode, FreeQr> const code(QRcode_encodeData(static_cast<int>(text.size()), as_bytes(text).data(), 0, library_level(level)));
    if (!code) {
        if (errno == ERANGE) return fail(Errc::invalid_argument, "the text is too long for a QR code at this level");
        return fail(Errc::internal, "libqrencode failed");
    }
    QrMatrix matrix{Bitmap(code->width, code->width)};
    for (int row = 0; row < code->width; ++row)
        for (int column = 0; column < code->width; ++column)
            if ((code->data[row * code->width + column] & 1) != 0) matrix.modules.set(column, row);
    return matrix;
}

void draw_qr(Bitmap& target, QrMatrix const& qr, int x, int y, int dots_per_module)
{
    SADUAK_ASSERT(dots_per_module >= 1);
    for (int row = 0; row < qr.side(); ++row)
        for (int column = 0; column < qr.side(); ++column)
            if (qr.dark(column, row)) target.fill(x + column * dots_per_module, y + row * dots_per_module, dots_per_module, dots_per_module);
}

Bitmap qr_bitmap(QrMatrix const& qr, int dots_per_module)
{
    SADUAK_ASSERT(dots_per_module >= 1);
    int const side = (qr.side() + 2 * kQrQuietModules) * dots_per_module;
    Bitmap picture(side, side);
    draw_qr(picture, qr, kQrQuietModules * dots_per_module, kQrQuietModules * dots_per_module, dots_per_module);
    return picture;
}

}  // namespace saduak::drivers
