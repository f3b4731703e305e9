// The folder that holds everything a program keeps, owned by one process at a time.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.hpp"

namespace saduak::platform {

class DataFolder {
public:
    // Makes the folder (mode 0700) where absent and locks it. Errc::busy: another process has it, `context` names it and its
    // process id; permission: not writable.
    [[nodiscard]] static Result<DataFolder> lock(std::filesystem::path const& path, std::string const& program);

    DataFolder(DataFolder&& other) noexcept;
    DataFolder& operator=(DataFolder&&) = delete;
    ~DataFolder();

    [[nodiscard]] std::filesystem::path const& path() const { return path_; }

private:
    DataFolder(std::filesystem::path path, int file) : path_(std::move(path)), file_(file) {}
    std::filesystem::path path_;
    int file_;  // holds the lock; -1 when moved from
};

}  // namespace saduak::platform
