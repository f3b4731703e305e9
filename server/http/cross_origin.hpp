// Pages of other sites: closed by default. A listed origin may read answers and send tokens, never cookies.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "server/http/message.hpp"

namespace saduak::server {

class CrossOrigin {
public:
    CrossOrigin() = default;
    // Origins as browsers send them: "https://booking.example.go.th". Errc::invalid_argument for what is none.
    [[nodiscard]] static Result<CrossOrigin> of(std::vector<std::string> origins);

    // Whether the request comes from a page of another origin that is listed.
    [[nodiscard]] bool lists(Request const& request) const;
    // The answer to an OPTIONS request: 204 with what is allowed, or 405 for who is not listed.
    [[nodiscard]] Response preflight(Request const& request) const;
    // Lets a listed origin's page read the answer.
    void open(Request const& request, Response& response) const;

private:
    std::vector<std::string> origins_;
};

// Whether the request comes from one of this server's own pages, or from no page at all.
[[nodiscard]] bool from_this_site(Request const& request);

}  // namespace saduak::server
