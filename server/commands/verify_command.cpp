// `verify`: chain, folds and numbers of every site, or of one.
#include <algorithm>
#include <cstdio>
#include <filesystem>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "platform/sqlite.hpp"
#include "server/archive/whole_log.hpp"
#include "server/auth/audit_trail.hpp"
#include "server/commands/data_access.hpp"
#include "server/metrics/site_facts.hpp"
#include "server/store/verify.hpp"

namespace saduak::server {
namespace {

namespace json = boost::json;

struct VerifyOptions {
    std::string site;                // empty: all
    std::vector<std::string> heads;  // kept outside
    bool json = false;
};

struct SiteVerdict {
    LogReport log;
    std::vector<ArchivedFile> archive;
    std::string facts_doubt;  // why they could not be compared; empty: they were, or there are none
    FactsCheck facts;
};

Result<SiteVerdict> verify_site(EventStore& store, DataFiles const& files, SiteHead const& head, std::vector<OutsideHead> const& outside)
{
    SADUAK_TRY(LogReport report, verify_log(store, head, outside));
    SiteVerdict verdict{std::move(report), {}, {}, {}};
    SADUAK_TRY(verdict.archive, check_archive(store, files.archive(), head.site));
    for (ArchivedFile const& file : verdict.archive)
        if (file.state == ArchivedFile::State::wrong) verdict.log.faults.push_back("archive: " + file.fault);
    // No facts yet is no fault: they are made from the log when figures are asked for.
    if (!std::filesystem::exists(files.facts()) || !verdict.log.faults.empty()) return verdict;
    SADUAK_TRY(FactsStore facts, FactsStore::open(files.facts(), FactsStore::Access::read_only));
    auto check = verify_facts(store, facts, head.site);
    if (check) verdict.facts = *std::move(check);
    else if (check.error().code == Errc::not_found) verdict.facts_doubt = check.error().context;
    else verdict.log.faults.push_back("facts: " + check.error().context);
    return verdict;
}

char const* state_word(ArchivedFile::State state)
{
    switch (state) {
    case ArchivedFile::State::sound: return "sound";
    case ArchivedFile::State::absent: return "absent";
    case ArchivedFile::State::wrong: return "wrong";
    }
    return "";
}

json::object verdict_json(SiteVerdict const& verdict)
{
    LogReport const& log = verdict.log;
    json::array faults, gaps, heads;
    for (auto const& fault : log.faults) faults.push_back(json::string(fault));
    for (auto const& gap : log.gaps) gaps.push_back(json::string(gap));
    for (auto const& head : log.heads)
        heads.push_back(json::object{{"seq", head.outside.seq}, {"hash", head.outside.hash}, {"verdict", to_string(head.verdict)}});
    json::object object{{"site", log.site.str()},
                        {"events", log.events},
                        {"head", log.head},
                        {"faults", faults},
                        {"gaps", gaps},
                        {"snapshots", log.snapshots},
                        {"heads", heads},
                        {"facts", verdict.facts.facts},
                        {"facts_as_of_seq", verdict.facts.as_of_seq}};
    json::array archive;
    for (ArchivedFile const& file : verdict.archive) archive.push_back(json::object{{"file", file.name}, {"state", state_word(file.state)}});
    object["archive"] = archive;
    if (log.checkpoint)
        object["checkpoint"] = json::object{{"seq", log.checkpoint->seq},
                                            {"hash", log.checkpoint->hash},
                                            {"day", format_date(log.checkpoint->day)},
                                            {"file", log.checkpoint->file},
                                            {"file_sha256", log.checkpoint->file_sha256}};
    return object;
}

std::string head_text(ComparedHead const& head, LogReport const& log)
{
    std::string const seq = std::to_string(head.outside.seq);
    switch (head.verdict) {
    case HeadVerdict::matches: return "event " + seq + " has the head that was kept: nothing up to it was changed since";
    case HeadVerdict::log_is_shorter:
        return "EVENT " + seq + " IS NOT HERE: the log ends at " + std::to_string(log.events) + ". Events were lost, or an older backup was restored";
    case HeadVerdict::differs: return "EVENT " + seq + " HAS ANOTHER HEAD than the one that was kept: the log was changed, or it is not the same log";
    case HeadVerdict::archived: return "event " + seq + " left for an archived file: export the whole log, import it elsewhere and compare there";
    }
    return "";
}

void print_verdict(SiteVerdict const& verdict)
{
    LogReport const& log = verdict.log;
    std::printf("site %s: %lld events, %s\n  head  %s:%lld:%s\n", log.site.str().c_str(), static_cast<long long>(log.events),
                log.faults.empty() ? "the chain and the folds hold" : "FAULTS FOUND", log.site.str().c_str(), static_cast<long long>(log.events),
                log.head.c_str());
    if (log.checkpoint)
        std::printf("  begins after event %lld: service days up to %s are in %s\n", static_cast<long long>(log.checkpoint->seq),
                    format_date(log.checkpoint->day).c_str(), log.checkpoint->file.c_str());
    for (ArchivedFile const& file : verdict.archive)
        std::printf("  archive %s: %s\n", file.name.c_str(), file.state == ArchivedFile::State::absent ? "not here" : state_word(file.state));
    if (log.snapshots > 0) std::printf("  snapshots %zu, equal to the fold\n", log.snapshots);
    if (!verdict.facts_doubt.empty()) std::printf("  facts not compared: %s\n", verdict.facts_doubt.c_str());
    else
        std::printf("  facts %zu sealed up to event %lld, equal to a new fold\n", verdict.facts.facts,
                    static_cast<long long>(verdict.facts.as_of_seq));
    for (auto const& head : log.heads) std::printf("  %s\n", head_text(head, log).c_str());
    for (auto const& gap : log.gaps) std::printf("  gap   %s was never given\n", gap.c_str());
    for (auto const& fault : log.faults) std::printf("  fault %s\n", fault.c_str());
}

Result<std::vector<OutsideHead>> outside_heads(VerifyOptions const& options, std::vector<SiteHead> const& heads)
{
    std::vector<OutsideHead> outside;
    for (std::string const& text : options.heads) {
        SADUAK_TRY(OutsideHead head, parse_outside_head(text));
        bool const known = std::any_of(heads.begin(), heads.end(), [&](SiteHead const& one) { return one.site == head.site; });
        if (!options.site.empty() && head.site.str() != options.site)
            return fail(Errc::invalid_argument, "a head of site " + head.site.str() + " cannot be compared with site " + options.site);
        if (!known) return fail(Errc::not_found, "no site " + head.site.str() + " here, and yet its head was kept");
        outside.push_back(std::move(head));
    }
    return outside;
}

// Without accounts there is nothing to check, and no fault.
Result<AuditReport> verify_audit(DataFiles const& files)
{
    std::filesystem::path const path = files.folder / "accounts.db";
    if (!std::filesystem::exists(path)) return AuditReport{};
    SADUAK_TRY(auto database, platform::Database::open(path.string(), platform::OpenMode::read_only));
    return check_audit(database);
}

void print_audit(AuditReport const& audit)
{
    std::printf("audit trail: %lld entries, %s\n", static_cast<long long>(audit.entries),
                audit.fault.empty() ? "the chain holds" : audit.fault.c_str());
    if (audit.entries > 0) std::printf("  head  audit:%lld:%s\n", static_cast<long long>(audit.entries), audit.head.c_str());
}

Result<int> verify(CommandLine const& line, VerifyOptions const& options)
{
    SADUAK_TRY(DataFiles const files, data_files(line));
    SADUAK_TRY(auto const store, open_log_to_read(files));
    SADUAK_TRY(auto const heads, store->heads());
    SADUAK_TRY(auto const outside, outside_heads(options, heads));
    json::array sites;
    bool sound = true;
    bool heads_match = true;
    for (SiteHead const& head : heads) {
        if (!options.site.empty() && head.site.str() != options.site) continue;
        SADUAK_TRY(SiteVerdict const verdict, verify_site(*store, files, head, outside));
        sound = sound && verdict.log.faults.empty();
        for (ComparedHead const& compared : verdict.log.heads) heads_match = heads_match && compared.verdict == HeadVerdict::matches;
        if (!options.json) print_verdict(verdict);
        sites.push_back(verdict_json(verdict));
    }
    if (!options.site.empty() && sites.empty()) return fail(Errc::not_found, "no site " + options.site);
    SADUAK_TRY(AuditReport const audit, verify_audit(files));
    bool const ok = sound && heads_match && audit.fault.empty();
    if (!options.json) print_audit(audit);
    json::object const audit_json{{"entries", audit.entries}, {"head", audit.head}, {"fault", audit.fault}};
    if (options.json) std::printf("%s\n", json::serialize(json::object{{"ok", ok}, {"sites", sites}, {"audit", audit_json}}).c_str());
    if (!sound) return fail(Errc::corrupt, "the log is damaged: keep this folder as it is, restore a backup elsewhere and compare");
    if (!heads_match) return fail(Errc::corrupt, "a head that was kept is not in this log: see above");
    if (!audit.fault.empty()) return fail(Errc::corrupt, audit.fault + ": somebody wrote into accounts.db with another program");
    return 0;
}

}  // namespace

void add_verify_command(CLI::App& app, CommandLine& line)
{
    auto options = std::make_shared<VerifyOptions>();
    auto* command = app.add_subcommand("verify", "Check the hash chain, the folds and the numbers; works beside a running server");
    command->add_option("--site", options->site, "One site (default: all)");
    command->add_option("--head", options->heads, "SITE:SEQ:HASH as a report or an earlier verify printed it; may be repeated");
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([&line, options] { line.action = [&line, options] { return verify(line, *options); }; });
}

}  // namespace saduak::server
