#include "server/ops/access_log.hpp"

#include <sys/stat.h>

#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/daily_file_sink.h>
#include <spdlog/spdlog.h>

namespace saduak::server {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLinesWaiting_max = 8192;
constexpr std::string_view kPrefix = "access_";
constexpr std::string_view kSuffix = ".log";

class SpdlogAccessLog final : public AccessLog {
public:
    explicit SpdlogAccessLog(std::string const& file)
        : pool_(std::make_shared<spdlog::details::thread_pool>(kLinesWaiting_max, 1)),
          logger_(std::make_shared<spdlog::async_logger>("access", std::make_shared<spdlog::sinks::daily_file_sink_mt>(file, 0, 0), pool_,
                                                         spdlog::async_overflow_policy::overrun_oldest))
    {
        logger_->set_pattern(R"({"at":"%Y-%m-%dT%H:%M:%S.%e%z",%v})");
    }

    void add(Line const& line) override
    {
        logger_->info(R"("id":"{}","method":"{}","route":"{}","status":{},"ms":{},"bytes":{},"who":"{}","address":"{}")", line.id, line.method,
                      line.route, line.status, line.took.count, line.bytes, line.who, line.address);
    }

    void flush() override { logger_->flush(); }

private:
    std::shared_ptr<spdlog::details::thread_pool> pool_;
    std::shared_ptr<spdlog::async_logger> logger_;
};

}  // namespace

Result<std::unique_ptr<AccessLog>> AccessLog::open(fs::path const& folder)
{
    std::error_code ec;
    fs::create_directories(folder, ec);
    if (ec || ::chmod(folder.c_str(), S_IRWXU) != 0) return fail(Errc::io, "making the folder " + folder.string());
    try {
        return std::make_unique<SpdlogAccessLog>((folder / (std::string(kPrefix.substr(0, kPrefix.size() - 1)) + std::string(kSuffix))).string());
    } catch (spdlog::spdlog_ex const& error) {
        return fail(Errc::io, "opening the access log in " + folder.string() + ": " + error.what());
    }
}

std::size_t remove_old_access_logs(fs::path const& folder, Date today, int days)
{
    std::size_t removed = 0;
    std::error_code ec;
    for (fs::directory_iterator at(folder, ec), end; !ec && at != end; at.increment(ec)) {
        std::string const name = at->path().filename().string();
        if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) continue;
        auto const date = parse_date(name.substr(kPrefix.size(), name.size() - kPrefix.size() - kSuffix.size()));
        if (!date || days_from_civil(today) - days_from_civil(*date) <= days) continue;
        std::error_code failed;
        if (fs::remove(at->path(), failed)) ++removed;
    }
    return removed;
}

}  // namespace saduak::server
