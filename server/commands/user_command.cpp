// `user`: people who sign in, from the command line, beside a running server too: it sees changes within seconds.
#include <cstdio>
#include <iostream>

#include <CLI/CLI.hpp>
#include <unistd.h>

#include "platform/clock.hpp"
#include "server/auth/accounts.hpp"
#include "server/auth/oidc_links.hpp"
#include "server/auth/second_factors.hpp"
#include "server/commands/data_access.hpp"
#include "server/setup/demo.hpp"

namespace saduak::server {
namespace {

struct UserOptions {
    std::string name;
    std::string role = "agent";
    std::vector<std::string> sites;
    std::vector<std::string> agencies;
    bool password_from_stdin = false;
    std::string value;  // of the provider's claim
};

Result<std::unique_ptr<Accounts>> open_accounts(CommandLine const& line)
{
    SADUAK_TRY(DataFiles const files, data_files(line));
    return Accounts::open(files.folder);
}

// One line of standard input, or one that we draw and print: never an argument, which others on the machine could read.
struct Password {
    std::string text;
    bool drawn = false;
};
Result<Password> get_password(UserOptions const& options)
{
    if (!options.password_from_stdin) return Password{readable_password(), true};
    if (::isatty(STDIN_FILENO) == 1) std::fprintf(stderr, "Password: ");
    Password password;
    if (!std::getline(std::cin, password.text)) return fail(Errc::invalid_argument, "no password came on standard input");
    if (!password.text.empty() && password.text.back() == '\r') password.text.pop_back();
    return password;
}

void print_outcome(std::string const& what, Password const& password)
{
    if (password.drawn) std::printf("%s\npassword (shown once): %s\n", what.c_str(), password.text.c_str());
    else std::printf("%s\n", what.c_str());
}

Result<int> add_user(CommandLine const& line, UserOptions const& options)
{
    auto const role = role_from_string(options.role);
    if (!role) return fail(Errc::invalid_argument, "the role is agent, supervisor, manager, administrator or auditor, not " + options.role);
    User user{options.name, *role, {}};
    for (std::string const& site : options.sites) user.sites.emplace_back(site);
    for (std::string const& agency : options.agencies) user.agencies.emplace_back(agency);
    SADUAK_TRY(auto const accounts, open_accounts(line));
    SADUAK_TRY(Password const password, get_password(options));
    SADUAK_TRY_STATUS(accounts->add_user(user, password.text, "console", platform::wall_clock_now()));
    print_outcome("user " + options.name + " added", password);
    return 0;
}

Result<int> set_password(CommandLine const& line, UserOptions const& options)
{
    SADUAK_TRY(auto const accounts, open_accounts(line));
    SADUAK_TRY(Password const password, get_password(options));
    SADUAK_TRY_STATUS(accounts->set_password(options.name, password.text, "console", platform::wall_clock_now()));
    print_outcome("password of " + options.name + " changed; open sessions have ended", password);
    return 0;
}

Result<int> remove_user(CommandLine const& line, UserOptions const& options)
{
    SADUAK_TRY(auto const accounts, open_accounts(line));
    SADUAK_TRY_STATUS(accounts->remove_user(options.name, "console", platform::wall_clock_now()));
    std::printf("user %s removed\n", options.name.c_str());
    return 0;
}

Result<int> list_users(CommandLine const& line)
{
    SADUAK_TRY(auto const accounts, open_accounts(line));
    for (User const& user : accounts->users()) {
        std::string sites;
        for (SiteId const& site : user.sites) sites += (sites.empty() ? "" : ",") + site.str();
        for (AgencyId const& agency : user.agencies) sites += (sites.empty() ? "agency " : ",agency ") + agency.str();
        std::printf("%s\t%s\t%s\n", user.name.c_str(), std::string(to_string(user.role)).c_str(), sites.empty() ? "every site" : sites.c_str());
    }
    return 0;
}

Result<int> reset_totp(CommandLine const& line, UserOptions const& options)
{
    SADUAK_TRY(DataFiles const files, data_files(line));
    SADUAK_TRY(auto const accounts, Accounts::open(files.folder));
    SADUAK_TRY(auto const factors, SecondFactors::open(files.folder, accounts->secret()));
    SADUAK_TRY_STATUS(factors->remove(options.name));
    SADUAK_TRY_STATUS(accounts->record("console", "totp.reset", "user " + options.name, platform::wall_clock_now()));
    std::printf("%s signs in by the password alone until a second factor is set up again\n", options.name.c_str());
    return 0;
}

Result<int> link_user(CommandLine const& line, UserOptions const& options)
{
    SADUAK_TRY(DataFiles const files, data_files(line));
    SADUAK_TRY(auto const accounts, Accounts::open(files.folder));
    SADUAK_TRY(auto const links, OidcLinks::open(files.folder));
    SADUAK_TRY_STATUS(links->link(options.name, options.value));
    SADUAK_TRY_STATUS(accounts->record("console", "oidc.link", "user " + options.name, platform::wall_clock_now()));
    std::printf("%s may sign in at the provider of [oidc]; the first sign-in binds the account there\n", options.name.c_str());
    return 0;
}

Result<int> unlink_user(CommandLine const& line, UserOptions const& options)
{
    SADUAK_TRY(DataFiles const files, data_files(line));
    SADUAK_TRY(auto const accounts, Accounts::open(files.folder));
    SADUAK_TRY(auto const links, OidcLinks::open(files.folder));
    SADUAK_TRY_STATUS(links->unlink(options.name));
    SADUAK_TRY_STATUS(accounts->record("console", "oidc.unlink", "user " + options.name, platform::wall_clock_now()));
    std::printf("%s does not sign in at a provider any more\n", options.name.c_str());
    return 0;
}

}  // namespace

void add_user_command(CLI::App& app, CommandLine& line)
{
    auto* command = app.add_subcommand("user", "People who sign in: add, list, remove, change a password, and the second step");
    command->require_subcommand(1);
    auto options = std::make_shared<UserOptions>();
    auto named = [&](char const* name, char const* help) {
        auto* sub = command->add_subcommand(name, help);
        sub->add_option("name", options->name, "Sign-in name")->required();
        return sub;
    };
    auto* add = named("add", "Add a user; the password is drawn and printed once, or read from standard input");
    add->add_option("--role", options->role, "agent, supervisor, manager, administrator or auditor")->capture_default_str();
    add->add_option("--site", options->sites, "A site that the user belongs to; may be repeated; neither site nor agency: every site");
    add->add_option("--agency", options->agencies, "An agency all of whose sites the user belongs to, also those to come; may be repeated");
    add->add_flag("--password-stdin", options->password_from_stdin, "Read the password from standard input");
    add->callback([&line, options] { line.action = [&line, options] { return add_user(line, *options); }; });
    auto* password = named("password", "Change a password; ends the user's sessions");
    password->add_flag("--password-stdin", options->password_from_stdin, "Read the password from standard input");
    password->callback([&line, options] { line.action = [&line, options] { return set_password(line, *options); }; });
    named("remove", "Remove a user")->callback([&line, options] { line.action = [&line, options] { return remove_user(line, *options); }; });
    named("totp-reset", "Take a user's second factor away, who lost telephone and recovery codes")->callback([&line, options] {
        line.action = [&line, options] { return reset_totp(line, *options); };
    });
    auto* link = named("link", "Let a user sign in at the provider of [oidc]");
    link->add_option("value", options->value, "What the provider's claim says of them: an e-mail address")->required();
    link->callback([&line, options] { line.action = [&line, options] { return link_user(line, *options); }; });
    named("unlink", "End that")->callback([&line, options] { line.action = [&line, options] { return unlink_user(line, *options); }; });
    command->add_subcommand("list", "List the users")->callback([&line] { line.action = [&line] { return list_users(line); }; });
}

}  // namespace saduak::server
