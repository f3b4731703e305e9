#include "kiosk/callbox/counter_client.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "core/wire/json.hpp"
#include "kiosk/callbox/numbers.hpp"
#include "platform/clock.hpp"
#include "platform/entropy.hpp"

namespace saduak::kiosk {

namespace {

namespace json = boost::json;
using drivers::PadCommand;
using platform::HttpRequest;
using platform::HttpResponse;

constexpr Millis kTryMost = seconds(2);  // one try, so that a lost packet leaves time for another
constexpr Millis kPause{200};            // between two tries
constexpr int kStatusBusy = 503;         // nothing was kept: to be sent again

constexpr bool is_success(int status) { return status >= 200 && status < 300; }

json::object object_of(std::string const& text)
{
    boost::system::error_code bad;
    json::value value = json::parse(text, bad);
    return !bad && value.is_object() ? std::move(value.get_object()) : json::object();
}

std::string text_of(json::object const& object, std::string_view key)
{
    auto const* const found = object.if_contains(key);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

json::object child(json::object const& object, std::string_view key)
{
    auto const* const found = object.if_contains(key);
    return found != nullptr && found->is_object() ? found->get_object() : json::object();
}

json::array items(json::object const& object)
{
    auto const* const found = object.if_contains("items");
    return found != nullptr && found->is_array() ? found->get_array() : json::array();
}

Done done_of(HttpResponse const& response)
{
    json::object const body = object_of(response.body);
    if (is_success(response.status)) {
        json::object const ticket = child(body, "ticket");
        std::string number = text_of(ticket, "number");
        return {true, number.empty() ? text_of(body, "number") : std::move(number), {}};
    }
    std::string code = text_of(body, "code");
    return {false, {}, code.empty() ? "status_" + std::to_string(response.status) : std::move(code)};
}

// Not worth another try: the server is not the one that is trusted, or what is sent is wrong.
bool final_error(Error const& error) { return error.code == Errc::permission || error.code == Errc::invalid_argument || error.code == Errc::full; }

std::string_view ticket_action(PadCommand command)
{
    switch (command) {
    case PadCommand::recall: return "recall";
    case PadCommand::start: return "start";
    case PadCommand::no_show: return "no-show";
    case PadCommand::finish: return "finish";
    case PadCommand::next:
    case PadCommand::open:
    case PadCommand::pause: break;
    }
    return {};
}

}  // namespace

Result<CounterClient> CounterClient::create(CallBoxConfig const& config)
{
    SADUAK_TRY(auto http, platform::HttpClient::create(config.server));
    CounterClient client(std::move(http));
    client.site_ = "/api/v1/sites/" + config.site;
    client.counter_ = config.counter;
    client.token_ = config.token;
    client.letter_ = config.letter;
    return client;
}

Result<HttpResponse> CounterClient::exchange(HttpRequest request, Instant until)
{
    request.headers.push_back("Authorization: Bearer " + token_);
    request.headers.push_back("Content-Type: application/json");
    request.headers.push_back("Expect:");
    for (;;) {
        Millis const left = until - platform::monotonic_now();
        if (left.count <= 0) return fail(Errc::timeout, "no answer in time");
        auto response = client_.send(request, std::min(left, kTryMost));
        bool const again = response ? response->status == kStatusBusy : !final_error(response.error());
        if (!again || until - platform::monotonic_now() <= kPause) return response;
        std::this_thread::sleep_for(std::chrono::milliseconds(kPause.count));
    }
}

Result<Done> CounterClient::post(std::string const& path, std::string const& body, Instant until)
{
    // One key for all tries of a press: the server does it once.
    HttpRequest request{"POST", path, {"Idempotency-Key: " + platform::random_id()}, body};
    SADUAK_TRY(HttpResponse const response, exchange(std::move(request), until));
    return done_of(response);
}

Result<CounterClient::Counter> CounterClient::look(Instant until, Done& refused)
{
    HttpRequest request{"GET", site_ + "/counters", {}, {}};
    SADUAK_TRY(HttpResponse const response, exchange(std::move(request), until));
    refused = done_of(response);
    if (!refused.ok) return Counter{};
    for (json::value const& item : items(object_of(response.body))) {
        if (!item.is_object() || text_of(item.get_object(), "id") != counter_) continue;
        return Counter{text_of(item.get_object(), "state"), text_of(child(item.get_object(), "ticket"), "id")};
    }
    refused = {false, {}, "unknown_counter"};
    return Counter{};
}

Result<std::vector<std::string>> CounterClient::waiting(Instant until, Done& refused)
{
    HttpRequest request{"GET", site_ + "/queue", {}, {}};
    SADUAK_TRY(HttpResponse const response, exchange(std::move(request), until));
    refused = done_of(response);
    std::vector<std::string> numbers;
    for (json::value const& item : items(object_of(response.body)))
        if (item.is_object()) numbers.push_back(text_of(item.get_object(), "number"));
    return numbers;
}

Result<Done> CounterClient::command(PadCommand command, Millis deadline)
{
    Instant const until = platform::monotonic_now() + deadline;
    std::string const counter = site_ + "/counters/" + counter_;
    if (command == PadCommand::next) return post(counter + "/next?finish=true", "{}", until);
    if (command == PadCommand::open) return post(counter + "/open", "{}", until);
    Done refused;
    SADUAK_TRY(Counter const now, look(until, refused));
    if (!refused.ok) return refused;
    if (command == PadCommand::pause) return post(counter + (now.state == "paused" ? "/resume" : "/pause"), "{}", until);
    if (now.ticket.empty()) return Done{false, {}, "no_ticket"};
    return post(site_ + "/tickets/" + now.ticket + "/" + std::string(ticket_action(command)), "{}", until);
}

Result<Done> CounterClient::call(drivers::NumberTyped const& typed, Millis deadline)
{
    Instant const until = platform::monotonic_now() + deadline;
    std::vector<std::string> numbers;
    if (needs_waiting(typed, letter_)) {
        Done refused;
        SADUAK_TRY(numbers, waiting(until, refused));
        if (!refused.ok) return refused;
    }
    NumberMeant const number = meant(typed, letter_, numbers);
    if (!number.refusal.empty()) return Done{false, {}, std::string(number.refusal)};
    // Adopting calls a number that waits, and also one of a kiosk without its server or of a reserve card.
    json::object const body{{"counter", counter_}, {"number", number.number}};
    return post(site_ + "/adopt", wire::to_text(body), until);
}

}  // namespace saduak::kiosk
