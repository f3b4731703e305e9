#include "kiosk/view/view.hpp"

#include "kiosk/view/page.hpp"

namespace saduak::kiosk {

DisplayList view(Model const& model, Instant now, ViewContext const& context)
{
    Page page(model, now, context);
    std::visit([&](auto const& screen) { draw(page, model, screen); }, model.screen);
    return page.take();
}

}  // namespace saduak::kiosk
