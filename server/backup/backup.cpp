#include "server/backup/backup.hpp"

#include <array>
#include <fstream>
#include <iterator>
#include <optional>

#include "platform/data_folder.hpp"
#include "platform/sqlite.hpp"
#include "server/store/sqlite_store.hpp"
#include "server/store/verify.hpp"

namespace saduak::server {
namespace {

namespace fs = std::filesystem;
using platform::Database;
using platform::OpenMode;
using platform::Statement;

// Files of the data folder that go with the log. Databases are copied as databases, so that what their journals hold is not missed.
constexpr std::array kKeptDatabases{"accounts.db", "outgoing.db"};
constexpr std::int64_t kKeptFileMax = 512LL << 20;

// No journal beside it: a backup is one file.
constexpr char const* kOneFile = "PRAGMA journal_mode = DELETE";
constexpr char const* kKeptFiles = "CREATE TABLE kept_file(name TEXT PRIMARY KEY, content BLOB NOT NULL)";

std::string with_ending(fs::path const& file, char const* ending) { return file.string() + ending; }

Result<Bytes> read_file(fs::path const& path)
{
    std::ifstream in(path, std::ios::binary);
    if (!in) return fail(Errc::io, "cannot read " + path.string());
    std::vector<char> const content{std::istreambuf_iterator<char>(in), {}};
    if (static_cast<std::int64_t>(content.size()) > kKeptFileMax) return fail(Errc::unsupported, path.string() + " is too big to go along");
    return Bytes(content.begin(), content.end());
}

Status write_file(fs::path const& path, Bytes const& content)
{
    std::error_code ignored;
    fs::create_directories(path.parent_path(), ignored);
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write, ignored);
    out.write(reinterpret_cast<char const*>(content.data()), static_cast<std::streamsize>(content.size()));
    out.close();
    if (!out) return fail(Errc::io, "cannot write " + path.string());
    return {};
}

Status keep(Database& backup, std::string const& name, Bytes const& content)
{
    SADUAK_TRY(Statement row, backup.prepare("INSERT INTO kept_file(name, content) VALUES(?, ?)"));
    return row.bind(1, name).bind_blob(2, content).run().map([](auto) {});
}

Status keep_database(DataFiles const& data, char const* name, Database& backup, std::string const& part)
{
    fs::path const database = data.folder / name;
    if (!fs::exists(database)) return {};
    std::string const copy = part + "-" + name;
    SADUAK_TRY_STATUS(platform::copy_database(database.string(), copy, {}));
    auto content = read_file(copy);
    fs::remove(copy);
    if (!content) return tl::unexpected(content.error());
    return keep(backup, name, *content);
}

Status keep_files(DataFiles const& data, std::string const& part)
{
    SADUAK_TRY(Database backup, Database::open(part, OpenMode::read_write));
    SADUAK_TRY_STATUS(backup.execute(kKeptFiles));
    for (char const* name : kKeptDatabases) {
        SADUAK_TRY_STATUS(keep_database(data, name, backup, part));
    }
    for (fs::path const& path : {data.tls(), fs::path(data.server_config())}) {
        if (!fs::exists(path)) continue;
        std::vector<fs::path> files;
        if (fs::is_directory(path))
            for (auto const& entry : fs::directory_iterator(path)) files.push_back(entry.path());
        else files.push_back(path);
        for (fs::path const& file : files) {
            SADUAK_TRY(Bytes const content, read_file(file));
            SADUAK_TRY_STATUS(keep(backup, fs::relative(file, data.folder).string(), content));
        }
    }
    return backup.execute(kOneFile);
}

// A name inside the folder, whatever the backup says.
bool stays_inside(fs::path const& name)
{
    if (name.empty() || name.is_absolute()) return false;
    for (fs::path const& part : name)
        if (part == ".." || part == ".") return false;
    return true;
}

Status unpack_files(std::string const& log, DataFiles const& data)
{
    SADUAK_TRY(Database backup, Database::open(log, OpenMode::read_write));
    {
        SADUAK_TRY(Statement rows, backup.prepare("SELECT name, content FROM kept_file"));
        for (;;) {
            SADUAK_TRY(bool const row, rows.step());
            if (!row) break;
            fs::path const name = rows.text(0);
            if (!stays_inside(name)) return fail(Errc::corrupt, "the backup names a file outside its folder: " + name.string());
            SADUAK_TRY_STATUS(write_file(data.folder / name, rows.blob(1)));
        }
    }
    SADUAK_TRY_STATUS(backup.execute("DROP TABLE kept_file"));
    return backup.execute(kOneFile);
}

Result<BackupReport> verify_copy(std::string const& path)
{
    SADUAK_TRY(auto const store, open_sqlite_store(path, StoreAccess::read_only));
    BackupReport report;
    SADUAK_TRY(report.heads, store->heads());
    for (SiteHead const& head : report.heads) {
        SADUAK_TRY(LogReport const log, verify_log(*store, head));
        if (!log.faults.empty()) return fail(Errc::corrupt, "site " + head.site.str() + ": " + log.faults.front());
        report.events += head.seq;
    }
    report.file = path;
    report.bytes = static_cast<std::int64_t>(fs::file_size(path));
    return report;
}

Status check_free(fs::path const& file, Overwrite overwrite)
{
    if (overwrite == Overwrite::no && fs::exists(file))
        return fail(Errc::already_exists, file.string() + " is there already: take another name, or --force");
    fs::path const folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    if (!fs::is_directory(folder)) return fail(Errc::not_found, "no folder " + folder.string() + ": make it, or mount its disk");
    return {};
}

std::optional<fs::path> free_name_beside(fs::path const& folder)
{
    for (int n = 1; n < 1000; ++n) {
        fs::path const name = folder.string() + ".before-restore-" + std::to_string(n);
        if (!fs::exists(name)) return name;
    }
    return std::nullopt;
}

bool holds_something(fs::path const& folder)
{
    std::error_code error;
    for (auto const& entry : fs::directory_iterator(folder, error))
        if (entry.path().filename() != "lock") return true;
    return false;
}

}  // namespace

