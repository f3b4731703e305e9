#include "kiosk/ticket/sample_ticket.hpp"

#include <charconv>

#include <toml++/toml.h>

namespace saduak::kiosk {

namespace {

Result<domain::LocalText> words_of(toml::table const& table, char const* key)
{
    domain::LocalText words;
    if (toml::table const* found = table[key].as_table())
        for (auto const& [code, text] : *found) words.emplace(std::string(code.str()), text.value_or(std::string()));
    if (words.empty()) return fail(Errc::parse, std::string(key) + " must be texts by their languages' codes");
    return words;
}

// "2026-11-21 08:30".
Result<Instant> instant_of(std::string const& text)
{
    auto const digits = [&text](std::size_t at, std::size_t count) {
        int value = -1;
        if (at + count <= text.size()) std::from_chars(text.data() + at, text.data() + at + count, value);
        return value;
    };
    auto const date = parse_date(text.substr(0, 10));
    int const hour = digits(11, 2);
    int const minute = digits(14, 2);
    if (!date || text.size() != 16 || hour < 0 || hour > 23 || minute < 0 || minute > 59)
        return fail(Errc::parse, "issued must be like 2026-11-21 08:30");
    return instant_at(*date, hours(hour) + minutes(minute));
}

Status read_service(toml::table const& root, std::string const& wanted, TicketContent& content)
{
    toml::array const* services = root["service"].as_array();
    toml::table const* chosen = nullptr;
    if (services != nullptr)
        for (toml::node const& node : *services)
            if (toml::table const* table = node.as_table();
                table != nullptr && (chosen == nullptr || (*table)["id"].value_or(std::string()) == wanted))
                chosen = table;
    if (chosen == nullptr) return fail(Errc::parse, "there is no [[service]]");
    content.service = ServiceId(wanted.empty() ? (*chosen)["id"].value_or(std::string()) : wanted);
    SADUAK_TRY(content.service_name, words_of(*chosen, "name"));
    if (toml::array const* documents = (*chosen)["documents"].as_array())
        for (toml::node const& node : *documents) {
            toml::table const wrapped{{"documents", node}};
            SADUAK_TRY(content.documents.emplace_back(), words_of(wrapped, "documents"));
        }
    return {};
}

Result<TicketContent> content_of(toml::table const& root, std::string const& service, Lang const& lang)
{
    TicketContent content;
    content.demo = true;
    content.lang = lang;
    SADUAK_TRY(content.agency_name, words_of(root, "agency"));
    SADUAK_TRY(content.site_name, words_of(root, "site"));
    content.number = root["number"].value_or(std::string());
    content.ahead = root["ahead"].value_or(std::int64_t{0});
    content.wait = {true, root["wait_minutes"][0].value_or(std::int64_t{1}), root["wait_minutes"][1].value_or(std::int64_t{1})};
    SADUAK_TRY(content.issued_at, instant_of(root["issued"].value_or(std::string())));
    content.return_after = root["return_after"].value_or(std::int64_t{0});
    content.citizen_url = root["url"].value_or(std::string());
    if (content.number.empty() || content.citizen_url.empty()) return fail(Errc::parse, "number and url must be texts");
    SADUAK_TRY_STATUS(read_service(root, service, content));
    return content;
}

}  // namespace

Result<TicketContent> load_sample_ticket(std::filesystem::path const& file, std::string const& service, Lang const& lang)
{
    std::error_code missing;
    if (!std::filesystem::is_regular_file(file, missing)) return fail(Errc::not_found, "no sample ticket at " + file.string());
    if (!service.empty() && !valid_code(service)) return fail(Errc::invalid_argument, "\"" + service + "\" is no service's id");
    try {
        return content_of(toml::parse_file(file.string()), service, lang).map_error(in(file.string()));
    } catch (toml::parse_error const& error) {  // toml++ has no other way to say it
        return fail(Errc::parse, file.string() + ": " + std::string(error.description()));
    }
}

}  // namespace saduak::kiosk
