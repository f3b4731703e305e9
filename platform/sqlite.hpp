// A thin handle on SQLite: open with our pragmas, prepare once, bind, step. Errors carry the statement's purpose.
// A Database and its statements belong to one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace saduak::platform {

// A prepared statement. Bind by 1-based position, in order of the '?' marks; `run` or `step`, then it can be bound again.
class Statement {
public:
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&& other) noexcept;
    ~Statement();

    Statement& bind(int position, std::int64_t value);
    Statement& bind(int position, std::string_view value);
    Statement& bind_blob(int position, ByteView value);
    Statement& bind_null(int position);

    // True: a row is there, read it with the column functions. False: done, and the statement is reset.
    [[nodiscard]] Result<bool> step();
    // For statements without rows: runs, resets, and returns the number of rows changed.
    [[nodiscard]] Result<std::int64_t> run();
    void reset();

    // 0-based columns of the current row; NULL reads as 0 or "".
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::string text(int column) const;
    // The same without a copy: good until the next step, run or reset.
    [[nodiscard]] std::string_view view(int column) const;
    [[nodiscard]] Bytes blob(int column) const;
    [[nodiscard]] bool is_null(int column) const;

private:
    friend class Database;
    Statement(sqlite3* database, sqlite3_stmt* statement) : database_(database), statement_(statement) {}

    sqlite3* database_;
    sqlite3_stmt* statement_;
};

enum class OpenMode { read_only, read_write, create };
enum class SyncMode { full, normal };

class Database {
public:
    // WAL, foreign keys on, busy timeout 5 s; a new file is for its owner alone (mode 0600). Errc::io, permission, full, corrupt with the path and
    // what to do.
    [[nodiscard]] static Result<Database> open(std::string const& path, OpenMode mode, SyncMode sync = SyncMode::full);

    Database(Database&& other) noexcept;
    Database& operator=(Database&& other) noexcept;
    ~Database();

    [[nodiscard]] Result<Statement> prepare(std::string_view sql);
    // One or more statements without parameters: schema and transaction control.
    [[nodiscard]] Status execute(std::string_view sql);

private:
    explicit Database(sqlite3* database) : database_(database) {}
    sqlite3* database_;
};

// BEGIN IMMEDIATE at construction by begin(); rolls back unless commit() succeeded.
class Transaction {
public:
    [[nodiscard]] static Result<Transaction> begin(Database& database);
    Transaction(Transaction&& other) noexcept;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    [[nodiscard]] Status commit();

private:
    explicit Transaction(Database& database) : database_(&database) {}
    Database* database_;
};

}  // namespace saduak::platform
