// `token`: what integrations show instead of a sign-in.
#include <cstdio>

#include <CLI/CLI.hpp>

#include "platform/clock.hpp"
#include "server/auth/accounts.hpp"
#include "server/commands/data_access.hpp"

namespace saduak::server {
namespace {

constexpr std::int64_t kDaysMax = 5 * 366;

struct TokenOptions {
    std::string name;
    std::vector<std::string> scopes;
    std::vector<std::string> sites;
    std::int64_t days = 365;
    std::string id;
};

Result<int> add_token(CommandLine const& line, TokenOptions const& options)
{
    SADUAK_TRY(DataFiles const files, data_files(line));
    Instant const now = platform::wall_clock_now();
    Accounts::NewToken token;
    token.name = options.name;
    for (std::string const& text : options.scopes) {
        auto const scope = scope_from_string(text);
        if (!scope) return fail(Errc::invalid_argument, "a scope is tickets, counters, calls, metrics or admin, not " + text);
        token.scopes.push_back(*scope);
    }
    for (std::string const& site : options.sites) token.sites.emplace_back(site);
    token.expires_at = now + hours(24) * options.days;
    SADUAK_TRY(auto const accounts, Accounts::open(files.folder));
    SADUAK_TRY(std::string const secret, accounts->add_token(token, "console", now));
    std::printf("token %s added\ntoken (shown once): %s\n", options.name.c_str(), secret.c_str());
    return 0;
}

Result<int> remove_token(CommandLine const& line, TokenOptions const& options)
{
    SADUAK_TRY(DataFiles const files, data_files(line));
    SADUAK_TRY(auto const accounts, Accounts::open(files.folder));
    SADUAK_TRY_STATUS(accounts->remove_token(options.id, "console", platform::wall_clock_now()));
    std::printf("token %s removed\n", options.id.c_str());
    return 0;
}

Result<int> list_tokens(CommandLine const& line)
{
    SADUAK_TRY(DataFiles const files, data_files(line));
    SADUAK_TRY(auto const accounts, Accounts::open(files.folder));
    for (TokenRecord const& token : accounts->tokens()) {
        std::string scopes;
        for (Scope const scope : token.integration.scopes) scopes += (scopes.empty() ? "" : ",") + std::string(to_string(scope));
        std::printf("%s\t%s\t%s\t%s\n", token.integration.id.c_str(), token.integration.name.c_str(), scopes.c_str(),
                    token.expires_at.is_set() ? format_rfc3339(token.expires_at).c_str() : "does not expire");
    }
    return 0;
}

}  // namespace

void add_token_command(CLI::App& app, CommandLine& line)
{
    auto* command = app.add_subcommand("token", "Tokens of integrations: add, list, remove");
    command->require_subcommand(1);
    auto options = std::make_shared<TokenOptions>();
    auto* add = command->add_subcommand("add", "Add a token and print it, once");
    add->add_option("name", options->name, "What it is for; events made with it carry this name")->required();
    add->add_option("--scope", options->scopes, "tickets, counters, calls, metrics, admin")->delimiter(',')->required();
    add->add_option("--site", options->sites, "A site that it is good for; may be repeated; none: every site");
    add->add_option("--days", options->days, "Expires after so many days, 5 years at most")
        ->check(CLI::Range(std::int64_t{1}, kDaysMax))
        ->capture_default_str();
    add->callback([&line, options] { line.action = [&line, options] { return add_token(line, *options); }; });
    auto* remove = command->add_subcommand("remove", "Remove a token; a running server refuses it within seconds");
    remove->add_option("id", options->id, "The id that `token list` shows")->required();
    remove->callback([&line, options] { line.action = [&line, options] { return remove_token(line, *options); }; });
    command->add_subcommand("list", "List the tokens")->callback([&line] { line.action = [&line] { return list_tokens(line); }; });
}

}  // namespace saduak::server
