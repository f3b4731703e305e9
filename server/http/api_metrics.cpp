// Metrics as JSON or CSV, and the log as JSON lines.
#include <algorithm>
#include <charconv>
#include <memory>
#include <vector>

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include "core/metrics/query.hpp"
#include "server/http/api.hpp"
#include "server/metrics/metrics_json.hpp"

namespace saduak::server {
namespace {

constexpr std::size_t kLogPageLines = 5000;
constexpr std::size_t kLogPageBytes = 4 * 1024 * 1024;
constexpr std::size_t kComparedSitesMax = 50;

Response query_problem(Error const& error) { return problem(400, "bad_request", error.context); }

Result<metrics::MetricQuery> read_query(SiteId site, std::string const& query)
{
    metrics::MetricQuery asked;
    asked.site = std::move(site);
    SADUAK_TRY(asked.from, parse_date(query_parameter(query, "from")).map_error(in("from")));
    SADUAK_TRY(asked.to, parse_date(query_parameter(query, "to")).map_error(in("to")));
    SADUAK_TRY(asked.metrics, metrics::parse_metrics(query_parameter(query, "metric")));
    SADUAK_TRY(asked.groups, metrics::parse_groups(query_parameter(query, "group")));
    SADUAK_TRY_STATUS(metrics::validate(asked));
    return asked;
}

void append_text(std::string& out, std::string_view name, std::string const& value)
{
    if (value.empty()) return;
    out.append(",\"").append(name).append("\":").append(boost::json::serialize(boost::json::string(value)));
}

// One event as the log has it: {"seq","at","type",…,"body","hash"}.
void append_event(std::string& out, StoredEvent const& stored)
{
    domain::Event const& event = stored.event;
    out.append("{\"seq\":").append(std::to_string(stored.seq));
    append_text(out, "at", format_rfc3339(event.at));
    append_text(out, "type", std::string(domain::type_name(event.body)));
    append_text(out, "ticket", event.ticket.str());
    append_text(out, "service", event.service.str());
    append_text(out, "counter", event.counter.str());
    append_text(out, "agent", event.agent.str());
    append_text(out, "device", event.device.str());
    if (stored.stream) {
        append_text(out, "stream", stored.stream->stream.str());
        out.append(",\"n\":").append(std::to_string(stored.stream->n));
    }
    out.append(",\"body\":").append(stored.body.empty() ? "{}" : stored.body);
    append_text(out, "hash", stored.hash);
    out.append("}\n");
}

Result<std::string> read_log_page(EventStore& store, SiteId const& site, domain::Seq after)
{
    std::string page;
    std::size_t lines = 0;
    bool full = false;
    auto each = [&](StoredEvent const& event) -> Status {
        append_event(page, event);
        full = ++lines >= kLogPageLines || page.size() >= kLogPageBytes;
        if (full) return fail(Errc::full, "page");
        return {};
    };
    Status const read = store.read(site, after, each);
    if (!read && !full) return tl::unexpected(read.error());
    return page;
}

Response log_response(Result<std::string> page)
{
    if (!page) return problem(503, "retry", "the log could not be read: " + page.error().context);
    Response response = json_response(200, std::move(*page));
    response.content_type = "application/x-ndjson";
    return response;
}

std::vector<std::string> comma_separated(std::string_view text)
{
    std::vector<std::string> parts;
    while (!text.empty()) {
        std::size_t const end = std::min(text.find(','), text.size());
        if (end > 0) parts.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

// One question a site, asked one after the other: the metrics thread serves the dashboards too.
struct Comparison {
    metrics::MetricQuery query;
    std::vector<SiteId> sites;  // still to ask, last first
    std::string answers;
    Respond respond;
};

void ask_next(MetricsService& service, std::shared_ptr<Comparison> comparison)
{
    if (comparison->sites.empty()) return comparison->respond(json_response(200, "{\"items\":[" + comparison->answers + "],\"next\":null}"));
    metrics::MetricQuery query = comparison->query;
    query.site = std::move(comparison->sites.back());
    comparison->sites.pop_back();
    service.ask(query, [&service, comparison, query](Result<MetricsAnswer> const& answer) {
        if (!answer && answer.error().code == Errc::invalid_argument) return comparison->respond(query_problem(answer.error()));
        if (!answer) return comparison->respond(problem(503, "retry", answer.error().context));
        if (!comparison->answers.empty()) comparison->answers += ',';
        comparison->answers += metrics_json(query, answer->rows);
        ask_next(service, comparison);
    });
}

}  // namespace

void Api::show_metrics(Call&& call)
{
    auto const query = read_query(call.site, call.request.query);
    if (!query) return call.respond(query_problem(query.error()));
    std::string const format = query_parameter(call.request.query, "format");
    if (!format.empty() && format != "json" && format != "csv") return call.respond(problem(400, "bad_request", "format is json or csv", "format"));
    parts_.metrics.ask(*query, [query = *query, csv = format == "csv", respond = std::move(call.respond)](Result<MetricsAnswer> answer) {
        if (!answer && answer.error().code == Errc::invalid_argument) return respond(query_problem(answer.error()));
        if (!answer) return respond(problem(503, "retry", answer.error().context));
        Response response = json_response(200, csv ? metrics_csv(query, answer->rows) : metrics_json(query, answer->rows));
        if (csv) response.content_type = "text/csv; charset=utf-8";
        response.headers.emplace_back("X-As-Of-Seq", std::to_string(answer->as_of_seq));
        respond(std::move(response));
    });
}

void Api::compare_metrics(Call&& call)
{
    auto const query = read_query({}, call.request.query);
    if (!query) return call.respond(query_problem(query.error()));
    std::vector<std::string> const named = comma_separated(query_parameter(call.request.query, "site"));
    std::vector<SiteId> sites;
    for (std::string const& name : named) {
        SiteId site(name);
        domain::SiteState const* state = parts_.engine.state(site);
        if (!may(*call.principal, Right::see_metrics, site, state == nullptr ? AgencyId() : state->config.agency))
            return call.respond(problem(403, "forbidden", "your role or token does not allow this here", name));
        if (state == nullptr) return call.respond(problem(404, "unknown_site", "there is no such site", name));
        sites.push_back(std::move(site));
    }
    if (named.empty())
        for (SiteId const& site : parts_.engine.sites())
            if (auto const* state = parts_.engine.state(site);
                state != nullptr && may(*call.principal, Right::see_metrics, site, state->config.agency))
                sites.push_back(site);
    if (sites.empty()) return call.respond(problem(403, "forbidden", "your role or token sees the metrics of no site"));
    if (sites.size() > kComparedSitesMax)
        return call.respond(problem(400, "bad_request", "at most 50 sites are compared at once: name them", "site"));
    std::reverse(sites.begin(), sites.end());
    ask_next(parts_.metrics, std::make_shared<Comparison>(Comparison{*query, std::move(sites), {}, std::move(call.respond)}));
}

void Api::show_events(Call&& call)
{
    std::string const text = query_parameter(call.request.query, "after");
    domain::Seq after = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), after);
    if (!text.empty() && (error != std::errc{} || end != text.data() + text.size() || after < 0))
        return call.respond(problem(400, "bad_request", "after is a whole number", "after"));
    auto job = [this, site = call.site, after, respond = call.respond] {
        auto store = parts_.open_log();
        Result<std::string> page = store ? read_log_page(**store, site, after) : tl::unexpected(store.error());
        parts_.post_to_io([page = std::move(page), respond] { respond(log_response(page)); });
    };
    if (!parts_.pool.try_post(std::move(job))) call.respond(problem(429, "slow_down", "the server is busy: try again"));
}

}  // namespace saduak::server
