#include "server/commands/data_access.hpp"

#include <filesystem>

#include "server/store/sqlite_store.hpp"

namespace saduak::server {

Result<DataFiles> data_files(CommandLine const& line)
{
    if (line.data.empty()) return fail(Errc::invalid_argument, "say where the data are: --data DIR, or SADUAK_HOME in the environment");
    return DataFiles{line.data};
}

Result<std::unique_ptr<EventStore>> open_log_to_read(DataFiles const& files)
{
    if (!std::filesystem::exists(files.log()))
        return fail(Errc::not_found, "no data in " + files.folder.string() + ": make them with `saduak-server init --data DIR`");
    return open_sqlite_store(files.log(), StoreAccess::read_only);
}

}  // namespace saduak::server
