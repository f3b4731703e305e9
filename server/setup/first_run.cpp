#include "server/setup/first_run.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

#include "platform/entropy.hpp"

namespace saduak::server {
namespace {

namespace fs = std::filesystem;

Status write_secret_file(fs::path const& file, std::string const& text)
{
    static_cast<void>(::unlink(file.c_str()));
    int const fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return fail(Errc::io, "writing " + file.string() + ": " + std::strerror(errno));
    bool const written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::close(fd);
    if (!written) return fail(Errc::io, "writing " + file.string() + ": " + std::strerror(errno));
    return {};
}

}  // namespace

std::unique_ptr<FirstRun> FirstRun::begin(fs::path data_folder, Accounts& accounts, Instant now)
{
    fs::path file = std::move(data_folder) / "setup-link";
    bool const somebody = !accounts.users().empty();
    if (somebody) static_cast<void>(::unlink(file.c_str()));
    return std::unique_ptr<FirstRun>(new FirstRun(std::move(file), accounts, somebody ? std::string() : platform::random_key(), now + kOpenFor));
}

bool FirstRun::open(Instant now) const { return !secret_.empty() && now < until_ && accounts_.users().empty(); }

Result<std::string> FirstRun::announce(std::string const& server_url, Reader reader) const
{
    // Behind '#': a browser keeps it to itself, so that it stands in no log of requests.
    std::string const link = server_url + "/setup#" + secret_;
    SADUAK_TRY_STATUS(write_secret_file(file_, link + "\n"));
    if (reader == Reader::person) return "Nobody can sign in yet. Make the first administrator, within 24 hours, at\n  " + link;
    return "nobody can sign in yet: the link that makes the first administrator stands in " + file_.string();
}

Status FirstRun::finish(std::string_view secret, std::string const& name, std::string_view password, Instant now)
{
    std::lock_guard const lock(finishing_);
    if (!open(now)) return fail(Errc::already_exists, "the setup is over");
    if (!platform::equal_secrets(secret, secret_)) return fail(Errc::permission, "this is not the link of this server's present start");
    SADUAK_TRY_STATUS(accounts_.add_user(User{name, Role::administrator, {}}, password, "setup", now));
    static_cast<void>(::unlink(file_.c_str()));
    return {};
}

}  // namespace saduak::server
