// Appointments: booked by staff or a booking service, checked in by staff or at a kiosk.
#include <algorithm>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "platform/entropy.hpp"
#include "server/auth/ticket_secrets.hpp"
#include "server/engine/ticket_json.hpp"
#include "server/http/api.hpp"
#include "server/http/json_body.hpp"
#include "server/http/page.hpp"

namespace saduak::server {
namespace {

namespace json = boost::json;
using namespace domain;

// {"appointment":{"id":…}} becomes {"id":…,"code":…}: the code is drawn again from the id, so that a repeated request gets the same.
Response booked_response(Done const& done, std::string const& secret)
{
    constexpr std::string_view kBefore = R"({"appointment":{"id":")";
    if (!done.body.starts_with(kBefore) || !done.body.ends_with("}}")) return problem(500, "retry", "the answer was not understood");
    AppointmentId const id(done.body.substr(kBefore.size(), 32));
    std::string body = done.body.substr(kBefore.size() - std::string_view(R"({"id":")").size());
    body.resize(body.size() - 2);
    return json_response(201, body + R"(,"code":")" + appointment_code(secret, id) + "\"}");
}

// The appointment of a path: its id, or the code that the citizen shows.
CheckIn named(std::string const& name)
{
    CheckIn check_in;
    if (valid_random_id(name)) check_in.appointment = AppointmentId(name);
    else check_in.code_sha256 = appointment_code_sha256(name);
    return check_in;
}

std::vector<Appointment const*> appointments_of(SiteState const& state, std::optional<Date> day)
{
    std::vector<Appointment const*> found;
    for (auto const& [id, appointment] : state.appointments)
        if (!day || service_day(state.config, appointment.slot) == *day) found.push_back(&appointment);
    std::sort(found.begin(), found.end(),
              [](Appointment const* a, Appointment const* b) { return std::pair(a->slot, a->id) < std::pair(b->slot, b->id); });
    return found;
}

}  // namespace

void Api::list_appointments(Call&& call)
{
    std::string const text = query_parameter(call.request.query, "day");
    std::optional<Date> day;
    if (!text.empty()) {
        auto const parsed = parse_date(text);
        if (!parsed) return call.respond(problem(400, "bad_request", "day is a date, 2026-11-21", "day"));
        day = *parsed;
    }
    std::vector<Appointment const*> const found = appointments_of(*call.state, day);
    json::array items;
    for (Appointment const* appointment : found) items.push_back(appointment_json(*appointment));
    call.respond(page_response(std::move(items), call.request.query));
}

void Api::book_appointment(Call&& call)
{
    JsonBody body(call.request.body);
    BookAppointment book;
    book.service = ServiceId(body.text("service", 64));
    book.slot = body.instant("slot");
    book.channel = body.optional_word("channel", from_string<Channel>).value_or(Channel::booking);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    book.appointment = AppointmentId(platform::random_id());
    book.code_sha256 = appointment_code_sha256(appointment_code(parts_.accounts.secret(), book.appointment));
    submit(std::move(call), std::move(book), [this](Done const& done) { return booked_response(done, parts_.accounts.secret()); });
}

void Api::cancel_appointment(Call&& call)
{
    CancelAppointment cancel{AppointmentId(call.path[1])};
    submit(std::move(call), std::move(cancel), [](Done const&) { return no_content(); });
}

void Api::check_in(Call&& call)
{
    JsonBody body(call.request.body);
    CheckIn check_in = named(call.path[1]);
    check_in.channel = Channel::staff;
    check_in.lang = body.optional_text("lang", 8).value_or("th");
    if (auto no = body.problem()) return call.respond(std::move(*no));
    check_in.ticket = TicketId(platform::random_id());
    check_in.token_sha256 = platform::sha256_hex(ticket_token(parts_.accounts.secret(), check_in.ticket.str()));
    auto accepted = issued_answer(call);
    submit(std::move(call), std::move(check_in), std::move(accepted));
}

}  // namespace saduak::server
