// How the columns and words of a foreign log translate to ours: the TOML file of `saduak-server import --map`.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/domain/words.hpp"
#include "core/metrics/facts.hpp"
#include "server/import/time_format.hpp"

namespace saduak::server {

struct ImportMap {
    // Names of the file's columns; empty: the file has none.
    struct Columns {
        std::string ticket, service, ticket_class, issued, called, started, finished, left, outcome, counter;
    };
    Columns columns;
    TimeFormat time;
    // The file's words to ours. A word that is not here must be one of ours.
    std::map<std::string, metrics::Ending, std::less<>> outcomes;
    std::map<std::string, domain::TicketClass, std::less<>> classes;
};

// served, no_show, cancelled, expired; `left` is cancelled: gone without saying how.
[[nodiscard]] Result<metrics::Ending> parse_ending(std::string_view word);
// The outcome word of TicketImported.
[[nodiscard]] std::string_view outcome_word(metrics::Ending ending);

// `name` is for messages. Errc::parse with line and key; Errc::invalid_argument.
[[nodiscard]] Result<ImportMap> parse_import_map(std::string_view toml, std::string const& name);

}  // namespace saduak::server
