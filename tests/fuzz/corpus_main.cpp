// Replays kept inputs through a fuzz target in builds without libFuzzer: each file of the folders named, then each
// file's beginnings, so that even a small corpus meets every "the bytes end here".
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

int main(int argc, char** argv)
{
    constexpr std::size_t kBeginningsMax = 64;
    std::size_t count = 0;
    for (int i = 1; i < argc; ++i)
        for (auto const& entry : std::filesystem::directory_iterator(argv[i])) {
            std::ifstream file(entry.path(), std::ios::binary);
            std::vector<char> const content{std::istreambuf_iterator<char>(file), {}};
            std::cout << entry.path().filename().string() << " " << content.size() << "\n" << std::flush;
            std::vector<std::uint8_t> const bytes(content.begin(), content.end());
            std::size_t const step = bytes.size() / kBeginningsMax + 1;
            for (std::size_t size = 0; size < bytes.size(); size += step) LLVMFuzzerTestOneInput(bytes.data(), size);
            LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
            ++count;
        }
    std::cout << count << " inputs replayed\n";
    if (count == 0) std::cerr << "no inputs: the corpus is missing\n";
    return count == 0 ? 1 : 0;
}
