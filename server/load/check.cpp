#include "server/load/check.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace saduak::server::load {
namespace {

namespace json = boost::json;

// The text of a key, empty where it is absent, null or something else.
std::string text_of(json::object const& object, std::string_view key)
{
    json::value const* value = object.if_contains(key);
    if (value == nullptr || !value->is_string()) return {};
    return std::string(value->get_string());
}

// 0 where it is absent or no integer.
std::int64_t integer_of(json::object const& object, std::string_view key)
{
    json::value const* value = object.if_contains(key);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

bool leaves_counter(std::string_view type)
{
    static constexpr std::array<std::string_view, 9> kTypes = {"ticket.undone",    "ticket.finished", "ticket.transferred",
                                                               "ticket.held",      "ticket.no_show",  "ticket.returned",
                                                               "ticket.cancelled", "ticket.expired",  "ticket.voided"};
    return std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

struct SplitNumber {
    std::string prefix;
    std::int64_t count = 0;
};

// "A012" is prefix A and 12.
SplitNumber split(std::string const& number)
{
    auto const digits = std::min(number.find_first_of("0123456789"), number.size());
    SplitNumber parts{number.substr(0, digits), 0};
    for (char const c : number.substr(digits)) {
        if (c < '0' || c > '9') break;
        parts.count = parts.count * 10 + (c - '0');
    }
    return parts;
}

}  // namespace

Status LogView::take(std::string_view line)
{
    boost::system::error_code ec;
    json::value const parsed = json::parse(line, ec);
    if (ec || !parsed.is_object()) return fail(Errc::parse, "the log has a line that is not a JSON object");
    json::object const& event = parsed.get_object();
    json::value const* seq = event.if_contains("seq");
    if (seq == nullptr || !seq->is_int64()) return fail(Errc::parse, "the log has a line without seq");
    if (last_seq_ != 0 && seq->get_int64() != last_seq_ + 1)
        return fail(Errc::corrupt, "the log goes from seq " + std::to_string(last_seq_) + " to " + std::to_string(seq->get_int64()));
    last_seq_ = seq->get_int64();

    std::string const type = text_of(event, "type");
    std::string const ticket = text_of(event, "ticket");
    if (type == "ticket.issued" || type == "ticket.paper" || type == "range.granted") {
        json::value const* body = event.if_contains("body");
        if (body == nullptr || !body->is_object()) return fail(Errc::parse, "an event without a body at seq " + std::to_string(last_seq_));
        return take_body(type, ticket, body->get_object());
    }
    if (type == "ticket.called") {
        ++calls_;
        ++called_[ticket];
        if (!at_a_counter_.insert(ticket).second) ++called_twice_;
    } else if (type == "ticket.resumed") {
        at_a_counter_.insert(ticket);
    } else if (leaves_counter(type)) {
        at_a_counter_.erase(ticket);
    }
    return {};
}

Status LogView::take_body(std::string const& type, std::string const& ticket, json::object const& body)
{
    if (type == "ticket.issued") {
        issued_.emplace(ticket, Logged{text_of(body, "day"), text_of(body, "number")});
    } else if (type == "ticket.paper") {
        if (text_of(body, "paper") == "confirmed") ++confirmed_[ticket];
    } else {
        ranges_.push_back({text_of(body, "prefix"), integer_of(body, "first"), integer_of(body, "last")});
    }
    return {};
}

bool LogView::in_offline_range(std::string const& number) const
{
    SplitNumber const parts = split(number);
    return std::any_of(ranges_.begin(), ranges_.end(),
                       [&](Range const& range) { return range.prefix == parts.prefix && range.first <= parts.count && parts.count <= range.last; });
}

std::int64_t count_gaps(LogView const& log)
{
    std::map<std::pair<std::string, std::string>, std::set<std::int64_t>> given;  // by day and prefix
    for (auto const& [id, logged] : log.issued()) {
        SplitNumber const parts = split(logged.number);
        if (!log.in_offline_range(logged.number)) given[{logged.day, parts.prefix}].insert(parts.count);
    }
    std::int64_t gaps = 0;
    for (auto const& [key, numbers] : given)
        for (std::int64_t n = *numbers.begin(); n < *numbers.rbegin(); ++n)
            if (!numbers.contains(n) && !log.in_offline_range(key.second + std::to_string(n))) ++gaps;
    return gaps;
}

TicketVerdict judge(std::vector<Acknowledged> const& acknowledged, LogView const& log)
{
    TicketVerdict verdict;
    std::set<std::pair<std::string, std::string>> in_log;
    std::set<std::string> ids;
    for (auto const& [id, logged] : log.issued()) {
        bool const new_number = in_log.emplace(logged.day, logged.number).second;
        bool const new_id = ids.insert(id).second;
        if (!new_number || !new_id) ++verdict.duplicates;
    }
    std::set<std::pair<std::string, std::string>> ours;
    for (Acknowledged const& ticket : acknowledged) {
        ++verdict.issued;
        auto const found = log.issued().find(ticket.id);
        if (found == log.issued().end() || found->second.number != ticket.number) {
            ++verdict.lost;
            continue;
        }
        ours.emplace(found->second.day, ticket.number);
    }
    verdict.distinct = static_cast<std::int64_t>(ours.size());
    verdict.gaps = count_gaps(log);
    return verdict;
}

std::int64_t nearest_rank(std::vector<std::int64_t>& values, std::int64_t percent)
{
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    auto const n = static_cast<std::int64_t>(values.size());
    auto const rank = std::max<std::int64_t>(1, (n * percent + 99) / 100);
    return values[static_cast<std::size_t>(rank - 1)];
}

}  // namespace saduak::server::load
