#include "server/engine/erasures.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <spdlog/spdlog.h>

namespace saduak::server {
namespace {

// As many ended as are told at once: the next ones soon.
constexpr Millis kMoreWait = seconds(5);

}  // namespace

void Erasures::start()
{
    if (store_.erasable_store() != nullptr) look_after(every_);
}

void Erasures::look_after(Millis pause)
{
    host_.wait(EngineHost::Timer::erase, pause, [this] {
        auto const ended = std::make_shared<Result<std::vector<Erasable>>>(std::vector<Erasable>());
        bool const taken = host_.on_store([this, ended, now = host_.now()] { *ended = store_.erasable_store()->ended_erasables(now); },
                                          [this, ended] {
                                              if (!*ended) spdlog::warn("erasing_later: {}", ended->error().context);
                                              else erase(**ended);
                                              look_after(*ended && (*ended)->size() == kEndedErasablesMax ? std::min(every_, kMoreWait) : every_);
                                          });
        if (!taken) look_after(every_);
    });
}

// The append of the event deletes the row. Where it cannot be written now, the next look finds it again.
void Erasures::erase(std::vector<Erasable> const& ended)
{
    for (Erasable const& kept : ended) submit_({kept.site, domain::Command{{}, {}, domain::EraseKept{kept.key, kept.purpose}}, {}, {}});
}

}  // namespace saduak::server
