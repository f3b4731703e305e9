// `verify`: chain, folds and numbers of every site, or of one.
#include <cstdio>
#include <filesystem>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "server/commands/data_access.hpp"
#include "server/metrics/site_facts.hpp"
#include "server/store/verify.hpp"

namespace saduak::server {
namespace {

namespace json = boost::json;

struct VerifyOptions {
    std::string site;  // empty: all
    bool json = false;
};

struct SiteVerdict {
    LogReport log;
    FactsCheck facts;
};

Result<SiteVerdict> verify_site(EventStore& store, DataFiles const& files, SiteHead const& head)
{
    SADUAK_TRY(LogReport report, verify_log(store, head));
    SiteVerdict verdict{std::move(report), {}};
    // No facts yet is no fault: they are made from the log when figures are asked for.
    if (!std::filesystem::exists(files.facts()) || !verdict.log.faults.empty()) return verdict;
    SADUAK_TRY(FactsStore facts, FactsStore::open(files.facts(), FactsStore::Access::read_only));
    auto check = verify_facts(store, facts, head.site);
    if (check) verdict.facts = *std::move(check);
    else verdict.log.faults.push_back("facts: " + check.error().context);
    return verdict;
}

json::object verdict_json(SiteVerdict const& verdict)
{
    json::array faults, gaps;
    for (auto const& fault : verdict.log.faults) faults.push_back(json::string(fault));
    for (auto const& gap : verdict.log.gaps) gaps.push_back(json::string(gap));
    return {{"site", verdict.log.site.str()},
            {"events", verdict.log.events},
            {"head", verdict.log.head},
            {"faults", faults},
            {"gaps", gaps},
            {"facts", static_cast<std::int64_t>(verdict.facts.facts)},
            {"facts_as_of_seq", verdict.facts.as_of_seq}};
}

void print_verdict(SiteVerdict const& verdict)
{
    LogReport const& log = verdict.log;
    std::printf("site %s: %lld events, %s\n  head  %s\n  facts %zu sealed up to event %lld, equal to a new fold\n", log.site.str().c_str(),
                static_cast<long long>(log.events), log.faults.empty() ? "the chain and the folds hold" : "FAULTS FOUND", log.head.c_str(),
                verdict.facts.facts, static_cast<long long>(verdict.facts.as_of_seq));
    for (auto const& gap : log.gaps) std::printf("  gap   %s was never given\n", gap.c_str());
    for (auto const& fault : log.faults) std::printf("  fault %s\n", fault.c_str());
}

Result<int> verify(CommandLine const& line, VerifyOptions const& options)
{
    SADUAK_TRY(DataFiles const files, data_files(line));
    SADUAK_TRY(auto const store, open_log_to_read(files));
    SADUAK_TRY(auto const heads, store->heads());
    json::array sites;
    bool sound = true;
    for (SiteHead const& head : heads) {
        if (!options.site.empty() && head.site.str() != options.site) continue;
        SADUAK_TRY(SiteVerdict const verdict, verify_site(*store, files, head));
        sound = sound && verdict.log.faults.empty();
        if (!options.json) print_verdict(verdict);
        sites.push_back(verdict_json(verdict));
    }
    if (!options.site.empty() && sites.empty()) return fail(Errc::not_found, "no site " + options.site);
    if (options.json) std::printf("%s\n", json::serialize(json::object{{"ok", sound}, {"sites", sites}}).c_str());
    if (!sound) return fail(Errc::corrupt, "the log is damaged: keep this folder as it is, restore a backup elsewhere and compare");
    return 0;
}

}  // namespace

void add_verify_command(CLI::App& app, CommandLine& line)
{
    auto options = std::make_shared<VerifyOptions>();
    auto* command = app.add_subcommand("verify", "Check the hash chain, the folds and the numbers; works beside a running server");
    command->add_option("--site", options->site, "One site (default: all)");
    command->add_flag("--json", options->json, "Print JSON");
    command->callback([&line, options] { line.action = [&line, options] { return verify(line, *options); }; });
}

}  // namespace saduak::server
