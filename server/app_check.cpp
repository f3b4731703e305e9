// `serve --check`: what a start would stumble over, said before it is needed.
#include <boost/asio/io_context.hpp>
#include <unistd.h>

#include "platform/clock.hpp"
#include "platform/net/stream.hpp"
#include "platform/tls.hpp"
#include "server/app.hpp"

namespace saduak::server {
namespace {

namespace fs = std::filesystem;

void note(ConfigCheck& check, bool ok, std::string const& what)
{
    check.lines.push_back((ok ? "ok     " : "wrong  ") + what);
    check.ok = check.ok && ok;
}

void check_port(ConfigCheck& check, std::string_view name, platform::Address const& address)
{
    boost::asio::io_context io;
    auto const listener = platform::Listener::listen(io.get_executor(), address);
    std::string const what = std::string(name) + " " + platform::to_string(address);
    // A server that runs has it, which is as it should be.
    if (!listener && listener.error().code == Errc::busy) return note(check, true, what + " (in use now: by a running server?)");
    note(check, listener.has_value(), listener ? what : what + ": " + listener.error().context);
}

void check_certificate(ConfigCheck& check, AppConfig const& config)
{
    if (config.live.certificate.empty()) return note(check, true, "TLS certificate: the server's own, in " + config.files.tls().string());
    auto const identity = platform::read_identity(config.live.certificate, config.live.key);
    if (!identity) return note(check, false, "TLS certificate: " + identity.error().context);
    auto const tls = platform::TlsServer::create(*identity);
    std::string const what = "TLS certificate " + config.live.certificate.string() + ", valid until " + format_rfc3339(identity->ends_at);
    bool const over = identity->ends_at <= platform::wall_clock_now();
    note(check, tls && !over, tls ? what : "TLS certificate: " + tls.error().context);
}

}  // namespace

ConfigCheck check_config(AppConfig const& config)
{
    ConfigCheck check;
    std::error_code ec;
    bool const folder = fs::is_directory(config.files.folder, ec) && ::access(config.files.folder.c_str(), W_OK) == 0;
    note(check, folder,
         "data folder " + config.files.folder.string() + (folder ? "" : " is not there or not writable: `saduak-server init` makes it"));
    bool const pages = fs::exists(fs::path(config.web_root) / "index.html", ec);
    note(check, pages, "pages in " + config.web_root + (pages ? "" : ": no index.html there"));
    if (!config.backups.folder.empty()) {
        bool const backups = fs::is_directory(config.backups.folder, ec) && ::access(config.backups.folder.c_str(), W_OK) == 0;
        note(check, backups, "backups to " + config.backups.folder.string() + (backups ? "" : ": not there or not writable"));
    }
    check_certificate(check, config);
    check_port(check, "HTTP port", config.http);
    check_port(check, "device port", config.device);
    return check;
}

}  // namespace saduak::server
