// Every kind of EventStore, for the tests of what all must do (tests/unit/server/store/*_contract_test.cpp).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "server/store/event_store.hpp"
#include "server/store/sqlite_store.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/town.hpp"

namespace saduak::test {

using namespace server;

// One empty place to keep logs in; open() again and again opens the same.
struct StorePlace {
    std::function<std::unique_ptr<EventStore>(StoreAccess)> open;
};

// The kinds that there are: GENERATE(from_range(store_kinds())).
inline std::vector<std::string> store_kinds() { return {"sqlite"}; }

inline StorePlace make_place(std::string const& kind)
{
    REQUIRE(kind == "sqlite");
    auto folder = std::make_shared<TemporaryFolder>();
    return {[folder](StoreAccess access) {
        auto store = open_sqlite_store(folder->file("saduak.db"), access);
        INFO((store ? "" : store.error().context));
        REQUIRE(store);
        return *std::move(store);
    }};
}

inline SiteAppend append_of(std::vector<domain::Event> const& events, Seq after, char const* site = "town")
{
    SiteAppend append{SiteId(site), after, {}};
    for (auto const& event : events) append.entries.push_back({event, {}});
    return append;
}

inline void must_append(EventStore& store, std::vector<domain::Event> const& events, Seq after, char const* site = "town")
{
    Batch batch;
    batch.sites.push_back(append_of(events, after, site));
    auto const lost = store.append(batch);
    INFO((lost ? "" : lost.error().context));
    REQUIRE(lost);
    REQUIRE(lost->empty());
}

// A log of a small morning.
inline std::vector<domain::Event> morning()
{
    Town town;
    town.must(domain::OpenCounter{CounterId("c1")});
    for (int n = 1; n <= 3; ++n) town.issue(n);
    town.must(domain::CallNext{CounterId("c1")});
    town.must(domain::CallNext{CounterId("c1"), domain::AlsoFinish::yes});
    return town.log;
}

}  // namespace saduak::test
