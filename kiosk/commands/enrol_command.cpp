#include "kiosk/commands/command.hpp"

#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>

#include "core/wire/json.hpp"
#include "kiosk/app/config.hpp"
#include "kiosk/enrolment/enrolment.hpp"

namespace saduak::kiosk {

namespace {

struct Options {
    std::string config;
    std::string data;
    std::string provision;
    bool once = false;
    EnrolmentWish wish;
};

Result<int> run(Options const& options)
{
    SADUAK_TRY(std::filesystem::path const data, find_data_folder(options.config, options.data));
    std::error_code ignored;
    if (options.once && std::filesystem::is_regular_file(enrolment_file(data), ignored)) {
        std::fprintf(stderr, "already enrolled: %s\n", enrolment_file(data).c_str());
        return 0;
    }
    EnrolmentWish wish = options.wish;
    if (!options.provision.empty()) {
        SADUAK_TRY(wish, load_wish(options.provision));
    }
    SADUAK_TRY(Enrolment const got, enrol(wish));
    SADUAK_TRY_STATUS(keep_enrolment(data, got));
    boost::json::object const line{
        {"event", "enrolled"}, {"device", got.device}, {"site", got.site}, {"role", got.role}, {"file", enrolment_file(data).string()}};
    std::printf("%s\n", wire::to_text(line).c_str());
    return 0;
}

}  // namespace

void add_enrol_command(CLI::App& app, std::function<Result<int>()>& action)
{
    auto const options = std::make_shared<Options>();
    auto* const command = app.add_subcommand("enrol", "Shows the server an administrator's code and keeps the key that it gives (docs/DEVICES.md)");
    auto* const server = command->add_option("--server", options->wish.server, "the server's pages: https://HOST:PORT");
    auto* const code = command->add_option("--code", options->wish.code, "the code");
    command->add_option("--fingerprint", options->wish.fingerprint, "SHA-256 of the pages' certificate, where no authority vouches for it");
    command->add_option("--device", options->wish.device, "the code must be of this device");
    auto* const provision = command->add_option("--provision", options->provision, "a file with server, code, fingerprint and device instead");
    auto* const config = command->add_option("--config", options->config, "the kiosk's configuration: its data folder gets the key");
    auto* const data = command->add_option("--data", options->data, "the kiosk's data folder, instead of the configuration's");
    command->add_flag("--once", options->once, "does nothing where it has been done");
    server->needs(code);
    code->needs(server);
    provision->excludes(server);
    command->callback([&action, options, server, provision, config, data] {
        if (server->count() + provision->count() == 0) throw CLI::RequiredError("--server and --code, or --provision");
        if (config->count() + data->count() == 0) throw CLI::RequiredError("--config or --data");
        action = [options] { return run(*options); };
    });
}

}  // namespace saduak::kiosk
