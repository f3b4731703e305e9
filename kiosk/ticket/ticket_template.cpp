#include "kiosk/ticket/ticket_template.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include <toml++/toml.h>

#include "drivers/raster/png.hpp"

namespace saduak::kiosk {

namespace {

template <class Enum>
struct Word {
    std::string_view text;
    Enum value;
};
constexpr std::array<Word<TicketPart>, 18> kParts{{{"logo", TicketPart::logo},
                                                   {"agency", TicketPart::agency},
                                                   {"site", TicketPart::site},
                                                   {"demo", TicketPart::demo},
                                                   {"title", TicketPart::title},
                                                   {"copy", TicketPart::copy},
                                                   {"number", TicketPart::number},
                                                   {"class", TicketPart::ticket_class},
                                                   {"offline", TicketPart::offline},
                                                   {"service", TicketPart::service},
                                                   {"step", TicketPart::step},
                                                   {"wait", TicketPart::wait},
                                                   {"issued", TicketPart::issued},
                                                   {"documents", TicketPart::documents},
                                                   {"message", TicketPart::message},
                                                   {"code", TicketPart::code},
                                                   {"footer", TicketPart::footer},
                                                   {"terms", TicketPart::terms}}};
constexpr std::array<Word<Weight>, 2> kWeights{{{"regular", Weight::regular}, {"bold", Weight::bold}}};
constexpr std::array<Word<Side>, 3> kSides{{{"left", Side::left}, {"center", Side::center}, {"right", Side::right}}};
constexpr std::array<Word<Captions>, 2> kCaptions{{{"beside", Captions::beside}, {"beneath", Captions::beneath}}};

struct Range {
    int low;
    int high;
};
constexpr Range kSize{32, 200};  // px: below 32 the small loops of Thai letters fill at 203 dpi
constexpr Range kSpace{0, 400};
constexpr Range kNumberPercent{20, 100};
constexpr Range kCodePercent{30, 100};
constexpr Range kLogoWidth{32, 320};  // the narrowest paper still holds it

std::string name_of(TicketPart part)
{
    return std::string(std::find_if(kParts.begin(), kParts.end(), [part](auto const& word) { return word.value == part; })->text);
}

// Reads the keys asked for and remembers them, so that the rest can be called unknown.
class BlockReader {
public:
    BlockReader(toml::table const& table, std::string where) : table_(table), where_(std::move(where)) {}

    [[nodiscard]] bool has(char const* key) const { return table_.contains(key); }

    [[nodiscard]] Status number(char const* key, int& value, Range range)
    {
        known_.insert(key);
        auto const found = table_[key].value_exact<std::int64_t>();
        if (!found || *found < range.low || *found > range.high)
            return wrong(key, "must be a whole number, " + std::to_string(range.low) + " to " + std::to_string(range.high));
        value = static_cast<int>(*found);
        return {};
    }
    [[nodiscard]] Status number_if_there(char const* key, int& value, Range range) { return has(key) ? number(key, value, range) : Status{}; }

    [[nodiscard]] Status flag_if_there(char const* key, bool& value)
    {
        known_.insert(key);
        if (!has(key)) return {};
        auto const found = table_[key].value_exact<bool>();
        if (!found) return wrong(key, "must be true or false");
        value = *found;
        return {};
    }

    template <class Enum, std::size_t N>
    [[nodiscard]] Status word(char const* key, Enum& value, std::array<Word<Enum>, N> const& words)
    {
        known_.insert(key);
        auto const found = table_[key].value_exact<std::string>();
        std::string choices;
        for (Word<Enum> const& candidate : words) {
            if (found && candidate.text == *found) {
                value = candidate.value;
                return {};
            }
            choices += (choices.empty() ? "" : ", ") + std::string(candidate.text);
        }
        return wrong(key, "must be one of " + choices);
    }
    template <class Enum, std::size_t N>
    [[nodiscard]] Status word_if_there(char const* key, Enum& value, std::array<Word<Enum>, N> const& words)
    {
        return has(key) ? word(key, value, words) : Status{};
    }

