// Requests that change a queue: parse, make a command, hand it to the engine, answer what it says.
#include <array>

#include "platform/entropy.hpp"
#include "server/auth/ticket_secrets.hpp"
#include "server/http/api.hpp"
#include "server/http/json_body.hpp"

namespace saduak::server {
namespace {

using namespace domain;

// `next` answers {"ticket":null} where nobody waits.
Response called_or_nobody(Done const& done)
{
    return done.body == R"({"ticket":null})" || done.body == "{}" ? no_content() : json_response(200, done.body);
}

// The 32 digits behind the answer's first "id":".
std::string_view id_in(std::string_view body)
{
    constexpr std::string_view kBefore = R"("id":")";
    std::size_t const at = body.find(kBefore);
    return at == std::string_view::npos ? std::string_view() : body.substr(at + kBefore.size(), 32);
}

// {"ticket":{…}} becomes {…,"token":…,"url":…}: the token is drawn again from the id that the answer has, so that a repeated
// request gets the same one.
Response issued_response(Done const& done, std::string const& secret, std::string const& public_url)
{
    constexpr std::string_view kBefore = R"({"ticket":)";
    std::string_view const body = done.body;
    // A card of a day that is closed is counted, and there is no ticket.
    if (body.starts_with(R"({"late":)")) return json_response(201, done.body);
    std::string const token = ticket_token(secret, id_in(body));
    Response response;
    response.status = 201;
    if (!body.starts_with(kBefore) || !body.ends_with("}}")) return problem(500, "retry", "the answer was not understood");
    std::string_view const ticket = body.substr(kBefore.size(), body.size() - kBefore.size() - 2);
    response.body.reserve(ticket.size() + public_url.size() + 100);
    response.body.append(ticket).append(R"(,"token":")").append(token).append(R"(","url":")");
    response.body.append(public_url).append("/t/").append(token).append("\"}");
    return response;
}

using MakeTicketCommand = CommandBody (*)(TicketId, JsonBody&);

CounterId optional_counter(JsonBody& body) { return CounterId(body.optional_text("counter", 64).value_or("")); }
ServiceId optional_service(JsonBody& body) { return ServiceId(body.optional_text("service", 64).value_or("")); }
Outcome outcome_in(JsonBody& body) { return body.optional_word("outcome", from_string<Outcome>).value_or(Outcome::served); }

CommandBody finish_command(TicketId ticket, JsonBody& body)
{
    Outcome const outcome = outcome_in(body);
    return FinishService{std::move(ticket), outcome, static_cast<std::int32_t>(body.optional_integer("matters", 1, 99).value_or(1))};
}

CommandBody transfer_command(TicketId ticket, JsonBody& body)
{
    ServiceId service = optional_service(body);
    StepId step(body.optional_text("step", 64).value_or(""));
    CounterId to = optional_counter(body);
    return TransferTicket{std::move(ticket), std::move(service), std::move(step), std::move(to), body.flag("keeps_place")};
}

struct TicketAction {
    std::string_view pattern;
    MakeTicketCommand make;
};
constexpr std::array kTicketActions{
    TicketAction{"/api/v1/sites/{site}/tickets/{id}/call",
                 [](TicketId ticket, JsonBody& body) -> CommandBody {
                     return CallTicket{CounterId(body.text("counter", 64)), std::move(ticket)};
                 }},
    TicketAction{"/api/v1/sites/{site}/tickets/{id}/recall",
                 [](TicketId ticket, JsonBody&) -> CommandBody { return RecallTicket{std::move(ticket)}; }},
    TicketAction{"/api/v1/sites/{site}/tickets/{id}/start",
                 [](TicketId ticket, JsonBody&) -> CommandBody { return StartService{std::move(ticket)}; }},
    TicketAction{"/api/v1/sites/{site}/tickets/{id}/step-done",
                 [](TicketId ticket, JsonBody&) -> CommandBody { return FinishStep{std::move(ticket)}; }},
    TicketAction{"/api/v1/sites/{site}/tickets/{id}/transfer", transfer_command},
    TicketAction{"/api/v1/sites/{site}/tickets/{id}/hold", [](TicketId ticket, JsonBody&) -> CommandBody { return HoldTicket{std::move(ticket)}; }},
    TicketAction{"/api/v1/sites/{site}/tickets/{id}/resume",
                 [](TicketId ticket, JsonBody& body) -> CommandBody {
                     return ResumeTicket{std::move(ticket), optional_counter(body)};
                 }},
    TicketAction{"/api/v1/sites/{site}/tickets/{id}/no-show",
                 [](TicketId ticket, JsonBody&) -> CommandBody { return MarkNoShow{std::move(ticket)}; }},
    TicketAction{"/api/v1/sites/{site}/tickets/{id}/return",
                 [](TicketId ticket, JsonBody&) -> CommandBody { return ReturnTicket{std::move(ticket)}; }},
    TicketAction{"/api/v1/sites/{site}/tickets/{id}/finish", finish_command},
    TicketAction{"/api/v1/sites/{site}/tickets/{id}/complete",
                 [](TicketId ticket, JsonBody& body) -> CommandBody {
                     return CompleteBackOffice{std::move(ticket), outcome_in(body)};
                 }},
    TicketAction{"/api/v1/sites/{site}/tickets/{id}/cancel",
                 [](TicketId ticket, JsonBody&) -> CommandBody { return CancelTicket{std::move(ticket)}; }},
    TicketAction{"/api/v1/sites/{site}/tickets/{id}/undo", [](TicketId ticket, JsonBody&) -> CommandBody { return UndoCall{std::move(ticket)}; }},
    TicketAction{"/api/v1/sites/{site}/tickets/{id}/reprint",
                 [](TicketId ticket, JsonBody&) -> CommandBody { return ReprintTicket{std::move(ticket)}; }},
    TicketAction{"/api/v1/sites/{site}/tickets/{id}/accept",
                 [](TicketId ticket, JsonBody&) -> CommandBody {
                     return ReportPaper{std::move(ticket), Paper::accepted, {}};
                 }},
};

using MakeCounterCommand = CommandBody (*)(CounterId, JsonBody&);

struct CounterAction {
    std::string_view pattern;
    MakeCounterCommand make;
};
constexpr std::array kCounterActions{
    CounterAction{"/api/v1/sites/{site}/counters/{counter}/open",
                  [](CounterId counter, JsonBody&) -> CommandBody { return OpenCounter{std::move(counter)}; }},
    CounterAction{"/api/v1/sites/{site}/counters/{counter}/pause",
                  [](CounterId counter, JsonBody& body) -> CommandBody {
                      return PauseCounter{std::move(counter), body.optional_text("reason").value_or("")};
                  }},
    CounterAction{"/api/v1/sites/{site}/counters/{counter}/resume",
                  [](CounterId counter, JsonBody&) -> CommandBody { return ResumeCounter{std::move(counter)}; }},
    CounterAction{"/api/v1/sites/{site}/counters/{counter}/close",
                  [](CounterId counter, JsonBody&) -> CommandBody { return CloseCounter{std::move(counter)}; }},
    CounterAction{"/api/v1/sites/{site}/counters/{counter}/advice",
                  [](CounterId counter, JsonBody& body) -> CommandBody {
                      return GiveAdvice{std::move(counter), optional_service(body)};
                  }},
};

}  // namespace

