#include "kiosk/ticket/ticket_paper.hpp"

#include <algorithm>

#include "core/base/assert.hpp"
#include "drivers/raster/qr.hpp"
#include "kiosk/ticket/roll.hpp"

namespace saduak::kiosk {

namespace {

constexpr std::int64_t kSecondsPerMinute = 60;

// Writes one ticket, block after block.
class Writer {
public:
    Writer(TicketContent const& content, TicketTemplate const& design, Roll& roll, Messages const& messages)
        : content_(content), design_(design), roll_(roll), messages_(messages), second_(second_language(design, content.lang))
    {
    }

    [[nodiscard]] Status write(TicketBlock const& block)
    {
        if (!has_something_to_say(block.part)) return {};
        if (block.rule) roll_.rule();
        roll_.space(block.above);
        SADUAK_TRY_STATUS(part(block));
        roll_.space(block.below);
        return {};
    }

private:
    [[nodiscard]] Lang const& first() const { return content_.lang; }

    [[nodiscard]] bool has_something_to_say(TicketPart part) const
    {
        switch (part) {
        case TicketPart::logo: return design_.logo.has_value();
        case TicketPart::agency: return !content_.agency_name.empty();
        case TicketPart::site: return !content_.site_name.empty();
        case TicketPart::demo: return content_.demo;
        case TicketPart::copy: return content_.original == Original::copy;
        case TicketPart::ticket_class: return content_.ticket_class == domain::TicketClass::priority;
        case TicketPart::offline: return content_.offline;
        case TicketPart::step: return !content_.step_name.empty();
        case TicketPart::wait: return !content_.offline;
        case TicketPart::issued: return content_.issued_at.is_set();
        case TicketPart::documents: return !content_.documents.empty();
        case TicketPart::message: return design_.messages.contains(content_.service);
        case TicketPart::code: return !content_.citizen_url.empty();
        case TicketPart::footer: return !design_.footer.empty();
        case TicketPart::title:
        case TicketPart::number:
        case TicketPart::service:
        case TicketPart::terms: return true;
        }
        return true;
    }

    [[nodiscard]] Status part(TicketBlock const& block)
    {
        switch (block.part) {
        case TicketPart::logo: roll_.picture(*design_.logo, block.align); break;
        case TicketPart::agency: names(block, content_.agency_name); break;
        case TicketPart::site: names(block, content_.site_name); break;
        case TicketPart::demo: roll_.plate(messages_.text(first(), "ticket_demo"), block.first); break;
        case TicketPart::title: roll_.text(in_both(block, "ticket_title"), block.first, block.align); break;
        case TicketPart::copy: roll_.plate(in_both(block, "ticket_copy"), block.first); break;
        case TicketPart::number: roll_.number(content_.number, roll_.width() * block.percent / 100); break;
        case TicketPart::ticket_class: roll_.plate(in_both(block, "class_priority"), block.first); break;
        case TicketPart::offline: offline(block); break;
        case TicketPart::service:
            names(block, content_.service_name);
            if (content_.people > 1) people(block);
            break;
        case TicketPart::step: step(block); break;
        case TicketPart::wait: wait(block); break;
        case TicketPart::issued: issued(block); break;
        case TicketPart::documents: documents(block); break;
        case TicketPart::message: names(block, design_.messages.at(content_.service)); break;
        case TicketPart::code: return code(block);
        case TicketPart::footer:
            for (domain::LocalText const& paragraph : design_.footer) names(block, paragraph);
            break;
        case TicketPart::terms: terms(block); break;
        }
        return {};
    }

    // The second language where the block prints it.
    [[nodiscard]] std::optional<Lang> second(TicketBlock const& block) const { return block.second ? second_ : std::nullopt; }

    // Calls say(language, font): first the ticket's own language, then the block's second.
    template <class Say>
    void in_each(TicketBlock const& block, Say say)
    {
        say(first(), block.first);
        if (auto const lang = second(block)) say(*lang, *block.second);
    }

    void names(TicketBlock const& block, domain::LocalText const& text)
    {
        std::string const own = in_language(text, first());
        roll_.text(own, block.first, block.align);
        auto const lang = second(block);
        // A name that is in neither language falls back to the same words.
        if (lang && in_language(text, *lang) != own) roll_.text(in_language(text, *lang), *block.second, block.align);
    }

    [[nodiscard]] std::string in_both(TicketBlock const& block, std::string_view key) const
    {
        std::string const& own = messages_.text(first(), key);
        return block.both && second_ ? own + "  " + messages_.text(*second_, key) : own;
    }

