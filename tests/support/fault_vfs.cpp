#include "tests/support/fault_vfs.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <utility>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/assert.hpp"
#include "tests/support/unsynced_file.hpp"

namespace saduak::test {
namespace {

using Clock = std::chrono::steady_clock;

// One open file of SQLite; the system's own handle lies right behind it in the memory that SQLite gave.
struct FaultFile {
    sqlite3_file base;
    std::string* path;  // empty: a temporary file, which has no faults

    [[nodiscard]] sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

FaultFile& own(sqlite3_file* file) { return *reinterpret_cast<FaultFile*>(file); }
sqlite3_file* real(sqlite3_file* file) { return own(file).real(); }

// The one disk of this process. The lock is held over each read and write: when the power is cut, nobody sees what is taken back.
class Disk {
public:
    Disk(FaultPlan plan, sqlite3_vfs* system) : plan_(std::move(plan)), system_(system), random_(plan_.seed) {}

    [[nodiscard]] sqlite3_vfs* system() const { return system_; }

    void opened(std::string const& path, bool is_new)
    {
        std::lock_guard const lock(mutex_);
        if (is_new) files_.erase(path);
        auto& file = files_[path];
        if (!file) file = UnsyncedFile::open(path, is_new);
    }
    // That a deletion may be undone by a power cut is not played: SQLite deletes a log only after all of it is in the database.
    void deleted(std::string const& path)
    {
        std::lock_guard const lock(mutex_);
        files_.erase(path);
    }

    int read(FaultFile& file, void* into, int size, sqlite3_int64 at)
    {
        std::lock_guard const lock(mutex_);
        if (counts(file)) ++reads_;
        if (failing(FaultKind::read_error, file, reads_)) return SQLITE_IOERR_READ;
        if (failing(FaultKind::short_read, file, reads_)) {
            // Half of it came, and no more: an error. SQLITE_IOERR_SHORT_READ says another thing, that the file ends here; SQLite would take
            // zeros for the rest and write them back, and no system says so of the middle of a file.
            static_cast<void>(file.real()->pMethods->xRead(file.real(), into, size / 2, at));
            return SQLITE_IOERR_READ;
        }
        return file.real()->pMethods->xRead(file.real(), into, size, at);
    }

    int write(FaultFile& file, void const* data, int size, sqlite3_int64 at)
    {
        std::lock_guard const lock(mutex_);
        if (counts(file)) ++changes_;
        UnsyncedFile* const unsynced = find(file);
        ByteView const bytes(static_cast<Byte const*>(data), static_cast<std::size_t>(size));
        if (failing(FaultKind::disk_full, file, changes_)) return SQLITE_FULL;
        if (failing(FaultKind::write_error, file, changes_)) {
            // A part of it may have arrived.
            auto const part = static_cast<int>(random_.below(static_cast<std::uint64_t>(size) + 1));
            if (unsynced != nullptr && part > 0) {
                unsynced->will_write(at, bytes.first(static_cast<std::size_t>(part)));
                static_cast<void>(file.real()->pMethods->xWrite(file.real(), data, part, at));
            }
            return SQLITE_IOERR_WRITE;
        }
        if (unsynced != nullptr) unsynced->will_write(at, bytes);
        int const code = file.real()->pMethods->xWrite(file.real(), data, size, at);
        if (due(FaultKind::power_cut, file, changes_)) cut_power(FaultKind::power_cut, "write", file);
        if (size > kSectorBytes && due(FaultKind::torn_page, file, changes_)) cut_power(FaultKind::torn_page, "write", file);
        return code;
    }

    int truncate(FaultFile& file, sqlite3_int64 size)
    {
        std::lock_guard const lock(mutex_);
        if (UnsyncedFile* const unsynced = find(file)) unsynced->will_truncate(size);
        return file.real()->pMethods->xTruncate(file.real(), size);
    }

