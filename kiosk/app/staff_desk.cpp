#include "kiosk/app/staff_desk.hpp"

#include <spdlog/sinks/ringbuffer_sink.h>
#include <spdlog/spdlog.h>

namespace saduak::kiosk {

namespace {

constexpr std::size_t kLogLines = 12;

std::shared_ptr<spdlog::sinks::ringbuffer_sink_mt> const& ring()
{
    static auto const sink = std::make_shared<spdlog::sinks::ringbuffer_sink_mt>(kLogLines);
    return sink;
}

}  // namespace

void keep_last_log_lines()
{
    ring()->set_pattern("%H:%M:%S %l %v");
    spdlog::default_logger()->sinks().push_back(ring());
}

std::vector<std::string> last_log_lines()
{
    std::vector<std::string> lines = ring()->last_formatted();
    for (std::string& line : lines)
        while (!line.empty() && line.back() == '\n') line.pop_back();
    return lines;
}

TicketContent test_ticket(Model const& model, Messages const& messages, Instant now)
{
    TicketContent content;
    if (model.site) {
        content.agency_name = model.site->agency_name;
        content.site_name = model.site->name;
    }
    content.demo = true;
    content.number = "T000";
    content.service = ServiceId("test");
    for (Language const& language : messages.languages())
        content.service_name.emplace(std::string(language.code.code()), messages.text(language.code, "staff_test_ticket"));
    content.issued_at = now;
    content.lang = model.language_at_rest;
    return content;
}

}  // namespace saduak::kiosk
