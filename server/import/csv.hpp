// RFC 4180 comma-separated values: quotes, CRLF or LF, an optional byte order mark. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace saduak::server {

inline constexpr std::size_t kCsvRecord_bytes_max = 64 * 1024;
inline constexpr std::size_t kCsvFields_max = 1024;

struct CsvRecord {
    std::size_t line = 0;  // where it begins, 1-based; a quoted field may go over several
    std::vector<std::string> fields;
};

// Walks over `text`, which must outlive it. Empty lines are passed over.
class CsvReader {
public:
    explicit CsvReader(std::string_view text);

    // Nothing at the end. Errc::parse for a record that cannot be read: its line is in error_line(), and reading goes on behind it.
    [[nodiscard]] Result<std::optional<CsvRecord>> next();
    [[nodiscard]] std::size_t error_line() const { return error_line_; }
    // How far it has come, in bytes.
    [[nodiscard]] std::size_t position() const { return at_; }

private:
    [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
    [[nodiscard]] bool at_line_end() const { return text_[at_] == '\n' || text_[at_] == '\r'; }
    void end_line();
    void skip_line();
    [[nodiscard]] Result<std::string> field();
    [[nodiscard]] Result<std::string> quoted_field();
    [[nodiscard]] tl::unexpected<Error> bad(std::string reason);

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
    std::size_t record_at_ = 0;
    std::size_t record_line_ = 1;
    std::size_t error_line_ = 0;
};

}  // namespace saduak::server