    void people(TicketBlock const& block)
    {
        in_each(block, [&](Lang const& lang, FontKey key) {
            roll_.text(messages_.text(lang, "ticket_people", {{"n", std::to_string(content_.people)}}), key, block.align);
        });
    }

    void step(TicketBlock const& block)
    {
        in_each(block, [&](Lang const& lang, FontKey key) {
            roll_.text(messages_.text(lang, "ticket_step", {{"step", in_language(content_.step_name, lang)}}), key, block.align);
        });
    }

    void offline(TicketBlock const& block)
    {
        in_each(block, [&](Lang const& lang, FontKey key) { roll_.text(messages_.text(lang, "ticket_offline"), key, block.align); });
    }

    void wait(TicketBlock const& block)
    {
        in_each(block, [&](Lang const& lang, FontKey key) {
            std::string const ahead =
                content_.ahead == 0 ? messages_.text(lang, "ahead_none") : messages_.text(lang, "ahead", {{"n", std::to_string(content_.ahead)}});
            std::string const estimate = estimate_in(lang);
            if (std::string const both = ahead + " · " + estimate; lang != first() && !estimate.empty() && roll_.fits(both, key))
                return roll_.text(both, key, block.align);
            roll_.text(ahead, key, block.align);
            if (!estimate.empty()) roll_.text(estimate, key, block.align);
        });
    }

    void issued(TicketBlock const& block)
    {
        LocalTime const local = local_time(content_.issued_at);
        Language const& language = messages_.language(first());
        std::string const words =
            messages_.text(first(), "ticket_issued", {{"date", long_date(local.date, language)}, {"time", clock_time(local, language)}});
        roll_.text(words, block.first, block.align);
    }

    void documents(TicketBlock const& block)
    {
        roll_.text(messages_.text(first(), "take_documents"), block.first, block.align);
        for (domain::LocalText const& document : content_.documents)
            roll_.item(in_language(document, first()), {block.first.size_px, Weight::regular});
    }

    [[nodiscard]] Status code(TicketBlock const& block)
    {
        SADUAK_TRY(drivers::QrMatrix const qr, drivers::make_qr(content_.citizen_url, drivers::QrLevel::medium));
        std::vector<Caption> captions;
        in_each(block, [&](Lang const& lang, FontKey key) { captions.push_back({messages_.text(lang, "ticket_follow"), key}); });
        roll_.code(qr, block, captions);
        return {};
    }

    void terms(TicketBlock const& block)
    {
        in_each(block, [&](Lang const& lang, FontKey key) {
            FontKey const plain{key.size_px, Weight::regular};
            roll_.text(messages_.text(lang, "ticket_wait"), key, block.align);
            // A line more, not two: narrow paper goes without.
            if (std::string const rule = messages_.text(lang, "ticket_return", {{"n", std::to_string(content_.return_after)}});
                content_.return_after > 0 && roll_.fits(rule, plain))
                roll_.text(rule, plain, block.align);
            roll_.text(messages_.text(lang, "ticket_terms"), plain, block.align);
            roll_.space(8);
        });
    }

    [[nodiscard]] std::string estimate_in(Lang const& lang) const
    {
        WaitRange const& wait = content_.wait;
        if (!wait.stated) return content_.ahead == 0 ? messages_.text(lang, "estimate_soon") : std::string();
        if (wait.from_min == wait.to_min) return messages_.text(lang, "estimate_one", {{"b", std::to_string(wait.to_min)}});
        return messages_.text(lang, "estimate", {{"a", std::to_string(wait.from_min)}, {"b", std::to_string(wait.to_min)}});
    }

    TicketContent const& content_;
    TicketTemplate const& design_;
    Roll& roll_;
    Messages const& messages_;
    std::optional<Lang> second_;
};

}  // namespace

WaitRange wait_range(std::int64_t p50_s, std::int64_t p90_s)
{
    if (p90_s <= 0) return {};
    auto const whole_minutes = [](std::int64_t s) { return std::max<std::int64_t>(1, (s + kSecondsPerMinute - 1) / kSecondsPerMinute); };
    return {true, whole_minutes(p50_s), whole_minutes(std::max(p50_s, p90_s))};
}

Result<drivers::Bitmap> draw_ticket(TicketContent const& content, TicketTemplate const& design, int width_dots, Fonts& fonts,
                                    Messages const& messages)
{
    SADUAK_ASSERT(width_dots >= 320);
    Roll roll(width_dots, fonts);
    Writer writer(content, design, roll, messages);
    for (TicketBlock const& block : design.blocks) {
        SADUAK_TRY_STATUS(writer.write(block));
    }
    return roll.take();
}

}  // namespace saduak::kiosk
