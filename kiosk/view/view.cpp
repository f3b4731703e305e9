#include "kiosk/view/view.hpp"

#include <algorithm>

#include "kiosk/view/page.hpp"

namespace saduak::kiosk {

DisplayList view(Model const& model, Instant now, ViewContext const& context)
{
    Page page(model, now, context);
    switch (model.panel) {
    case Panel::none: std::visit([&](auto const& screen) { draw(page, model, screen); }, model.screen); break;
    case Panel::languages: draw_languages(page); break;
    case Panel::access: draw_access(page, model.access, std::find(model.voices.begin(), model.voices.end(), model.lang) != model.voices.end()); break;
    }
    return page.take();
}

}  // namespace saduak::kiosk
