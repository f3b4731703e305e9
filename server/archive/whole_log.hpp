// A log whose older events have left for files (DESIGN 5) read as one: those of the files first, then those of the store.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "server/store/event_store.hpp"

namespace saduak::server {

// The store with files of `folder` before it. Only read() differs: it reads the files that it needs, in the order of the site's
// checkpoints, and takes them by their chain alone. Errc::not_found where one is not there, with its name and where to put it; corrupt.
[[nodiscard]] std::unique_ptr<EventStore> with_archive(std::unique_ptr<EventStore> store, std::filesystem::path folder);

// One archived file as `verify` finds it.
struct ArchivedFile {
    enum class State { sound, absent, wrong };
    std::string name;
    State state = State::sound;
    std::string fault;  // of a wrong one
};
// Every file that the site's checkpoints name, read whole where it is in `folder`.
[[nodiscard]] Result<std::vector<ArchivedFile>> check_archive(EventStore& store, std::filesystem::path const& folder, SiteId const& site);

// "hall-000000001-000004812.jsonl": the events after `after` up to `seq`; names are in the order of the events.
[[nodiscard]] std::string archive_name(SiteId const& site, Seq after, Seq seq);

}  // namespace saduak::server
