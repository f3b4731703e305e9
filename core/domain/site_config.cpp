#include "core/domain/site_config.hpp"

#include <set>

#include "core/base/bytes.hpp"
#include "core/domain/numbering.hpp"

namespace saduak::domain {
namespace {

tl::unexpected<Error> invalid(std::string what) { return fail(Errc::invalid_argument, std::move(what)); }

Status check_text(LocalText const& text, std::string const& what)
{
    for (char const* lang : {"th", "en"}) {
        auto const found = text.find(lang);
        if (found == text.end() || found->second.empty()) return invalid(what + " has no text in \"" + lang + "\"");
    }
    for (auto const& [lang, words] : text)
        if (words.size() > 1000 || !valid_utf8(words))
            return invalid(std::string(what).append(" in ").append(lang).append(" is too long or not UTF-8"));
    return {};
}

Status check_service(Service const& service)
{
    std::string const what = "service " + service.id.str();
    if (!valid_code(service.id.str())) return invalid(what + ": an id is 1 to 64 of A-Z a-z 0-9 . _ -");
    if (!valid_prefix(service.prefix)) return invalid(what + ": prefix must be one letter A to Z, neither I nor O");
    if (service.standard_s < 0 || service.wait_target_s < 0) return invalid(what + ": times must not be negative");
    SADUAK_TRY_STATUS(check_text(service.name, what + " name"));
    for (std::string const* own : {&service.priority_prefix, &service.appointment_prefix})
        if (!own->empty() && !valid_prefix(*own)) return invalid(what + ": a class's prefix must be one letter A to Z, neither I nor O");
    if (service.weight < 1 || service.weight > 1000) return invalid(what + ": weight must be 1 to 1000 percent");
    if (service.quota_per_day < 0) return invalid(what + ": quota_per_day must not be negative");
    if (service.last_ticket_at < Millis{0} || service.last_ticket_at > hours(24)) return invalid(what + ": last_ticket_at must be 00:00 to 24:00");
    bool const no_slots = service.slot_minutes == 0 && service.slot_capacity == 0;
    bool const slots = service.slot_minutes >= 5 && service.slot_minutes <= 480 && service.slot_capacity >= 1 && service.slot_capacity <= 1000;
    if (!no_slots && !slots) return invalid(what + ": slots are of 5 to 480 minutes and take 1 to 1000 appointments");
    std::set<StepId> steps;
    for (Step const& step : service.steps) {
        if (!valid_code(step.id.str())) return invalid(what + ": step id \"" + step.id.str() + "\" is not usable");
        if (!steps.insert(step.id).second) return invalid(what + ": step " + step.id.str() + " stands twice");
        SADUAK_TRY_STATUS(check_text(step.name, what + " step " + step.id.str()));
    }
    for (LocalText const& document : service.documents) SADUAK_TRY_STATUS(check_text(document, what + " document"));
    return {};
}

Status check_groups(SiteConfig const& config)
{
    std::set<std::string> known;
    for (ServiceGroup const& group : config.groups) {
        if (!valid_code(group.id)) return invalid("group \"" + group.id + "\": an id is 1 to 64 of A-Z a-z 0-9 . _ -");
        if (!known.insert(group.id).second) return invalid("group " + group.id + " stands twice");
        SADUAK_TRY_STATUS(check_text(group.name, "group " + group.id + " name"));
    }
    for (Service const& service : config.services)
        if (!service.group.empty() && !known.contains(service.group)) return invalid("service " + service.id.str() + ": no group " + service.group);
    return {};
}

Status check_rating(RatingConfig const& rating)
{
    if (rating.version < 1) return invalid("rating: version must be 1 or more");
    if (!rating.question.empty()) {
        SADUAK_TRY_STATUS(check_text(rating.question, "rating question"));
    }
    if (!rating.scale.empty() && rating.scale.size() != 5) return invalid("rating: scale has five names, from least to most");
    for (LocalText const& name : rating.scale) {
        SADUAK_TRY_STATUS(check_text(name, "rating scale"));
    }
    bool const own_words = !rating.question.empty() || !rating.scale.empty();
    if (own_words && rating.version == 1) return invalid("rating: version 1 is the terminal's own question; one of the site's has 2 or more");
    return {};
}

Status check_counter(SiteConfig const& config, CounterConfig const& counter)
{
    std::string const what = "counter " + counter.id.str();
    if (!valid_code(counter.id.str())) return invalid(what + ": an id is 1 to 64 of A-Z a-z 0-9 . _ -");
    SADUAK_TRY_STATUS(check_text(counter.name, what + " name"));
    for (TimeSpan const& pause : counter.breaks)
        if (pause.from < Millis{0} || pause.to > hours(24) || pause.from >= pause.to) return invalid(what + ": a break must end after it begins");
    for (Skill const& skill : counter.skills) {
        Service const* service = config.find_service(skill.service);
        if (service == nullptr) return invalid(what + ": no service " + skill.service.str());
        bool known = skill.step.empty();
        for (Step const& step : service->steps) known = known || step.id == skill.step;
        if (!known) return invalid(what + ": service " + skill.service.str() + " has no step " + skill.step.str());
    }
    return {};
}

}  // namespace

Service const* SiteConfig::find_service(ServiceId const& service) const
{
    for (Service const& candidate : services)
        if (candidate.id == service) return &candidate;
    return nullptr;
}

CounterConfig const* SiteConfig::find_counter(CounterId const& counter) const
{
    for (CounterConfig const& candidate : counters)
        if (candidate.id == counter) return &candidate;
    return nullptr;
}

std::string const& prefix_of(Service const& service, TicketClass ticket_class)
{
    if (ticket_class == TicketClass::priority && !service.priority_prefix.empty()) return service.priority_prefix;
    if (ticket_class == TicketClass::appointment && !service.appointment_prefix.empty()) return service.appointment_prefix;
    return service.prefix;
}

Status validate(SiteConfig const& config)
{
    if (!valid_code(config.id.str())) return invalid("site id \"" + config.id.str() + "\": 1 to 64 of A-Z a-z 0-9 . _ -");
    if (config.day_starts_at < Millis{0} || config.day_starts_at >= hours(24)) return invalid("day_starts_at must be 00:00 to 23:59");
    if (config.recalls_max < 0 || config.no_shows_max < 0) return invalid("recalls_max and no_shows_max must not be negative");
    if (config.return_after < 0 || config.return_after > 100) return invalid("return_after must be 0 to 100 tickets");
    SADUAK_TRY_STATUS(validate(config.opening));
    for (SpecialDay const& day : config.opening.days) SADUAK_TRY_STATUS(check_text(day.name, "special day " + format_date(day.date)));
    SADUAK_TRY_STATUS(validate(config.roster));
    SADUAK_TRY_STATUS(validate(config.calling));
    SADUAK_TRY_STATUS(check_text(config.name, "site name"));
    SADUAK_TRY_STATUS(check_text(config.agency_name, "agency name"));
    std::set<ServiceId> services;
    for (Service const& service : config.services) {
        SADUAK_TRY_STATUS(check_service(service));
        if (!services.insert(service.id).second) return invalid("service " + service.id.str() + " stands twice");
    }
    SADUAK_TRY_STATUS(check_groups(config));
    SADUAK_TRY_STATUS(check_rating(config.rating));
    std::set<CounterId> counters;
    for (CounterConfig const& counter : config.counters) {
        SADUAK_TRY_STATUS(check_counter(config, counter));
        if (!counters.insert(counter.id).second) return invalid("counter " + counter.id.str() + " stands twice");
    }
    return {};
}

Date service_day(SiteConfig const& config, Instant instant) { return local_time(instant - config.day_starts_at).date; }

Instant service_day_end(SiteConfig const& config, Date day) { return instant_at(next_day(day), config.day_starts_at); }

}  // namespace saduak::domain