std::function<Response(Done const&)> Api::issued_answer(Call const& call)
{
    std::string const& public_url = call.state->config.public_url;
    return [this, url = public_url.empty() ? parts_.own_url() : public_url](Done const& done) {
        ++tickets_issued_;
        return issued_response(done, parts_.accounts.secret(), url);
    };
}

void Api::issue_ticket(Call&& call)
{
    JsonBody body(call.request.body);
    IssueTicket issue;
    issue.service = ServiceId(body.text("service", 64));
    issue.ticket_class = body.optional_word("class", from_string<TicketClass>).value_or(TicketClass::general);
    issue.number = body.optional_text("number", 8).value_or("");
    issue.taken_at = body.optional_instant("taken_at");
    Channel const usual = issue.number.empty() ? Channel::staff : Channel::card;
    issue.channel = body.optional_word("channel", from_string<Channel>).value_or(usual);
    issue.lang = body.optional_text("lang", 8).value_or("th");
    for (std::string& service : body.texts("then", kThenMax, 64)) issue.then.emplace_back(std::move(service));
    issue.people = static_cast<std::int32_t>(body.optional_integer("people", 1, 99).value_or(1));
    if (auto no = body.problem()) return call.respond(std::move(*no));
    bool const card = !issue.number.empty();
    if (card && !may(*call.principal, Right::run_counter, call.site, call.state->config.agency))
        return call.respond(problem(403, "forbidden", "reserve cards are typed in by staff", "number"));
    if (!card && issue.taken_at.is_set())
        return call.respond(problem(400, "bad_request", "taken_at goes with the number of a reserve card", "taken_at"));
    issue.ticket = TicketId(platform::random_id());
    issue.token_sha256 = platform::sha256_hex(ticket_token(parts_.accounts.secret(), issue.ticket.str()));
    auto accepted = issued_answer(call);
    submit(std::move(call), std::move(issue), std::move(accepted));
}

