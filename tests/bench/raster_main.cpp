// Rastering a ticket: the kiosk's draw_ticket, against the least program that draws the same lines with SDL_ttf onto the same paper.
// usage: bench_raster ours|plain TICKETS [ASSETS]
// Prints {"tickets","seconds","us_per_ticket","first_us","width","height","black"}. Each ticket has a number, a wait and a link of its own.
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include <SDL.h>
#include <SDL_ttf.h>
#include <qrencode.h>

#include "kiosk/theme.hpp"
#include "kiosk/ticket/sample_ticket.hpp"
#include "tests/bench/font_file.hpp"

namespace {

using namespace saduak;

constexpr int kWidth = 576;

struct Ticket {
    std::string number;
    std::string ahead;
    std::string link;
};

Ticket ticket_of(int n)
{
    std::array<char, 96> number{}, link{};
    std::snprintf(number.data(), number.size(), "A%03d", n % 999 + 1);
    std::snprintf(link.data(), link.size(), "http://127.0.0.1:8080/t/%032d", n);
    return {number.data(), std::to_string(n % 40 + 1), link.data()};
}

struct Drawn {
    int height = 0;
    long black = 0;
};

// --- the plain arm: nothing but SDL_ttf, libqrencode and a byte array; lines already broken, positions known -------------------

enum class Place { center, beside, item };
struct Line {
    char const* words;  // %N number, %A ahead
    int size;
    bool bold;
    int y;
    Place place = Place::center;
};

// The standard Thai ticket's lines where they stand on its approved picture (tests/golden/kiosk/ticket-standard-th.png).
constexpr Line kLines[] = {
    {"เทศบาลนครตัวอย่าง", 36, true, 6},
    {"ศูนย์บริการประชาชน", 32, false, 56},
    {"เทศบาลนครตัวอย่าง", 32, false, 99},
    {"ข้อมูลตัวอย่าง (DEMO)", 32, true, 151},
    {"บัตรคิว  Queue ticket", 36, false, 225},
    {"%N", 230, true, 245},
    {"บัตรประจำตัวประชาชน", 44, true, 474},
    {"National ID card", 32, false, 526},
    {"มีผู้รอก่อนหน้าท่าน %A คิว", 40, true, 590},
    {"เวลารอโดยประมาณ 5–8 นาที", 40, true, 644},
    {"%A ahead of you · About 5–8 minutes", 32, false, 699},
    {"21 พฤศจิกายน 2569 เวลา 08.30 น.", 32, false, 748},
    {"กรุณาเตรียมเอกสารต่อไปนี้ให้พร้อม", 32, true, 813},
    {"บัตรประจำตัวประชาชนเดิม (ถ้ามี)", 32, false, 856, Place::item},
    {"ทะเบียนบ้านฉบับเจ้าบ้าน", 32, false, 899, Place::item},
    {"สแกนเพื่อติดตาม", 32, false, 1005, Place::beside},
    {"คิวของท่าน", 32, false, 1048, Place::beside},
    {"Scan to follow", 32, false, 1084, Place::beside},
    {"your queue", 32, false, 1123, Place::beside},
    {"โปรดรอเรียกหมายเลข หาก", 32, true, 1231},
    {"เลยหมายเลขของท่านแล้ว", 32, true, 1274},
    {"กรุณาติดต่อจุดประชาสัมพันธ์", 32, true, 1317},
    {"หากเลยคิว จะเรียกใหม่ในอีก 3 คิว", 32, false, 1360},
    {"เวลารอเป็นค่าประมาณ", 32, false, 1403},
    {"อาจเปลี่ยนแปลงได้ บัตรคิว", 32, false, 1446},
    {"นี้ใช้ได้เฉพาะวันที่ออกบัตร", 32, false, 1489},
    {"Please wait to be called. If your", 32, false, 1533},
    {"number has passed, see reception.", 32, false, 1572},
    {"You are then called after 3 more.", 32, false, 1611},
    {"Wait is an estimate; valid today only.", 32, false, 1650},
};
constexpr int kHeight = 1715;
constexpr int kCodeTop = 964;
constexpr int kModule = 6;

class PlainRaster {
public:
    Drawn draw(Ticket const& ticket)
    {
        std::vector<unsigned char> paper(static_cast<std::size_t>(kWidth / 8) * kHeight);
        for (Line const& line : kLines) {
            std::string words = line.words;
            if (auto const at = words.find("%N"); at != std::string::npos) words.replace(at, 2, ticket.number);
            if (auto const at = words.find("%A"); at != std::string::npos) words.replace(at, 2, ticket.ahead);
            SDL_Surface* const picture = TTF_RenderUTF8_Blended(font(line.size, line.bold), words.c_str(), SDL_Color{0, 0, 0, 255});
            stamp(paper, *picture, line.place == Place::center ? (kWidth - picture->w) / 2 : line.place == Place::item ? 48 : 270, line.y);
            SDL_FreeSurface(picture);
        }
        code(paper, ticket.link);
        Drawn drawn{kHeight, 0};
        for (unsigned char const byte : paper) drawn.black += __builtin_popcount(byte);
        return drawn;
    }

private:
    TTF_Font* font(int size, bool bold)
    {
        TTF_Font*& slot = fonts_[bold ? 1 : 0][static_cast<std::size_t>(size)];
        if (slot == nullptr) {
            slot = TTF_OpenFont((bold ? bold_ : regular_).c_str(), size);
            TTF_SetFontScriptName(slot, "Thai");
            TTF_SetFontHinting(slot, TTF_HINTING_LIGHT);
        }
        return slot;
    }

