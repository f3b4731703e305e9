// Who may do what. Pure: the same question always has the same answer.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/ids.hpp"

namespace saduak::server {

// A user's role, the same at all of the user's sites and agencies.
enum class Role { agent, supervisor, manager, administrator, auditor };
// What an integration's token is good for; `admin` includes the others. `calls` is for call boxes: no tickets, no devices.
enum class Scope { tickets, counters, calls, metrics, admin };
// What a device does.
enum class DeviceRole { issue, rate };

[[nodiscard]] std::string_view to_string(Role value);
[[nodiscard]] std::string_view to_string(Scope value);
[[nodiscard]] std::string_view to_string(DeviceRole value);
[[nodiscard]] std::optional<Role> role_from_string(std::string_view text);
[[nodiscard]] std::optional<Scope> scope_from_string(std::string_view text);
[[nodiscard]] std::optional<DeviceRole> device_role_from_string(std::string_view text);

enum class Right {
    see_queue,  // sites, services, counters, tickets, the agent's view
    issue_ticket,
    run_counter,  // call, serve, finish, open, pause
    run_site,     // close the day, stop and reopen the site
    see_metrics,  // the manager's view, metrics
    read_log,     // events, with the names of agents
    see_devices,
    administer,  // offline ranges, devices; as a user also people and tokens within one's sites
    see_audit,   // who did what
};

// Nobody in particular.
struct Anonymous {};
struct User {
    std::string name;
    Role role = Role::agent;
    std::vector<SiteId> sites;
    std::vector<AgencyId> agencies = {};  // their sites, also those to come; neither sites nor agencies: every site
};
struct Integration {
    std::string id;
    std::string name;
    std::vector<Scope> scopes;
    std::vector<SiteId> sites;  // empty: every site
};
using Principal = std::variant<Anonymous, User, Integration>;

// `agency`: whose the site is; without it only who is named by site, or is of every site.
[[nodiscard]] bool may(Principal const& principal, Right right, SiteId const& site, AgencyId const& agency = {});
// At one site at least.
[[nodiscard]] bool may_somewhere(Principal const& principal, Right right);
// At every site, also those to come.
[[nodiscard]] bool may_everywhere(Principal const& principal, Right right);
[[nodiscard]] bool is_everywhere(User const& user);
// Whether all that these sites and agencies name (neither: everything) is within what `user` covers: nobody gives more than they have.
using AgencyOf = std::function<AgencyId(SiteId const&)>;
[[nodiscard]] bool is_within(User const& user, std::vector<SiteId> const& sites, std::vector<AgencyId> const& agencies, AgencyOf const& agency_of);
// "user:somchai", "token:3f…": who a request's idempotency key belongs to. Empty for anonymous.
[[nodiscard]] std::string principal_key(Principal const& principal);
// The name that events carry: the user, or the integration's name.
[[nodiscard]] AgentId agent_of(Principal const& principal);

}  // namespace saduak::server
