#include "platform/sqlite.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/assert.hpp"

namespace saduak::platform {
namespace {

Errc errc_of(int code)
{
    switch (code & 0xFF) {
    case SQLITE_FULL: return Errc::full;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return Errc::busy;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN: return Errc::permission;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return Errc::corrupt;
    case SQLITE_CONSTRAINT: return Errc::already_exists;
    default: return Errc::io;
    }
}

std::string advice(Errc code)
{
    switch (code) {
    case Errc::full: return " (the disk is full: free some space)";
    case Errc::permission: return " (check that the folder exists and that this user may write there)";
    case Errc::corrupt: return " (the file is damaged: restore a backup)";
    case Errc::busy: return " (another program is writing: try again)";
    default: return "";
    }
}

tl::unexpected<Error> sqlite_error(sqlite3* database, int code, std::string const& what)
{
    Errc const errc = errc_of(code);
    std::string const text = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code);
    return fail(errc, what + ": " + text + advice(errc));
}

// SQLite would make it readable by others; its journals then take its mode. A file that is there is not opened: closing it
// again would drop the locks that other connections of this process hold on it.
Status make_private_file(std::string const& path)
{
    int const fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (fd < 0 && errno == EEXIST) return {};
    if (fd < 0) return fail(Errc::permission, "opening " + path + ": " + std::strerror(errno) + advice(Errc::permission));
    ::close(fd);
    return {};
}

}  // namespace

Statement::Statement(Statement&& other) noexcept : database_(other.database_), statement_(std::exchange(other.statement_, nullptr)) {}

Statement& Statement::operator=(Statement&& other) noexcept
{
    std::swap(database_, other.database_);
    std::swap(statement_, other.statement_);
    return *this;
}

Statement::~Statement() { sqlite3_finalize(statement_); }

Statement& Statement::bind(int position, std::int64_t value)
{
    SADUAK_ASSERT(sqlite3_bind_int64(statement_, position, value) == SQLITE_OK);
    return *this;
}

Statement& Statement::bind(int position, std::string_view value)
{
    SADUAK_ASSERT(sqlite3_bind_text64(statement_, position, value.data() == nullptr ? "" : value.data(), value.size(), SQLITE_TRANSIENT,
                                      SQLITE_UTF8) == SQLITE_OK);
    return *this;
}

Statement& Statement::bind_blob(int position, ByteView value)
{
    SADUAK_ASSERT(sqlite3_bind_blob64(statement_, position, value.data(), value.size(), SQLITE_TRANSIENT) == SQLITE_OK);
    return *this;
}

Statement& Statement::bind_null(int position)
{
    SADUAK_ASSERT(sqlite3_bind_null(statement_, position) == SQLITE_OK);
    return *this;
}

Result<bool> Statement::step()
{
    int const code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) {
        reset();
        return false;
    }
    auto error = sqlite_error(database_, code, "database");
    reset();
    return error;
}

Result<std::int64_t> Statement::run()
{
    SADUAK_TRY(bool const row, step());
    if (row) reset();
    return static_cast<std::int64_t>(sqlite3_changes64(database_));
}

void Statement::reset() { sqlite3_reset(statement_); }

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string Statement::text(int column) const { return std::string(view(column)); }

std::string_view Statement::view(int column) const
{
    unsigned char const* data = sqlite3_column_text(statement_, column);
    auto const size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return data == nullptr ? std::string_view() : std::string_view(reinterpret_cast<char const*>(data), size);
}

Bytes Statement::blob(int column) const
{
    auto const* data = static_cast<Byte const*>(sqlite3_column_blob(statement_, column));
    auto const size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return data == nullptr ? Bytes() : Bytes(data, data + size);
}

bool Statement::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

Result<Database> Database::open(std::string const& path, OpenMode mode, SyncMode sync)
{
    int const flags = mode == OpenMode::read_only    ? SQLITE_OPEN_READONLY
                      : mode == OpenMode::read_write ? SQLITE_OPEN_READWRITE
                                                     : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    if (mode == OpenMode::create) SADUAK_TRY_STATUS(make_private_file(path));
    sqlite3* handle = nullptr;
    int const code = sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    Database database(handle);
    if (code != SQLITE_OK) return sqlite_error(handle, code, "opening " + path);
    sqlite3_busy_timeout(handle, 5000);
    std::string pragmas = "PRAGMA foreign_keys = ON;";
    if (mode != OpenMode::read_only)
        pragmas += std::string("PRAGMA journal_mode = WAL; PRAGMA synchronous = ") + (sync == SyncMode::full ? "FULL;" : "NORMAL;");
    SADUAK_TRY_STATUS(database.execute(pragmas).map_error(in("opening " + path)));
    return database;
}

Database::Database(Database&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}

Database& Database::operator=(Database&& other) noexcept
{
    std::swap(database_, other.database_);
    return *this;
}

Database::~Database() { sqlite3_close_v2(database_); }

Result<Statement> Database::prepare(std::string_view sql)
{
    sqlite3_stmt* statement = nullptr;
    int const code = sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) return sqlite_error(database_, code, "database");
    return Statement(database_, statement);
}

Status Database::execute(std::string_view sql)
{
    int const code = sqlite3_exec(database_, std::string(sql).c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return sqlite_error(database_, code, "database");
    return {};
}

Result<Transaction> Transaction::begin(Database& database)
{
    SADUAK_TRY_STATUS(database.execute("BEGIN IMMEDIATE"));
    return Transaction(database);
}

Transaction::Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}

Transaction::~Transaction()
{
    // After an I/O error SQLite may have rolled back by itself; a second rollback only says so.
    if (database_ != nullptr) static_cast<void>(database_->execute("ROLLBACK"));
}

Status Transaction::commit()
{
    SADUAK_TRY_STATUS(database_->execute("COMMIT"));
    database_ = nullptr;
    return {};
}

}  // namespace saduak::platform
