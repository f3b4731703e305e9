// escpos-dump: what a printer would make of a file of ESC/POS bytes.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "drivers/escpos/decoder.hpp"
#include "drivers/printer/record.hpp"
#include "drivers/raster/png.hpp"

namespace {

using namespace saduak;
using namespace saduak::drivers;

constexpr char kUsage[] = "usage: escpos-dump [FILE] [--width DOTS] [--png FOLDER] [--record] [--help]\n";
constexpr char kHelp[] = R"(
Lists the commands of ESC/POS bytes, one a line with its offset. Without FILE, or with -, from standard input.

  --width DOTS   printable dots of a line, 8 to 8192; 576 unless given
  --png FOLDER   writes each cut ticket as FOLDER/ticket-N.png and paper that was not cut as FOLDER/hanging.png
  --record       FILE is a kiosk's record of its printer ([printer] record = ...): lists what the printer took
  --help         this

Exit codes: 0 decoded, 1 malformed commands or a failed read or write, 2 wrong usage.
)";
// More is no ticket: a file that was taken by mistake is not read to its end.
constexpr std::size_t kInputBytesMax = 256U << 20U;

struct Options {
    bool help = false;
    bool record = false;
    std::string file = "-";
    std::string folder;
    int width_dots = 576;
};

std::optional<Options> parse(int argc, char** argv)
{
    Options options;
    bool named = false;
    for (int i = 1; i < argc; ++i) {
        std::string const word = argv[i];
        if (word == "--help") options.help = true;
        else if (word == "--record") options.record = true;
        else if (word == "--width" && i + 1 < argc) options.width_dots = std::atoi(argv[++i]);
        else if (word == "--png" && i + 1 < argc) options.folder = argv[++i];
        else if (!std::exchange(named, true) && (word == "-" || !word.starts_with("-"))) options.file = word;
        else return std::nullopt;
    }
    bool const valid = options.width_dots >= 8 && options.width_dots <= escpos::kDecodedWidthMax;
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

Result<std::string> read_input(std::string const& file)
{
    std::ifstream named;
    if (file != "-") {
        named.open(file, std::ios::binary);
        if (!named) return fail(Errc::not_found, "cannot read " + file);
    }
    std::istream& input = file == "-" ? std::cin : named;
    std::string text;
    std::array<char, 65'536> piece{};
    while (input.read(piece.data(), piece.size()) || input.gcount() > 0) {
        text.append(piece.data(), static_cast<std::size_t>(input.gcount()));
        if (text.size() > kInputBytesMax) return fail(Errc::invalid_argument, file + " is larger than 256 MiB");
    }
    if (input.bad()) return fail(Errc::io, "cannot read " + file);
    return text;
}

// What the printer took, of all conversations in a record.
Result<Bytes> taken_bytes(std::string const& text)
{
    SADUAK_TRY(auto const conversations, parse_record(text));
    Bytes bytes;
    for (Conversation const& conversation : conversations)
        for (RecordedLine const& line : conversation.lines)
            if (auto const* written = std::get_if<RecordedWrite>(&line.what)) bytes.insert(bytes.end(), written->taken.begin(), written->taken.end());
    return bytes;
}

Result<int> dump(Options const& options)
{
    SADUAK_TRY(std::string const text, read_input(options.file));
    Bytes bytes(as_bytes(text).begin(), as_bytes(text).end());
    if (options.record) {
        SADUAK_TRY(bytes, taken_bytes(text).map_error(in(options.file)));
    }
    auto const decoded = escpos::decode(bytes, options.width_dots);
    int code = 0;
    for (escpos::Command const& command : decoded.commands) {
        std::printf("%8llu  %s\n", static_cast<unsigned long long>(command.offset), escpos::describe(command.action).c_str());
        if (std::holds_alternative<escpos::Malformed>(command.action)) code = 1;
    }
    if (!options.folder.empty()) {
        SADUAK_TRY_STATUS(write_pictures(options.folder, decoded));
    }
    return code;
}

}  // namespace

int main(int argc, char** argv)
{
    auto const options = parse(argc, argv);
    if (!options) {
        std::cerr << kUsage;
        return 2;
    }
    if (options->help) {
        std::cout << kUsage << kHelp;
        return 0;
    }
    auto const code = dump(*options);
    if (code) return *code;
    std::cerr << "escpos-dump: " << code.error().context << "\n";
    return 1;
}