    [[nodiscard]] Status nothing_else() const
    {
        for (auto const& [key, node] : table_)
            if (!known_.contains(std::string(key.str()))) return fail(Errc::parse, "unknown key " + where_ + std::string(key.str()));
        return {};
    }
    [[nodiscard]] tl::unexpected<Error> wrong(std::string const& key, std::string const& what) const
    {
        return fail(Errc::parse, where_ + key + " " + what);
    }
    void rename(std::string where) { where_ = std::move(where); }

private:
    toml::table const& table_;
    std::string where_;
    std::set<std::string> known_;
};

enum class Tongues { one, one_line, two_lines };
Tongues tongues_of(TicketPart part)
{
    switch (part) {
    case TicketPart::logo:
    case TicketPart::demo:
    case TicketPart::number:
    case TicketPart::issued:
    case TicketPart::documents: return Tongues::one;
    case TicketPart::title:
    case TicketPart::copy:
    case TicketPart::ticket_class: return Tongues::one_line;
    case TicketPart::agency:
    case TicketPart::site:
    case TicketPart::service:
    case TicketPart::step:
    case TicketPart::offline:
    case TicketPart::wait:
    case TicketPart::message:
    case TicketPart::code:
    case TicketPart::footer:
    case TicketPart::terms: return Tongues::two_lines;
    }
    return Tongues::one;
}

Status read_letters(BlockReader& keys, TicketBlock& block)
{
    SADUAK_TRY_STATUS(keys.number("size", block.first.size_px, kSize));
    SADUAK_TRY_STATUS(keys.word_if_there("weight", block.first.weight, kWeights));
    SADUAK_TRY_STATUS(keys.word_if_there("align", block.align, kSides));
    if (tongues_of(block.part) == Tongues::one_line) return keys.flag_if_there("both", block.both);
    if (tongues_of(block.part) == Tongues::one || !keys.has("second_size")) return {};
    block.second.emplace();
    SADUAK_TRY_STATUS(keys.number("second_size", block.second->size_px, kSize));
    return keys.word_if_there("second_weight", block.second->weight, kWeights);
}

Result<TicketBlock> block_of(toml::table const& table, std::size_t index)
{
    BlockReader keys(table, "block " + std::to_string(index + 1) + ": ");
    TicketBlock block;
    SADUAK_TRY_STATUS(keys.word("part", block.part, kParts));
    keys.rename("block " + name_of(block.part) + ": ");
    SADUAK_TRY_STATUS(keys.flag_if_there("rule", block.rule));
    SADUAK_TRY_STATUS(keys.number_if_there("above", block.above, kSpace));
    SADUAK_TRY_STATUS(keys.number_if_there("below", block.below, kSpace));
    if (block.part == TicketPart::logo) {
        SADUAK_TRY_STATUS(keys.number("width", block.width, kLogoWidth));
        SADUAK_TRY_STATUS(keys.word_if_there("align", block.align, kSides));
    } else if (block.part == TicketPart::number) {
        SADUAK_TRY_STATUS(keys.number("percent", block.percent, kNumberPercent));
    } else {
        SADUAK_TRY_STATUS(read_letters(keys, block));
    }
    if (block.part == TicketPart::code) {
        SADUAK_TRY_STATUS(keys.number("percent", block.percent, kCodePercent));
        SADUAK_TRY_STATUS(keys.word("captions", block.captions, kCaptions));
    }
    SADUAK_TRY_STATUS(keys.nothing_else());
    return block;
}

Result<domain::LocalText> words_of(toml::node const& node, std::string const& where)
{
    toml::table const* table = node.as_table();
    domain::LocalText text;
    if (table != nullptr)
        for (auto const& [code, words] : *table) {
            auto const found = words.value_exact<std::string>();
            if (!Lang::parse(code.str()) || !found || found->empty())
                return fail(Errc::parse, where + "." + std::string(code.str()) + " must be a text by its language's code");
            text.emplace(std::string(code.str()), *found);
        }
    if (!text.contains("th") || !text.contains("en")) return fail(Errc::parse, where + " needs th and en");
    return text;
}

Status read_words(toml::table const& root, TicketTemplate& design)
{
    if (root.contains("footer")) {
        toml::array const* list = root["footer"].as_array();
        if (list == nullptr) return fail(Errc::parse, "footer must be a list of tables [[footer]]");
        for (toml::node const& node : *list) {
            SADUAK_TRY(design.footer.emplace_back(), words_of(node, "footer"));
        }
    }
    if (root.contains("message")) {
        toml::table const* list = root["message"].as_table();
        if (list == nullptr) return fail(Errc::parse, "message must be tables [message.SERVICE]");
        for (auto const& [service, node] : *list) {
            std::string const id(service.str());
            if (!valid_code(id)) return fail(Errc::parse, "message." + id + " is no service's id");
            SADUAK_TRY(design.messages[ServiceId(id)], words_of(node, "message." + id));
        }
    }
    return {};
}

Status check_parts(TicketTemplate const& design)
{
    std::set<TicketPart> seen;
    for (TicketBlock const& block : design.blocks)
        if (!seen.insert(block.part).second) return fail(Errc::parse, "the part " + name_of(block.part) + " stands twice");
    // What a ticket may never lack: its number, that it is a copy, that it was given without the server, that it is only a demonstration.
    for (TicketPart const part : {TicketPart::number, TicketPart::copy, TicketPart::offline, TicketPart::demo})
        if (!seen.contains(part)) return fail(Errc::parse, "the part " + name_of(part) + " is missing");
    if (!design.footer.empty() && !seen.contains(TicketPart::footer)) return fail(Errc::parse, "there are [[footer]] texts and no part footer");
    if (!design.messages.empty() && !seen.contains(TicketPart::message)) return fail(Errc::parse, "there are [message] texts and no part message");
    return {};
}

Result<TicketTemplate> template_of(toml::table const& root)
{
    constexpr std::array<std::string_view, 5> kKeys{"name", "second", "block", "footer", "message"};
    for (auto const& [key, node] : root)
        if (std::find(kKeys.begin(), kKeys.end(), key.str()) == kKeys.end()) return fail(Errc::parse, "unknown key " + std::string(key.str()));
    TicketTemplate design;
    design.name = root["name"].value_exact<std::string>().value_or(std::string());
    if (design.name.empty()) return fail(Errc::parse, "name must be a text");
    std::string const second = root["second"].value_exact<std::string>().value_or(std::string());
    if (second == "th") design.second = Lang::th;
    else if (second == "en") design.second = Lang::en;
    else if (second != "none") return fail(Errc::parse, "second must be th, en or none");
    toml::array const* blocks = root["block"].as_array();
    if (blocks == nullptr) return fail(Errc::parse, "there is no [[block]]");
    for (toml::node const& node : *blocks) {
        if (!node.is_table()) return fail(Errc::parse, "block must be a list of tables [[block]]");
        SADUAK_TRY(TicketBlock const block, block_of(*node.as_table(), design.blocks.size()));
        design.blocks.push_back(block);
    }
    SADUAK_TRY_STATUS(read_words(root, design));
    SADUAK_TRY_STATUS(check_parts(design));
    return design;
}

std::string names_in(std::filesystem::path const& folder)
{
    std::set<std::string> names;
    std::error_code error;
    for (auto const& entry : std::filesystem::directory_iterator(folder, error))
        if (entry.path().extension() == ".toml") names.insert(entry.path().stem().string());
    std::string text;
    for (std::string const& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

}  // namespace

std::optional<Lang> second_language(TicketTemplate const& design, Lang const& first)
{
    if (!design.second) return std::nullopt;
    return *design.second == first ? other(first) : *design.second;
}

Result<TicketTemplate> parse_template(std::string_view text)
{
    try {
        return template_of(toml::parse(text));
    } catch (toml::parse_error const& error) {  // toml++ has no other way to say it
        std::ostringstream where;
        where << error.description() << " at " << error.source().begin;
        return fail(Errc::parse, where.str());
    }
}

bool is_template_name(std::string_view name_or_file) { return name_or_file.find_first_of("/.") == std::string_view::npos; }

std::filesystem::path template_file(std::string const& name_or_file, std::filesystem::path const& assets)
{
    return is_template_name(name_or_file) ? assets / "tickets" / (name_or_file + ".toml") : std::filesystem::path(name_or_file);
}

Result<TicketTemplate> load_template(std::string const& name_or_file, std::filesystem::path const& assets)
{
    std::filesystem::path const file = template_file(name_or_file, assets);
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        return fail(std::filesystem::exists(file) ? Errc::io : Errc::not_found,
                    "cannot open the ticket template " + file.string() + "; there are " + names_in(assets / "tickets"));
    std::string const text{std::istreambuf_iterator<char>(stream), {}};
    if (stream.bad()) return fail(Errc::io, "cannot read the ticket template " + file.string());
    return parse_template(text).map_error(in("ticket template " + file.string()));
}

Status set_logo(TicketTemplate& design, std::filesystem::path const& png)
{
    auto const block =
        std::find_if(design.blocks.begin(), design.blocks.end(), [](TicketBlock const& each) { return each.part == TicketPart::logo; });
    if (block == design.blocks.end())
        return fail(Errc::invalid_argument, "the ticket template " + design.name + " has no part logo for " + png.string());
    SADUAK_TRY(drivers::GrayPicture const picture, drivers::read_gray_png(png).map_error(in("the ticket's logo")));
    if (picture.height > 4 * picture.width)
        return fail(Errc::invalid_argument, "the ticket's logo " + png.string() + " is more than four times as high as wide");
    design.logo = drivers::dithered(drivers::scaled_to_width(picture, block->width));
    return {};
}

}  // namespace saduak::kiosk
