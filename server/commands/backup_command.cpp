// `backup` and `restore`: the data of a server in one verified file, and back.
#include <cstdio>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "server/backup/backup.hpp"
#include "server/commands/data_access.hpp"

namespace saduak::server {
namespace {

namespace json = boost::json;

struct BackupOptions {
    std::string file;
    bool force = false;
    bool json = false;
};

json::object report_json(BackupReport const& report)
{
    json::array heads;
    for (SiteHead const& head : report.heads) heads.push_back(json::object{{"site", head.site.str()}, {"seq", head.seq}, {"hash", head.hash}});
    return {{"file", report.file.string()}, {"bytes", report.bytes}, {"events", report.events}, {"heads", heads}};
}

void print_report(char const* what, BackupReport const& report)
{
    std::printf("%s %s: %lld events of %zu sites, %lld bytes; the chain and the folds hold\n", what, report.file.c_str(),
                static_cast<long long>(report.events), report.heads.size(), static_cast<long long>(report.bytes));
    for (SiteHead const& head : report.heads)
        std::printf("  site %s: event %lld, head %s\n", head.site.str().c_str(), static_cast<long long>(head.seq), head.hash.c_str());
}

// A person who waits sees how far it is; a script is not disturbed.
platform::CopyProgress progress_to_person()
{
    if (::isatty(STDERR_FILENO) == 0) return {};
    return [](std::int64_t done, std::int64_t total) {
        std::fprintf(stderr, "\rcopying %lld%%%s", static_cast<long long>(total == 0 ? 100 : done * 100 / total), done == total ? "\n" : "");
    };
}

Result<int> backup(CommandLine const& line, BackupOptions const& options)
{
    SADUAK_TRY(DataFiles const data, data_files(line));
    SADUAK_TRY([[maybe_unused]] auto const log, open_log_to_read(data));
    SADUAK_TRY(BackupReport const report, make_backup(data, options.file, options.force ? Overwrite::yes : Overwrite::no, progress_to_person()));
    if (options.json) std::printf("%s\n", json::serialize(report_json(report)).c_str());
    else print_report("backup", report);
    return 0;
}

Result<int> restore(CommandLine const& line, BackupOptions const& options)
{
    SADUAK_TRY(DataFiles const data, data_files(line));
    SADUAK_TRY(Restored const restored, restore_backup(options.file, data, options.force ? Overwrite::yes : Overwrite::no));
    if (options.json) {
        json::object report = report_json(restored.backup);
        report["folder"] = data.folder.string();
        if (!restored.kept.empty()) report["kept"] = restored.kept.string();
        std::printf("%s\n", json::serialize(report).c_str());
        return 0;
    }
    print_report("restored from", restored.backup);
    std::printf("into %s\n", data.folder.c_str());
    if (!restored.kept.empty()) std::printf("what was there before is kept in %s\n", restored.kept.c_str());
    std::printf("kiosks send again what they issued after the backup, as far as they still have it (7 days)\n");
    return 0;
}

}  // namespace

void add_backup_command(CLI::App& app, CommandLine& line)
{
    auto options = std::make_shared<BackupOptions>();
    auto* command =
        app.add_subcommand("backup", "Copy log, accounts and TLS identity into one file and verify the copy; works beside a running server");
    command->add_option("file", options->file, "The backup to write")->required();
    command->add_flag("--force", options->force, "Replace a file of this name");
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([&line, options] { line.action = [&line, options] { return backup(line, *options); }; });
}

void add_restore_command(CLI::App& app, CommandLine& line)
{
    auto options = std::make_shared<BackupOptions>();
    auto* command = app.add_subcommand("restore", "Verify a backup and put it in the place of the data folder; the server must be stopped");
    command->add_option("file", options->file, "The backup to read")->required();
    command->add_flag("--force", options->force, "Also where the folder holds data: they are kept beside it");
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([&line, options] { line.action = [&line, options] { return restore(line, *options); }; });
}

}  // namespace saduak::server
