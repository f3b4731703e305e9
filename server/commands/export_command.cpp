// `export` and `import-log`: a site's log as JSON lines, and back to the same chain head (docs/LOG.md).
#include <cstdio>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>

#include "server/archive/import_log.hpp"
#include "server/archive/log_file.hpp"
#include "server/archive/new_file.hpp"
#include "server/commands/data_access.hpp"
#include "server/store/load_site.hpp"
#include "server/store/sqlite_store.hpp"

namespace saduak::server {
namespace {

namespace fs = std::filesystem;

struct ExportOptions {
    std::string site;
    std::string file = "-";
    Seq after = 0;
    bool force = false;
};

Status write_to_stdout(EventStore& log, LogStretch const& stretch)
{
    SADUAK_TRY_STATUS(write_log(log, stretch, [](std::string const& line) -> Status {
        bool const written = std::fwrite(line.data(), 1, line.size(), stdout) == line.size() && std::fputc('\n', stdout) != EOF;
        return written ? Status{} : fail(Errc::full, "cannot write: is the reader gone?");
    }));
    return std::fflush(stdout) == 0 ? Status{} : fail(Errc::full, "cannot write: is the reader gone?");
}

Status write_file(EventStore& log, LogStretch const& stretch, ExportOptions const& options)
{
    if (!options.force && fs::exists(options.file))
        return fail(Errc::already_exists, options.file + " is there already: take another name, or --force");
    NewFile out(options.file);
    SADUAK_TRY_STATUS(write_log(log, stretch, [&](std::string const& line) { return out.line(line); }));
    SADUAK_TRY([[maybe_unused]] std::string const sha256, out.finish());
    return out.take_name();
}

Result<int> export_log(CommandLine const& line, ExportOptions const& options)
{
    SADUAK_TRY(DataFiles const files, data_files(line));
    SADUAK_TRY(auto const log, open_log_to_read(files));
    SADUAK_TRY(SiteHead const head, choose_site(*log, options.site));
    LogStretch stretch{options.after, {}, head};
    if (options.after > head.seq) return fail(Errc::not_found, "the log of site " + head.site.str() + " ends at event " + std::to_string(head.seq));
    SADUAK_TRY(stretch.after_hash, hash_at(*log, head.site, options.after));
    SADUAK_TRY_STATUS(options.file == "-" ? write_to_stdout(*log, stretch) : write_file(*log, stretch, options));
    std::fprintf(stderr, "site %s: events %lld to %lld exported, head %s:%lld:%s\n", head.site.str().c_str(),
                 static_cast<long long>(stretch.after + 1), static_cast<long long>(head.seq), head.site.str().c_str(),
                 static_cast<long long>(head.seq), head.hash.c_str());
    return 0;
}

Result<int> import_log(CommandLine const& line, std::string const& file)
{
    SADUAK_TRY(DataFiles const files, data_files(line));
    SADUAK_TRY(auto const folder, platform::DataFolder::lock(files.folder, "saduak-server import-log"));
    SADUAK_TRY(auto const store, open_sqlite_store(files.log(), StoreAccess::write));
    SADUAK_TRY(TakenLog const taken, import_log_file(*store, file));
    std::string const site = taken.head.site.str();
    if (taken.before == taken.head.seq)
        std::printf("site %s: nothing new, the log here has event %lld too\n", site.c_str(), static_cast<long long>(taken.before));
    else
        std::printf("site %s: events %lld to %lld imported\n", site.c_str(), static_cast<long long>(taken.before + 1),
                    static_cast<long long>(taken.head.seq));
    std::printf("  head  %s:%lld:%s\n", site.c_str(), static_cast<long long>(taken.head.seq), taken.head.hash.c_str());
    return 0;
}

}  // namespace

void add_export_command(CLI::App& app, CommandLine& line)
{
    auto options = std::make_shared<ExportOptions>();
    auto* command = app.add_subcommand("export", "Write a site's log as JSON lines; works beside a running server");
    command->add_option("file", options->file, "The file to write; - for standard output (default)");
    command->add_option("--site", options->site, "The site (default: the only one)");
    command->add_option("--after", options->after, "Only the events after this one")->check(CLI::NonNegativeNumber);
    command->add_flag("--force", options->force, "Replace a file of this name");
    command->callback([&line, options] { line.action = [&line, options] { return export_log(line, *options); }; });
}

void add_import_log_command(CLI::App& app, CommandLine& line)
{
    auto file = std::make_shared<std::string>();
    auto* command = app.add_subcommand("import-log", "Read an exported log, to the same head: a copy for reading, or more of one that is here");
    command->add_option("file", *file, "What `export` wrote, or an archived file")->required()->check(CLI::ExistingFile);
    command->callback([&line, file] { line.action = [&line, file] { return import_log(line, *file); }; });
}

}  // namespace saduak::server
