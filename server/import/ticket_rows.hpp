// A foreign log's text to tickets, row by row. Pure.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/domain/event.hpp"
#include "server/import/import_map.hpp"

namespace saduak::server {

struct ImportedRow {
    std::size_t line = 0;
    std::string service;  // as the file has it; "all" where it has none
    CounterId counter;
    domain::TicketImported ticket;
};

struct RefusedRow {
    std::size_t line = 0;
    std::string reason;
};

struct ImportedRows {
    std::vector<ImportedRow> rows;  // in the file's order
    std::vector<RefusedRow> refused;
};

// Calls `progress` now and then with how many rows were read. Errc::invalid_argument: the file has no header,
// or not the columns that the map names.
[[nodiscard]] Result<ImportedRows> read_ticket_rows(std::string_view csv, ImportMap const& map, std::function<void(std::size_t)> const& progress);

}  // namespace saduak::server
