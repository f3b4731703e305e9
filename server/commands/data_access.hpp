// What the subcommands share: finding the data folder, and its parts opened.
#pragma once

#include <memory>

#include "core/base/result.hpp"
#include "platform/data_folder.hpp"
#include "server/commands/command.hpp"
#include "server/data_files.hpp"
#include "server/store/event_store.hpp"

namespace saduak::server {

// From --data or SADUAK_HOME. Errc::invalid_argument, with what to do, where neither is given.
[[nodiscard]] Result<DataFiles> data_files(CommandLine const& line);
// The log for reading, with the files of archived events before it, beside a running server too. Errc::not_found where there is none.
[[nodiscard]] Result<std::unique_ptr<EventStore>> open_log_to_read(DataFiles const& files);
// The site of this name; without a name the only one. Errc::not_found, or invalid_argument, naming those that there are.
[[nodiscard]] Result<SiteHead> choose_site(EventStore& log, std::string const& named);
// Seals the facts of a site's closed days, so that questions about them need not read the log.
[[nodiscard]] Status keep_facts(DataFiles const& files, EventStore& log, SiteId const& site);

}  // namespace saduak::server
