#include "server/auth/rights.hpp"

#include <algorithm>
#include <array>

#include "core/base/overloaded.hpp"
#include "core/base/word_table.hpp"

namespace saduak::server {
namespace {

constexpr std::array kRoles{Word<Role>{Role::agent, "agent"}, Word<Role>{Role::supervisor, "supervisor"}, Word<Role>{Role::manager, "manager"},
                            Word<Role>{Role::administrator, "administrator"}, Word<Role>{Role::auditor, "auditor"}};
constexpr std::array kScopes{Word<Scope>{Scope::tickets, "tickets"}, Word<Scope>{Scope::counters, "counters"}, Word<Scope>{Scope::calls, "calls"},
                             Word<Scope>{Scope::metrics, "metrics"}, Word<Scope>{Scope::admin, "admin"}};
constexpr std::array kDeviceRoles{Word<DeviceRole>{DeviceRole::issue, "issue"}, Word<DeviceRole>{DeviceRole::rate, "rate"}};

bool role_allows(Role role, Right right)
{
    switch (right) {
    case Right::see_queue:
    case Right::see_devices: return true;
    case Right::issue_ticket:
    case Right::run_counter: return role != Role::auditor;
    case Right::run_site: return role == Role::supervisor || role == Role::manager || role == Role::administrator;
    case Right::see_metrics: return role != Role::agent;
    case Right::read_log: return role == Role::manager || role == Role::administrator || role == Role::auditor;
    case Right::administer: return role == Role::administrator;
    }
    return false;
}

bool scope_allows(Scope scope, Right right)
{
    if (scope == Scope::admin) return true;
    switch (right) {
    case Right::see_queue: return scope == Scope::tickets || scope == Scope::counters || scope == Scope::calls;
    case Right::issue_ticket: return scope == Scope::tickets || scope == Scope::counters;
    case Right::run_counter: return scope == Scope::counters || scope == Scope::calls;
    case Right::see_devices: return scope == Scope::counters;
    case Right::see_metrics: return scope == Scope::metrics;
    case Right::run_site:
    case Right::administer:
    case Right::read_log: return false;
    }
    return false;
}

bool scopes_allow(std::vector<Scope> const& scopes, Right right)
{
    return std::any_of(scopes.begin(), scopes.end(), [right](Scope scope) { return scope_allows(scope, right); });
}

bool covers(std::vector<SiteId> const& sites, SiteId const& site)
{
    return sites.empty() || std::find(sites.begin(), sites.end(), site) != sites.end();
}

}  // namespace

std::string_view to_string(Role value) { return text_of(kRoles, value); }
std::string_view to_string(Scope value) { return text_of(kScopes, value); }
std::string_view to_string(DeviceRole value) { return text_of(kDeviceRoles, value); }
std::optional<Role> role_from_string(std::string_view text) { return value_of<Role>(kRoles, text); }
std::optional<Scope> scope_from_string(std::string_view text) { return value_of<Scope>(kScopes, text); }
std::optional<DeviceRole> device_role_from_string(std::string_view text) { return value_of<DeviceRole>(kDeviceRoles, text); }

bool may(Principal const& principal, Right right, SiteId const& site)
{
    return std::visit(overloaded{[](Anonymous const&) { return false; },
                                 [&](User const& user) { return covers(user.sites, site) && role_allows(user.role, right); },
                                 [&](Integration const& token) { return covers(token.sites, site) && scopes_allow(token.scopes, right); }},
                      principal);
}

bool may_everywhere(Principal const& principal, Right right)
{
    return std::visit(overloaded{[](Anonymous const&) { return false; },
                                 [&](User const& user) { return user.sites.empty() && role_allows(user.role, right); },
                                 [&](Integration const& token) { return token.sites.empty() && scopes_allow(token.scopes, right); }},
                      principal);
}

std::string principal_key(Principal const& principal)
{
    return std::visit(overloaded{[](Anonymous const&) { return std::string(); }, [](User const& user) { return "user:" + user.name; },
                                 [](Integration const& token) { return "token:" + token.id; }},
                      principal);
}

AgentId agent_of(Principal const& principal)
{
    return std::visit(overloaded{[](Anonymous const&) { return AgentId(); }, [](User const& user) { return AgentId(user.name); },
                                 [](Integration const& token) { return AgentId(token.name); }},
                      principal);
}

}  // namespace saduak::server
