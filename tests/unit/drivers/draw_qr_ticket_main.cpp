// Writes an ESC/POS ticket to stdout that carries the same text as a drawn QR and as the printer's own.
#include <iostream>

#include "drivers/escpos/encoder.hpp"

int main(int argc, char** argv)
{
    using namespace saduak;
    using namespace saduak::drivers;
    if (argc != 2) return 2;
    auto const code = make_qr(argv[1]);
    auto const native = escpos::native_qr(argv[1], QrLevel::medium, 5);
    if (!code || !native) return 1;
    Bitmap picture(576, 400);
    picture.draw(qr_bitmap(*code, 4), 100, 40);
    Bytes ticket = escpos::initialise();
    auto const append = [&ticket](Bytes const& more) { ticket.insert(ticket.end(), more.begin(), more.end()); };
    for (Bytes const& band : escpos::raster_bands(picture, 64)) append(band);
    append(escpos::cut_partial());
    append(escpos::feed_lines(2));
    append(*native);
    append(escpos::feed_lines(2));
    append(escpos::cut_full());
    std::cout.write(as_text(ticket).data(), static_cast<std::streamsize>(ticket.size()));
    return std::cout ? 0 : 1;
}
