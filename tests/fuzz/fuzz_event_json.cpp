// Any text as the body of any event: refused, or read and written to the same again. The first byte chooses the type.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "core/wire/event_json.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    using namespace saduak;
    static constexpr std::array<std::string_view, 8> kTypes{"site.configured", "ticket.issued", "ticket.paper",    "ticket.finished",
                                                            "rating.received", "day.closed",    "ticket.imported", "import.finished"};
    if (size == 0) return 0;
    std::string_view const type = kTypes[data[0] % kTypes.size()];
    auto const body = wire::decode_body(type, std::string_view(reinterpret_cast<char const*>(data) + 1, size - 1));
    if (!body) return 0;
    std::string const written = wire::encode_body(*body);
    auto const again = wire::decode_body(type, written);
    if (!again || wire::encode_body(*again) != written) std::abort();
    return 0;
}
