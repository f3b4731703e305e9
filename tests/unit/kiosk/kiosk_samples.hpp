// A made-up hall for tests of the kiosk: demonstration data.
#pragma once

#include "kiosk/model.hpp"

namespace saduak::kiosk {

inline constexpr Date kSampleDate{2026, 11, 21};
inline Instant sample_now() { return instant_at(kSampleDate, hours(8) + minutes(30)); }

inline ServiceOffer sample_service(char const* id, char const* th, char const* en, char const* icon, std::int64_t waiting)
{
    ServiceOffer service;
    service.id = ServiceId(id);
    service.name = {{"th", th}, {"en", en}};
    service.icon = icon;
    service.waiting = waiting;
    service.wait = wait_range(waiting * 70, waiting * 110);
    service.documents = {{{"th", "บัตรประจำตัวประชาชนเดิม (ถ้ามี)"}, {"en", "Previous ID card (if any)"}},
                         {{"th", "ทะเบียนบ้านฉบับเจ้าบ้าน"}, {"en", "House registration book"}}};
    return service;
}

inline SiteOffer sample_site()
{
    SiteOffer site;
    site.id = SiteId("hall");
    site.name = {{"th", "ศูนย์บริการประชาชน เทศบาลนครตัวอย่าง"}, {"en", "Citizen Service Hall, Example City"}};
    site.agency_name = {{"th", "เทศบาลนครตัวอย่าง"}, {"en", "Example City Municipality"}};
    site.demo = true;
    site.public_url = "http://127.0.0.1:8080";
    site.services = {sample_service("id-card", "บัตรประจำตัวประชาชน", "National ID card", "id-card", 4),
                     sample_service("registry", "ทะเบียนราษฎร", "Household registration", "house", 0),
                     sample_service("land-tax", "ภาษีที่ดินและสิ่งปลูกสร้าง", "Land and building tax", "land", 2),
                     sample_service("sign-tax", "ภาษีป้าย", "Signboard tax", "sign", 1),
                     sample_service("allowance", "เบี้ยยังชีพผู้สูงอายุ", "Old-age allowance", "elder", 11),
                     sample_service("building", "ขออนุญาตก่อสร้างอาคาร", "Building permit", "building", 3)};
    site.return_after = 3;
    site.services[3].open = false;
    site.services[3].closure = Closure{Closure::Cause::last_ticket, {}, {}};
    site.services[5].open = false;
    site.services[5].closure = Closure{Closure::Cause::hours, instant_at(kSampleDate, hours(13)), {}};
    return site;
}

inline TicketNames sample_names(char digit = '1') { return {TicketId(std::string(32, digit)), std::string(31, 'a') + digit, std::string(64, 'b')}; }

inline TicketGiven sample_given(TicketNames const& names) { return {names.ticket, "A012", {}, sample_now(), 4, wait_range(300, 480)}; }

inline Issued sample_issued(domain::TicketClass ticket_class = domain::TicketClass::general)
{
    SiteOffer const site = sample_site();
    Wanted const wanted{sample_names(), site.services[0].id, ticket_class};
    return {wanted, sample_given(wanted.names), site.services[0].name, site.services[0].documents, Lang::th, Original::first};
}

inline RateNow sample_rate_now()
{
    return {TicketId(std::string(32, '7')), "A012", {{"th", "ช่องบริการ 1"}, {"en", "Counter 1"}}, sample_site().services[0].name};
}

inline Closure sample_night() { return {Closure::Cause::hours, instant_at({2026, 11, 23}, hours(8) + minutes(30)), {}}; }
inline Closure sample_stop() { return {Closure::Cause::stopped, {}, "ไฟฟ้าดับ อยู่ระหว่างแก้ไข คาดว่าจะให้บริการได้อีกครั้งประมาณ 10.30 น."}; }

// At work: online, printer ready, nobody at the screen.
inline Model sample_model(Roles roles = {true, false})
{
    Model model;
    model.roles = roles;
    model.link = LinkStatus::online;
    model.ever_online = model.link_tried = true;
    model.clock.ahead = Millis{0};
    model.printer = model.printer_reported = drivers::PrinterState::ready;
    model.site = model.heard = sample_site();
    model.heard_at = sample_now();
    model.next_names = sample_names();
    if (roles.issue) model.screen = Home{};
    else model.screen = RatingIdle{};
    return model;
}

}  // namespace saduak::kiosk
