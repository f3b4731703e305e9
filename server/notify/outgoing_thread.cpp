#include "server/notify/outgoing_thread.hpp"

#include "server/notify/outgoing_file.hpp"

namespace saduak::server {

Result<EventStore*> OutgoingRows::log()
{
    if (!opened_log) {
        SADUAK_TRY(opened_log, open_log());
    }
    return opened_log.get();
}

Result<std::unique_ptr<OutgoingThread>> OutgoingThread::open(std::filesystem::path const& path, platform::SealingKey const& key, OpenLog open_log,
                                                             PostToIo post_to_io)
{
    SADUAK_TRY(platform::Database database, open_outgoing_file(path));
    auto rows = std::make_unique<OutgoingRows>(std::move(database), key);
    rows->open_log = std::move(open_log);
    return std::unique_ptr<OutgoingThread>(new OutgoingThread(std::move(rows), std::move(post_to_io)));
}

}  // namespace saduak::server
