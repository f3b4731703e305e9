#include "core/base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace saduak {

void assertion_failed(char const* expression, char const* file, int line)
{
    std::fprintf(stderr, "saduak: bug: %s is false (%s:%d)\n", expression, file, line);
    std::abort();
}

}  // namespace saduak
