#include "drivers/escpos/decoder.hpp"

#include <algorithm>

#include "drivers/escpos/paper_roll.hpp"

namespace saduak::drivers::escpos {

std::vector<Command> Decoder::feed(ByteView bytes)
{
    std::vector<Command> commands;
    pending_.insert(pending_.end(), bytes.begin(), bytes.end());
    std::size_t at = 0;
    while (at < pending_.size()) {
        Step step = read_command(ByteView(pending_).subspan(at), memory_);
        if (step.size == 0) break;
        if (step.action) commands.push_back({offset_ + at, std::move(*step.action)});
        at += step.size;
    }
    pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(at));
    offset_ += at;
    return commands;
}

std::optional<Command> Decoder::finish()
{
    if (pending_.empty()) return std::nullopt;
    std::string reason = "the stream ends inside a command (" + to_hex(ByteView(pending_).first(std::min<std::size_t>(pending_.size(), 8))) + ")";
    Command command{offset_, Malformed{std::move(reason)}};
    offset_ += pending_.size();
    pending_.clear();
    return command;
}

Decoded decode(ByteView bytes, int width_dots)
{
    // In slices, so that a listing that stops early has not been made in full before.
    constexpr std::size_t kSlice = 4096;
    Decoded decoded;
    Decoder decoder;
    PaperRoll roll(width_dots);
    auto const keep = [&](Command command) {
        roll.apply(command.action);
        decoded.commands.push_back(std::move(command));
    };
    for (std::size_t at = 0; at < bytes.size() && decoded.commands.size() < kCommandsMax; at += kSlice)
        for (Command& command : decoder.feed(bytes.subspan(at, std::min(kSlice, bytes.size() - at)))) {
            if (decoded.commands.size() + 1 == kCommandsMax) {
                keep({command.offset, Malformed{"the listing stops here: too many commands"}});
                break;
            }
            keep(std::move(command));
        }
    if (decoded.commands.size() < kCommandsMax)
        if (auto command = decoder.finish()) keep(std::move(*command));
    decoded.tickets.assign(roll.tickets().begin(), roll.tickets().end());
    decoded.hanging = roll.hanging();
    return decoded;
}

}  // namespace saduak::drivers::escpos
