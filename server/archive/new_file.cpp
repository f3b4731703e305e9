#include "server/archive/new_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "platform/sqlite_copy.hpp"

namespace saduak::server {

namespace fs = std::filesystem;

NewFile::NewFile(fs::path name) : name_(std::move(name)), part_(name_.string() + ".part"), out_(part_, std::ios::binary | std::ios::trunc)
{
    std::error_code ignored;
    fs::permissions(part_, fs::perms::owner_read | fs::perms::owner_write, ignored);
}

NewFile::~NewFile()
{
    std::error_code ignored;
    if (!named_) fs::remove(part_, ignored);
}

Status NewFile::line(std::string const& text)
{
    out_ << text << '\n';
    sha_.add(text);
    sha_.add("\n");
    return out_ ? Status{} : fail(Errc::full, "cannot write " + part_.string() + ": is the disk full, or the folder missing?");
}

Result<std::string> NewFile::finish()
{
    out_.close();
    int const file = out_ ? ::open(part_.c_str(), O_RDONLY | O_CLOEXEC) : -1;
    bool const synced = file >= 0 && ::fsync(file) == 0;
    if (file >= 0) ::close(file);
    if (!synced) return fail(Errc::io, "cannot write " + part_.string());
    return sha_.hex();
}

Status NewFile::take_name()
{
    std::error_code error;
    fs::rename(part_, name_, error);
    if (error) return fail(Errc::io, "naming " + name_.string() + ": " + error.message());
    named_ = true;
    return platform::sync_folder(name_.parent_path().string());
}

}  // namespace saduak::server
