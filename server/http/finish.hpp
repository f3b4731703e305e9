// What every answer gets, whichever route made it: the request's id, an ETag, and gzip where that helps.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "server/http/message.hpp"

namespace saduak::server {

// The id that the client sent, or a new one where it sent none or one that is not 1 to 64 of [A-Za-z0-9._-].
[[nodiscard]] std::string request_id_of(std::string const& sent);

// Adds X-Request-Id; the same in a problem document; a weak ETag to what was read by GET. 304 where the client has it already.
void finish(Request const& request, Response& response);

// Whether `etag` is one of an If-None-Match field's, compared weakly (RFC 9110 13.1.2).
[[nodiscard]] bool etag_matches(std::string_view if_none_match, std::string_view etag);

// Whether the client takes gzip and the answer to GET is text that is long enough. Answers that hold a secret (a session, a new
// token) are those of POST, or shorter: packed beside what a stranger chose, their length could tell (BREACH).
[[nodiscard]] bool worth_compressing(Request const& request, Response const& response);
// Whether an Accept-Encoding field takes gzip.
[[nodiscard]] bool takes_gzip(std::string_view accept_encoding);
// Empty where zlib fails. About 10 ms for a megabyte.
[[nodiscard]] std::string gzip(std::string_view text);
// Replaces the body by its gzip where that is shorter.
void compress(Response& response);

// Longer answers are compressed by a worker, not on the I/O thread.
inline constexpr std::size_t kCompressHere_bytes = 32 * 1024;

}  // namespace saduak::server
