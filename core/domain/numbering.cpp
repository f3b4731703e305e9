#include "core/domain/numbering.hpp"

#include "core/base/assert.hpp"

namespace saduak::domain {

bool valid_prefix(std::string_view prefix)
{
    return prefix.size() == 1 && prefix[0] >= 'A' && prefix[0] <= 'Z' && prefix[0] != 'I' && prefix[0] != 'O';
}

std::string format_number(std::string_view prefix, std::int32_t n)
{
    SADUAK_ASSERT(n >= 1);
    std::string const digits = std::to_string(n);
    std::string number(prefix);
    if (digits.size() < 3) number.append(3 - digits.size(), '0');
    return number + digits;
}

}  // namespace saduak::domain