    static void stamp(std::vector<unsigned char>& paper, SDL_Surface const& picture, int left, int top)
    {
        for (int y = 0; y < picture.h && top + y < kHeight; ++y) {
            auto const* const row = reinterpret_cast<Uint32 const*>(static_cast<unsigned char const*>(picture.pixels) + y * picture.pitch);
            unsigned char* const target = paper.data() + static_cast<std::size_t>(top + y) * (kWidth / 8);
            for (int x = std::max(0, -left); x < picture.w && left + x < kWidth; ++x)
                if (row[x] >> 24U >= 112) target[(left + x) / 8] = static_cast<unsigned char>(target[(left + x) / 8] | 0x80U >> ((left + x) % 8));
        }
    }

    static void code(std::vector<unsigned char>& paper, std::string const& link)
    {
        QRcode* const qr = QRcode_encodeString8bit(link.c_str(), 0, QR_ECLEVEL_M);
        for (int y = 0; y < qr->width * kModule; ++y)
            for (int x = 0; x < qr->width * kModule; ++x)
                if ((qr->data[y / kModule * qr->width + x / kModule] & 1) != 0) {
                    int const at = x + 4 * kModule;
                    unsigned char& byte =
                        paper[static_cast<std::size_t>(kCodeTop + 4 * kModule + y) * (kWidth / 8) + static_cast<std::size_t>(at / 8)];
                    byte = static_cast<unsigned char>(byte | 0x80U >> (at % 8));
                }
        QRcode_free(qr);
    }

    std::string regular_ = bench::font_file("Loma");
    std::string bold_ = bench::font_file("Loma:bold");
    std::array<std::array<TTF_Font*, 256>, 2> fonts_{};  // opened when first used, as the kiosk does
};

// --- ours -----------------------------------------------------------------------------------------------------------------------

struct OurRaster {
    kiosk::Messages messages;
    kiosk::Fonts fonts;
    kiosk::TicketTemplate design;
    kiosk::TicketContent content;

    static Result<OurRaster> open(std::filesystem::path const& assets)
    {
        SADUAK_TRY(kiosk::Theme const theme, kiosk::load_theme(assets / "theme.toml"));
        SADUAK_TRY(kiosk::Messages messages, kiosk::Messages::load(assets / "i18n"));
        SADUAK_TRY(kiosk::Fonts fonts, kiosk::Fonts::open(theme.family, messages.scripts()));
        SADUAK_TRY(kiosk::TicketTemplate design, kiosk::load_template("standard", assets));
        SADUAK_TRY(kiosk::TicketContent content, kiosk::load_sample_ticket(assets / "demo" / "sample-ticket.toml", "", kiosk::Lang::th));
        return OurRaster{std::move(messages), std::move(fonts), std::move(design), std::move(content)};
    }

    Drawn draw(Ticket const& ticket)
    {
        content.number = ticket.number;
        content.ahead = std::stoi(ticket.ahead);
        content.citizen_url = ticket.link;
        auto const picture = kiosk::draw_ticket(content, design, kWidth, fonts, messages);
        return picture ? Drawn{picture->height(), static_cast<long>(picture->black_count())} : Drawn{};
    }
};

int measure(int tickets, std::function<Drawn(Ticket const&)> const& draw)
{
    using Clock = std::chrono::steady_clock;
    auto const us = [](Clock::duration time) { return std::chrono::duration<double, std::micro>(time).count(); };
    auto const begun = Clock::now();
    Drawn drawn = draw(ticket_of(11));  // A012
    double const first_us = us(Clock::now() - begun);
    Drawn const sample = drawn;
    auto const started = Clock::now();
    for (int n = 0; n < tickets; ++n) drawn = draw(ticket_of(n + 12));
    double const total_us = us(Clock::now() - started);
    std::printf("{\"tickets\":%d,\"seconds\":%.4f,\"us_per_ticket\":%.1f,\"first_us\":%.1f,\"width\":%d,\"height\":%d,\"black\":%ld}\n", tickets,
                total_us / 1e6, total_us / tickets, first_us, kWidth, sample.height, sample.black);
    return sample.height == kHeight && drawn.black > 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv)
{
    std::string const arm = argc > 1 ? argv[1] : "";
    int const tickets = argc > 2 ? std::atoi(argv[2]) : 0;
    if ((arm != "ours" && arm != "plain") || tickets < 1) {
        std::fprintf(stderr, "usage: bench_raster ours|plain TICKETS [ASSETS]\n");
        return 2;
    }
    if (arm == "plain") {
        if (TTF_Init() != 0) return 1;
        PlainRaster raster;
        return measure(tickets, [&raster](Ticket const& ticket) { return raster.draw(ticket); });
    }
    auto raster = OurRaster::open(argc > 3 ? argv[3] : SADUAK_ASSETS_DIR);
    if (!raster) {
        std::fprintf(stderr, "bench_raster: %s\n", raster.error().context.c_str());
        return 1;
    }
    return measure(tickets, [&raster](Ticket const& ticket) { return raster->draw(ticket); });
}
