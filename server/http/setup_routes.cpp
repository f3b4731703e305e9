#include "server/http/setup_routes.hpp"
#include "server/auth/new_password.hpp"

#include "server/http/json_body.hpp"
#include "server/http/session_answer.hpp"

namespace saduak::server {
namespace {

Response refused(Error const& error)
{
    if (error.code == Errc::permission) return problem(403, "wrong_secret", error.context, "secret");
    if (error.code == Errc::already_exists) return problem(409, "setup_over", error.context);
    if (error.code == Errc::invalid_argument) return problem(422, "invalid", error.context);
    return problem(503, "retry", error.context);
}

}  // namespace

std::vector<Route> SetupRoutes::routes()
{
    constexpr Right none = Right::see_queue;  // not looked at
    return {
        {Method::get, "/api/v1/setup", Access::anyone, none, bound(*this, &SetupRoutes::show)},
        {Method::post, "/api/v1/setup", Access::anyone, none, bound(*this, &SetupRoutes::finish)},
    };
}

void SetupRoutes::show(Call&& call)
{
    call.respond(json_response(200, parts_.first_run.open(parts_.now()) ? R"({"open":true})" : R"({"open":false})"));
}

void SetupRoutes::finish(Call&& call)
{
    JsonBody body(call.request.body);
    std::string secret = body.text("secret", 128);
    std::string name = body.text("name", 64);
    std::string password = body.text("password", kPasswordLengthMax);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    // Said at once: who only asks costs no thread.
    if (!parts_.first_run.open(parts_.now())) return call.respond(problem(409, "setup_over", "somebody can sign in already, or the link is too old"));
    auto work = [parts = parts_, secret = std::move(secret), name = std::move(name), password = std::move(password),
                 transport = call.request.transport, address = call.request.remote_address] {
        Instant const now = parts.now();
        if (auto const made = parts.first_run.finish(secret, name, password, now); !made) return refused(made.error());
        auto const session = parts.accounts.begin_session(name, address, now);
        if (!session) return refused(session.error());
        Response response = signed_in_response(*session, MustEnrol::no, transport);
        response.status = 201;
        return response;
    };
    parts_.slow.answer(call.respond, std::move(work));
}

}  // namespace saduak::server
