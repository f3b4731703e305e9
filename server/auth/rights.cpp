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
    case Right::see_audit: return role == Role::administrator || role == Role::auditor;
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
    case Right::see_audit:
    case Right::read_log: return false;
    }
    return false;
}

bool scopes_allow(std::vector<Scope> const& scopes, Right right)
{
    return std::any_of(scopes.begin(), scopes.end(), [right](Scope scope) { return scope_allows(scope, right); });
}

template <class Code>
bool lists(std::vector<Code> const& list, Code const& code)
{
    return std::find(list.begin(), list.end(), code) != list.end();
}

bool covers(User const& user, SiteId const& site, AgencyId const& agency)
{
    return is_everywhere(user) || lists(user.sites, site) || (!agency.empty() && lists(user.agencies, agency));
}

bool covers(Integration const& token, SiteId const& site) { return token.sites.empty() || lists(token.sites, site); }

}  // namespace

std::string_view to_string(Role value) { return text_of(kRoles, value); }
std::string_view to_string(Scope value) { return text_of(kScopes, value); }
std::string_view to_string(DeviceRole value) { return text_of(kDeviceRoles, value); }
std::optional<Role> role_from_string(std::string_view text) { return value_of<Role>(kRoles, text); }
std::optional<Scope> scope_from_string(std::string_view text) { return value_of<Scope>(kScopes, text); }
std::optional<DeviceRole> device_role_from_string(std::string_view text) { return value_of<DeviceRole>(kDeviceRoles, text); }

bool may(Principal const& principal, Right right, SiteId const& site, AgencyId const& agency)
{
    return std::visit(overloaded{[](Anonymous const&) { return false; },
                                 [&](User const& user) { return covers(user, site, agency) && role_allows(user.role, right); },
                                 [&](Integration const& token) { return covers(token, site) && scopes_allow(token.scopes, right); }},
                      principal);
}

bool may_somewhere(Principal const& principal, Right right)
{
    return std::visit(overloaded{[](Anonymous const&) { return false; }, [&](User const& user) { return role_allows(user.role, right); },
                                 [&](Integration const& token) { return scopes_allow(token.scopes, right); }},
                      principal);
}

bool may_everywhere(Principal const& principal, Right right)
{
    return std::visit(overloaded{[](Anonymous const&) { return false; },
                                 [&](User const& user) { return is_everywhere(user) && role_allows(user.role, right); },
                                 [&](Integration const& token) { return token.sites.empty() && scopes_allow(token.scopes, right); }},
                      principal);
}

bool is_everywhere(User const& user) { return user.sites.empty() && user.agencies.empty(); }

bool is_within(User const& user, std::vector<SiteId> const& sites, std::vector<AgencyId> const& agencies, AgencyOf const& agency_of)
{
    if (is_everywhere(user)) return true;
    if (sites.empty() && agencies.empty()) return false;
    return std::all_of(agencies.begin(), agencies.end(), [&](AgencyId const& agency) { return lists(user.agencies, agency); }) &&
           std::all_of(sites.begin(), sites.end(), [&](SiteId const& site) { return covers(user, site, agency_of(site)); });
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
