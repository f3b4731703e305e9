// Any bytes from a browser or a proxy: the requests found in them are the same whether they come whole, in pieces or byte by byte, nothing is beyond
// its limit, and after what was refused nothing more is read.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/base/assert.hpp"
#include "server/http/request_parser.hpp"

namespace {

using namespace saduak;
using namespace saduak::server;

struct Heard {
    ParseState state = ParseState::need_more;  // of the last
    std::vector<Request> requests;             // the whole ones
};

auto said(Request const& r)
{
    return std::tie(r.method, r.path, r.query, r.body, r.host, r.origin, r.authorization, r.cookie, r.csrf, r.idempotency_key, r.if_none_match,
                    r.accept_encoding, r.request_id, r.websocket_key, r.websocket_version, r.forwarded_for, r.upgrade_websocket, r.expects_continue,
                    r.keep_alive);
}

// As a connection would: what was not taken stays and gets the next piece behind it.
Heard listen(ByteView bytes, std::size_t piece)
{
    Heard heard;
    RequestParser parser;
    Request request;
    parser.start(request);
    Bytes unread;
    for (std::size_t at = 0; at < bytes.size();) {
        std::size_t const size = std::min(piece, bytes.size() - at);
        unread.insert(unread.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes.begin() + static_cast<std::ptrdiff_t>(at + size));
        at += size;
        while (!unread.empty()) {
            auto const fed = parser.feed(unread);
            SADUAK_ASSERT(fed.consumed <= unread.size());
            unread.erase(unread.begin(), unread.begin() + static_cast<std::ptrdiff_t>(fed.consumed));
            heard.state = fed.state;
            if (fed.state == ParseState::need_more) break;
            if (fed.state != ParseState::complete) return heard;
            SADUAK_ASSERT(fed.consumed > 0);
            heard.requests.push_back(request);
            parser.start(request);
            heard.state = ParseState::need_more;
        }
    }
    return heard;
}

void hold_to_limits(Request const& request)
{
    SADUAK_ASSERT(request.path.starts_with('/'));
    SADUAK_ASSERT(request.body.size() <= kBodyLimit_bytes);
    SADUAK_ASSERT(request.path.size() + request.query.size() + request.host.size() + request.cookie.size() <= kHeaderLimit_bytes);
    for (std::string const* line : {&request.path, &request.query, &request.host, &request.cookie, &request.authorization, &request.request_id})
        SADUAK_ASSERT(line->find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    ByteView const bytes(data, size);
    Heard const whole = listen(bytes, std::max<std::size_t>(size, 1));
    for (Request const& request : whole.requests) hold_to_limits(request);
    for (std::size_t const piece : {std::size_t{1}, std::size_t{13}, std::size_t{1024}}) {
        if (piece == 1 && size > 4096) continue;  // a quadratic many copies
        Heard const heard = listen(bytes, piece);
        // What comes in pieces may be waited for where it is refused at once when it comes whole: a header is read when its end is there.
        bool const still_waiting = heard.state == ParseState::need_more && whole.state != ParseState::need_more;
        SADUAK_ASSERT(heard.state == whole.state || still_waiting);
        SADUAK_ASSERT(heard.requests.size() == whole.requests.size());
        for (std::size_t i = 0; i < heard.requests.size(); ++i) SADUAK_ASSERT(said(heard.requests[i]) == said(whole.requests[i]));
    }
    return 0;
}
