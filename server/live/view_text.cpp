#include "server/live/view_text.hpp"

#include <boost/json/serialize.hpp>

namespace saduak::server {
namespace {

// Keys are our own names: letters and '_' alone, nothing to escape.
void append_object(std::string& out, ViewText const& view)
{
    char separator = '{';
    for (auto const& [key, text] : view) {
        out += separator;
        out.append("\"").append(key).append("\":").append(text);
        separator = ',';
    }
    out += view.empty() ? "{}" : "}";
}

}  // namespace

ViewText view_text(boost::json::object const& view)
{
    ViewText text;
    for (auto const& field : view) text.emplace(std::string(field.key()), boost::json::serialize(field.value()));
    return text;
}

ViewText changed_keys(ViewText const& last, ViewText const& next)
{
    ViewText changed;
    for (auto const& [key, text] : next) {
        auto const before = last.find(key);
        if (before == last.end() || before->second != text) changed.emplace(key, text);
    }
    return changed;
}

std::string state_message(domain::Seq seq, ViewText const& view)
{
    std::string out = R"({"type":"state","seq":)" + std::to_string(seq) + R"(,"state":)";
    append_object(out, view);
    out += '}';
    return out;
}

std::string delta_message(domain::Seq from, domain::Seq to, ViewText const& changed)
{
    std::string out = R"({"type":"delta","from":)" + std::to_string(from) + R"(,"to":)" + std::to_string(to) + R"(,"set":)";
    append_object(out, changed);
    out += '}';
    return out;
}

}  // namespace saduak::server
