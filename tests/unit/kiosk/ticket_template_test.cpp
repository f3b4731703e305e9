#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

#include "drivers/raster/png.hpp"
#include "kiosk/theme.hpp"
#include "kiosk/ticket/sample_ticket.hpp"
#include "kiosk/ticket/ticket_template.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace saduak;
using namespace saduak::kiosk;

namespace {

std::filesystem::path const kAssets = SADUAK_SOURCE_DIR "/assets";

// The least template that is taken.
std::string const kLeast = R"(
name = "least"
second = "none"
[[block]]
part = "demo"
size = 32
[[block]]
part = "copy"
size = 32
[[block]]
part = "offline"
size = 32
[[block]]
part = "number"
percent = 40
)";

std::string why_not(std::string const& text)
{
    auto const design = parse_template(text);
    return design ? std::string() : design.error().context;
}

bool says(std::string const& text, std::string const& words) { return text.find(words) != std::string::npos; }

std::string replaced(std::string text, std::string const& from, std::string const& to)
{
    auto const at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

struct Studio {
    Messages messages = *Messages::load(kAssets / "i18n");
    Fonts fonts = *Fonts::open(load_theme(kAssets / "theme.toml")->family, messages.scripts());

    [[nodiscard]] drivers::Bitmap draw(TicketContent const& content, TicketTemplate const& design)
    {
        return *draw_ticket(content, design, 576, fonts, messages);
    }
};

TicketContent sample(Lang const& lang = Lang::th) { return *load_sample_ticket(kAssets / "demo" / "sample-ticket.toml", "", lang); }

}  // namespace

TEST_CASE("a misspelt template is refused and the fault is named")
{
    CHECK(parse_template(kLeast));
    CHECK(says(why_not(kLeast + "\nsiez = 3\n"), "unknown key block number: siez"));
    CHECK(says(why_not("colour = 1\n" + kLeast), "unknown key colour"));
    CHECK(says(why_not(replaced(kLeast, "\"copy\"", "\"kopy\"")), "part must be one of logo, agency"));
    CHECK(says(why_not(replaced(kLeast, "size = 32", "size = 31")), "block demo: size must be a whole number, 32 to 200"));
    CHECK(says(why_not(replaced(kLeast, "size = 32", "size = \"32\"")), "block demo: size must be"));
    CHECK(says(why_not(replaced(kLeast, "size = 32", "size = 32\nwidth = 100")), "unknown key block demo: width"));
    CHECK(says(why_not(replaced(kLeast, "size = 32", "size = 32\nsecond_size = 32")), "unknown key block demo: second_size"));
    CHECK(says(why_not(replaced(kLeast, "second = \"none\"", "second = \"zh\"")), "second must be th, en or none"));
    CHECK(says(why_not(replaced(kLeast, "\"copy\"", "\"demo\"")), "the part demo stands twice"));
    CHECK(says(why_not(replaced(kLeast, "\"copy\"", "\"title\"")), "the part copy is missing"));
    CHECK(says(why_not(kLeast + "[[footer]]\nth = \"ก\"\nen = \"a\"\n"), "no part footer"));
    CHECK(says(why_not(kLeast + "[message.id-card]\nth = \"ก\"\n"), "message.id-card needs th and en"));
    CHECK(says(why_not("name = "), "at line 1"));
}

TEST_CASE("a template that is not there is refused with the names of those that are")
{
    auto const design = load_template("standrad", kAssets);
    REQUIRE_FALSE(design);
    CHECK(design.error().code == Errc::not_found);
    CHECK(says(design.error().context, "compact, large-print, standard"));
}

TEST_CASE("the language that follows is the template's, or the other one where the ticket is in that")
{
    TicketTemplate design;
    CHECK_FALSE(second_language(design, Lang::th));
    design.second = Lang::th;
    CHECK(second_language(design, Lang::th) == Lang::en);
    CHECK(second_language(design, Lang::en) == Lang::th);
    CHECK(second_language(design, *Lang::parse("zh")) == Lang::th);
    design.second = Lang::en;
    CHECK(second_language(design, *Lang::parse("my")) == Lang::en);
}

TEST_CASE("nothing on the large-print ticket is below 48 dots, and its number is the widest thing on it")
{
    TicketTemplate const design = *load_template("large-print", kAssets);
    TicketTemplate const standard = *load_template("standard", kAssets);
    CHECK(design.blocks.size() < standard.blocks.size());
    for (TicketBlock const& block : design.blocks) {
        if (block.part == TicketPart::number) CHECK(block.percent > 50);
        else CHECK(block.first.size_px >= 48);
        // Plates shrink by a quarter.
        if (block.part == TicketPart::demo || block.part == TicketPart::copy || block.part == TicketPart::ticket_class)
            CHECK(block.first.size_px * 3 / 4 >= 48);
        if (block.second) CHECK(block.second->size_px >= 48);
    }
}

