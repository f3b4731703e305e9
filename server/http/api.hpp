// The routes of docs/API.md: who may, what is asked, what is answered. Plain functions on the I/O thread: no sockets here.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "platform/worker_pool.hpp"
#include "server/auth/accounts.hpp"
#include "server/auth/sign_in.hpp"
#include "server/engine/engine.hpp"
#include "server/http/api_description.hpp"
#include "server/http/cross_origin.hpp"
#include "server/http/http_policy.hpp"
#include "server/http/message.hpp"
#include "server/http/route.hpp"
#include "server/http/router.hpp"
#include "server/live/live_hub.hpp"
#include "server/metrics/metrics_service.hpp"
#include "server/reports/report_texts.hpp"

namespace saduak::server {

// Who answers for the data, as an administrator wrote it; empty: not said.
struct PrivacyNotice {
    std::string controller;
    std::string contact;
    std::int32_t access_log_days = 0;  // 0: no access log is kept
};

// What the API stands on; all outlive it.
struct ApiParts {
    Engine& engine;
    Accounts& accounts;
    SignIn& sign_in;
    MetricsService& metrics;
    platform::WorkerPool& pool;  // sign-ins and reading the log
    // Opens the log for reading, on a pool thread.
    std::function<Result<std::unique_ptr<EventStore>>()> open_log;
    // Runs its argument on the I/O thread later; any thread.
    std::function<void(std::function<void()>)> post_to_io;
    // This server's own address, for sites that name no public one.
    std::function<std::string()> own_url;
    HttpGate& gate;
    // What /metrics answers.
    std::function<std::string()> metrics_text;
    // Whose pages may call from a browser besides this server's own.
    CrossOrigin cross_origin;
    // assets/i18n/api.*.json; none: answers carry the codes alone.
    std::optional<ReportTexts> words;
};

class Api {
public:
    explicit Api(ApiParts parts);
    // Before the first request. Whoever handles them outlives the Api.
    void add(std::vector<Route> routes);
    [[nodiscard]] std::vector<Route> const& routes() const { return routes_; }
    // What /api/v1/openapi.json answers.
    void describe(ApiDescription description) { description_ = std::move(description); }

    // `request` must live until `respond` is called; `asked` is filled before handle returns. A path that is no route of the API:
    // nothing is called, false.
    [[nodiscard]] bool handle(Request const& request, Asked& asked, Respond respond);

    // From now on these origins may call.
    void open_to(CrossOrigin origins) { parts_.cross_origin = std::move(origins); }
    void tell(PrivacyNotice notice) { privacy_ = std::move(notice); }
    [[nodiscard]] std::uint64_t tickets_issued() const { return tickets_issued_; }
    [[nodiscard]] CrossOrigin const& cross_origin() const { return parts_.cross_origin; }

    // Who may watch what; a Response says why not.
    [[nodiscard]] std::variant<LiveKey, Response> authorize_live(Request const& request);

    static constexpr std::string_view kLivePath = "/api/v1/live";

private:
    [[nodiscard]] std::vector<Route> own_routes();

    // The principal, or why not. `access`: of what is asked for; a user who must enrol a second factor gets no further than Access::oneself.
    using Authenticated = std::variant<std::shared_ptr<Principal const>, Response>;
    [[nodiscard]] Authenticated authenticate(Request const& request, Access access);
    [[nodiscard]] std::shared_ptr<Principal const> token_principal(std::string const& authorization);
    [[nodiscard]] std::optional<Response> refuse(Route const& route, Call& call);
    [[nodiscard]] std::optional<Response> refuse_read_only(SiteId const& site) const;

    void health(Call&& call);
    void readiness(Call&& call);
    void prometheus(Call&& call);

    void sign_in(Call&& call);
    void sign_out(Call&& call);
    void me(Call&& call);

    void list_sites(Call&& call);
    void show_site(Call&& call);
    void list_services(Call&& call);
    void list_counters(Call&& call);
    void show_queue(Call&& call);
    void show_ticket(Call&& call);

    // api_queue.cpp: tickets and counters.
    void issue_ticket(Call&& call);
    [[nodiscard]] std::vector<Route> ticket_routes();
    [[nodiscard]] std::vector<Route> counter_routes();
    void call_next(Call&& call);
    void adopt_number(Call&& call);
    void record_visit(Call&& call);
    // The answer to a ticket made by HTTP: its citizen's token is drawn again from its id.
    [[nodiscard]] std::function<Response(Done const&)> issued_answer(Call const& call);

    // api_site.cpp: the site as a whole.
    // The same answer, and a row of the audit trail where the command was accepted.
    [[nodiscard]] std::function<Response(Done const&)> noted(Call const& call, std::string act, std::string about,
                                                             std::function<Response(Done const&)> accepted);
    void stop_site(Call&& call);
    void answer_staff_call(Call&& call);
    void reopen_site(Call&& call);
    void close_day(Call&& call);
    void explain_order(Call&& call);
    void show_back_office(Call&& call);
    void show_gaps(Call&& call);
    void list_ranges(Call&& call);
    void grant_range(Call&& call);
    void withdraw_range(Call&& call);
    void release_range(Call&& call);

    // api_appointments.cpp
    void list_appointments(Call&& call);
    void book_appointment(Call&& call);
    void cancel_appointment(Call&& call);
    void check_in(Call&& call);

    // api_citizen.cpp: what the ticket's token allows.
    void show_citizen_ticket(Call&& call);
    void cancel_own_ticket(Call&& call);
    void rate(Call&& call);
    // The ticket of a token, with call.site and call.state set; null: it was answered that there is none.
    [[nodiscard]] domain::Ticket const* ticket_of_token(Call& call, std::string const& token);

    // api_submit.cpp. Gives the command to the engine under the request's Idempotency-Key and answers what it says.
    void submit(Call&& call, domain::CommandBody command, std::function<Response(Done const&)> accepted);
    void submit_as(Call&& call, std::string principal, domain::CommandBody command, std::function<Response(Done const&)> accepted);

    void show_metrics(Call&& call);
    void compare_metrics(Call&& call);
    void show_events(Call&& call);
    void live_needs_upgrade(Call&& call);
    void show_description(Call&& call);
    void show_privacy(Call&& call);

    struct CheckedToken {
        std::shared_ptr<Principal const> principal;
        std::chrono::steady_clock::time_point until;
    };

    ApiParts parts_;
    ApiDescription description_;
    PrivacyNotice privacy_;
    Router router_;
    std::vector<Route> routes_;                                     // a match of router_ is a place in it
    std::unordered_map<std::string, CheckedToken> checked_tokens_;  // by Authorization field: saves a hash a request
    std::size_t sign_ins_ = 0;                                      // waiting for the pool, or in it
    std::uint64_t tickets_issued_ = 0;
};

// The Submission's answer as a Response: 200 with the body, the rejection's status, 422 key_reused, 503 retry.
[[nodiscard]] Response reply_response(Reply const& reply, std::function<Response(Done const&)> const& accepted);
// 404 for unknown_…, 422 for invalid, else 409.
[[nodiscard]] int rejection_status(std::string_view code);
[[nodiscard]] Response rejection_response(domain::Rejection const& rejection);
// 200 with the answer's body.
[[nodiscard]] Response as_it_is(Done const& done);

}  // namespace saduak::server
