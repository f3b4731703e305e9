#include "server/ops/log_setup.hpp"

#include <memory>

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace saduak::server {
namespace {

// The message as a JSON string, with its quotation marks.
class JsonMessage final : public spdlog::custom_flag_formatter {
public:
    void format(spdlog::details::log_msg const& message, std::tm const&, spdlog::memory_buf_t& into) override
    {
        std::string const text = boost::json::serialize(boost::json::string(message.payload.data(), message.payload.size()));
        into.append(text.data(), text.data() + text.size());
    }
    std::unique_ptr<spdlog::custom_flag_formatter> clone() const override { return std::make_unique<JsonMessage>(); }
};

}  // namespace

void set_up_log(LogForm form)
{
    auto logger = spdlog::stderr_logger_mt("saduak-server");
    auto formatter = std::make_unique<spdlog::pattern_formatter>();
    if (form == LogForm::json) formatter->add_flag<JsonMessage>('*').set_pattern(R"({"at":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l","message":%*})");
    else formatter->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    logger->set_formatter(std::move(formatter));
    spdlog::set_default_logger(std::move(logger));
}

void set_log_level(std::string const& level) { spdlog::set_level(spdlog::level::from_str(level)); }

}  // namespace saduak::server
