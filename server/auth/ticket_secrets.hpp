// What is drawn from the server's secret and a ticket's id: the same ticket always has the same.
#pragma once

#include <string>
#include <string_view>

#include "core/base/ids.hpp"
#include "platform/entropy.hpp"

namespace saduak::server {

// The citizen's token of a ticket issued by HTTP, 32 hex digits: a repeated request is answered with the same one, though
// only its hash was kept.
[[nodiscard]] inline std::string ticket_token(std::string const& secret, std::string_view ticket)
{
    return platform::hmac_sha256_hex(secret, "ticket-token:" + std::string(ticket)).substr(0, 32);
}

// The code that a citizen shows or types for their appointment: 8 characters, no letter that reads as a digit.
[[nodiscard]] std::string appointment_code(std::string const& secret, AppointmentId const& appointment);
// The code that a citizen sends so as to be told of their ticket, in the same letters; drawn from the ticket's token, whose hash is enough.
[[nodiscard]] std::string ticket_code(std::string const& secret, std::string const& token_sha256);
// As the log has it; capitals or not.
[[nodiscard]] std::string appointment_code_sha256(std::string code);

// The key of a ticket's rating: joins them for who holds the secret, and for nobody who holds the log alone.
[[nodiscard]] inline RatingKey rating_key(std::string const& secret, TicketId const& ticket)
{
    return RatingKey(platform::hmac_sha256_hex(secret, ticket.str()).substr(0, 32));
}

}  // namespace saduak::server
