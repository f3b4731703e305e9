#include "server/http/static_files.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

#include "platform/entropy.hpp"
#include "server/http/finish.hpp"

namespace saduak::server {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kTotalMax_bytes = 64 * 1024 * 1024;

struct Suffix {
    std::string_view suffix;
    std::string_view type;
};
constexpr std::array kTypes{Suffix{".html", "text/html; charset=utf-8"},
                            Suffix{".js", "text/javascript; charset=utf-8"},
                            Suffix{".css", "text/css; charset=utf-8"},
                            Suffix{".json", "application/json"},
                            Suffix{".svg", "image/svg+xml"},
                            Suffix{".png", "image/png"},
                            Suffix{".jpg", "image/jpeg"},
                            Suffix{".webp", "image/webp"},
                            Suffix{".ico", "image/x-icon"},
                            Suffix{".woff2", "font/woff2"},
                            Suffix{".woff", "font/woff"},
                            Suffix{".ttf", "font/ttf"},
                            Suffix{".mp3", "audio/mpeg"},
                            Suffix{".ogg", "audio/ogg"},
                            Suffix{".wav", "audio/wav"},
                            Suffix{".txt", "text/plain; charset=utf-8"},
                            Suffix{".webmanifest", "application/manifest+json"}};

constexpr std::array<std::string_view, 10> kPages{"/",        "/account",   "/api",       "/privacy", "/setup",
                                                  "/counter", "/dashboard", "/standards", "/admin",   "/index.html"};
constexpr std::array<std::string_view, 3> kPagesWithId{"/display/", "/t/", "/public/"};

// Pictures, sounds and fonts are packed already.
bool gains_by_gzip(std::string_view type)
{
    return type.starts_with("text/") || type.starts_with("application/json") || type.starts_with("application/manifest") || type == "image/svg+xml";
}

Result<std::string> read_file(fs::path const& path)
{
    std::ifstream in(path, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (!in) return fail(Errc::io, "reading " + path.string());
    return text;
}

}  // namespace

std::string_view content_type_of(std::string_view file_name)
{
    for (auto const& [suffix, type] : kTypes)
        if (file_name.ends_with(suffix)) return type;
    return "application/octet-stream";
}

bool is_page_path(std::string_view path)
{
    if (std::find(kPages.begin(), kPages.end(), path) != kPages.end()) return true;
    return std::any_of(kPagesWithId.begin(), kPagesWithId.end(), [path](std::string_view page) {
        return path.size() > page.size() && path.starts_with(page) && path.find('/', page.size()) == std::string_view::npos;
    });
}

Result<StaticFiles> StaticFiles::load(fs::path const& root)
{
    StaticFiles result;
    std::error_code ec;
    if (!fs::is_directory(root, ec)) return result;
    std::size_t total = 0;
    for (fs::recursive_directory_iterator at(root, ec), end; !ec && at != end; at.increment(ec)) {
        if (!at->is_regular_file() || at->is_symlink()) continue;
        SADUAK_TRY(std::string content, read_file(at->path()));
        total += content.size();
        if (total > kTotalMax_bytes) return fail(Errc::full, root.string() + " holds more than 64 MiB: is it the web folder?");
        std::string const path = "/" + fs::relative(at->path(), root).generic_string();
        std::string etag = "W/\"" + platform::sha256_hex(content).substr(0, 32) + "\"";
        bool const immutable = path.starts_with("/assets/");
        File file{std::make_shared<std::string const>(std::move(content)), nullptr, content_type_of(path), std::move(etag), immutable};
        if (gains_by_gzip(file.content_type)) {
            std::string packed = gzip(*file.content);
            if (!packed.empty() && packed.size() < file.content->size()) file.packed = std::make_shared<std::string const>(std::move(packed));
        }
        result.files_[path] = std::move(file);
    }
    if (ec) return fail(Errc::io, "reading " + root.string() + ": " + ec.message());
    return result;
}

Response StaticFiles::find(Request const& request) const
{
    if (request.method != Method::get && request.method != Method::head) return problem(405, "bad_request", "this address is for reading");
    std::string path;
    bool const readable = percent_decode(request.path, PlusIs::plus, path);
    auto file = readable ? files_.find(path) : files_.end();
    bool const page = readable && file == files_.end() && is_page_path(path);
    if (page) file = files_.find("/index.html");
    if (page && file == files_.end()) return problem(503, "not_found", "the web pages are not built: run the build, or set the web folder");
    if (file == files_.end()) return problem(404, "not_found", "there is no such page");
    Response response;
    response.content_type = file->second.content_type;
    response.headers.emplace_back("ETag", file->second.etag);
    response.headers.emplace_back("Cache-Control", file->second.immutable ? "public, max-age=31536000, immutable" : "no-cache");
    if (file->second.packed) response.headers.emplace_back("Vary", "Accept-Encoding");
    if (etag_matches(request.if_none_match, file->second.etag)) {
        response.status = 304;
        return response;
    }
    bool const packed = file->second.packed && takes_gzip(request.accept_encoding);
    if (packed) response.headers.emplace_back("Content-Encoding", "gzip");
    response.shared_body = packed ? file->second.packed : file->second.content;
    return response;
}

}  // namespace saduak::server
