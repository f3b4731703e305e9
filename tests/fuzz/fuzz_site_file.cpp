// Any text as a site file: refused with a reason, or a site that the log takes and gives back the same.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/assert.hpp"
#include "core/domain/event.hpp"
#include "core/wire/event_json.hpp"
#include "server/setup/site_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    using namespace saduak;
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    // A calendar may be named by its path: none of this machine's files is to be read, least of all a device.
    if (text.find("calendar") != std::string_view::npos && text.find_first_of("/\\") != std::string_view::npos) return 0;
    auto const site = server::parse_site_file(text, "no-folder/site.toml", "no-folder");
    if (!site) {
        SADUAK_ASSERT(!site.error().context.empty());
        return 0;
    }
    std::string const written = wire::encode_body(domain::SiteConfigured{*site});
    auto const again = wire::decode_body("site.configured", written);
    SADUAK_ASSERT(again && wire::encode_body(*again) == written);
    return 0;
}
