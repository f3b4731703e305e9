// The server's own log, on standard error: one line an event, "word key=value …", as text or as JSON objects.
#pragma once

#include <string>

namespace saduak::server {

enum class LogForm { text, json };

// Once, before anything is logged.
void set_up_log(LogForm form);
// debug, info, warn, error.
void set_log_level(std::string const& level);

}  // namespace saduak::server