    int sync(FaultFile& file, int flags)
    {
        std::size_t changes = 0;
        bool cut_after = false;
        {
            std::lock_guard const lock(mutex_);
            cut_after = count_sync(file);
            if (plan_.ignores_sync) return SQLITE_OK;
            UnsyncedFile* const unsynced = find(file);
            if (failing(FaultKind::sync_error, file, syncs_)) {
                if (unsynced != nullptr) unsynced->sync_failed(random_);
                return SQLITE_IOERR_FSYNC;
            }
            changes = unsynced == nullptr ? 0 : unsynced->changes();
        }
        int const code = file.real()->pMethods->xSync(file.real(), flags);
        std::lock_guard const lock(mutex_);
        UnsyncedFile* const unsynced = find(file);
        if (code == SQLITE_OK && unsynced != nullptr) unsynced->synced(changes);
        if (cut_after) cut_power(FaultKind::power_cut, "synced", file);
        return code;
    }

private:
    static bool is_log(FaultFile const& file)
    {
        std::string const& path = *file.path;
        return path.compare(path.rfind('/') + 1, std::strlen(kLogFile), kLogFile) == 0;
    }

    bool counts(FaultFile const& file) const { return is_log(file) && all_syncs_ >= plan_.after_syncs; }

    UnsyncedFile* find(FaultFile const& file)
    {
        auto const found = files_.find(*file.path);
        return found == files_.end() ? nullptr : found->second.get();
    }

    // True: the power is to fail after this sync, before anybody is told of it.
    bool count_sync(FaultFile& file)
    {
        if (!is_log(file) || ++all_syncs_ <= plan_.after_syncs) return false;
        ++changes_;
        ++syncs_;
        if (!due(FaultKind::power_cut, file, changes_)) return false;
        if (!plan_.ignores_sync && random_.below(2) == 0) return true;
        cut_power(FaultKind::power_cut, "sync", file);
    }

    // Whether a planned fault of this kind strikes at this operation: each does so once.
    bool due(FaultKind kind, FaultFile const& file, std::int64_t count)
    {
        if (!counts(file)) return false;
        auto const next =
            std::find_if(plan_.faults.begin(), plan_.faults.end(), [&](Fault const& f) { return f.kind == kind && !f.follows && f.at <= count; });
        if (next == plan_.faults.end()) return false;
        until_[kind] = Clock::now() + std::chrono::milliseconds(next->lasts.count);
        auto const after = plan_.faults.erase(next);
        if (after != plan_.faults.end() && std::exchange(after->follows, false)) after->at += count_for(after->kind);
        return true;
    }

    std::int64_t count_for(FaultKind kind) const
    {
        if (kind == FaultKind::sync_error) return syncs_;
        return kind == FaultKind::read_error || kind == FaultKind::short_read ? reads_ : changes_;
    }

    bool failing(FaultKind kind, FaultFile const& file, std::int64_t count)
    {
        if (due(kind, file, count)) {
            report(kind, "", file, {});
            return true;
        }
        auto const until = until_.find(kind);
        return until != until_.end() && Clock::now() < until->second;
    }

    [[noreturn]] void cut_power(FaultKind kind, std::string const& operation, FaultFile const& file)
    {
        PowerCut cut;
        cut.keep_percent = kind == FaultKind::torn_page ? 100 : plan_.keep_percent;
        cut.tear = kind == FaultKind::torn_page ? Tear::one : operation == "write" ? Tear::last : Tear::none;
        Losses all;
        for (auto& [path, unsynced] : files_) {
            if (!unsynced) continue;
            // The write under way was one file's.
            PowerCut its_own = cut;
            if (path != *file.path) its_own.tear = Tear::none;
            Losses const losses = unsynced->lose_power(random_, its_own);
            all.kept += losses.kept, all.lost += losses.lost, all.torn += losses.torn;
        }
        report(kind, operation, file, all);
        ::_exit(kPowerCutExit);
    }

    void report(FaultKind kind, std::string const& operation, FaultFile const& file, Losses const& losses) const
    {
        if (plan_.report.empty()) return;
        std::string line = "{\"fault\":\"" + std::string(to_string(kind)) + "\",\"operation\":\"" + operation + "\",\"file\":\"" +
                           file.path->substr(file.path->rfind('/') + 1) + "\",\"changes\":" + std::to_string(changes_) +
                           ",\"syncs\":" + std::to_string(syncs_) + ",\"reads\":" + std::to_string(reads_) +
                           ",\"kept\":" + std::to_string(losses.kept) + ",\"lost\":" + std::to_string(losses.lost) +
                           ",\"torn\":" + std::to_string(losses.torn) + "}\n";
        int const fd = ::open(plan_.report.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, S_IRUSR | S_IWUSR);
        if (fd < 0) return;
        static_cast<void>(::write(fd, line.data(), line.size()) == 0);
        ::close(fd);
    }

