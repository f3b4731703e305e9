// Sealed facts on disk (DIR/facts.db): a copy that can be thrown away and rebuilt from the log, bit for bit (DESIGN 7).
// One thread. Several processes may share the file: who seals second finds the work done.
#pragma once

#include <string>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/metrics/fold.hpp"
#include "platform/sqlite.hpp"

namespace saduak::server {

class FactsStore {
public:
    enum class Access { read_only, write };
    // `write` makes the file where absent, and empties one of another version. `read_only`: Errc::permission or unsupported
    // where there is none that can be used; the log alone then answers.
    [[nodiscard]] static Result<FactsStore> open(std::string const& path, Access access);

    // Facts and the seal that they belong to, of one moment. Seq 0 for a site without sealed facts: its fold begins at the log's start.
    struct Stored {
        metrics::Seal seal;
        std::string log_hash;  // of the log's event `seal.seq`: facts of another log are not used
        metrics::Facts facts;  // in the order of the log
    };
    // Of service days in [from, to].
    [[nodiscard]] Result<Stored> read(SiteId const& site, Date from, Date to);
    [[nodiscard]] Result<Stored> read_all(SiteId const& site);
    // The same without facts.
    [[nodiscard]] Result<Stored> seal(SiteId const& site);
    // Adds what was sealed after `after`, the stored seal's seq. Changes nothing where another process was faster.
    [[nodiscard]] Status add(SiteId const& site, metrics::Seq after, metrics::MetricsFold::Sealed const& sealed, std::string const& log_hash);
    // Drops what is stored of the site, so that it is folded anew.
    [[nodiscard]] Status forget(SiteId const& site);

    // SHA-256 over every value of every fact, in order.
    [[nodiscard]] static std::string digest(metrics::Facts const& facts);

private:
    explicit FactsStore(platform::Database database) : database_(std::move(database)) {}

    platform::Database database_;
};

}  // namespace saduak::server
