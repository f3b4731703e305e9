// The browser programs: every file of the web folder, read once at start and served from memory, so that no request names a
// path on the disk.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "server/http/message.hpp"

namespace saduak::server {

class StaticFiles {
public:
    // Regular files below `root`, 64 MiB in all at most. A missing folder is no error: pages then say that they are not built.
    [[nodiscard]] static Result<StaticFiles> load(std::filesystem::path const& root);
    StaticFiles() = default;

    // For GET and HEAD: the file, or index.html for the pages' own addresses (/counter, /display/…), 304, or 404.
    [[nodiscard]] Response find(Request const& request) const;

private:
    struct File {
        std::shared_ptr<std::string const> content;
        std::shared_ptr<std::string const> packed;  // by gzip; null where that gains nothing
        std::string_view content_type;
        std::string etag;
        bool immutable = false;  // its name carries a hash of its content
    };
    std::map<std::string, File, std::less<>> files_;  // by path: "/assets/main-1a2b.js"
};

[[nodiscard]] std::string_view content_type_of(std::string_view file_name);
// Whether the browser program knows the path as one of its pages.
[[nodiscard]] bool is_page_path(std::string_view path);

}  // namespace saduak::server
