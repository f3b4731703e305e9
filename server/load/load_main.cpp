// saduak-load: load generator and exactness check. Bounded, and to loopback only.
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <boost/asio/io_context.hpp>

#include "server/load/crowd.hpp"
#include "server/load/runs.hpp"

namespace {

using namespace saduak;
using namespace saduak::server::load;

struct Arguments {
    std::string url, token, site, acknowledged, crowd_file;
    int clients = 8, seconds = 5, supply = 0, crowd_seconds = 0, counters = 6, patience_s = 30;
    double speed = 1;
    std::uint64_t seed = 1;
    bool json = false;
    std::vector<std::string> free_counters;
    std::string device_address;
    std::vector<std::string> devices;
};

// Runs one coroutine to its end on this thread.
template <class T>
Result<T> run_on_this_thread(boost::asio::io_context& io, platform::TaskScope& scope, platform::Task<Result<T>> task)
{
    std::optional<Result<T>> outcome;
    auto const keep = [](std::optional<Result<T>>& into, platform::Task<Result<T>> from) -> platform::Task<void> { into = co_await std::move(from); };
    scope.spawn("load", keep(outcome, std::move(task)));
    io.run();
    if (!outcome) return fail(Errc::internal, "the load ended without a result");
    return std::move(*outcome);
}

void print_timing(std::ostream& out, Timing const& timing)
{
    out << "\"rate_per_s\":" << timing.rate_per_s << ",\"p50_ms\":" << timing.p50_ms << ",\"p99_ms\":" << timing.p99_ms
        << ",\"errors\":" << timing.errors << "}\n";
}

Result<int> tickets(Arguments const& given)
{
    RunOptions options;
    SADUAK_TRY(options.target, make_target(given.url, given.token, given.site));
    options.clients = given.clients;
    options.seconds = given.seconds;
    options.acknowledged_file = given.acknowledged;
    boost::asio::io_context io(1);
    platform::TaskScope scope(io.get_executor());
    SADUAK_TRY(TicketReport const report, run_on_this_thread(io, scope, run_tickets(scope, options)));
    TicketVerdict const& verdict = report.verdict;
    if (given.json) {
        std::cout << "{\"issued\":" << verdict.issued << ",\"distinct\":" << verdict.distinct << ",\"duplicates\":" << verdict.duplicates
                  << ",\"lost\":" << verdict.lost << ",\"gaps\":" << verdict.gaps << ",";
        print_timing(std::cout, report.timing);
    } else {
        std::cout << verdict.issued << " tickets, " << verdict.distinct << " distinct, " << verdict.duplicates << " duplicates, " << verdict.lost
                  << " lost, " << verdict.gaps << " gaps; " << report.timing.rate_per_s << "/s, p50 " << report.timing.p50_ms << " ms, p99 "
                  << report.timing.p99_ms << " ms, " << report.timing.errors << " errors\n";
    }
    return verdict.exact() ? 0 : 1;
}

Result<int> calls(Arguments const& given)
{
    RunOptions options;
    SADUAK_TRY(options.target, make_target(given.url, given.token, given.site));
    options.clients = given.clients;
    options.seconds = given.seconds;
    options.supply = given.supply;
    boost::asio::io_context io(1);
    platform::TaskScope scope(io.get_executor());
    SADUAK_TRY(CallReport const report, run_on_this_thread(io, scope, run_calls(scope, options)));
    if (given.json) {
        std::cout << "{\"calls\":" << report.calls << ",\"distinct\":" << report.distinct << ",\"called_twice\":" << report.called_twice
                  << ",\"empty\":" << report.empty << ",";
        print_timing(std::cout, report.timing);
    } else {
        std::cout << report.calls << " calls of " << report.distinct << " tickets, " << report.called_twice << " called twice, " << report.empty
                  << " times none waited; " << report.timing.rate_per_s << "/s, p50 " << report.timing.p50_ms << " ms, p99 " << report.timing.p99_ms
                  << " ms, " << report.timing.errors << " errors\n";
    }
    return report.called_twice == 0 ? 0 : 1;
}

Result<int> crowd(Arguments const& given)
{
    std::ifstream file(given.crowd_file);
    if (!file) return fail(Errc::not_found, given.crowd_file + ": cannot be opened");
    std::string const text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    CrowdOptions options;
    SADUAK_TRY(options.target, make_target(given.url, given.token, given.site));
    SADUAK_TRY(options.model, parse_crowd(text, given.crowd_file));
    options.speed = given.speed;
    options.seconds = given.crowd_seconds;
    options.seed = given.seed;
    for (std::string const& counter : given.free_counters) options.free_counters.emplace_back(counter);
    boost::asio::io_context io(1);
    platform::TaskScope scope(io.get_executor());
    SADUAK_TRY(CrowdReport const report, run_on_this_thread(io, scope, run_crowd(scope, options)));
    std::cout << "{\"issued\":" << report.issued << ",\"left\":" << report.left << ",\"served\":" << report.served << ",\"rated\":" << report.rated
              << ",\"errors\":" << report.errors << "}\n";
    return 0;
}

// "hall-kiosk:KEY" at this address.
Result<DeviceLogin> device_login(platform::Address const& server, std::string const& text)
{
    auto const colon = text.find(':');
    if (colon == std::string::npos) return fail(Errc::invalid_argument, "--device is ID:KEY");
    return DeviceLogin{server, DeviceId(text.substr(0, colon)), text.substr(colon + 1)};
}

Result<int> endure(Arguments const& given)
{
    EndureOptions options;
    SADUAK_TRY(options.target, make_target(given.url, given.token, given.site));
    options.clients = given.clients;
    options.counters = given.counters;
    options.patience = seconds(given.patience_s);
    options.print = [](std::string const& line) { std::cout << line << std::endl; };
    if (!given.devices.empty()) {
        SADUAK_TRY(platform::Address const address, platform::parse_address(given.device_address));
        if (!platform::is_loopback(address)) return fail(Errc::invalid_argument, given.device_address + " is another machine");
        for (std::string const& text : given.devices) {
            SADUAK_TRY(DeviceLogin login, device_login(address, text));
            options.devices.push_back(std::move(login));
        }
    }
    boost::asio::io_context io(1);
    platform::TaskScope scope(io.get_executor());
    SADUAK_TRY(bool const exact, run_on_this_thread(io, scope, run_endure(std::move(options))));
    return exact ? 0 : 1;
}

void add_target(CLI::App& command, Arguments& given)
{
    command.add_option("--url", given.url, "http://127.0.0.1:PORT")->required();
    command.add_option("--token", given.token, "an integration's token")->required();
    command.add_option("--site", given.site, "the site's id")->required();
}

}  // namespace

