// The [calling] table of a site file, and the policy file of `what-if`, which has the same table (docs/CALLING_ORDER.md).
// Included by .cpp files only, as toml_table.hpp is.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/domain/site_config.hpp"
#include "server/setup/toml_table.hpp"

namespace saduak::server {

// Keys that are left out have the defaults of CallingPolicy. Errc::parse naming file, line and key.
// Runs that do not go together are domain::validate's to refuse.
[[nodiscard]] Result<domain::CallingPolicy> read_calling(TomlTable table);

// Another calling order for a site that there is: [calling], and [weight] with a percentage by service.
struct PolicyFile {
    domain::CallingPolicy calling;
    std::map<ServiceId, std::int32_t> weights;  // services that are not named keep theirs
};

// `name` stands for the text in errors. Errc::parse; Errc::invalid_argument: a policy that domain::validate refuses, or a service
// that `site` does not have.
[[nodiscard]] Result<PolicyFile> parse_policy_file(std::string_view text, std::string const& name, domain::SiteConfig const& site);
// The site under the other order.
[[nodiscard]] domain::SiteConfig with_policy(domain::SiteConfig site, PolicyFile const& policy);

}  // namespace saduak::server
