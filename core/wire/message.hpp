// The messages of the device link as values, and their JSON (docs/PROTOCOL.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/domain/command.hpp"

namespace saduak::wire {

inline constexpr std::int32_t kProtocolVersion = 1;

// What a device's clocks show at one moment.
struct DeviceClock {
    std::string boot;          // 32 hex digits, drawn at each start of the device's program
    std::int64_t mono_ms = 0;  // of a clock that never steps; means nothing but beside others of the same boot
    Instant clock;             // the wall clock; unset: the device does not trust it

    bool operator==(DeviceClock const&) const = default;
};

struct Hello {
    std::int32_t protocol = kProtocolVersion;
    DeviceId device;
    std::string key;  // the device's secret
    StreamId stream;
    std::int64_t last_acked = 0;
    std::string boot;
    std::string version;
    std::optional<std::int64_t> mono_ms;  // with `boot` and `clock` a DeviceClock; nothing: an older device
    Instant clock;
};
struct Welcome {
    Instant time;
    std::int64_t high = 0;
    std::int32_t config_version = 0;
    SiteId site;
    std::string role;  // "issue", "rate", "issue,rate"
    std::string key;   // the device shows this one from now on; empty: the one that it has
};
struct Refused {
    std::string reason;
    std::int64_t retry_after_s = 0;
};
// A device's command, kept as its JSON body so that a journal can store and resend the same bytes.
struct CommandMessage {
    std::int64_t n = 0;
    std::string body;  // {"name": ..., fields}: see encode_device_command
};
struct Ack {
    std::int64_t n = 0;
    bool ok = true;
    std::string body;  // the result, or {"code","about"}
};
struct RetryLater {
    std::int64_t n = 0;
};
struct StatePush {
    std::int64_t seq = 0;
    std::string body;  // the device's view
};
struct ProtocolError {
    bool fatal = false;
    std::string reason;
    std::int64_t expected = 0;  // with out_of_order; else 0
};
// How a device is, by its own account: for staff. Never decides anything.
struct DeviceReport {
    std::int64_t uptime_s = 0;         // of its program
    std::int64_t disk_free_bytes = 0;  // where its journal lies
    std::int64_t unsent = 0;           // commands not yet answered
    std::string bundle;                // SHA-256 of the bundle in force; empty: none
    std::string trouble;               // why the last bundle was refused; empty: nothing is wrong

    bool operator==(DeviceReport const&) const = default;
};
inline constexpr std::size_t kTroubleMax = 300;  // bytes

struct Ping {
    std::optional<DeviceReport> health;  // of a device; older ones say nothing
};

using Message = std::variant<Hello, Welcome, Refused, CommandMessage, Ack, RetryLater, StatePush, ProtocolError, Ping>;

[[nodiscard]] std::string encode(Message const& message);
// Errc::parse: not JSON, too deep, unknown type, a field missing or of the wrong kind. `context` says which.
[[nodiscard]] Result<Message> decode(std::string_view body);

// Commands that a device may send: IssueTicket, CheckIn, ReportPaper, ReprintTicket, CancelTicket, ReportPrinter, Rate, ReportCaughtUp,
// ReleaseRange. `taken`: the device's clocks when the citizen took a number of the device's own range, which needs them, or answered
// (Rate, ExplainRating); of no other command are they told.
[[nodiscard]] std::string encode_device_command(domain::CommandBody const& command, std::optional<DeviceClock> const& taken = std::nullopt);
// Errc::parse as decode(). An issue with a number has the device's wall clock as taken_at.
[[nodiscard]] Result<domain::CommandBody> decode_device_command(std::string_view body);
// `taken` of a body that decode_device_command can read; nothing where it has none.
[[nodiscard]] std::optional<DeviceClock> taken_clock(std::string_view body);

}  // namespace saduak::wire
