// Requests that change a queue: parse, make a command, hand it to the engine, answer what it says.
#include <array>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "core/base/overloaded.hpp"
#include "platform/entropy.hpp"
#include "server/auth/ticket_secrets.hpp"
#include "server/http/api.hpp"
#include "server/http/json_body.hpp"

namespace saduak::server {
namespace {

using namespace domain;

// The rejection's body, {"code","about"}, as a problem.
Response rejection_response(std::string const& body)
{
    boost::system::error_code ec;
    boost::json::value const value = boost::json::parse(body, ec);
    auto text = [&value](std::string_view name) {
        auto const* object = value.if_object();
        auto const* field = object == nullptr ? nullptr : object->if_contains(name);
        return field != nullptr && field->is_string() ? std::string(field->get_string()) : std::string();
    };
    std::string const code = text("code");
    std::string const about = text("about");
    std::string detail = "refused: " + code + (about.empty() ? "" : " (" + about + ")");
    return problem(rejection_status(code), code, detail, about);
}

Response as_it_is(Done const& done) { return json_response(200, done.body); }

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

CounterId counter_in(JsonBody& body) { return CounterId(body.text("counter", 64)); }

struct TicketAction {
    std::string_view name;
    MakeTicketCommand make;
};
constexpr std::array kTicketActions{
    TicketAction{"call",
                 [](TicketId ticket, JsonBody& body) -> CommandBody {
                     return CallTicket{counter_in(body), std::move(ticket)};
                 }},
    TicketAction{"recall", [](TicketId ticket, JsonBody&) -> CommandBody { return RecallTicket{std::move(ticket)}; }},
    TicketAction{"start", [](TicketId ticket, JsonBody&) -> CommandBody { return StartService{std::move(ticket)}; }},
    TicketAction{"hold", [](TicketId ticket, JsonBody&) -> CommandBody { return HoldTicket{std::move(ticket)}; }},
    TicketAction{"resume",
                 [](TicketId ticket, JsonBody& body) -> CommandBody {
                     return ResumeTicket{std::move(ticket), counter_in(body)};
                 }},
    TicketAction{"no-show", [](TicketId ticket, JsonBody&) -> CommandBody { return MarkNoShow{std::move(ticket)}; }},
    TicketAction{"return", [](TicketId ticket, JsonBody&) -> CommandBody { return ReturnTicket{std::move(ticket)}; }},
    TicketAction{"finish",
                 [](TicketId ticket, JsonBody& body) -> CommandBody {
                     auto const outcome = body.optional_word("outcome", from_string<Outcome>);
                     return FinishService{std::move(ticket), outcome.value_or(Outcome::served)};
                 }},
    TicketAction{"cancel", [](TicketId ticket, JsonBody&) -> CommandBody { return CancelTicket{std::move(ticket)}; }},
    TicketAction{"undo", [](TicketId ticket, JsonBody&) -> CommandBody { return UndoCall{std::move(ticket)}; }},
    TicketAction{"reprint", [](TicketId ticket, JsonBody&) -> CommandBody { return ReprintTicket{std::move(ticket)}; }},
    TicketAction{"accept",
                 [](TicketId ticket, JsonBody&) -> CommandBody {
                     return ReportPaper{std::move(ticket), Paper::accepted, {}};
                 }},
};

std::optional<CommandBody> counter_command(std::string const& action, CounterId counter, AlsoFinish finish, JsonBody& body)
{
    if (action == "open") return OpenCounter{std::move(counter)};
    if (action == "pause") return PauseCounter{std::move(counter), body.optional_text("reason").value_or("")};
    if (action == "resume") return ResumeCounter{std::move(counter)};
    if (action == "close") return CloseCounter{std::move(counter)};
    if (action == "next") return CallNext{std::move(counter), finish};
    return std::nullopt;
}

}  // namespace

int rejection_status(std::string_view code)
{
    if (code.starts_with("unknown_")) return 404;
    return code == "invalid" ? 422 : 409;
}

Response reply_response(Reply const& reply, std::function<Response(Done const&)> const& accepted)
{
    return std::visit(overloaded{[&](Done const& done) { return done.ok ? accepted(done) : rejection_response(done.body); },
                                 [](KeyReused const&) { return problem(422, "key_reused", "this Idempotency-Key was used with another request"); },
                                 [](OutOfOrder const&) { return problem(503, "retry", "send it again"); },
                                 [](Retry const& retry) {
                                     Response response = problem(503, "retry", "nothing was kept, send it again: " + retry.reason);
                                     response.headers.emplace_back("Retry-After", "1");
                                     return response;
                                 }},
                      reply);
}

void Api::submit(Call&& call, CommandBody command, std::function<Response(Done const&)> accepted)
{
    if (call.request.idempotency_key.empty()) return call.respond(problem(400, "key_missing", "an Idempotency-Key is needed", "Idempotency-Key"));
    std::string principal = principal_key(*call.principal);
    submit_as(std::move(call), std::move(principal), std::move(command), std::move(accepted));
}

void Api::submit_as(Call&& call, std::string principal, CommandBody command, std::function<Response(Done const&)> accepted)
{
    Request const& request = call.request;
    Submission submission;
    submission.site = call.site;
    submission.command.agent = call.principal ? agent_of(*call.principal) : AgentId();
    submission.command.body = std::move(command);
    if (!request.idempotency_key.empty()) {
        if (!valid_idempotency_key(request.idempotency_key))
            return call.respond(problem(400, "key_missing", "an Idempotency-Key has 1 to 128 visible characters", "Idempotency-Key"));
        std::string const text = request.path + "?" + request.query + "\n" + request.body;
        submission.key = IdempotencyKey{std::move(principal), request.idempotency_key, platform::sha256_hex(text)};
    }
    parts_.engine.submit(std::move(submission), [respond = std::move(call.respond), accepted = std::move(accepted)](Reply const& reply) {
        respond(reply_response(reply, accepted));
    });
}

void Api::issue_ticket(Call&& call)
{
    JsonBody body(call.request.body);
    IssueTicket issue;
    issue.service = ServiceId(body.text("service", 64));
    issue.ticket_class = body.optional_word("class", from_string<TicketClass>).value_or(TicketClass::general);
    issue.channel = body.optional_word("channel", from_string<Channel>).value_or(Channel::staff);
    issue.lang = body.optional_text("lang", 8).value_or("th");
    if (auto no = body.problem()) return call.respond(std::move(*no));
    issue.ticket = TicketId(platform::random_id());
    issue.token_sha256 = platform::sha256_hex(ticket_token(parts_.accounts.secret(), issue.ticket.str()));
    auto accepted = [this, url = call.state->config.public_url.empty() ? parts_.own_url() : call.state->config.public_url](Done const& done) {
        ++tickets_issued_;
        return issued_response(done, parts_.accounts.secret(), url);
    };
    submit(std::move(call), std::move(issue), std::move(accepted));
}

void Api::act_on_ticket(Call&& call)
{
    std::string const& name = call.path[2];
    JsonBody body(call.request.body);
    for (TicketAction const& action : kTicketActions) {
        if (action.name != name) continue;
        CommandBody command = action.make(TicketId(call.path[1]), body);
        if (auto no = body.problem()) return call.respond(std::move(*no));
        return submit(std::move(call), std::move(command), as_it_is);
    }
    call.respond(problem(404, "not_found", "a ticket knows no such action", name));
}

void Api::act_on_counter(Call&& call)
{
    std::string const& action = call.path[2];
    std::string const finish = query_parameter(call.request.query, "finish");
    if (!finish.empty() && finish != "true" && finish != "false")
        return call.respond(problem(400, "bad_request", "finish is true or false", "finish"));
    JsonBody body(call.request.body);
    auto command = counter_command(action, CounterId(call.path[1]), finish == "true" ? AlsoFinish::yes : AlsoFinish::no, body);
    if (!command) return call.respond(problem(404, "not_found", "a counter knows no such action", action));
    if (auto no = body.problem()) return call.respond(std::move(*no));
    auto const accepted = action == "next" ? called_or_nobody : as_it_is;
    submit(std::move(call), std::move(*command), accepted);
}

void Api::close_day(Call&& call)
{
    JsonBody const body(call.request.body);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    submit(std::move(call), CloseDay{}, as_it_is);
}

void Api::rate(Call&& call)
{
    JsonBody body(call.request.body);
    std::string const token = body.text("token", 64);
    Rate rate;
    rate.score = static_cast<std::int32_t>(body.integer("score", 0, 5));
    rate.channel = RatingChannel::qr;
    if (auto no = body.problem()) return call.respond(std::move(*no));
    std::string const hash = platform::sha256_hex(token);
    call.site = parts_.engine.site_of_token(hash);
    SiteState const* state = parts_.engine.state(call.site);
    Ticket const* ticket = state == nullptr ? nullptr : state->find_by_token(hash);
    if (ticket == nullptr) return call.respond(problem(404, "unknown_ticket", "there is no such ticket today"));
    rate.ticket = ticket->id;
    rate.key = rating_key(parts_.accounts.secret(), ticket->id);
    std::string principal = "ticket:" + ticket->id.str();
    submit_as(std::move(call), std::move(principal), std::move(rate), as_it_is);
}

}  // namespace saduak::server
