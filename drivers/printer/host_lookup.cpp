#include "drivers/printer/host_lookup.hpp"

#include <atomic>
#include <chrono>
#include <cstring>
#include <future>
#include <memory>
#include <thread>

#include <netdb.h>

namespace saduak::drivers {

namespace {

enum class Names { numeric_only, any };
using Addresses = std::vector<HostAddress>;

Result<Addresses> ask_resolver(std::string const& host, std::uint16_t port, Names names)
{
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV | (names == Names::numeric_only ? AI_NUMERICHOST : 0);
    addrinfo* list = nullptr;
    int const code = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &list);
    if (code != 0) return fail(Errc::not_found, "no address for " + host + ": " + ::gai_strerror(code));
    Addresses addresses;
    for (addrinfo const* one = list; one != nullptr; one = one->ai_next) {
        HostAddress address;
        address.size = one->ai_addrlen;
        std::memcpy(&address.storage, one->ai_addr, one->ai_addrlen);
        addresses.push_back(address);
    }
    ::freeaddrinfo(list);
    return addresses;
}

// The bound on threads that wait for a resolver which does not answer.
std::atomic<bool> lookup_under_way{false};

}  // namespace

Result<Addresses> look_up_host(std::string const& host, std::uint16_t port, Millis deadline)
{
    if (auto numeric = ask_resolver(host, port, Names::numeric_only)) return numeric;
    if (lookup_under_way.exchange(true)) return fail(Errc::busy, "the name service has not answered yet");
    auto const promise = std::make_shared<std::promise<Result<Addresses>>>();
    auto answer = promise->get_future();
    // Left alone, not joined: the resolver gives up by itself in its own time, and the thread holds nothing of ours.
    std::thread([promise, host, port] {
        auto found = ask_resolver(host, port, Names::any);
        lookup_under_way = false;
        promise->set_value(std::move(found));
    }).detach();
    if (answer.wait_for(std::chrono::milliseconds(deadline.count)) != std::future_status::ready)
        return fail(Errc::timeout, "the name service does not answer for " + host);
    return answer.get();
}

}  // namespace saduak::drivers