Result<BackupReport> make_backup(DataFiles const& data, fs::path const& file, Overwrite overwrite, platform::CopyProgress const& progress)
{
    SADUAK_TRY_STATUS(check_free(file, overwrite));
    std::string const part = with_ending(file, ".part");
    std::error_code ignored;
    fs::remove(part, ignored);
    SADUAK_TRY_STATUS(platform::copy_database(data.log(), part, progress).map_error(in("backup")));
    auto const kept = keep_files(data, part);
    if (!kept) {
        fs::remove(part, ignored);
        return fail(kept.error().code, "backup: " + kept.error().context);
    }
    auto report = verify_copy(part);
    if (!report) {
        fs::rename(part, with_ending(file, ".failed"), ignored);
        return fail(report.error().code, "the copy does not verify, it is kept as " + with_ending(file, ".failed") + ": " + report.error().context);
    }
    fs::rename(part, file, ignored);
    if (ignored) return fail(Errc::io, "naming " + file.string() + ": " + ignored.message());
    SADUAK_TRY_STATUS(platform::sync_folder(file.parent_path().string()));
    report->file = file;
    return *std::move(report);
}

Result<BackupReport> check_backup(fs::path const& file)
{
    if (!fs::exists(file)) return fail(Errc::not_found, "no backup " + file.string());
    return verify_copy(file.string()).map_error(in(file.string() + " cannot be used"));
}

Result<Restored> restore_backup(fs::path const& file, DataFiles const& data, Overwrite overwrite)
{
    Restored restored;
    SADUAK_TRY(restored.backup, check_backup(file));
    std::optional<platform::DataFolder> owned;
    if (fs::exists(data.folder)) {
        SADUAK_TRY(auto folder, platform::DataFolder::lock(data.folder, "saduak-server restore"));
        owned.emplace(std::move(folder));
        if (overwrite == Overwrite::no && holds_something(data.folder))
            return fail(Errc::already_exists, data.folder.string() + " holds data: restore into another folder, or --force to put them aside");
    }
    DataFiles const fresh{data.folder.string() + ".restoring"};
    std::error_code error;
    fs::remove_all(fresh.folder, error);
    fs::create_directories(fresh.folder, error);
    fs::permissions(fresh.folder, fs::perms::owner_all, error);
    SADUAK_TRY_STATUS(platform::copy_database(file.string(), fresh.log(), {}));
    SADUAK_TRY_STATUS(unpack_files(fresh.log(), fresh));
    SADUAK_TRY_STATUS(platform::sync_folder(fresh.folder.string()));
    if (fs::exists(data.folder)) {
        if (holds_something(data.folder)) {
            auto const aside = free_name_beside(data.folder);
            if (!aside) return fail(Errc::already_exists, "too many folders " + data.folder.string() + ".before-restore-N: delete some");
            restored.kept = *aside;
            fs::rename(data.folder, restored.kept, error);
        } else {
            fs::remove_all(data.folder, error);
        }
        if (error) return fail(Errc::io, "putting " + data.folder.string() + " aside: " + error.message());
    }
    fs::rename(fresh.folder, data.folder, error);
    if (error) return fail(Errc::io, "naming " + data.folder.string() + ": " + error.message());
    SADUAK_TRY_STATUS(platform::sync_folder(data.folder.parent_path().string()));
    return restored;
}

}  // namespace saduak::server
