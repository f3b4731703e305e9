// Where the load goes, and what every kind of load asks the server first and last.
#pragma once

#include <string>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "platform/net/stream.hpp"
#include "server/load/check.hpp"
#include "server/load/http_client.hpp"

namespace saduak::server::load {

struct Target {
    platform::Address server;
    std::string token;
    SiteId site;

    // "/api/v1/sites/hall" and what follows it.
    [[nodiscard]] std::string path(std::string const& rest) const { return "/api/v1/sites/" + site.str() + rest; }
    [[nodiscard]] HttpClient client() const { return {server, token}; }
};

// "http://127.0.0.1:8080". Errc::invalid_argument: not a plain HTTP address, or not loopback: this program never loads another machine.
[[nodiscard]] Result<Target> make_target(std::string const& url, std::string token, std::string const& site);

// An error of the server in words: its status and the problem's code and detail.
[[nodiscard]] Error refusal(HttpReply const& reply, std::string const& doing);

[[nodiscard]] platform::Task<Result<std::vector<ServiceId>>> list_services(Target target);

struct CounterSkills {
    CounterId counter;
    std::vector<ServiceId> services;  // without repeats
};
[[nodiscard]] platform::Task<Result<std::vector<CounterSkills>>> list_counters(Target target);

// The site's whole log.
[[nodiscard]] platform::Task<Result<LogView>> read_log(Target target);

}  // namespace saduak::server::load
