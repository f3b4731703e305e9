// The engine's host in the product: an Asio loop is the engine's thread, a worker thread is the store's.
#pragma once

#include <functional>
#include <memory>

#include "platform/net.hpp"
#include "server/engine/engine_host.hpp"

namespace saduak::server {

// `clock`: the wall clock, or the tests' manual one. To be destroyed on the loop's thread.
[[nodiscard]] std::unique_ptr<EngineHost> make_asio_engine_host(platform::Executor io, std::function<Instant()> clock);

}  // namespace saduak::server
