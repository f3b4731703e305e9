#include "kiosk/damage.hpp"

#include <algorithm>

namespace saduak::kiosk {

namespace {

constexpr std::int64_t kMostPercent = 70;  // of the screen: beyond it one rectangle costs less than many

// For each item whether it is in a longest common subsequence of both lists. Some hundred items at most: a table is cheap.
struct Kept {
    std::vector<bool> before;
    std::vector<bool> after;
};
Kept kept_items(std::vector<Item> const& before, std::vector<Item> const& after)
{
    std::size_t const rows = before.size();
    std::size_t const columns = after.size();
    std::vector<std::uint16_t> longest((rows + 1) * (columns + 1), 0);
    auto const at = [columns](std::size_t row, std::size_t column) { return row * (columns + 1) + column; };
    for (std::size_t i = rows; i-- > 0;)
        for (std::size_t k = columns; k-- > 0;)
            longest[at(i, k)] = before[i] == after[k] ? static_cast<std::uint16_t>(longest[at(i + 1, k + 1)] + 1)
                                                      : std::max(longest[at(i + 1, k)], longest[at(i, k + 1)]);
    Kept kept{std::vector<bool>(rows), std::vector<bool>(columns)};
    for (std::size_t i = 0, k = 0; i < rows && k < columns;) {
        if (before[i] == after[k]) kept.before[i++] = kept.after[k++] = true;
        else if (longest[at(i + 1, k)] >= longest[at(i, k + 1)]) ++i;
        else ++k;
    }
    return kept;
}

// Joined as long as any two meet, so that no pixel is drawn twice.
void add(std::vector<Rect>& rects, Rect area)
{
    for (std::size_t i = 0; i < rects.size();) {
        if (intersection(rects[i], area).empty()) {
            ++i;
            continue;
        }
        area = hull(rects[i], area);
        rects.erase(rects.begin() + static_cast<std::ptrdiff_t>(i));
        i = 0;
    }
    rects.push_back(area);
}

}  // namespace

Rect extent(Item const& item)
{
    Rect const area = std::visit([](auto const& shape) { return shape.area; }, item);
    auto const* text = std::get_if<Text>(&item);
    return text == nullptr ? area : Rect{area.x - text->size_px / 2, area.y - text->size_px, area.w + text->size_px, area.h + 2 * text->size_px};
}

std::vector<Rect> damage(DisplayList const& before, DisplayList const& after)
{
    Rect const screen{0, 0, after.width, after.height};
    if (before.width != after.width || before.height != after.height) return {screen};
    Kept const kept = kept_items(before.items, after.items);
    std::vector<Rect> rects;
    auto const add_changed = [&](std::vector<Item> const& items, std::vector<bool> const& same) {
        for (std::size_t i = 0; i < items.size(); ++i)
            if (Rect const area = intersection(extent(items[i]), screen); !same[i] && !area.empty()) add(rects, area);
    };
    add_changed(before.items, kept.before);
    add_changed(after.items, kept.after);
    std::int64_t pixels = 0;
    for (Rect const& rect : rects) pixels += std::int64_t{rect.w} * rect.h;
    if (pixels * 100 > std::int64_t{screen.w} * screen.h * kMostPercent) return {screen};
    return rects;
}

}  // namespace saduak::kiosk