TEST_CASE("a ticket given without the server carries its mark in every template, in place of the wait")
{
    Studio studio;
    for (char const* name : {"standard", "large-print", "compact"}) {
        CAPTURE(name);
        TicketTemplate const design = *load_template(name, kAssets);
        TicketContent const online = sample();
        TicketContent offline = online;
        offline.offline = true;
        drivers::Bitmap const marked = studio.draw(offline, design);
        CHECK_FALSE(marked == studio.draw(online, design));
        // What nobody knows has no influence on the paper.
        offline.ahead = 77;
        offline.wait = {};
        CHECK(marked == studio.draw(offline, design));
    }
    CHECK(says(why_not(replaced(kLeast, "\"offline\"", "\"title\"")), "the part offline is missing"));
}

TEST_CASE("a service's message stands on its own tickets only, and a footer on all")
{
    Studio studio;
    std::string const words =
        replaced(kLeast, "part = \"number\"\npercent = 40", "part = \"number\"\npercent = 40\n[[block]]\npart = \"message\"\nsize = 40");
    TicketTemplate const design = *parse_template(words + "[message.id-card]\nth = \"ถ่ายภาพที่ช่อง 1 ก่อน\"\nen = \"Photograph first\"\n");
    TicketContent card = sample();
    TicketContent other_service = card;
    other_service.service = ServiceId("registry");
    CHECK(studio.draw(card, design).height() > studio.draw(other_service, design).height());
    TicketTemplate const with_footer =
        *parse_template(words + "[[block]]\npart = \"footer\"\nsize = 32\n[[footer]]\nth = \"สายด่วน 1111\"\nen = \"Hotline 1111\"\n");
    CHECK(studio.draw(other_service, with_footer).height() > studio.draw(other_service, design).height());
}

TEST_CASE("a part that has nothing to say leaves no trace")
{
    Studio studio;
    TicketTemplate const standard = *load_template("standard", kAssets);
    TicketTemplate without = standard;
    std::erase_if(without.blocks, [](TicketBlock const& block) {
        return block.part == TicketPart::logo || block.part == TicketPart::copy || block.part == TicketPart::ticket_class ||
               block.part == TicketPart::step || block.part == TicketPart::message || block.part == TicketPart::footer;
    });
    CHECK(studio.draw(sample(), standard) == studio.draw(sample(), without));
}

TEST_CASE("a name that a ticket's language lacks is printed in English, and not twice")
{
    domain::LocalText const name{{"th", "ทะเบียนราษฎร"}, {"en", "Household registration"}};
    Lang const chinese = *Lang::parse("zh");
    CHECK(in_language(name, chinese) == "Household registration");
    CHECK(in_language(name, Lang::th) == "ทะเบียนราษฎร");
    CHECK(in_language({{"th", "ก"}}, Lang::en) == "ก");
    CHECK(in_language({{"th", "ก"}}, chinese) == "ก");
    CHECK(in_language({{"en", "a"}}, Lang::th) == "a");
    CHECK(in_language({}, Lang::th).empty());
    Studio studio;
    TicketTemplate design = *load_template("compact", kAssets);  // English follows
    TicketContent content = sample(chinese);
    content.service_name = name;
    int const both = studio.draw(content, design).height();
    for (TicketBlock& block : design.blocks)
        if (block.part == TicketPart::service) block.second.reset();
    CHECK(studio.draw(content, design).height() == both);
}

TEST_CASE("a logo is dots as wide as its block, and one that cannot be read is refused when it is loaded")
{
    TicketTemplate design = *load_template("standard", kAssets);
    REQUIRE(set_logo(design, SADUAK_SOURCE_DIR "/tests/golden/shaded-emblem.png"));
    REQUIRE(design.logo);
    CHECK(design.logo->width() == 160);
    CHECK(design.logo->height() == 160);
    test::TemporaryFolder const folder;
    auto const missing = set_logo(design, folder.path() / "none.png");
    REQUIRE_FALSE(missing);
    CHECK(missing.error().code == Errc::not_found);
    std::filesystem::path const text = folder.path() / "text.png";
    std::ofstream(text) << "no picture";
    auto const damaged = set_logo(design, text);
    REQUIRE_FALSE(damaged);
    CHECK(damaged.error().code == Errc::parse);
    CHECK(says(damaged.error().context, "text.png"));
    TicketTemplate compact = *load_template("compact", kAssets);
    auto const no_place = set_logo(compact, SADUAK_SOURCE_DIR "/tests/golden/shaded-emblem.png");
    REQUIRE_FALSE(no_place);
    CHECK(says(no_place.error().context, "has no part logo"));
}

TEST_CASE("a group's ticket says for how many people it is")
{
    Studio studio;
    TicketTemplate const design = *load_template("standard", kAssets);
    TicketContent group = sample();
    group.people = 3;
    CHECK(studio.draw(group, design).height() > studio.draw(sample(), design).height());
}
