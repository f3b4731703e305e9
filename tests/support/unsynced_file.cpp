#include "tests/support/unsynced_file.hpp"

#include <algorithm>
#include <array>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/assert.hpp"

namespace saduak::test {
namespace {

using Part = std::pair<std::size_t, std::size_t>;

// Where the sectors of a write begin and end, as offsets into its bytes.
std::vector<Part> sectors_of(std::int64_t at, std::size_t size)
{
    std::vector<Part> sectors;
    for (std::size_t from = 0; from < size;) {
        std::int64_t const left = kSectorBytes - (at + static_cast<std::int64_t>(from)) % kSectorBytes;
        std::size_t const to = std::min(size, from + static_cast<std::size_t>(left));
        sectors.emplace_back(from, to);
        from = to;
    }
    return sectors;
}

// An empty part stands for "nothing of it": no parts at all would mean all of it.
std::vector<Part> first_sectors(std::vector<Part> sectors, Random& random)
{
    sectors.resize(random.below(sectors.size() + 1));
    if (sectors.empty()) sectors.emplace_back(0, 0);
    return sectors;
}

std::vector<Part> some_sectors(std::vector<Part> const& sectors, Random& random)
{
    std::size_t const missing = random.below(sectors.size());
    std::vector<Part> some;
    for (std::size_t i = 0; i < sectors.size(); ++i)
        if (i != missing && random.below(2) == 0) some.push_back(sectors[i]);
    if (some.empty()) some.emplace_back(0, 0);
    return some;
}

}  // namespace

std::unique_ptr<UnsyncedFile> UnsyncedFile::open(std::string const& path, bool is_new)
{
    int const fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (fd < 0) return nullptr;
    return std::unique_ptr<UnsyncedFile>(new UnsyncedFile(path, fd, is_new));
}

UnsyncedFile::~UnsyncedFile() { ::close(fd_); }

void UnsyncedFile::will_write(std::int64_t at, ByteView bytes)
{
    Change change;
    change.at = at;
    change.size_before = size();
    change.before = read(at, bytes.size());
    change.after.assign(bytes.begin(), bytes.end());
    changes_.push_back(std::move(change));
}

void UnsyncedFile::will_truncate(std::int64_t size)
{
    Change change;
    change.at = size;
    change.size_before = this->size();
    change.truncates = true;
    if (change.size_before > size) change.before = read(size, static_cast<std::size_t>(change.size_before - size));
    changes_.push_back(std::move(change));
}

void UnsyncedFile::synced(std::size_t count)
{
    is_new_ = false;
    for (std::size_t i = 0; i < count && i < changes_.size(); ++i)
        if (changes_[i].fate == Fate::open) changes_[i].fate = Fate::kept;
    // What is on the disk stays in the list only behind a change that is not: order matters when both are done again.
    auto const uncertain = std::find_if(changes_.begin(), changes_.end(), [](Change const& change) { return change.fate != Fate::kept; });
    changes_.erase(changes_.begin(), uncertain);
}

void UnsyncedFile::sync_failed(Random& random)
{
    for (Change& change : changes_)
        if (change.fate == Fate::open) change.fate = std::array{Fate::kept, Fate::doomed, Fate::lost}[random.below(3)];
    settle();
}

Losses UnsyncedFile::lose_power(Random& random, PowerCut const& cut)
{
    Losses losses;
    std::vector<Change*> open;
    for (Change& change : changes_) {
        if (change.fate == Fate::doomed) change.fate = Fate::lost;
        if (change.fate == Fate::open) open.push_back(&change);
    }
    for (Change* change : open) {
        bool const kept = random.below(100) < cut.keep_percent;
        change->fate = kept ? Fate::kept : Fate::lost;
    }
    Change* torn = nullptr;
    if (cut.tear == Tear::last && !open.empty()) torn = open.back();
    if (cut.tear == Tear::one)
        for (Change* change : open)
            if (change->after.size() > kSectorBytes && (torn == nullptr || random.below(2) == 0)) torn = change;
    if (torn != nullptr && !torn->truncates) {
        auto const sectors = sectors_of(torn->at, torn->after.size());
        torn->parts = cut.tear == Tear::last ? first_sectors(sectors, random) : some_sectors(sectors, random);
        torn->fate = Fate::kept;
        losses.torn = 1;
    }
    for (Change const& change : changes_) ++(change.fate == Fate::lost ? losses.lost : losses.kept);
    settle();
    if (is_new_ && random.below(2) == 0) ::unlink(path_.c_str());
    return losses;
}

void UnsyncedFile::settle()
{
    std::for_each(changes_.rbegin(), changes_.rend(), [this](Change const& change) { undo(change); });
    std::erase_if(changes_, [](Change const& change) { return change.fate == Fate::lost; });
    for (Change& change : changes_) {
        change.size_before = size();
        change.before = read(change.at, change.truncates ? static_cast<std::size_t>(std::max<std::int64_t>(change.size_before - change.at, 0))
                                                         : change.after.size());
        redo(change);
    }
}

void UnsyncedFile::undo(Change const& change) const
{
    if (size() != change.size_before) resize(change.size_before);
    overwrite(change.at, change.before);
}

void UnsyncedFile::redo(Change const& change) const
{
    if (change.truncates) return resize(change.at);
    if (change.parts.empty()) return overwrite(change.at, change.after);
    ByteView const after = change.after;
    for (auto const& [from, to] : change.parts) overwrite(change.at + static_cast<std::int64_t>(from), after.subspan(from, to - from));
}

Bytes UnsyncedFile::read(std::int64_t at, std::size_t size) const
{
    Bytes bytes(size);
    ssize_t const got = ::pread(fd_, bytes.data(), size, at);
    bytes.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    return bytes;
}

void UnsyncedFile::overwrite(std::int64_t at, ByteView bytes) const
{
    SADUAK_ASSERT(::pwrite(fd_, bytes.data(), bytes.size(), at) == static_cast<ssize_t>(bytes.size()));
}

void UnsyncedFile::resize(std::int64_t size) const { SADUAK_ASSERT(::ftruncate(fd_, size) == 0); }

std::int64_t UnsyncedFile::size() const
{
    struct stat status = {};
    SADUAK_ASSERT(::fstat(fd_, &status) == 0);
    return status.st_size;
}

}  // namespace saduak::test
