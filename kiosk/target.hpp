// What a finger, a key or a script can hit.
#pragma once

#include <cstdint>
#include <string>

namespace saduak::kiosk {

enum class TargetKind {
    service,  // `service`
    group,    // `service`: the group's id
    next_page,
    general,
    priority,
    on_phone,  // paper or phone, turn about
    people,    // one more
    again,     // another ticket for the same service
    check_in,  // an appointment's code
    key,       // `service`: the character
    erase,     // the last character
    confirm,   // the code is whole
    back,
    home,
    go_on,  // "still there?" answered
    done,
    no_paper,
    accept,
    cancel,
    face,  // `score`
    no_opinion,
    reason,  // `score`: 1 to 4
    skip,
    call_staff,
    language,         // opens the choice of languages
    choose_language,  // `service` is its code
    access,           // opens the choice of text size, contrast, reach and time
    text_size,        // `score`: a TextSize
    contrast,
    reach,
    time_factor,
    voice,   // `score`: 0 turn about, 1 on, 2 off
    repeat,  // what was said
    volume,  // `score`: 1 louder, -1 quieter
    close_panel,
    staff,     // the header's clock: touched often enough it opens the service screen
    new_roll,  // staff have put one in
    digit,     // of a PIN: `score`
    clear,
    enter,
    test_ticket,
    log,
    restart,
};

struct Target {
    TargetKind kind = TargetKind::home;
    std::string service;
    std::int32_t score = 0;

    bool operator==(Target const&) const = default;
};

}  // namespace saduak::kiosk
