// Result<T>: a value, or an Error of the outside world (I/O, parsing, SQL).
// A business "no" is not an Error but a domain::Rejection. A bug is SADUAK_ASSERT.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace saduak {

enum class Errc {
    invalid_argument,  // the caller's input is wrong: fix and send again
    parse,             // bytes or text that do not follow the format
    not_found,
    already_exists,
    permission,
    io,    // disk, device or network failed
    full,  // disk or a bounded queue is full
    timeout,
    disconnected,
    corrupt,  // stored data contradicts itself (hash chain, fold)
    busy,     // another process or job holds it
    unsupported,
    internal,
};

[[nodiscard]] std::string_view to_string(Errc code);

// What failed, in words for the person who has to act: outermost context first.
struct Error {
    Errc code;
    std::string context;

    Error(Errc error_code, std::string text) : code(error_code), context(std::move(text)) {}
};

template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

[[nodiscard]] inline tl::unexpected<Error> fail(Errc code, std::string context) { return tl::unexpected<Error>(Error(code, std::move(context))); }

// For map_error: puts the outer layer's words before the inner ones.
[[nodiscard]] inline auto in(std::string outer)
{
    return [outer = std::move(outer)](Error error) {
        error.context = outer + ": " + error.context;
        return error;
    };
}

}  // namespace saduak

// SADUAK_TRY(auto x, expression_returning_result): declares x or returns the error.
// __COUNTER__, not __LINE__: two on one line would collide. Statements only: never after a brace-less if.
#define SADUAK_CAT_(a, b) a##b
#define SADUAK_CAT(a, b) SADUAK_CAT_(a, b)
#define SADUAK_TRY_IMPL(ret, decl, expr, r)                                                                                                          \
    auto r = (expr);                                                                                                                                 \
    if (!r) [[unlikely]]                                                                                                                             \
        ret tl::unexpected(std::move(r).error());                                                                                                    \
    decl = *std::move(r)
#define SADUAK_TRY(decl, expr) SADUAK_TRY_IMPL(return, decl, expr, SADUAK_CAT(saduak_result_, __COUNTER__))
#define SADUAK_CO_TRY(decl, expr) SADUAK_TRY_IMPL(co_return, decl, expr, SADUAK_CAT(saduak_result_, __COUNTER__))
// The same for Status, which has no value to declare.
#define SADUAK_TRY_STATUS_IMPL(ret, expr, r)                                                                                                         \
    if (auto r = (expr); !r) [[unlikely]]                                                                                                            \
    ret tl::unexpected(std::move(r).error())
#define SADUAK_TRY_STATUS(expr) SADUAK_TRY_STATUS_IMPL(return, expr, SADUAK_CAT(saduak_status_, __COUNTER__))
#define SADUAK_CO_TRY_STATUS(expr) SADUAK_TRY_STATUS_IMPL(co_return, expr, SADUAK_CAT(saduak_status_, __COUNTER__))
