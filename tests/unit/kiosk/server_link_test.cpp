#include <condition_variable>
#include <csignal>
#include <filesystem>
#include <mutex>
#include <optional>

#include <catch2/catch.hpp>
#include <sys/resource.h>

#include "kiosk/link/server_link.hpp"
#include "platform/entropy.hpp"

using namespace saduak;
using namespace saduak::kiosk;

namespace {

// While it lives no file of this process grows: as on a full disk.
class FullDisk {
public:
    FullDisk() : signal_(std::signal(SIGXFSZ, SIG_IGN))
    {
        REQUIRE(::getrlimit(RLIMIT_FSIZE, &before_) == 0);
        rlimit const none{0, before_.rlim_max};
        REQUIRE(::setrlimit(RLIMIT_FSIZE, &none) == 0);
    }
    ~FullDisk()
    {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        static_cast<void>(std::signal(SIGXFSZ, signal_));
    }
    FullDisk(FullDisk const&) = delete;
    FullDisk& operator=(FullDisk const&) = delete;

private:
    void (*signal_)(int);
    rlimit before_{};
};

class Answers {
public:
    void put(LinkEvent event)
    {
        auto* answered = std::get_if<CommandAnswered>(&event);
        if (answered == nullptr) return;
        std::lock_guard const lock(mutex_);
        first_ = std::move(*answered);
        come_.notify_all();
    }
    std::optional<CommandAnswered> wait()
    {
        std::unique_lock lock(mutex_);
        come_.wait_for(lock, std::chrono::seconds(5), [this] { return first_.has_value(); });
        return first_;
    }

private:
    std::mutex mutex_;
    std::condition_variable come_;
    std::optional<CommandAnswered> first_;
};

}  // namespace

TEST_CASE("a command that cannot be journaled is refused at once")
{
    std::filesystem::path const folder = std::filesystem::temp_directory_path() / ("saduak-link-" + platform::random_id());
    REQUIRE(std::filesystem::create_directory(folder));
    Answers answers;
    LinkOptions options;
    options.server = {"127.0.0.1", 1};  // nobody listens there
    auto link = ServerLink::start(options, folder, [&answers](LinkEvent event) { answers.put(std::move(event)); });
    REQUIRE(link);
    {
        FullDisk const full;
        domain::IssueTicket issue;
        issue.ticket = TicketId(std::string(32, '1'));
        (*link)->submit(issue);
        auto const answer = answers.wait();
        REQUIRE(answer);
        CHECK_FALSE(answer->ok);
        CHECK(std::get<domain::IssueTicket>(answer->command).ticket == issue.ticket);
    }
    link->reset();
    std::filesystem::remove_all(folder);
}
