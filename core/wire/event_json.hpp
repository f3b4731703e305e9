// The body of an event as the log's JSON text, and back.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/domain/event.hpp"

namespace saduak::wire {

inline constexpr std::size_t kEventBodyMax = std::size_t{1024} * 1024;  // bytes; a site's configuration is the longest

[[nodiscard]] std::string encode_body(domain::EventBody const& body);
// `type` is domain::type_name of it. Errc::parse for an unknown type or a body that does not fit it.
[[nodiscard]] Result<domain::EventBody> decode_body(std::string_view type, std::string_view text);

// The same for one body after another, as a long log has them, in memory that is used again. One thread.
class BodyDecoder {
public:
    BodyDecoder();
    ~BodyDecoder();

    // As decode_body. After a fault `body` holds anything.
    [[nodiscard]] Status decode(std::string_view type, std::string_view text, domain::EventBody& body);

private:
    struct Memory;
    std::unique_ptr<Memory> memory_;
};

[[nodiscard]] std::string encode_site_config(domain::SiteConfig const& config);
[[nodiscard]] Result<domain::SiteConfig> decode_site_config(std::string_view text);

}  // namespace saduak::wire
