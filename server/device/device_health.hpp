// What the link knows of a device since this server started.
#pragma once

#include <optional>
#include <string>

#include "core/base/time.hpp"
#include "core/wire/message.hpp"

namespace saduak::server {

struct DeviceHealth {
    bool connected = false;
    Instant last_contact;                      // it was heard of
    Instant caught_up_at;                      // by then it had sent all that it has; unset: not known
    std::string version;                       // of its program
    std::optional<wire::DeviceReport> report;  // the last one of its own; nothing: it says none
    std::optional<Millis> clock_ahead;         // its wall clock before ours at its last greeting; nothing: it does not trust its clock
};

}  // namespace saduak::server
