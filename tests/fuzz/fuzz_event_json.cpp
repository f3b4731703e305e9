// Any text as the body of any event: refused, or read and written to the same again. The first line names the type.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/assert.hpp"
#include "core/wire/event_json.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    using namespace saduak;
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    auto const line_end = text.find('\n');
    if (line_end == std::string_view::npos) return 0;
    std::string_view const type = text.substr(0, line_end);
    auto const body = wire::decode_body(type, text.substr(line_end + 1));
    if (!body) {
        SADUAK_ASSERT(!body.error().context.empty());
        return 0;
    }
    SADUAK_ASSERT(domain::type_name(*body) == type);
    std::string const written = wire::encode_body(*body);
    auto const again = wire::decode_body(type, written);
    SADUAK_ASSERT(again && wire::encode_body(*again) == written);
    return 0;
}
