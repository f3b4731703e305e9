#include "server/notify/outgoing.hpp"

#include "platform/task_scope.hpp"
#include "server/notify/citizen_notify_api.hpp"
#include "server/notify/webhook_api.hpp"

namespace saduak::server {
namespace {

constexpr Millis kTickEvery{200};

class RunningOutgoing final : public Outgoing {
public:
    RunningOutgoing(OutgoingParts parts, TargetRules rules, std::unique_ptr<OutgoingThread> file, platform::SealingKey contacts, ReportTexts texts)
        : secret_(parts.secret), config_(std::move(parts.config)), rules_(std::move(rules)), file_(std::move(file)),
          webhooks_(WebhookParts{parts.engine, *file_, rules_, parts.post_to_io, std::move(parts.kiosks)}),
          messages_(MessageParts{parts.engine, *file_, config_, rules_, parts.post_to_io, std::move(contacts), std::move(texts)}),
          inbox_(parts.engine, messages_, *file_, secret_), webhook_api_(webhooks_, *file_, parts.engine, std::move(parts.note)),
          citizen_api_(parts.engine, messages_, inbox_)
    {
    }

    Status load()
    {
        SADUAK_TRY_STATUS(webhooks_.load());
        SADUAK_TRY_STATUS(messages_.load());
        return inbox_.load();
    }

    std::vector<Route> routes() override
    {
        auto all = webhook_api_.routes();
        for (Route& route : citizen_api_.routes()) all.push_back(std::move(route));
        return all;
    }

    platform::Task<void> run() override
    {
        for (;;) {
            webhooks_.tick();
            messages_.tick();
            co_await platform::sleep_for(kTickEvery);
        }
    }

    void stop() override
    {
        webhooks_.stop();
        messages_.stop();
        file_->stop();
    }

private:
    std::string const& secret_;
    OutgoingConfig config_;
    TargetRules rules_;
    std::unique_ptr<OutgoingThread> file_;
    WebhookService webhooks_;
    CitizenMessages messages_;
    LineInbox inbox_;
    WebhookApi webhook_api_;
    CitizenNotifyApi citizen_api_;
};

}  // namespace

Result<std::unique_ptr<Outgoing>> Outgoing::start(OutgoingParts parts)
{
    SADUAK_TRY(TargetRules rules, TargetRules::create(parts.config.allow, parts.config.plain).map_error(in("[outgoing] allow")));
    auto const hooks = platform::SealingKey::derive(parts.secret, "webhook-secrets");
    SADUAK_TRY(auto file, OutgoingThread::open(parts.file, hooks, parts.open_log, parts.post_to_io));
    SADUAK_TRY(ReportTexts texts, ReportTexts::load(std::filesystem::path(SADUAK_ASSETS_DIR) / "i18n", "messages"));
    auto contacts = platform::SealingKey::derive(parts.secret, "contacts");
    auto outgoing = std::make_unique<RunningOutgoing>(std::move(parts), std::move(rules), std::move(file), std::move(contacts), std::move(texts));
    SADUAK_TRY_STATUS(outgoing->load());
    return std::unique_ptr<Outgoing>(std::move(outgoing));
}

}  // namespace saduak::server
