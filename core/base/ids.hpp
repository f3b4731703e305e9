// Strong ids: a CounterId is never taken for a TicketId. Empty means "none".
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace saduak {

template <class Tag>
class Id {
public:
    Id() = default;
    explicit Id(std::string value) : value_(std::move(value)) {}
    explicit Id(char const* value) : value_(value) {}

    [[nodiscard]] std::string const& str() const { return value_; }
    [[nodiscard]] bool empty() const { return value_.empty(); }
    explicit operator bool() const { return !value_.empty(); }
    // Takes another value, in the memory that it has where that is enough.
    void assign(std::string_view value) { value_.assign(value); }

    auto operator<=>(Id const&) const = default;
    bool operator==(Id const&) const = default;

private:
    std::string value_;
};

// Chosen by people (short codes of letters, digits, '-', '_', '.'), see valid_code().
using AgencyId = Id<struct AgencyTag>;
using SiteId = Id<struct SiteTag>;
using ServiceId = Id<struct ServiceTag>;
using StepId = Id<struct StepTag>;
using CounterId = Id<struct CounterTag>;
using AgentId = Id<struct AgentTag>;  // a user's sign-in name
using DeviceId = Id<struct DeviceTag>;
// Drawn at random by the client: 128 bits as 32 lower-case hex digits, see valid_random_id().
using TicketId = Id<struct TicketTag>;
using StreamId = Id<struct StreamTag>;
using RatingKey = Id<struct RatingKeyTag>;
using AppointmentId = Id<struct AppointmentTag>;
using ErasableKey = Id<struct ErasableTag>;

// 1 to 64 of [A-Za-z0-9._-], starting with a letter or digit.
[[nodiscard]] bool valid_code(std::string_view text);
// Exactly 32 lower-case hex digits.
[[nodiscard]] bool valid_random_id(std::string_view text);
// Exactly 64 lower-case hex digits (a SHA-256).
[[nodiscard]] bool valid_sha256_hex(std::string_view text);

}  // namespace saduak

template <class Tag>
struct std::hash<saduak::Id<Tag>> {
    std::size_t operator()(saduak::Id<Tag> const& id) const noexcept { return std::hash<std::string>{}(id.str()); }
};
