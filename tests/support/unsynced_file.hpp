// What a file would hold if the power failed now: its changes since the last sync, each with the bytes that it replaced.
// The file itself always shows every change, as a page cache does. One thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/bytes.hpp"
#include "core/base/random.hpp"

namespace saduak::test {

inline constexpr std::int64_t kSectorBytes = 512;  // what a disk writes whole or not at all

// Which of the changes that nobody waited for the disk had carried out.
enum class Tear {
    none,
    last,  // the last write was under way: only its first sectors are there
    one    // some sectors of one page are there and others not
};
struct PowerCut {
    std::uint64_t keep_percent = 50;
    Tear tear = Tear::none;
};

struct Losses {
    std::size_t kept = 0, lost = 0, torn = 0;
};

class UnsyncedFile {
public:
    // `is_new`: made just now, so that a power cut may leave no file at all. Null where the file cannot be written.
    [[nodiscard]] static std::unique_ptr<UnsyncedFile> open(std::string const& path, bool is_new);
    ~UnsyncedFile();
    UnsyncedFile(UnsyncedFile const&) = delete;
    UnsyncedFile& operator=(UnsyncedFile const&) = delete;

    // Before the file takes it.
    void will_write(std::int64_t at, ByteView bytes);
    void will_truncate(std::int64_t size);

    [[nodiscard]] std::size_t changes() const { return changes_.size(); }
    // The first `count` changes are on the disk now.
    void synced(std::size_t count);
    // The system told of a sync that failed and forgets which pages were dirty: some changes reached the disk, some are seen until the
    // power fails and some are gone at once.
    void sync_failed(Random& random);
    // Leaves in the file what the disk would have.
    Losses lose_power(Random& random, PowerCut const& cut);

private:
    enum class Fate { open, kept, doomed, lost };
    struct Change {
        std::int64_t at = 0;
        std::int64_t size_before = 0;
        Bytes before;
        Bytes after;  // of a write
        bool truncates = false;
        Fate fate = Fate::open;
        std::vector<std::pair<std::size_t, std::size_t>> parts;  // [from, to) of `after` that is there; empty: all
    };

    UnsyncedFile(std::string path, int fd, bool is_new) : path_(std::move(path)), fd_(fd), is_new_(is_new) {}
    Bytes read(std::int64_t at, std::size_t size) const;
    void overwrite(std::int64_t at, ByteView bytes) const;
    void resize(std::int64_t size) const;
    std::int64_t size() const;
    void undo(Change const& change) const;
    void redo(Change const& change) const;
    // Undoes all, then does again what is not lost.
    void settle();

    std::string path_;
    int fd_;  // never closed before the end: closing it would drop the locks that SQLite holds on the file
    bool is_new_;
    std::vector<Change> changes_;  // in order; the first one is not known to be on the disk
};

}  // namespace saduak::test
