// What a site offers: its services, steps and counters. Configuration enters the log as an event,
// so that a replay sees the rules that were in force.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/time.hpp"
#include "core/domain/calling_policy.hpp"
#include "core/domain/opening.hpp"
#include "core/domain/words.hpp"

namespace saduak::domain {

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
    std::string priority_prefix;       // of priority tickets; empty: `prefix`
    std::string appointment_prefix;    // of appointments; empty: `prefix`
    std::int32_t weight = 100;         // percent: a minute's wait for this service counts as weight/100 minutes in the calling order; 1 to 1000
    std::int32_t quota_per_day = 0;    // tickets by kiosk and telephone a service day; 0: no limit
    Millis last_ticket_at{0};          // since local midnight: no more by kiosk or telephone from then on; 0: until closing
    std::int32_t slot_minutes = 0;     // length of an appointment's slot; 0: no appointments
    std::int32_t slot_capacity = 0;    // appointments in one slot
    std::string group;                 // id of the group it is found in on the kiosk; empty: on the first page

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
    DeviceId rating_terminal;      // empty: none stands here
    std::vector<TimeSpan> breaks;  // planned pauses of a day, so that lunch is taken in shifts while the site stays open

    bool operator==(CounterConfig const&) const = default;
};

// Services that stand together behind one button of the kiosk's first page.
struct ServiceGroup {
    std::string id;
    LocalText name;
    std::string icon;  // as a service's

    bool operator==(ServiceGroup const&) const = default;
};

// How citizens are asked for their opinion.
struct RatingConfig {
    RatingPlace place = RatingPlace::counter;
    std::int32_t version = 1;      // of question and scale, raised with each change: answers to different questions stay apart
    LocalText question;            // empty: the terminal's own
    std::vector<LocalText> scale;  // names of the answers from 1 (least) to 5; empty: the terminal's own

    bool operator==(RatingConfig const&) const = default;
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
    Opening opening;
    std::vector<RosterEntry> roster;
    CallingPolicy calling;
    std::int32_t recalls_max = 3;   // of one call; 0: no limit
    std::int32_t no_shows_max = 3;  // a ticket missed so often does not return; 0: no limit
    std::vector<ServiceGroup> groups;
    RatingConfig rating;
    std::int32_t return_after = 3;  // K: a returned no-show comes after the K tickets that are then first in its queue

    bool operator==(SiteConfig const&) const = default;

    [[nodiscard]] Service const* find_service(ServiceId const& service) const;
    [[nodiscard]] CounterConfig const* find_counter(CounterId const& counter) const;
};

// The letter of a service's tickets of this class.
[[nodiscard]] std::string const& prefix_of(Service const& service, TicketClass ticket_class);

// What is wrong with it, in words for an administrator; success when it can be used.
[[nodiscard]] Status validate(SiteConfig const& config);

// The service day that an instant belongs to.
[[nodiscard]] Date service_day(SiteConfig const& config, Instant instant);
// The instant at which a service day ends.
[[nodiscard]] Instant service_day_end(SiteConfig const& config, Date day);

}  // namespace saduak::domain
