// Pictures that were approved: where they lie, what they were made with, and when they are made anew.
#pragma once

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

namespace saduak::golden {

inline std::filesystem::path const kFolder = SADUAK_SOURCE_DIR "/tests/golden/kiosk";
inline std::filesystem::path const kActual = std::filesystem::temp_directory_path() / "saduak-golden-actual";

inline bool updating()
{
    char const* const asked = std::getenv("SADUAK_UPDATE_GOLDEN");
    return asked != nullptr && std::string(asked) == "1";
}

// What a command prints on standard output.
inline std::string output_of(std::string const& command)
{
    std::string text;
    if (FILE* const pipe = ::popen((command + " 2>/dev/null").c_str(), "r")) {
        std::array<char, 256> buffer{};
        while (std::fgets(buffer.data(), buffer.size(), pipe) != nullptr) text += buffer.data();
        ::pclose(pipe);
    }
    return text;
}

// What decides how letters look, as Debian names it.
inline std::string installed_packages()
{
    return output_of("dpkg-query -W -f '${Package} ${Version}\\n' fonts-sil-padauk fonts-tlwg-loma-ttf fonts-wqy-microhei libfreetype6 libharfbuzz0b "
                     "libsdl2-ttf-2.0-0 libthai0");
}

inline std::string golden_packages()
{
    std::ifstream input(kFolder / "packages.txt");
    return {std::istreambuf_iterator<char>(input), {}};
}

// True: there is nothing to compare with on this machine.
inline bool skipped()
{
    if (updating()) {
        std::filesystem::create_directories(kFolder);
        std::ofstream(kFolder / "packages.txt") << installed_packages();
        return false;
    }
    if (installed_packages() == golden_packages()) return false;
    std::cerr << "SKIPPED: the golden pictures were made with\n" << golden_packages() << "and here is\n" << installed_packages();
    return true;
}

}  // namespace saduak::golden
