// A text file that is there whole, or not at all: written beside its name, synced, then named.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "core/base/result.hpp"
#include "platform/entropy.hpp"

namespace saduak::server {

class NewFile {
public:
    // `name`.part is written, for its owner alone; it goes when this does, unless it got its name.
    explicit NewFile(std::filesystem::path name);
    ~NewFile();
    NewFile(NewFile const&) = delete;
    NewFile& operator=(NewFile const&) = delete;

    [[nodiscard]] std::filesystem::path const& part() const { return part_; }
    // Errc::full: it cannot be written.
    [[nodiscard]] Status line(std::string const& text);
    // To the disk; the file's SHA-256. Nothing is written after it. Errc::io.
    [[nodiscard]] Result<std::string> finish();
    // Its own name from now on, in the place of what had it. After finish(). Errc::io.
    [[nodiscard]] Status take_name();

private:
    std::filesystem::path name_;
    std::filesystem::path part_;
    std::ofstream out_;
    platform::Sha256 sha_;
    bool named_ = false;
};

}  // namespace saduak::server
