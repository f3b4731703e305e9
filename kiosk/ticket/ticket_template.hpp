// What stands on the paper, in which order and how large: data, one TOML file a template (docs/TICKETS.md).
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "core/domain/site_config.hpp"
#include "drivers/raster/bitmap.hpp"
#include "kiosk/text/fonts.hpp"

namespace saduak::kiosk {

enum class TicketPart {
    logo,
    agency,
    site,
    demo,
    title,
    copy,
    number,
    ticket_class,
    offline,
    service,
    step,
    wait,
    issued,
    documents,
    message,
    code,
    footer,
    terms
};

enum class Side { left, center, right };
enum class Captions { beside, beneath };

// One part's place on the paper. A part that has nothing to say leaves no trace, neither rule nor space.
struct TicketBlock {
    TicketPart part = TicketPart::number;
    FontKey first;                  // in the ticket's language
    std::optional<FontKey> second;  // in the second one, beneath; nothing: not printed
    bool both = false;              // both languages on one line, of title, copy and class
    Side align = Side::center;
    bool rule = false;  // a dashed line above
    int above = 0;      // blank rows
    int below = 0;
    int percent = 0;  // of the paper's width: the number's letters, the code's square
    int width = 0;    // dots, of the logo
    Captions captions = Captions::beneath;
};

struct TicketTemplate {
    std::string name;
    // The language that follows the ticket's own; a ticket in that very one is followed by the other of Thai and English.
    // Nothing: one language only.
    std::optional<Lang> second;
    std::vector<TicketBlock> blocks;
    std::vector<domain::LocalText> footer;  // one paragraph each
    std::map<ServiceId, domain::LocalText> messages;
    std::optional<drivers::Bitmap> logo;  // in dots, as wide as its block asks
};

[[nodiscard]] std::optional<Lang> second_language(TicketTemplate const& design, Lang const& first);

// Unknown keys, wrong types, values out of range, a part that stands twice and a missing mark (number, copy, demo) are Errc::parse
// and name what is wrong: a misspelt template must not print half a ticket.
[[nodiscard]] Result<TicketTemplate> parse_template(std::string_view toml);
// "standard" names ASSETS/tickets/standard.toml; anything with a slash or a dot is a file.
[[nodiscard]] bool is_template_name(std::string_view name_or_file);
// Errc::not_found names the templates that there are; Errc::io, or what parse_template says.
[[nodiscard]] Result<TicketTemplate> load_template(std::string const& name_or_file, std::filesystem::path const& assets);
[[nodiscard]] std::filesystem::path template_file(std::string const& name_or_file, std::filesystem::path const& assets);

// Reads a PNG and turns it into dots. Errc::invalid_argument when the template has no place for one; else what the PNG says.
[[nodiscard]] Status set_logo(TicketTemplate& design, std::filesystem::path const& png);

}  // namespace saduak::kiosk