int main(int argc, char** argv)
{
    Arguments given;
    CLI::App app("Load generator and exactness check for saduak-server, on loopback only", "saduak-load");
    app.require_subcommand(1);
    std::function<Result<int>()> action;

    CLI::App* tickets_command = app.add_subcommand("tickets", "clients take tickets as fast as they are answered; then the log is checked");
    CLI::App* calls_command = app.add_subcommand("calls", "counters press Next as fast as they are answered; then the log is checked");
    for (CLI::App* command : {tickets_command, calls_command}) {
        add_target(*command, given);
        command->add_option("--clients", given.clients, "at once (8)")->check(CLI::Range(1, kClientsMax));
        command->add_option("--seconds", given.seconds, "how long (5)")->check(CLI::Range(1, kSecondsMax));
        command->add_flag("--json", given.json, "print one JSON object");
    }
    tickets_command->add_option("--acknowledged", given.acknowledged, "file that gets \"id number\" of each acknowledged ticket");
    calls_command->add_option("--supply", given.supply, "tickets issued before (200 a client)")->check(CLI::Range(1, 1'000'000));
    tickets_command->callback([&] { action = [&given] { return tickets(given); }; });
    calls_command->callback([&] { action = [&given] { return calls(given); }; });

    CLI::App* crowd_command = app.add_subcommand("crowd", "citizens and agents as crowd.toml describes them");
    add_target(*crowd_command, given);
    crowd_command->add_option("--model", given.crowd_file, "crowd.toml")->required();
    crowd_command->add_option("--speed", given.speed, "times faster than life (1)")->check(CLI::Range(0.1, 1000.0));
    crowd_command->add_option("--seconds", given.crowd_seconds, "real time; 0: until stopped (0)")->check(CLI::Range(0, 24 * kSecondsMax));
    crowd_command->add_option("--seed", given.seed, "of the random draws (1)");
    crowd_command->add_option("--free-counter", given.free_counters, "left to people; may be given again");
    crowd_command->callback([&] { action = [&given] { return crowd(given); }; });

    CLI::App* endure_command = app.add_subcommand("endure", "clients that outlive their server: go, count and check are read from standard input");
    add_target(*endure_command, given);
    endure_command->add_option("--clients", given.clients, "taking tickets (8)")->check(CLI::Range(1, kClientsMax));
    endure_command->add_option("--counters", given.counters, "pressing Next (6)")->check(CLI::Range(0, kClientsMax));
    endure_command->add_option("--device-address", given.device_address, "127.0.0.1:PORT of the device link");
    endure_command->add_option("--device", given.devices, "ID:KEY of a kiosk; may be given again");
    endure_command->add_option("--patience", given.patience_s, "seconds that a check waits for the last answers (30)")->check(CLI::Range(1, 600));
    endure_command->callback([&] { action = [&given] { return endure(given); }; });

    try {
        app.parse(argc, argv);
    } catch (CLI::ParseError const& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    auto const code = action();
    if (!code) {
        std::cerr << "saduak-load: " << code.error().context << "\n";
        return code.error().code == Errc::invalid_argument ? 2 : 1;
    }
    return *code;
}
