// Citizens' messages in outgoing.db: which were sent, without whom to, and what they cost. One thread at a time; blocks.
#pragma once

#include <string>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/time.hpp"
#include "core/domain/words.hpp"
#include "platform/sqlite.hpp"

namespace saduak::server {

// A row of the ledger, or what is added to it.
struct LedgerRow {
    Date day;     // Bangkok's
    SiteId site;  // empty: of no site, as answers to strangers
    domain::ContactChannel channel = domain::ContactChannel::line;
    std::int64_t sent = 0;  // paid ones
    std::int64_t free = 0;
    std::int64_t failed = 0;
    std::int64_t over_quota = 0;  // not sent
    std::int64_t cost_satang = 0;
};

struct NoticeRow {
    std::string id;  // a ticket, what is told, and of which moment: told once
    SiteId site;
    std::string kind;
    domain::ContactChannel channel = domain::ContactChannel::line;
    Instant at;
};

class MessageRows {
public:
    explicit MessageRows(platform::Database& database) : database_(database) {}

    // False: it stands already.
    [[nodiscard]] Result<bool> begin(NoticeRow const& notice);
    // "sent", "failed", "over_quota", "late"; with what it adds to the ledger.
    [[nodiscard]] Status finish(std::string const& id, std::string const& state, LedgerRow const& adds);
    [[nodiscard]] Status add(LedgerRow const& adds);
    [[nodiscard]] Result<std::vector<LedgerRow>> ledger(Date from, Date to);

    // Ids since then; older ones are forgotten.
    [[nodiscard]] Result<std::vector<std::string>> notices_since(Instant since);
    [[nodiscard]] Result<std::vector<std::string>> line_events_since(Instant since);
    [[nodiscard]] Status keep_line_event(std::string const& id, Instant at);

private:
    platform::Database& database_;
};

}  // namespace saduak::server
