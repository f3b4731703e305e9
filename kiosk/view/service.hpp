// What the screens say of a service.
#pragma once

#include <string>

#include "kiosk/view/page.hpp"

namespace saduak::kiosk {

// How many wait and about how long; of a closed service: why, and when it opens. Empty where nobody tells.
[[nodiscard]] std::string waiting_words(Page const& page, ServiceOffer const& service);

}  // namespace saduak::kiosk
