#include "server/http/qr_path.hpp"

#include <cstdint>
#include <memory>

#include <qrencode.h>

#include "core/base/bytes.hpp"

namespace saduak::server {
namespace {

constexpr int kQuietZone = 4;

struct FreeQr {
    void operator()(QRcode* code) const { QRcode_free(code); }
};

}  // namespace

Result<QrPath> qr_path(std::string_view text)
{
    std::unique_ptr<QRcode, FreeQr> const code(QRcode_encodeData(static_cast<int>(text.size()), as_bytes(text).data(), 0, QR_ECLEVEL_M));
    if (!code) return fail(Errc::invalid_argument, "the text is too long for a QR code");
    QrPath result;
    result.size = code->width + 2 * kQuietZone;
    auto dark = [&code](int x, int y) { return x < code->width && (code->data[y * code->width + x] & 1) != 0; };
    for (int y = 0; y < code->width; ++y)
        for (int x = 0; x < code->width; ++x) {
            int const start = x;
            while (dark(x, y)) ++x;
            if (x == start) continue;
            std::string const length = std::to_string(x - start);
            result.path += "M" + std::to_string(start + kQuietZone) + " " + std::to_string(y + kQuietZone) + "h" + length + "v1h-" + length + "z";
        }
    return result;
}

}  // namespace saduak::server
