// The parts of an http or https URL, as libcurl reads it: what is checked here is what it connects to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace saduak::platform {

struct Url {
    std::string scheme;  // "http", "https"
    std::string host;    // lower case; an IPv6 address without brackets; an IPv4 address in four decimal numbers, however it was written
    std::uint16_t port = 0;
    std::string path;  // with its query, begins with '/'

    // "https://hooks.example:8443", without a path; the port only where it is not the scheme's own.
    [[nodiscard]] std::string server() const;
};

// Errc::invalid_argument: not such a URL, with a user name, a password or a fragment, or longer than 2,000 bytes.
[[nodiscard]] Result<Url> parse_url(std::string_view text);

}  // namespace saduak::platform
