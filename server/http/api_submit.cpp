// A command's way to the engine, and its answer's way back.
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "core/base/overloaded.hpp"
#include "platform/entropy.hpp"
#include "server/http/api.hpp"
#include "server/http/json_body.hpp"

namespace saduak::server {
namespace {

using namespace domain;

Response refused(std::string_view code, std::string_view about)
{
    std::string detail = "refused: " + std::string(code) + (about.empty() ? "" : " (" + std::string(about) + ")");
    return problem(rejection_status(code), code, detail, about);
}

// The rejection's body, {"code","about"}, as a problem.
Response refused_as_kept(std::string const& body)
{
    boost::system::error_code ec;
    boost::json::value const value = boost::json::parse(body, ec);
    auto text = [&value](std::string_view name) {
        auto const* object = value.if_object();
        auto const* field = object == nullptr ? nullptr : object->if_contains(name);
        return field != nullptr && field->is_string() ? std::string(field->get_string()) : std::string();
    };
    return refused(text("code"), text("about"));
}

}  // namespace

int rejection_status(std::string_view code)
{
    if (code.starts_with("unknown_")) return 404;
    return code == "invalid" || code == "wrong_number" ? 422 : 409;
}

Response rejection_response(Rejection const& rejection) { return refused(to_string(rejection.code), rejection.about); }

Response as_it_is(Done const& done) { return json_response(200, done.body); }

Response reply_response(Reply const& reply, std::function<Response(Done const&)> const& accepted)
{
    return std::visit(overloaded{[&](Done const& done) { return done.ok ? accepted(done) : refused_as_kept(done.body); },
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
    if (call.request.method == Method::post && call.request.idempotency_key.empty())
        return call.respond(problem(400, "key_missing", "an Idempotency-Key is needed", "Idempotency-Key"));
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

}  // namespace saduak::server
