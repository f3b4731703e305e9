// What /api/v1/openapi.json answers: OpenAPI 3.1, put together from the parts in assets/api, one file a subject.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "server/http/route.hpp"

namespace saduak::server {

class ApiDescription {
public:
    ApiDescription() = default;
    // Merges every .json of the folder, in the order of their names: members of objects side by side, lists one behind the other.
    // Errc::parse: a file that is no JSON, or says again what another says. `version`: of this server.
    [[nodiscard]] static Result<ApiDescription> load(std::filesystem::path const& folder, std::string_view version);

    // Null where none was loaded.
    [[nodiscard]] std::shared_ptr<std::string const> const& text() const { return text_; }
    // "GET /api/v1/moon is described and not served": operations that are on one side only.
    [[nodiscard]] std::vector<std::string> differences(std::vector<Route> const& routes) const;

private:
    std::shared_ptr<std::string const> text_;
    std::vector<std::string> operations_;  // "GET /api/v1/sites/{site}"
};

}  // namespace saduak::server
