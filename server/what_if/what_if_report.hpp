// What `saduak-server what-if` answers with: a table for people, JSON for scripts (docs/CALLING_ORDER.md).
#pragma once

#include <string>

#include "core/metrics/what_if.hpp"

namespace saduak::server {

struct WhatIfReport {
    metrics::ReplayDay const& day;
    domain::SiteConfig const& changed;
    std::string const& policy_file;  // its name
    metrics::WhatIf const& answer;
};

[[nodiscard]] std::string what_if_text(WhatIfReport const& report);
[[nodiscard]] std::string what_if_json(WhatIfReport const& report);

}  // namespace saduak::server
