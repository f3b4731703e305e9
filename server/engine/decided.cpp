#include "server/engine/decided.hpp"

#include <iterator>
#include <map>
#include <utility>

namespace saduak::server {

Batch make_batch(std::vector<Decided>& commands, Instant now)
{
    Batch batch;
    std::map<SiteId, SiteAppend> sites;
    for (Decided& command : commands) {
        Submission const& submission = command.request.submission;
        if (submission.stream) batch.stream_answers.push_back({*submission.stream, submission.command.device, submission.site, command.answer});
        if (submission.key) batch.key_answers.push_back({*submission.key, submission.site, now, command.answer});
        if (command.after == 0 && command.events.empty()) continue;  // no such site: no head
        SiteAppend& append = sites.try_emplace(command.site(), SiteAppend{command.site(), command.after, {}}).first->second;
        for (domain::Event& event : command.events) append.entries.push_back({std::move(event), submission.stream});
    }
    for (auto& [id, append] : sites) batch.sites.push_back(std::move(append));
    return batch;
}

std::size_t key_hash(std::string const& principal, std::string const& key) { return std::hash<std::string>{}(principal + '\n' + key); }

}  // namespace saduak::server
