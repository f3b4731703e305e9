#include "drivers/printer/probe.hpp"

#include <algorithm>
#include <functional>
#include <sstream>

#include <toml++/toml.h>

#include "core/base/overloaded.hpp"
#include "drivers/escpos/encoder.hpp"

namespace saduak::drivers {

namespace {

constexpr Millis kReply{500};
constexpr Millis kSilence{30};
constexpr Millis kWrite = seconds(2);
constexpr int kReadsMax = 8;

// Reads until `wanted` takes a message, or nothing comes in time.
bool answered(PrinterPort& port, Status& lost, std::function<bool(escpos::StatusMessage const&)> const& wanted)
{
    escpos::StatusParser parser;
    for (int i = 0; i < kReadsMax; ++i) {
        auto const bytes = port.read(kReply);
        if (!bytes) {
            lost = tl::unexpected(bytes.error());
            return false;
        }
        if (bytes->empty()) return false;
        for (escpos::StatusMessage const& message : parser.feed(*bytes))
            if (wanted(message)) return true;
    }
    return false;
}

Status drain(PrinterPort& port)
{
    for (int i = 0; i < kReadsMax; ++i) {
        SADUAK_TRY(Bytes const bytes, port.read(kSilence));
        if (bytes.empty()) break;
    }
    return {};
}

std::string_view word(Cutter cutter)
{
    switch (cutter) {
    case Cutter::none: return "none";
    case Cutter::partial: return "partial";
    case Cutter::full: return "full";
    }
    return "none";
}

std::string_view word(StatusSupport support)
{
    switch (support) {
    case StatusSupport::none: return "none";
    case StatusSupport::real_time: return "real_time";
    case StatusSupport::automatic: return "automatic";
    }
    return "none";
}

}  // namespace

bool ProbeAnswers::answers_all() const
{
    return std::all_of(real_time.begin(), real_time.end(), [](bool answer) { return answer; });
}

Status send_whole(PrinterPort& port, ByteView bytes)
{
    while (!bytes.empty()) {
        SADUAK_TRY(std::size_t const count, port.write(bytes, kWrite));
        if (count == 0) return fail(Errc::timeout, port.description() + " takes no data");
        bytes = bytes.subspan(count);
    }
    return {};
}

Result<ProbeAnswers> ask_printer(PrinterPort& port)
{
    ProbeAnswers found;
    Status lost;
    for (std::size_t i = 0; i < escpos::kStatusQueries.size() && lost; ++i) {
        escpos::StatusQuery const query = escpos::kStatusQueries[i];
        SADUAK_TRY_STATUS(drain(port));
        SADUAK_TRY_STATUS(send_whole(port, escpos::encode_query(query)));
        found.real_time[i] = answered(port, lost, [&](escpos::StatusMessage const& message) {
            auto const* const reply = std::get_if<escpos::RealTimeReply>(&message);
            if (reply != nullptr) escpos::add_reply(found.flags, query, reply->value);
            return reply != nullptr;
        });
    }
    SADUAK_TRY_STATUS(lost);
    SADUAK_TRY_STATUS(send_whole(port, escpos::initialise()));
    SADUAK_TRY_STATUS(send_whole(port, escpos::automatic_status_on()));
    found.automatic = answered(port, lost, [](auto const& message) { return std::holds_alternative<escpos::AutomaticStatus>(message); });
    SADUAK_TRY_STATUS(lost);
    SADUAK_TRY_STATUS(send_whole(port, escpos::automatic_status_off()));
    SADUAK_TRY_STATUS(drain(port));
    SADUAK_TRY_STATUS(send_whole(port, escpos::ordered_paper_query()));
    found.ordered = answered(port, lost, [](auto const& message) { return std::holds_alternative<escpos::OrderedReply>(message); });
    SADUAK_TRY_STATUS(lost);
    return found;
}

Profile profile_of(ProbeAnswers const& answers, Seen const& seen)
{
    Profile profile;
    profile.name = seen.name;
    profile.width_dots = seen.width_dots;
    profile.dpi = seen.dpi;
    profile.band_rows = seen.band_rows;
    profile.cutter = seen.cutter;
    // 8 dots a millimetre or so, and 4 mm on each side that no head reaches.
    profile.paper_width_mm = seen.width_dots * 254 / (10 * seen.dpi) > 56 ? 80 : 58;
    profile.feed_rows = seen.cutter == Cutter::none ? 120 : 24;
    // The printer thread wants all four replies; some of them say too little.
    profile.status_support = !answers.answers_all() ? StatusSupport::none : answers.automatic ? StatusSupport::automatic : StatusSupport::real_time;
    profile.completion_check = answers.answers_all() && answers.ordered ? CompletionCheck::ordered_reply : CompletionCheck::waiting;
    if (profile.paper_width_mm == 58) profile.speed_mm_per_s = 70;
    return profile;
}

std::string to_toml(Profile const& profile, std::string_view note)
{
    std::ostringstream out;
    while (!note.empty()) {
        std::string_view const line = note.substr(0, note.find('\n'));
        note.remove_prefix(std::min(note.size(), line.size() + 1));
        out << "# " << line << '\n';
    }
    out << "name = " << toml::value<std::string>(profile.name) << "\npaper_width_mm = " << profile.paper_width_mm
        << "\nwidth_dots = " << profile.width_dots << "\ndpi = " << profile.dpi << "\nband_rows = " << profile.band_rows
        << "\nfeed_rows = " << profile.feed_rows << "\nspeed_mm_per_s = " << profile.speed_mm_per_s << "\ncutter = \"" << word(profile.cutter)
        << "\"\nnear_end_sensor = \"" << (profile.near_end_sensor == NearEndSensor::present ? "present" : "absent") << "\"\nstatus_support = \""
        << word(profile.status_support) << "\"\ncompletion_check = \""
        << (profile.completion_check == CompletionCheck::ordered_reply ? "ordered_reply" : "waiting") << "\"\n";
    return out.str();
}

}  // namespace saduak::drivers
