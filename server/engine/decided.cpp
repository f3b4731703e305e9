#include "server/engine/decided.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "core/domain/calling.hpp"
#include "core/metrics/estimate.hpp"

namespace saduak::server {
namespace {

bool gives(std::vector<domain::Event> const& events, ErasableKey const& key)
{
    return std::any_of(events.begin(), events.end(), [&](domain::Event const& event) {
        auto const* given = std::get_if<domain::ContactGiven>(&event.body);
        return given != nullptr && given->key == key;
    });
}

}  // namespace

Batch make_batch(std::vector<Decided>& commands, Instant now)
{
    Batch batch;
    std::map<SiteId, SiteAppend> sites;
    for (Decided& command : commands) {
        Submission const& submission = command.request.submission;
        if (submission.stream) batch.stream_answers.push_back({*submission.stream, submission.command.device, submission.site, command.answer});
        if (submission.key) batch.key_answers.push_back({*submission.key, submission.site, now, command.answer});
        if (submission.erasable && gives(command.events, submission.erasable->key)) batch.erasables.push_back(*submission.erasable);
        if (command.after == 0 && command.events.empty()) continue;  // no such site: no head
        SiteAppend& append = sites.try_emplace(command.site(), SiteAppend{command.site(), command.after, {}}).first->second;
        for (domain::Event& event : command.events) append.entries.push_back({std::move(event), submission.stream});
    }
    for (auto& [id, append] : sites) batch.sites.push_back(std::move(append));
    return batch;
}

void fill_in(domain::SiteState const& state, domain::Command& command)
{
    auto* issue = std::get_if<domain::IssueTicket>(&command.body);
    if (issue == nullptr) return;
    issue->ahead = domain::count_ahead(state, issue->service, issue->ticket_class);
    auto const estimate = metrics::estimate_wait(state, issue->service, issue->ahead);
    issue->estimate_p50_s = estimate.p50_s;
    issue->estimate_p90_s = estimate.p90_s;
}

std::size_t key_hash(std::string const& principal, std::string const& key) { return std::hash<std::string>{}(principal + '\n' + key); }

}  // namespace saduak::server
