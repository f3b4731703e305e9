// HTTP/1.1 requests from bytes, by Beast's parser, without I/O. The one file of the server that instantiates Beast is
// beast_request_parser.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "core/base/bytes.hpp"
#include "server/http/message.hpp"

namespace saduak::server {

inline constexpr std::uint64_t kBodyLimit_bytes = 64 * 1024;
inline constexpr std::uint32_t kHeaderLimit_bytes = 16 * 1024;
inline constexpr std::size_t kHeaderFieldsMax = 64;

enum class ParseState {
    need_more,  // feed again with what was not consumed and more behind it
    complete,
    bad_request,
    body_too_large,
    header_too_large,  // in bytes, or in fields
};

class RequestParser {
public:
    RequestParser();
    ~RequestParser();
    RequestParser(RequestParser const&) = delete;
    RequestParser& operator=(RequestParser const&) = delete;

    // Begins a new request, which is written into `into`.
    void start(Request& into);
    struct Fed {
        ParseState state = ParseState::need_more;
        std::size_t consumed = 0;
    };
    [[nodiscard]] Fed feed(ByteView bytes);
    // The header is complete: whether an "Expect: 100-continue" still waits for an answer.
    [[nodiscard]] bool header_complete() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace saduak::server
