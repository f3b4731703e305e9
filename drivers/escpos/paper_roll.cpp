#include "drivers/escpos/paper_roll.hpp"

#include <utility>

#include "core/base/assert.hpp"
#include "core/base/overloaded.hpp"

namespace saduak::drivers::escpos {

PaperRoll::PaperRoll(int width_dots) : width_dots_(width_dots), hanging_(width_dots, 0) { SADUAK_ASSERT(width_dots >= 8 && width_dots <= 8192); }

void PaperRoll::apply(Action const& action)
{
    auto const visitor = overloaded{
        [this](Initialise const&) { side_ = Side::left; },
        [this](Align const& align) { side_ = align.side; },
        [this](Raster const& raster) { print(raster.picture); },
        [this](NativeQr const& qr) {
            if (auto const matrix = make_qr(qr.text, qr.level)) {
                Bitmap picture(matrix->side() * qr.module_dots, matrix->side() * qr.module_dots);
                draw_qr(picture, *matrix, 0, 0, qr.module_dots);
                print(picture);
            }
        },
        [this](LineFeed const& feed) { hanging_.append_blank_rows(feed.lines * kLineRows); },
        [this](DotFeed const& feed) { hanging_.append_blank_rows(feed.rows); },
        [this](CutPaper const& knife) {
            hanging_.append_blank_rows(knife.feed_rows);
            cut();
        },
        [](auto const&) {},
    };
    std::visit(visitor, action);
}

void PaperRoll::print(Bitmap const& picture)
{
    int const free = width_dots_ - picture.width();
    int x = 0;
    switch (side_) {
    case Side::left: break;
    case Side::centre: x = free / 2; break;
    case Side::right: x = free; break;
    }
    if (x <= 0) {
        if (!picture.empty()) hanging_.append_rows(picture.bytes(), picture.stride());
        return;
    }
    int const first = hanging_.height();
    hanging_.append_blank_rows(picture.height());
    hanging_.draw(picture, x, first);
}

void PaperRoll::cut()
{
    ++ticket_count_;
    kept_bytes_ += hanging_.bytes().size();
    tickets_.push_back(std::exchange(hanging_, Bitmap(width_dots_, 0)));
    while (tickets_.size() > kTicketsMax || (kept_bytes_ > kKeptBytesMax && tickets_.size() > 1)) {
        kept_bytes_ -= tickets_.front().bytes().size();
        tickets_.pop_front();
    }
}

}  // namespace saduak::drivers::escpos
