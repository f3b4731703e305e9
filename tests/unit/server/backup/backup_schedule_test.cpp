#include "server/backup/backup_schedule.hpp"

#include <catch2/catch.hpp>

using namespace saduak;
using namespace saduak::server;

TEST_CASE("a backup's name tells its time and sorts by it")
{
    Instant const at = *parse_rfc3339("2026-11-21T03:25:41.123Z");
    CHECK(backup_name(at) == "saduak-20261121T032541Z.backup");
    CHECK(backup_time(backup_name(at)) == *parse_rfc3339("2026-11-21T03:25:41Z"));
    CHECK(backup_name(at) < backup_name(at + seconds(1)));
    for (char const* other :
         {"", "saduak.db", "saduak-20261121T032541Z.backup.part", "saduak-20261321T032541Z.backup", "saduak-2026112aT032541Z.backup"})
        CHECK_FALSE(backup_time(other));
}

TEST_CASE("periods are written for people")
{
    CHECK(*parse_period("30m") == minutes(30));
    CHECK(*parse_period("6h") == hours(6));
    CHECK(*parse_period("1d") == hours(24));
    for (char const* wrong : {"", "h", "0h", "-1h", "1", "1s", "99d", "1 h", "1h2", "999999999999999999999h"}) CHECK_FALSE(parse_period(wrong));
}

TEST_CASE("a backup is due after its period, at once without one, and when the last one's clock was ahead")
{
    Instant const now = *parse_rfc3339("2026-11-21T03:00:00Z");
    CHECK(next_backup({}, hours(24), now) == now);
    CHECK(next_backup({now - hours(30), now - hours(23)}, hours(24), now) == now + hours(1));
    CHECK(next_backup({now - hours(25)}, hours(24), now) == now);
    CHECK(next_backup({now + hours(5)}, hours(24), now) == now);
}
