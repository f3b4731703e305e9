// `import`: a foreign log of tickets as events, with its own times.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>

#include <CLI/CLI.hpp>

#include "platform/clock.hpp"
#include "platform/entropy.hpp"
#include "server/commands/data_access.hpp"
#include "server/import/import_site.hpp"
#include "server/store/sqlite_store.hpp"

namespace saduak::server {
namespace {

constexpr std::uintmax_t kFile_bytes_max = 512ULL * 1024 * 1024;
constexpr std::uintmax_t kMap_bytes_max = 1024 * 1024;
constexpr std::size_t kRefusedShown_max = 50;

struct ImportArguments {
    std::string site;
    std::string map;
    std::string file;
    bool strict = false;
};

Result<std::string> read_file(std::string const& path, std::uintmax_t bytes_max)
{
    std::error_code error;
    std::uintmax_t const size = std::filesystem::file_size(path, error);
    if (error) return fail(Errc::not_found, path + ": " + error.message());
    if (size > bytes_max) return fail(Errc::invalid_argument, path + " is larger than " + std::to_string(bytes_max) + " bytes: split it");
    std::ifstream file(path, std::ios::binary);
    std::string bytes(static_cast<std::size_t>(size), '\0');
    if (!file.read(bytes.data(), static_cast<std::streamsize>(size))) return fail(Errc::io, path + " cannot be read");
    return bytes;
}

void show_refused(std::vector<RefusedRow> const& refused)
{
    std::size_t shown = 0;
    for (RefusedRow const& row : refused) {
        if (shown++ == kRefusedShown_max) {
            std::fprintf(stderr, "... and %zu more\n", refused.size() - kRefusedShown_max);
            return;
        }
        std::fprintf(stderr, "line %zu: %s\n", row.line, row.reason.c_str());
    }
}

Result<int> import_log(CommandLine const& line, ImportArguments const& arguments)
{
    SADUAK_TRY(DataFiles const files, data_files(line));
    SADUAK_TRY(std::string const map_text, read_file(arguments.map, kMap_bytes_max));
    SADUAK_TRY(ImportMap const map, parse_import_map(map_text, arguments.map));
    SADUAK_TRY(std::string const csv, read_file(arguments.file, kFile_bytes_max));
    ImportFile file;
    file.name = std::filesystem::path(arguments.file).filename().string();
    file.sha256 = platform::sha256_hex(csv);

    auto const progress = [](std::size_t rows) { std::fprintf(stderr, "%zu rows read\n", rows); };
    SADUAK_TRY(ImportedRows const rows, read_ticket_rows(csv, map, progress).map_error(in(file.name)));
    show_refused(rows.refused);
    if (arguments.strict && !rows.refused.empty())
        return fail(Errc::invalid_argument, file.name + ": " + std::to_string(rows.refused.size()) + " rows refused, nothing imported (--strict)");

    std::error_code error;
    std::filesystem::create_directories(files.folder, error);
    if (error) return fail(Errc::io, files.folder.string() + ": " + error.message());
    // No lock on the folder: a running server takes no commands for a historical site, and the log's own heads keep writers apart.
    SADUAK_TRY(auto const store, open_sqlite_store(files.log(), StoreAccess::write));
    SiteId const site(arguments.site);
    SADUAK_TRY(ImportDone const done, import_rows(*store, site, file, rows, platform::wall_clock_now()));
    // The facts are only a copy: without them a question reads the log.
    if (auto const kept = keep_facts(files, *store, site); !kept) std::fprintf(stderr, "facts are not kept yet: %s\n", kept.error().context.c_str());
    std::printf("%s: %zu tickets imported into site %s (events %lld to %lld), %zu rows refused\n", file.name.c_str(), rows.rows.size(),
                site.str().c_str(), static_cast<long long>(done.first_seq), static_cast<long long>(done.last_seq), rows.refused.size());
    return 0;
}

}  // namespace

void add_import_command(CLI::App& app, CommandLine& line)
{
    auto* command = app.add_subcommand("import", "Import a log of tickets from a CSV file into a historical site");
    auto arguments = std::make_shared<ImportArguments>();
    command->add_option("--site", arguments->site, "The historical site; made where there is none")->required();
    command->add_option("--map", arguments->map, "What the file's columns and words mean, in TOML")->required()->check(CLI::ExistingFile);
    command->add_option("file", arguments->file, "The CSV file")->required()->check(CLI::ExistingFile);
    command->add_flag("--strict", arguments->strict, "Import nothing where a row must be refused");
    command->callback([&line, arguments] { line.action = [&line, arguments] { return import_log(line, *arguments); }; });
}

}  // namespace saduak::server
