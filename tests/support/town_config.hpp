// A small site for tests: two services, one matter of two stops, three counters.
#pragma once

#include <string>

#include "core/domain/site_config.hpp"

namespace saduak::test {

using namespace domain;

inline LocalText text(std::string const& words) { return {{"th", words}, {"en", words}}; }

inline SiteConfig town_config()
{
    SiteConfig config;
    config.id = SiteId("town");
    config.name = text("Town");
    config.agency = AgencyId("agency");
    config.agency_name = text("Agency");
    config.services = {
        Service{.id = ServiceId("id-card"), .name = text("ID card"), .prefix = "A", .icon = "", .standard_s = 900},
        Service{.id = ServiceId("tax"), .name = text("Tax"), .prefix = "B", .icon = "", .standard_s = 600},
        Service{.id = ServiceId("land"),
                .name = text("Land"),
                .prefix = "C",
                .icon = "",
                .standard_s = 3600,
                .steps = {Step{StepId("check"), text("Check")}, Step{StepId("pay"), text("Pay")}}},
    };
    config.counters = {
        CounterConfig{CounterId("c1"), text("1"), {{ServiceId("id-card"), {}}, {ServiceId("tax"), {}}}, {}},
        CounterConfig{CounterId("c2"), text("2"), {{ServiceId("id-card"), {}}, {ServiceId("land"), StepId("check")}}, {}},
        CounterConfig{CounterId("c3"), text("3"), {{ServiceId("land"), {}}}, {}},
    };
    return config;
}

}  // namespace saduak::test
