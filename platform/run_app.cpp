#include "platform/run_app.hpp"

#include <csignal>
#include <cstdio>
#include <exception>

namespace saduak::platform {

int run_app(std::string const& program, std::function<Result<int>()> const& body)
{
    std::signal(SIGPIPE, SIG_IGN);  // a closed connection is an error of its write, not the end of the program
    try {
        auto const code = body();
        if (code) return *code;
        std::fprintf(stderr, "%s: %s\n", program.c_str(), code.error().context.c_str());
    } catch (std::exception const& e) {
        std::fprintf(stderr, "%s: %s\n", program.c_str(), e.what());
    }
    return kExitFailed;
}

}  // namespace saduak::platform