    std::mutex mutex_;
    FaultPlan plan_;
    sqlite3_vfs* system_;
    Random random_;
    std::map<std::string, std::unique_ptr<UnsyncedFile>> files_;
    std::map<FaultKind, Clock::time_point> until_;
    std::int64_t changes_ = 0, syncs_ = 0, reads_ = 0, all_syncs_ = 0;
};

Disk* disk = nullptr;

int close_file(sqlite3_file* file)
{
    int const code = real(file)->pMethods->xClose(real(file));
    delete own(file).path;
    return code;
}

int read_file(sqlite3_file* file, void* into, int size, sqlite3_int64 at) { return disk->read(own(file), into, size, at); }
int write_file(sqlite3_file* file, void const* data, int size, sqlite3_int64 at) { return disk->write(own(file), data, size, at); }
int truncate_file(sqlite3_file* file, sqlite3_int64 size) { return disk->truncate(own(file), size); }
int sync_file(sqlite3_file* file, int flags) { return disk->sync(own(file), flags); }

// The rest is the system's.
constexpr sqlite3_io_methods kMethods = {
    2,  // the version with shared memory (WAL) and without memory mapping
    close_file,
    read_file,
    write_file,
    truncate_file,
    sync_file,
    [](sqlite3_file* f, sqlite3_int64* size) { return real(f)->pMethods->xFileSize(real(f), size); },
    [](sqlite3_file* f, int level) { return real(f)->pMethods->xLock(real(f), level); },
    [](sqlite3_file* f, int level) { return real(f)->pMethods->xUnlock(real(f), level); },
    [](sqlite3_file* f, int* result) { return real(f)->pMethods->xCheckReservedLock(real(f), result); },
    [](sqlite3_file* f, int operation, void* argument) { return real(f)->pMethods->xFileControl(real(f), operation, argument); },
    [](sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); },
    [](sqlite3_file* f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); },
    [](sqlite3_file* f, int page, int size, int extend, void volatile** at) { return real(f)->pMethods->xShmMap(real(f), page, size, extend, at); },
    [](sqlite3_file* f, int offset, int n, int flags) { return real(f)->pMethods->xShmLock(real(f), offset, n, flags); },
    [](sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); },
    [](sqlite3_file* f, int also_delete) { return real(f)->pMethods->xShmUnmap(real(f), also_delete); },
    nullptr,
    nullptr,
};

int open_file(sqlite3_vfs*, char const* path, sqlite3_file* file, int flags, int* flags_out)
{
    sqlite3_vfs* const system = disk->system();
    struct stat status = {};
    bool const is_new = path != nullptr && (flags & SQLITE_OPEN_CREATE) != 0 && ::stat(path, &status) != 0;
    file->pMethods = nullptr;
    int const code = system->xOpen(system, path, real(file), flags, flags_out);
    // SQLite closes what has methods, also after an open that failed.
    if (real(file)->pMethods == nullptr) return code;
    own(file).path = new std::string(path == nullptr ? "" : path);
    file->pMethods = &kMethods;
    if (code == SQLITE_OK && path != nullptr) disk->opened(path, is_new);
    return code;
}

int delete_file(sqlite3_vfs*, char const* path, int sync_folder)
{
    int const code = disk->system()->xDelete(disk->system(), path, sync_folder);
    if (code == SQLITE_OK) disk->deleted(path);
    return code;
}

}  // namespace

void install_fault_vfs(FaultPlan plan)
{
    SADUAK_ASSERT(disk == nullptr);
    sqlite3_vfs* const system = sqlite3_vfs_find(nullptr);
    SADUAK_ASSERT(system != nullptr);
    static Disk the_disk(std::move(plan), system);
    disk = &the_disk;
    static sqlite3_vfs vfs = *system;
    vfs.zName = "saduak-fault";
    vfs.szOsFile = static_cast<int>(sizeof(FaultFile)) + system->szOsFile;
    vfs.pNext = nullptr;
    vfs.xOpen = open_file;
    vfs.xDelete = delete_file;
    SADUAK_ASSERT(sqlite3_vfs_register(&vfs, 1) == SQLITE_OK);
}

}  // namespace saduak::test
