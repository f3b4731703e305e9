// A port whose answers a test writes down beforehand.
#pragma once

#include <deque>
#include <functional>

#include "drivers/printer/port.hpp"

namespace saduak::drivers {

// What was written is kept in `written`; `on_write` may push bytes to `replies` and decides what happens to the write.
class ScriptedPort final : public PrinterPort {
public:
    struct Script {
        Bytes written;
        std::deque<Bytes> replies;
        std::function<Result<std::size_t>(Script&, ByteView)> on_write = [](Script&, ByteView bytes) -> Result<std::size_t> { return bytes.size(); };
    };

    explicit ScriptedPort(Script& script) : script_(script) {}

    Result<std::size_t> write(ByteView bytes, Millis) override
    {
        auto const count = script_.on_write(script_, bytes);
        if (count) script_.written.insert(script_.written.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(*count));
        return count;
    }
    Result<Bytes> read(Millis) override
    {
        if (script_.replies.empty()) return Bytes{};
        Bytes bytes = script_.replies.front();
        script_.replies.pop_front();
        return bytes;
    }
    std::string description() const override { return "scripted port"; }

private:
    Script& script_;
};

}  // namespace saduak::drivers
