// `archive`: old service days leave the log for a file (docs/LOG.md).
#include <cstdio>
#include <memory>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "platform/clock.hpp"
#include "platform/sqlite.hpp"
#include "server/archive/archive.hpp"
#include "server/archive/whole_log.hpp"
#include "server/commands/data_access.hpp"
#include "server/store/sqlite_store.hpp"

namespace saduak::server {
namespace {

struct ArchiveOptions {
    std::string site;
    std::string before;
};

ArchiveProgress progress_to_person()
{
    if (::isatty(STDERR_FILENO) == 0) return {};
    return [](char const* what, std::int64_t events) { std::fprintf(stderr, "\r%lld events %s", static_cast<long long>(events), what); };
}

Result<int> archive(CommandLine const& line, ArchiveOptions const& options)
{
    SADUAK_TRY(DataFiles const files, data_files(line));
    SADUAK_TRY(Date const before, parse_date(options.before).map_error(in("--before")));
    SADUAK_TRY(auto const folder, platform::DataFolder::lock(files.folder, "saduak-server archive"));
    SADUAK_TRY(auto store, open_sqlite_store(files.log(), StoreAccess::write));
    SiteId const site(options.site);
    auto const log = with_archive(std::move(store), files.archive());
    SADUAK_TRY_STATUS(keep_facts(files, *log, site));
    SADUAK_TRY(Archived const archived, archive_before(*log, files.archive(), site, before, platform::wall_clock_now(), progress_to_person()));
    std::printf("site %s: events %lld to %lld, service days up to %s, are in\n  %s\n  SHA-256 %s\n", site.str().c_str(),
                static_cast<long long>(archived.after + 1), static_cast<long long>(archived.checkpoint.seq),
                format_date(archived.checkpoint.day).c_str(), archived.file.c_str(), archived.checkpoint.file_sha256.c_str());
    std::printf("The log begins behind them. Backups no longer hold them: keep copies of this file in two other places.\n");
    // The file of the log grows smaller; where the disk has no room for that, the room inside is used again.
    auto const shrunk =
        platform::Database::open(files.log(), platform::OpenMode::read_write).and_then([](auto database) { return database.execute("VACUUM"); });
    if (!shrunk) std::fprintf(stderr, "the log's file keeps its size, its room is used again: %s\n", shrunk.error().context.c_str());
    return 0;
}

}  // namespace

void add_archive_command(CLI::App& app, CommandLine& line)
{
    auto options = std::make_shared<ArchiveOptions>();
    auto* command = app.add_subcommand("archive", "Move a site's old service days out of the log into a file; the server must be stopped");
    command->add_option("--site", options->site, "The site")->required();
    command->add_option("--before", options->before, "Days before this one, YYYY-MM-DD, as far as they are closed")->required();
    command->callback([&line, options] { line.action = [&line, options] { return archive(line, *options); }; });
}

}  // namespace saduak::server
