#include "platform/sqlite_copy.hpp"

#include <cerrno>
#include <cstring>
#include <memory>

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

namespace saduak::platform {
namespace {

constexpr int kPagesAtOnce = 2048;

struct CloseDatabase {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
using Handle = std::unique_ptr<sqlite3, CloseDatabase>;

Errc errc_of(int code)
{
    switch (code & 0xFF) {
    case SQLITE_FULL: return Errc::full;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return Errc::corrupt;
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM: return Errc::permission;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return Errc::busy;
    default: return Errc::io;
    }
}

tl::unexpected<Error> failed(std::string const& what, int code) { return fail(errc_of(code), what + ": " + sqlite3_errstr(code)); }

Result<Handle> open(std::string const& path, int flags)
{
    sqlite3* raw = nullptr;
    int const code = sqlite3_open_v2(path.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    Handle handle(raw);
    if (code != SQLITE_OK) return failed("opening " + path, code);
    sqlite3_busy_timeout(raw, 5000);
    return handle;
}

Status run(Handle const& database, char const* sql, std::string const& what)
{
    int const code = sqlite3_exec(database.get(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return failed(what, code);
    return {};
}

Status copy_pages(Handle const& from, Handle const& to, CopyProgress const& progress)
{
    sqlite3_backup* backup = sqlite3_backup_init(to.get(), "main", from.get(), "main");
    if (backup == nullptr) return failed("copying", sqlite3_errcode(to.get()));
    int code = SQLITE_OK;
    while (code == SQLITE_OK) {
        code = sqlite3_backup_step(backup, kPagesAtOnce);
        std::int64_t const total = sqlite3_backup_pagecount(backup);
        if (progress) progress(total - sqlite3_backup_remaining(backup), total);
    }
    sqlite3_backup_finish(backup);
    if (code != SQLITE_DONE) return failed("copying", code);
    return {};
}

Status sync_path(std::string const& path, int flags)
{
    int const fd = ::open(path.c_str(), flags | O_CLOEXEC);
    if (fd < 0) return fail(Errc::io, "opening " + path + ": " + std::strerror(errno));
    int const code = ::fsync(fd);
    int const error = errno;
    ::close(fd);
    if (code != 0) return fail(error == ENOSPC ? Errc::full : Errc::io, "syncing " + path + ": " + std::strerror(error));
    return {};
}

Status copy_into(std::string const& from_path, std::string const& to_path, CopyProgress const& progress)
{
    SADUAK_TRY(Handle const from, open(from_path, SQLITE_OPEN_READONLY));
    SADUAK_TRY(Handle const to, open(to_path, SQLITE_OPEN_READWRITE));
    // One read transaction for the whole copy: what others write meanwhile is not in it, and does not make it begin again.
    SADUAK_TRY_STATUS(run(from, "BEGIN; SELECT count(*) FROM sqlite_schema;", "reading " + from_path));
    SADUAK_TRY_STATUS(copy_pages(from, to, progress));
    return run(to, "PRAGMA journal_mode = DELETE;", "finishing " + to_path);
}

}  // namespace

Status sync_folder(std::string const& folder) { return sync_path(folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY); }

Status copy_database(std::string const& from, std::string const& to, CopyProgress const& progress)
{
    int const fd = ::open(to.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0 && errno == EEXIST) return fail(Errc::already_exists, to + " is there already");
    if (fd < 0) return fail(Errc::permission, "making " + to + ": " + std::strerror(errno));
    ::close(fd);
    Status copied = copy_into(from, to, progress);
    if (copied) copied = sync_path(to, O_RDWR);
    if (!copied) {
        ::unlink(to.c_str());
        ::unlink((to + "-journal").c_str());
    }
    return copied;
}

}  // namespace saduak::platform
