// escpos-dump: what a printer would make of a file of ESC/POS bytes.
//   escpos-dump FILE [--width DOTS] [--png FOLDER]
// Prints one line per command; with --png writes each cut ticket as FOLDER/ticket-N.png, and paper that was not cut as
// FOLDER/hanging.png. Exit codes: 0 decoded, 1 malformed commands or a failed read or write, 2 wrong usage.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>

#include "drivers/escpos/decoder.hpp"
#include "drivers/raster/png.hpp"

namespace {

using namespace saduak;
using namespace saduak::drivers;

struct Options {
    std::string file;
    std::string folder;
    int width_dots = 576;
};

std::optional<Options> parse(int argc, char** argv)
{
    Options options;
    for (int i = 1; i < argc; ++i) {
        std::string const word = argv[i];
        if (word == "--width" && i + 1 < argc) options.width_dots = std::atoi(argv[++i]);
        else if (word == "--png" && i + 1 < argc) options.folder = argv[++i];
        else if (options.file.empty() && !word.starts_with("--")) options.file = word;
        else return std::nullopt;
    }
    bool const valid = !options.file.empty() && options.width_dots >= 8 && options.width_dots <= escpos::kDecodedWidthMax;
    return valid ? std::optional(options) : std::nullopt;
}

Status write_pictures(std::filesystem::path const& folder, escpos::Decoded const& decoded)
{
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return fail(Errc::io, "cannot create " + folder.string() + ": " + error.message());
    for (std::size_t i = 0; i < decoded.tickets.size(); ++i) {
        if (decoded.tickets[i].empty()) continue;
        SADUAK_TRY_STATUS(write_png(folder / ("ticket-" + std::to_string(i + 1) + ".png"), decoded.tickets[i]));
    }
    if (decoded.hanging.empty()) return {};
    return write_png(folder / "hanging.png", decoded.hanging);
}

}  // namespace

int main(int argc, char** argv)
{
    auto const options = parse(argc, argv);
    if (!options) {
        std::cerr << "usage: escpos-dump FILE [--width DOTS] [--png FOLDER]\n";
        return 2;
    }
    std::ifstream file(options->file, std::ios::binary);
    std::string const text{std::istreambuf_iterator<char>(file), {}};
    if (!file) {
        std::cerr << "escpos-dump: cannot read " << options->file << "\n";
        return 1;
    }
    auto const decoded = escpos::decode(as_bytes(text), options->width_dots);
    int code = 0;
    for (escpos::Command const& command : decoded.commands) {
        std::printf("%8llu  %s\n", static_cast<unsigned long long>(command.offset), escpos::describe(command.action).c_str());
        if (std::holds_alternative<escpos::Malformed>(command.action)) code = 1;
    }
    if (!options->folder.empty())
        if (auto const written = write_pictures(options->folder, decoded); !written) {
            std::cerr << "escpos-dump: " << written.error().context << "\n";
            code = 1;
        }
    return code;
}
