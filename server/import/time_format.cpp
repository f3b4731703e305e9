#include "server/import/time_format.hpp"

#include <utility>

namespace saduak::server {
namespace {

constexpr std::int32_t kBuddhistYear_min = 2400;

// A reader of one text against one format.
struct Scan {
    std::string_view text;
    std::size_t at = 0;
    std::int32_t year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    std::int64_t ms = 0;
    Millis zone;

    bool number(std::size_t digits, std::int32_t& value)
    {
        if (at + digits > text.size()) return false;
        value = 0;
        for (std::size_t i = 0; i < digits; ++i, ++at) {
            if (text[at] < '0' || text[at] > '9') return false;
            value = value * 10 + (text[at] - '0');
        }
        return true;
    }

    bool fraction()
    {
        std::int64_t weight = 100;
        std::size_t const from = at;
        for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, weight /= 10) ms += (text[at] - '0') * weight;
        return at > from && at - from <= 9;
    }

    bool offset()
    {
        if (at < text.size() && text[at] == 'Z') {
            zone = Millis{0};
            ++at;
            return true;
        }
        if (at >= text.size() || (text[at] != '+' && text[at] != '-')) return false;
        bool const west = text[at++] == '-';
        std::int32_t h = 0, m = 0;
        if (!number(2, h)) return false;
        if (at < text.size() && text[at] == ':') ++at;
        if (!number(2, m) || h > 23 || m > 59) return false;
        Millis const east = hours(h) + minutes(m);
        zone = west ? Millis{-east.count} : east;
        return true;
    }

    bool mark(char of)
    {
        switch (of) {
        case 'Y': return number(4, year);
        case 'm': return number(2, month);
        case 'd': return number(2, day);
        case 'H': return number(2, hour);
        case 'M': return number(2, minute);
        case 'S': return number(2, second);
        case 'f': return fraction();
        case 'z': return offset();
        case '%': return at < text.size() && text[at++] == '%';
        }
        return false;
    }
};

}  // namespace

Result<Millis> parse_zone(std::string_view text)
{
    if (text == "UTC" || text == "Z") return Millis{0};
    if (text == "Asia/Bangkok") return kBangkokOffset;
    Scan scan;
    scan.text = text;
    if (text != "Z" && scan.offset() && scan.at == text.size()) return scan.zone;
    return fail(Errc::invalid_argument, "zone \"" + std::string(text.substr(0, 40)) + "\": UTC, Asia/Bangkok or a fixed offset such as +07:00");
}

Result<TimeFormat> TimeFormat::make(std::string format, Millis zone)
{
    std::string plain;
    std::string marks;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] != '%') {
            plain += format[i];
            continue;
        }
        char const mark = i + 1 < format.size() ? format[++i] : '\0';
        if (mark == 'T' || mark == 'F') {
            plain += mark == 'T' ? "%H:%M:%S" : "%Y-%m-%d";
            marks += mark == 'T' ? "HMS" : "Ymd";
        } else if (std::string_view("YmdHMSfz%").find(mark) != std::string_view::npos && mark != '\0') {
            plain += {'%', mark};
            marks += mark;
        } else {
            return fail(Errc::invalid_argument, "time format \"" + format + "\": %Y %m %d %H %M %S %f %T %F %z %% are understood");
        }
    }
    for (char const needed : {'Y', 'm', 'd'})
        if (marks.find(needed) == std::string::npos) return fail(Errc::invalid_argument, "time format \"" + format + "\" has no %" + needed);
    return TimeFormat(std::move(plain), zone);
}

Result<Instant> TimeFormat::parse(std::string_view text) const
{
    auto const bad = [&] { return fail(Errc::parse, "time \"" + std::string(text.substr(0, 40)) + "\" is not of the form " + format_); };
    Scan scan;
    scan.text = text;
    scan.zone = zone_;
    for (std::size_t i = 0; i < format_.size(); ++i) {
        bool const fits = format_[i] == '%' ? scan.mark(format_[++i]) : scan.at < text.size() && text[scan.at++] == format_[i];
        if (!fits) return bad();
    }
    if (scan.at != text.size() || scan.hour > 23 || scan.minute > 59 || scan.second > 59) return bad();
    Date const date{scan.year >= kBuddhistYear_min ? scan.year - 543 : scan.year, scan.month, scan.day};
    if (!valid_date(date)) return fail(Errc::parse, "no such date: \"" + std::string(text.substr(0, 40)) + "\"");
    return instant_at(date, hours(scan.hour) + minutes(scan.minute) + seconds(scan.second) + Millis{scan.ms}, scan.zone);
}

}  // namespace saduak::server
