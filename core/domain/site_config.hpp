// What a site offers: its services, steps and counters. Configuration enters the log as an event,
// so that a replay sees the rules that were in force.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/time.hpp"
#include "core/domain/words.hpp"

namespace saduak::domain {

// The same text by language code: "th", "en", ... Thai and English are always there.
using LocalText = std::map<std::string, std::string>;

// ขั้นตอน: one stop of a matter that visits several counters on one number.
struct Step {
    StepId id;
    LocalText name;

    bool operator==(Step const&) const = default;
};

// งานบริการ: one entry of the catalogue.
struct Service {
    ServiceId id;
    LocalText name;
    std::string prefix;           // one letter A to Z, neither I nor O; services may share it
    std::string icon;             // file name in assets/icons without extension
    std::int64_t standard_s = 0;  // published service time in seconds; 0: none published
    StandardBasis standard_basis = StandardBasis::touch;
    std::int64_t wait_target_s = 900;  // T of M06 and M07
    std::vector<LocalText> documents;  // what to bring
    LocalText fee;                     // in words; empty: not stated
    std::vector<Step> steps;           // empty: the service is one stop

    bool operator==(Service const&) const = default;
};

// What a counter can serve: a whole service, or one step of it.
struct Skill {
    ServiceId service;
    StepId step;  // empty: every step

    bool operator==(Skill const&) const = default;
};

// ช่องบริการ.
struct CounterConfig {
    CounterId id;
    LocalText name;
    std::vector<Skill> skills;
    DeviceId rating_terminal;  // empty: none stands here

    bool operator==(CounterConfig const&) const = default;
};

struct SiteConfig {
    SiteId id;
    LocalText name;
    AgencyId agency;
    LocalText agency_name;
    std::int32_t version = 1;  // catalogue version, raised by every change
    bool demo = false;         // shown as demo data wherever the site is named
    bool historical = false;   // holds imported tickets only; takes no live commands
    Millis day_starts_at{0};   // local time at which the service day begins
    std::string public_url;    // where citizens reach the pages, no trailing slash; printed in the ticket's QR
    std::vector<Service> services;
    std::vector<CounterConfig> counters;

    bool operator==(SiteConfig const&) const = default;

    [[nodiscard]] Service const* find_service(ServiceId const& service) const;
    [[nodiscard]] CounterConfig const* find_counter(CounterId const& counter) const;
};

// What is wrong with it, in words for an administrator; success when it can be used.
[[nodiscard]] Status validate(SiteConfig const& config);

// The service day that an instant belongs to.
[[nodiscard]] Date service_day(SiteConfig const& config, Instant instant);
// The instant at which a service day ends.
[[nodiscard]] Instant service_day_end(SiteConfig const& config, Date day);

}  // namespace saduak::domain
