// What a printer model can do. Data, not code: one TOML file a model in firmware-config/profiles.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace saduak::drivers {

enum class Cutter { none, partial, full };
enum class NearEndSensor { absent, present };
// none: never asked. real_time: answers DLE EOT. automatic: answers DLE EOT and sends status by itself (ASB).
enum class StatusSupport { none, real_time, automatic };
// How the end of a job is known. ordered_reply: GS r 1 is answered after everything before it was processed.
// waiting: no such answer; the time that the paper takes at its speed is waited before the last status query.
enum class CompletionCheck { ordered_reply, waiting };
// What a model does otherwise than the rest. no_clear: it prints the bytes that tell others to forget what they hold (DLE ENQ 2,
// DLE DC4 8), so they are not sent to it: what it holds after new paper comes out, and is cut off before the next ticket.
enum class Quirk { no_clear };

struct Profile {
    std::string name;
    int width_dots = 576;  // printable dots per line; differs by model, not by paper
    int dpi = 203;
    int paper_width_mm = 80;
    int band_rows = 64;  // rows per raster command; status is asked between bands
    int feed_rows = 40;  // blank rows between the last printed row and the cut
    int speed_mm_per_s = 150;
    Cutter cutter = Cutter::partial;
    NearEndSensor near_end_sensor = NearEndSensor::absent;
    StatusSupport status_support = StatusSupport::real_time;
    CompletionCheck completion_check = CompletionCheck::ordered_reply;
    std::set<Quirk> quirks;

    bool operator==(Profile const&) const = default;
};

// Unknown keys, wrong types and values out of range are Errc::parse and name the key: a misspelt profile must not print
// on the wrong width. Width 8 to 2048 and a multiple of 8, dpi 100 to 600, bands 1 to 2303 rows, feed 0 to 1000 rows.
[[nodiscard]] Result<Profile> parse_profile(std::string_view toml);
// Errc::not_found, Errc::io, or what parse_profile says.
[[nodiscard]] Result<Profile> load_profile(std::filesystem::path const& file);

// What a picture of `rows` takes off the roll, in whole mm rounded up: itself and the feed behind it.
[[nodiscard]] std::int64_t paper_mm(Profile const& profile, int rows);
// How long `rows` take to print at the profile's speed, rounded up.
[[nodiscard]] Millis printing_time(Profile const& profile, int rows);

}  // namespace saduak::drivers
