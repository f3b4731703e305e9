// Linked beside the server's own main: SADUAK_FAULT (tests/support/fault_plan.hpp) makes this process's disk fail. Done before main
// runs, so that the server under test is the server.
#include <cstdio>
#include <cstdlib>

#include "tests/support/fault_vfs.hpp"

namespace {

bool install()
{
    char const* const text = std::getenv("SADUAK_FAULT");
    if (text == nullptr) return false;
    auto plan = saduak::test::parse_fault_plan(text);
    if (!plan) {
        std::fprintf(stderr, "SADUAK_FAULT: %s\n", plan.error().context.c_str());
        std::_Exit(2);
    }
    saduak::test::install_fault_vfs(*std::move(plan));
    return true;
}

[[maybe_unused]] bool const kInstalled = install();

}  // namespace
