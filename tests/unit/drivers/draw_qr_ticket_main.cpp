// Writes an ESC/POS ticket to stdout that carries the same text as a drawn QR and as the printer's own. With a file named
// behind the text: the drawn ticket alone, and its picture into the file (PBM).
#include <fstream>
#include <iostream>

#include "drivers/escpos/encoder.hpp"

int main(int argc, char** argv)
{
    using namespace saduak;
    using namespace saduak::drivers;
    if (argc != 2 && argc != 3) return 2;
    auto const code = make_qr(argv[1]);
    auto const native = escpos::native_qr(argv[1], QrLevel::medium, 5);
    if (!code || !native) return 1;
    Bitmap picture(576, 400);
    picture.draw(qr_bitmap(*code, 4), 100, 40);
    Bytes ticket = escpos::initialise();
    auto const append = [&ticket](Bytes const& more) { ticket.insert(ticket.end(), more.begin(), more.end()); };
    for (Bytes const& band : escpos::raster_bands(picture, 64)) append(band);
    append(escpos::cut_partial());
    auto const put = [](std::ostream& out, ByteView bytes) { out.write(as_text(bytes).data(), static_cast<std::streamsize>(bytes.size())); };
    if (argc == 3) {
        std::ofstream file(argv[2], std::ios::binary);
        file << "P4\n" << picture.width() << " " << picture.height() << "\n";
        put(file, picture.bytes());
        put(std::cout, ticket);
        return file && std::cout ? 0 : 1;
    }
    append(escpos::feed_lines(2));
    append(*native);
    append(escpos::feed_lines(2));
    append(escpos::cut_full());
    put(std::cout, ticket);
    return std::cout ? 0 : 1;
}
