#include "core/base/result.hpp"

namespace saduak {

std::string_view to_string(Errc code)
{
    switch (code) {
    case Errc::invalid_argument: return "invalid_argument";
    case Errc::parse: return "parse";
    case Errc::not_found: return "not_found";
    case Errc::already_exists: return "already_exists";
    case Errc::permission: return "permission";
    case Errc::io: return "io";
    case Errc::full: return "full";
    case Errc::timeout: return "timeout";
    case Errc::disconnected: return "disconnected";
    case Errc::corrupt: return "corrupt";
    case Errc::busy: return "busy";
    case Errc::unsupported: return "unsupported";
    case Errc::internal: return "internal";
    }
    return "internal";
}

}  // namespace saduak
