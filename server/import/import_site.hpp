// Imported rows as one batch of events, in a site that holds history and takes no live commands (DESIGN 5).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "server/import/ticket_rows.hpp"
#include "server/store/event_store.hpp"

namespace saduak::server {

struct ImportFile {
    std::string name;    // without its folder
    std::string sha256;  // hex, of its bytes
};

struct ImportDone {
    Seq first_seq = 0;
    Seq last_seq = 0;
    std::vector<ServiceId> services;  // of the site, afterwards
};

// Makes the site where there is none, and adds the file's services to its catalogue.
// Errc::already_exists: this very file was imported into the site before. Errc::invalid_argument: the site is a live one,
// or there is nothing to import. Errc::busy: another process was faster. All or nothing.
[[nodiscard]] Result<ImportDone> import_rows(EventStore& store, SiteId const& site, ImportFile const& file, ImportedRows const& rows, Instant now);

}  // namespace saduak::server
