// "Tell me when 3 are ahead": what a citizen asks with the token of their ticket, and where LINE delivers what people write.
#pragma once

#include <vector>

#include "server/http/route.hpp"
#include "server/notify/citizen_messages.hpp"
#include "server/notify/line_inbox.hpp"

namespace saduak::server {

class CitizenNotifyApi {
public:
    CitizenNotifyApi(Engine& engine, CitizenMessages& messages, LineInbox& inbox) : engine_(engine), messages_(messages), inbox_(inbox) {}

    [[nodiscard]] std::vector<Route> routes();

private:
    void show(Call&& call);
    void ask(Call&& call);
    void withdraw(Call&& call);
    void line_webhook(Call&& call);
    // The ticket of the path's token, with call.site and call.state set; null: it was answered that there is none.
    [[nodiscard]] domain::Ticket const* ticket_of(Call& call);

    Engine& engine_;
    CitizenMessages& messages_;
    LineInbox& inbox_;
    std::map<TicketId, int> asked_;  // how often, by ticket: a page needs few
};

}  // namespace saduak::server
