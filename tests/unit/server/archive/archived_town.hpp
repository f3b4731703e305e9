// Several service days of the small town in a store, for what leaves the log and comes back.
#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "server/archive/log_file.hpp"
#include "tests/support/event_stores.hpp"

namespace saduak::test {

inline SiteId const kTown("town");

// Days of three tickets each, the last day still open.
class DaysInStore {
public:
    explicit DaysInStore(int days)
    {
        for (int day = 0; day < days; ++day) serve_day(day);
        town.issue(900);
        must_append(*store, town.log, 0);
    }

    [[nodiscard]] SiteHead head() const
    {
        auto const heads = store->heads();
        REQUIRE(heads);
        REQUIRE(heads->size() == 1);
        return heads->front();
    }
    [[nodiscard]] std::string exported(Seq after = 0, std::string const& after_hash = {}) const
    {
        std::string text;
        auto const written = write_log(*store, {after, after_hash, head()}, [&](std::string const& line) -> Status {
            text += line + "\n";
            return {};
        });
        INFO((written ? "" : written.error().context));
        REQUIRE(written);
        return text;
    }
    // Events and their hashes as read from `log`.
    static std::vector<std::string> hashes(EventStore& log, Seq after = 0)
    {
        std::vector<std::string> found;
        auto const read = log.read(kTown, after, [&](StoredEvent const& stored) -> Status {
            found.push_back(std::to_string(stored.seq) + " " + stored.hash);
            return {};
        });
        INFO((read ? "" : read.error().context));
        REQUIRE(read);
        return found;
    }

    Town town;
    TemporaryFolder folder;
    std::unique_ptr<EventStore> store = *open_sqlite_store(folder.file("saduak.db"), StoreAccess::write);

private:
    void serve_day(int day)
    {
        town.must(domain::OpenCounter{CounterId("c1")});
        for (int n = 10 * day + 1; n <= 10 * day + 3; ++n) {
            town.issue(n);
            town.wait(seconds(30));
            town.must(domain::CallNext{CounterId("c1"), domain::AlsoFinish::yes});
        }
        town.must(domain::CloseDay{});
        town.wait(hours(24));
    }
};

}  // namespace saduak::test
