#include "server/ops/metrics_text.hpp"

namespace saduak::server {
namespace {

void append_escaped(std::string& out, std::string_view text)
{
    for (char const c : text) {
        if (c == '\\' || c == '"') out += '\\';
        if (c == '\n') out += "\\n";
        else out += c;
    }
}

}  // namespace

void MetricsText::family(std::string_view name, std::string_view type, std::string_view help)
{
    name_ = name;
    text_.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ").append(name).append(" ").append(type).append("\n");
}

void MetricsText::part(std::string_view suffix, std::string const& value, Labels const& labels)
{
    text_.append(name_).append(suffix);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        text_.append(i == 0 ? "{" : ",").append(labels[i].first).append("=\"");
        append_escaped(text_, labels[i].second);
        text_ += '"';
    }
    if (!labels.empty()) text_ += '}';
    text_.append(" ").append(value).append("\n");
}

std::string seconds_text(Millis duration)
{
    std::string text = std::to_string(duration.count / 1000);
    std::string const millis = std::to_string(1000 + duration.count % 1000).substr(1);
    if (millis == "000") return text;
    text += "." + millis;
    while (text.ends_with('0')) text.pop_back();
    return text;
}

}  // namespace saduak::server
