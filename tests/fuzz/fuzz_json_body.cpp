// Any request body, query and path segment: what is taken is of the kind that was asked for and within its bounds, what is not is a problem with
// words that are JSON themselves.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <boost/json/parse.hpp>

#include "core/base/assert.hpp"
#include "core/base/bytes.hpp"
#include "server/http/json_body.hpp"

namespace {

using namespace saduak;
using namespace saduak::server;

void hold_to_text(std::string const& text, std::size_t length_max)
{
    SADUAK_ASSERT(text.size() <= length_max && valid_utf8(text));
    for (char const c : text) SADUAK_ASSERT(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
}

void read_body(std::string_view text)
{
    JsonBody body(text);
    std::string const service = body.text("service");
    auto const note = body.optional_text("note", 10);
    std::int64_t const score = body.integer("score", 1, 5);
    auto const minutes = body.optional_integer("minutes", -3, 1'000'000);
    static_cast<void>(body.flag("late"));
    auto const at = body.optional_instant("at");
    auto const names = body.texts("names", 3, 5);
    auto const problem = body.problem();

    hold_to_text(service, 200);
    SADUAK_ASSERT(score >= 1 && score <= 5);
    SADUAK_ASSERT(names.size() <= 3);
    for (std::string const& name : names) hold_to_text(name, 5);
    if (note) hold_to_text(*note, 10);
    if (minutes) SADUAK_ASSERT(*minutes >= -3 && *minutes <= 1'000'000);
    if (at.is_set()) SADUAK_ASSERT(parse_rfc3339(format_rfc3339(at)) == at);
    SADUAK_ASSERT(problem || !service.empty());
    if (!problem) return;
    SADUAK_ASSERT(problem->status == 400);
    boost::system::error_code ec;
    static_cast<void>(boost::json::parse(problem->body, ec));
    SADUAK_ASSERT(!ec);
}

void read_address(std::string_view text)
{
    std::string decoded;
    for (PlusIs const plus : {PlusIs::plus, PlusIs::space}) {
        if (!percent_decode(text, plus, decoded)) continue;
        SADUAK_ASSERT(valid_utf8(decoded) && decoded.size() <= text.size());
        if (text.find('\0') == std::string_view::npos) SADUAK_ASSERT(decoded.find('\0') == std::string::npos);
    }
    for (std::string_view const name : {"view", "a", ""}) SADUAK_ASSERT(valid_utf8(query_parameter(text, name)));
    std::string_view const session = find_cookie(text, "saduak_session");
    SADUAK_ASSERT(session.find(';') == std::string_view::npos);
    static_cast<void>(valid_idempotency_key(text));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string const text(reinterpret_cast<char const*>(data), size);
    read_body(text);
    read_address(text);
    return 0;
}
