// Failures that anyone can cause as often as they like: some become rows of the audit trail, a storm becomes one row that counts the rest.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "server/auth/audit_trail.hpp"

namespace saduak::server {

class RareRows {
public:
    static constexpr int kRowsMax = 20;
    static constexpr Millis kWithin = minutes(10);

    // Adds `entry` to `rows`, or counts it. A past storm's count goes first.
    void add(AuditEntry entry, std::vector<AuditEntry>& rows)
    {
        tell(entry.at, rows);
        if (!began_.is_set()) began_ = entry.at;
        if (told_ < kRowsMax) {
            ++told_;
            rows.push_back(std::move(entry));
            return;
        }
        ++left_out_;
    }
    // Once its ten minutes are over, says how many were left out.
    void tell(Instant now, std::vector<AuditEntry>& rows)
    {
        // A clock that was set back begins anew as well.
        if (!began_.is_set() || (now - began_ < kWithin && now >= began_)) return;
        if (left_out_ > 0) rows.push_back({0, now, {}, "session.refused", std::to_string(left_out_) + " more since " + format_rfc3339(began_), {}});
        began_ = {};
        told_ = 0;
        left_out_ = 0;
    }

private:
    Instant began_;
    int told_ = 0;
    std::int64_t left_out_ = 0;
};

}  // namespace saduak::server