void Api::adopt_number(Call&& call)
{
    JsonBody body(call.request.body);
    AdoptTicket adopt;
    adopt.counter = CounterId(body.text("counter", 64));
    adopt.ticket = TicketId(platform::random_id());
    adopt.number = body.text("number", 8);
    adopt.service = optional_service(body);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    submit(std::move(call), std::move(adopt), as_it_is);
}

void Api::record_visit(Call&& call)
{
    JsonBody body(call.request.body);
    RecordVisit visit;
    visit.ticket = TicketId(platform::random_id());
    visit.number = body.text("number", 8);
    visit.service = ServiceId(body.text("service", 64));
    visit.counter = optional_counter(body);
    visit.ticket_class = body.optional_word("class", from_string<TicketClass>).value_or(TicketClass::general);
    visit.taken_at = body.instant("taken_at");
    visit.called_at = body.optional_instant("called_at");
    visit.finished_at = body.optional_instant("finished_at");
    visit.outcome = outcome_in(body);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    submit(std::move(call), std::move(visit), [](Done const& done) { return json_response(201, done.body); });
}

std::vector<Route> Api::ticket_routes()
{
    std::vector<Route> routes;
    for (TicketAction const& action : kTicketActions) {
        auto act = [this, make = action.make](Call&& call) {
            JsonBody body(call.request.body);
            CommandBody command = make(TicketId(call.path[1]), body);
            if (auto no = body.problem()) return call.respond(std::move(*no));
            submit(std::move(call), std::move(command), as_it_is);
        };
        routes.push_back({Method::post, action.pattern, Access::site, Right::run_counter, act});
    }
    return routes;
}

std::vector<Route> Api::counter_routes()
{
    std::vector<Route> routes{
        {Method::post, "/api/v1/sites/{site}/counters/{counter}/next", Access::site, Right::run_counter, bound(*this, &Api::call_next)}};
    for (CounterAction const& action : kCounterActions) {
        auto act = [this, make = action.make](Call&& call) {
            JsonBody body(call.request.body);
            CommandBody command = make(CounterId(call.path[1]), body);
            if (auto no = body.problem()) return call.respond(std::move(*no));
            submit(std::move(call), std::move(command), as_it_is);
        };
        routes.push_back({Method::post, action.pattern, Access::site, Right::run_counter, act});
    }
    return routes;
}

void Api::call_next(Call&& call)
{
    std::string const finish = query_parameter(call.request.query, "finish");
    if (!finish.empty() && finish != "true" && finish != "false")
        return call.respond(problem(400, "bad_request", "finish is true or false", "finish"));
    JsonBody const body(call.request.body);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    CallNext next{CounterId(call.path[1]), finish == "true" ? AlsoFinish::yes : AlsoFinish::no};
    submit(std::move(call), std::move(next), called_or_nobody);
}

}  // namespace saduak::server
