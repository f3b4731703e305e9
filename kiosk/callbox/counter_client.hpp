// A counter's commands as requests to the server, each within a deadline and under one idempotency key.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "drivers/keypad/presses.hpp"
#include "kiosk/callbox/config.hpp"
#include "platform/http_client.hpp"

namespace saduak::kiosk {

// What became of a press.
struct Done {
    bool ok = false;
    std::string number;  // of the ticket concerned; empty: none, as when nobody waits
    std::string error;   // the server's code ("counter_busy"), or ours ("no_ticket", "ambiguous", "not_waiting")
};

// Used by one thread; blocks up to the deadline. An Error is a press that could not be brought to the server: whether it was done is
// not known then, and it must not be sent again later.
class CounterClient {
public:
    [[nodiscard]] static Result<CounterClient> create(CallBoxConfig const& config);

    [[nodiscard]] Result<Done> command(drivers::PadCommand command, Millis deadline);
    [[nodiscard]] Result<Done> call(drivers::NumberTyped const& typed, Millis deadline);

private:
    explicit CounterClient(platform::HttpClient client) : client_(std::move(client)) {}

    struct Counter {
        std::string state;
        std::string ticket;  // its id; empty: none
    };
    [[nodiscard]] Result<platform::HttpResponse> exchange(platform::HttpRequest request, Instant until);
    [[nodiscard]] Result<Done> post(std::string const& path, std::string const& body, Instant until);
    [[nodiscard]] Result<Counter> look(Instant until, Done& refused);
    [[nodiscard]] Result<std::vector<std::string>> waiting(Instant until, Done& refused);

    platform::HttpClient client_;
    std::string site_;     // "/api/v1/sites/hall"
    std::string counter_;  // "c1"
    std::string token_;
    std::optional<char> letter_;
};

}  // namespace saduak::kiosk
