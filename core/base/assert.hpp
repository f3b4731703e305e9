// SADUAK_ASSERT aborts in every build, release too: a bug must not go on to write the log.
#pragma once

namespace saduak {
[[noreturn]] void assertion_failed(char const* expression, char const* file, int line);
}

#define SADUAK_ASSERT(expression) ((expression) ? static_cast<void>(0) : ::saduak::assertion_failed(#expression, __FILE__, __LINE__))
