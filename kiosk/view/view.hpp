// The screen of a model. Pure: the same arguments give the same list.
#pragma once

#include "core/base/time.hpp"
#include "kiosk/display_list.hpp"
#include "kiosk/model.hpp"
#include "kiosk/theme.hpp"

namespace saduak::kiosk {

struct ScreenSize {
    int width = 1080;  // pixels; portrait or landscape
    int height = 1920;
    double px_per_mm = 4.0;
};

// What a view needs besides the model; all of it outlives the call.
struct ViewContext {
    Theme const& theme;
    Messages const& messages;
    ScreenSize screen;
};

[[nodiscard]] DisplayList view(Model const& model, Instant now, ViewContext const& context);

}  // namespace saduak::kiosk
