// Any text as a message of the device link: refused, or read and written to what reads the same again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "core/wire/message.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    using namespace saduak::wire;
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    auto const message = decode(text);
    if (!message) return 0;
    std::string const written = encode(*message);
    auto const again = decode(written);
    // A field that is at its length limit may grow by escapes; then the second reading may refuse it.
    if (again && (again->index() != message->index() || encode(*again) != written)) std::abort();
    if (auto const* command = std::get_if<CommandMessage>(&*message))
        if (auto const body = decode_device_command(command->body))
            if (!decode_device_command(encode_device_command(*body))) std::abort();
    return 0;
}
