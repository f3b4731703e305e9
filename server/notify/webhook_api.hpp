// /api/v1/webhooks and the ledger of messages: for administrators of the whole server.
#pragma once

#include <vector>

#include "server/http/route.hpp"
#include "server/notify/webhook_service.hpp"

namespace saduak::server {

class WebhookApi {
public:
    using Note = std::function<void(Actor const& actor, std::string act, std::string about)>;
    WebhookApi(WebhookService& service, OutgoingThread& file, Engine& engine, Note note)
        : service_(service), file_(file), engine_(engine), note_(std::move(note))
    {
    }

    [[nodiscard]] std::vector<Route> routes();

private:
    void list(Call&& call);
    void create(Call&& call);
    void show(Call&& call);
    void remove(Call&& call);
    void test(Call&& call);
    void pause(Call&& call);
    void resume(Call&& call);
    void set_active(Call&& call, bool active);
    void list_deliveries(Call&& call);
    void redeliver(Call&& call);
    void show_ledger(Call&& call);

    WebhookService& service_;
    OutgoingThread& file_;
    Engine& engine_;
    Note note_;  // every act of an administrator
};

}  // namespace saduak::server
