// The one thread that reads and writes outgoing.db: work goes there, its result comes back to the I/O thread.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <utility>

#include "platform/sealed.hpp"
#include "platform/sqlite.hpp"
#include "platform/worker_pool.hpp"
#include "server/notify/hook_pump.hpp"
#include "server/notify/message_rows.hpp"
#include "server/notify/webhook_rows.hpp"
#include "server/store/event_store.hpp"

namespace saduak::server {

using OpenLog = std::function<Result<std::unique_ptr<EventStore>>()>;
using PostToIo = std::function<void(std::function<void()>)>;

// What work finds there.
struct OutgoingRows {
    OutgoingRows(platform::Database opened, platform::SealingKey const& key)
        : database(std::move(opened)), webhooks(database, key), messages(database)
    {
    }
    // The log for reading; opened when it is first asked for, and again after an error.
    [[nodiscard]] Result<EventStore*> log();

    platform::Database database;
    WebhookRows webhooks;
    HookPump pump{webhooks};
    MessageRows messages;
    OpenLog open_log;
    std::unique_ptr<EventStore> opened_log;
};

class OutgoingThread {
public:
    [[nodiscard]] static Result<std::unique_ptr<OutgoingThread>> open(std::filesystem::path const& path, platform::SealingKey const& key,
                                                                      OpenLog open_log, PostToIo post_to_io);

    // Before the first run() alone.
    [[nodiscard]] OutgoingRows& rows() { return *rows_; }

    // I/O thread. `work(OutgoingRows&)` returns a Result; `then` gets it on the I/O thread, Errc::busy where too much waits here.
    template <class Work, class Then>
    void run(Work work, Then then)
    {
        using Outcome = decltype(work(*rows_));
        auto outcome = std::make_shared<Outcome>(fail(Errc::busy, "too much waits for outgoing.db"));
        auto shared_then = std::make_shared<Then>(std::move(then));
        std::function<void()> const finish = [shared_then, outcome] { (*shared_then)(std::move(*outcome)); };
        bool const taken = pool_.try_post([this, work = std::move(work), outcome, finish]() mutable {
            *outcome = work(*rows_);
            post_to_io_(finish);
        });
        if (!taken) post_to_io_(finish);
    }
    // Lets the work under way end.
    void stop() { pool_.stop(); }

private:
    OutgoingThread(std::unique_ptr<OutgoingRows> rows, PostToIo post_to_io) : rows_(std::move(rows)), post_to_io_(std::move(post_to_io)) {}

    std::unique_ptr<OutgoingRows> rows_;
    PostToIo post_to_io_;
    platform::WorkerPool pool_{1, 256};
};

}  // namespace saduak::server
