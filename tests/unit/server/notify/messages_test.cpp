// What citizens are told, and the gateways' words for it.
#include <catch2/catch.hpp>

#include <fstream>

#include <boost/json/parse.hpp>
#include <sys/stat.h>

#include "platform/sealed.hpp"
#include "server/auth/ticket_secrets.hpp"
#include "server/notify/line_api.hpp"
#include "server/notify/notices.hpp"
#include "server/notify/quota.hpp"
#include "server/notify/sms_api.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/town.hpp"

using namespace saduak;
using namespace saduak::server;
using namespace saduak::test;
namespace json = boost::json;

namespace {

Contact wants(std::int32_t ahead) { return {ErasableKey(hex_of(1, 32)), ContactChannel::sms, ahead, "en", {}}; }

SmsConfig gateway()
{
    SmsConfig sms;
    sms.url = *platform::parse_url("https://sms.example/send?to={to_national}");
    sms.method = "POST";
    sms.headers = {"Authorization: Key {secret}"};
    sms.body = R"({"to":"{to}","text":"{text}"})";
    sms.secret = "k-1";
    sms.prefixes = {"+66"};
    return sms;
}

}  // namespace

TEST_CASE("who wants to know when 2 are ahead is told then, and once more when called")
{
    Town town;
    town.must(OpenCounter{CounterId("c1")});
    for (int n = 1; n <= 4; ++n) town.issue(n);
    auto const due = [&](int n) { return due_notice(town.state, town.ticket(n), wants(2), town.now); };
    CHECK_FALSE(due(4));
    town.must(CallNext{CounterId("c1")});
    REQUIRE(due(4));
    CHECK(due(4)->kind == NoticeKind::soon);
    CHECK(due(4)->ahead == 2);
    std::string const first = due(4)->id();
    CHECK(still_holds(*due(4), town.state, town.now));
    town.must(CallNext{CounterId("c1"), AlsoFinish::yes});
    CHECK(due(4)->id() == first);  // the same moment: it is told once
    Notice const soon = *due(4);
    town.must(OpenCounter{CounterId("c2")});
    town.must(CallTicket{CounterId("c2"), ticket_id(4)});
    REQUIRE(due(4));
    CHECK(due(4)->kind == NoticeKind::now);
    CHECK_FALSE(still_holds(soon, town.state, town.now));
    town.wait(minutes(10));
    CHECK_FALSE(due(4));  // old news
}

TEST_CASE("passed on and expired are told for themselves")
{
    Town town;
    town.issue(1);
    auto const moved = town.must(TransferTicket{ticket_id(1), ServiceId("tax"), {}, {}, false});
    REQUIRE(event_notice(moved.back()));
    CHECK(event_notice(moved.back())->kind == NoticeKind::moved);
    auto const closed = town.must(CloseDay{});
    CHECK(event_notice(closed.front())->kind == NoticeKind::ended);
    CHECK_FALSE(event_notice(closed.back()));
}

TEST_CASE("each notice has its words in Thai and English, with number and place")
{
    auto const texts = ReportTexts::load(std::string(SADUAK_SOURCE_DIR) + "/assets/i18n", "messages");
    REQUIRE(texts);
    Town town;
    town.must(OpenCounter{CounterId("c1")});
    town.issue(1);
    for (NoticeKind const kind : {NoticeKind::soon, NoticeKind::now, NoticeKind::moved, NoticeKind::ended})
        for (char const* lang : {"th", "en", "zh"}) {
            std::string const text = notice_text(*texts, lang, Notice{ticket_id(1), kind, town.now, 2}, town.state);
            CHECK(text.find("A001") != std::string::npos);
            CHECK(text.find('{') == std::string::npos);
        }
    std::string const thai = notice_text(*texts, "th", Notice{ticket_id(1), NoticeKind::soon, town.now, 2}, town.state);
    CHECK(thai.find("อีก 2 คิว") != std::string::npos);
}

TEST_CASE("Thai mobile numbers are taken in every usual form, and others are not")
{
    std::vector<std::string> const thailand{"+66"};
    for (char const* good : {"0812345678", "081-234-5678", "+66 81 234 5678", "+66812345678", "(081) 234 5678"})
        CHECK(mobile_number(good, thailand) == "+66812345678");
    for (char const* bad : {"", "021234567", "0212345678", "081234567", "08123456789", "+668123456789", "+8190123456789", "08123x5678",
                            "0812345678;1", "1567", "+66212345678", "٠٨١٢٣٤٥٦٧٨"})
        CHECK_FALSE(mobile_number(bad, thailand));
    CHECK(mobile_number("+819012345678", {"+66", "+81"}) == "+819012345678");
}

TEST_CASE("the gateway's request is filled in, and nothing that is filled in can leave its place")
{
    SmsConfig const sms = gateway();
    auto const request = sms_request(sms, "+66812345678", "คิว \"A001\" {secret} \n\\");
    CHECK(request.path == "/send?to=0812345678");
    CHECK(request.headers.front() == "Authorization: Key k-1");
    json::object const body = json::parse(request.body).as_object();
    CHECK(body.at("to").as_string() == "+66812345678");
    CHECK(body.at("text").as_string() == "คิว \"A001\" {secret} \n\\");

    SmsConfig form = gateway();
    form.escape = Escape::form;
    form.body = "to={to_digits}&text={text}";
    CHECK(sms_request(form, "+66812345678", "a&to=1").body == "to=66812345678&text=a%26to%3D1");
}

TEST_CASE("the gateway has taken it where the answer says so")
{
    SmsConfig sms = gateway();
    CHECK(sms_accepted(sms, {200, "whatever"}));
    CHECK_FALSE(sms_accepted(sms, {302, ""}));
    sms.success.emplace("\"status\" *: *\"ok\"");
    CHECK(sms_accepted(sms, {200, R"({"status": "ok"})"}));
    CHECK_FALSE(sms_accepted(sms, {200, R"({"status": "no credit"})"}));
    CHECK_FALSE(sms_accepted(sms, {500, R"({"status": "ok"})"}));
}

TEST_CASE("LINE's signature is of the body's very bytes")
{
    // printf '{"events":[]}' | openssl dgst -sha256 -hmac channel-secret -binary | base64
    std::string const signature = "nENZU9xVqQeZgEX6Nd5huQOCgqTEa5S67sXEhrGuTDk=";
    CHECK(line_signature_fits("channel-secret", R"({"events":[]})", signature));
    CHECK_FALSE(line_signature_fits("channel-secret", R"({"events": []})", signature));
    CHECK_FALSE(line_signature_fits("other", R"({"events":[]})", signature));
    CHECK_FALSE(line_signature_fits("channel-secret", R"({"events":[]})", ""));
}

TEST_CASE("texts of people are read from what LINE sends, and the rest is passed over")
{
    auto const texts = parse_line_texts(R"({"destination":"U0","events":[
        {"type":"message","webhookEventId":"e1","timestamp":1800000000000,"replyToken":"r1","source":{"type":"user","userId":"U1"},
         "message":{"type":"text","id":"1","text":"AB12CD34"}},
        {"type":"follow","webhookEventId":"e2","timestamp":1,"replyToken":"r2","source":{"type":"user","userId":"U1"}},
        {"type":"message","webhookEventId":"e3","timestamp":1,"source":{"type":"group","groupId":"G"},"message":{"type":"text","text":"x"}},
        {"type":"message","webhookEventId":"e4","timestamp":1,"source":{"type":"user","userId":"U1"},"message":{"type":"sticker"}}]})");
    REQUIRE(texts);
    REQUIRE(texts->size() == 1);
    CHECK(texts->front().event == "e1");
    CHECK(texts->front().user == "U1");
    CHECK(texts->front().reply_token == "r1");
    CHECK(texts->front().text == "AB12CD34");
    for (char const* bad : {"", "[]", "{}", R"({"events":1})", R"({"events":[1]})", "{"}) CHECK_FALSE(parse_line_texts(bad));
}

TEST_CASE("the same message has the same retry key, and its form is a UUID")
{
    std::string const key = line_retry_key("a");
    CHECK(key == line_retry_key("a"));
    CHECK(key != line_retry_key("b"));
    CHECK(key.size() == 36);
    CHECK(key[14] == '4');
    CHECK(line_accepted(409));
    CHECK_FALSE(line_accepted(429));
}

TEST_CASE("a quota counts the day and the month of one channel")
{
    ChannelConfig config;
    config.per_day = 3;
    config.per_month = 5;
    Quota quota;
    Date const today{2026, 11, 23};
    quota.load({LedgerRow{{2026, 11, 2}, {}, ContactChannel::sms, 2}, LedgerRow{{2026, 10, 31}, {}, ContactChannel::sms, 50},
                LedgerRow{today, {}, ContactChannel::line, 50}});
    int sent = 0;
    while (quota.allows(config, ContactChannel::sms, today)) {
        quota.take(ContactChannel::sms, today);
        ++sent;
    }
    CHECK(sent == 3);
    quota.give_back(ContactChannel::sms, today);
    CHECK(quota.allows(config, ContactChannel::sms, today));
    CHECK_FALSE(quota.allows(config, ContactChannel::line, today));
    CHECK(quota.allows(config, ContactChannel::line, {2026, 12, 1}));
    CHECK(quota.allows(ChannelConfig{}, ContactChannel::line, today));
}

TEST_CASE("what is sealed opens at its place with its key, and nowhere else")
{
    auto const key = platform::SealingKey::derive("secret", "contacts");
    Bytes const sealed = key.seal("+66812345678", "erasable:town:k1");
    CHECK(*key.open(sealed, "erasable:town:k1") == "+66812345678");
    CHECK(key.seal("+66812345678", "erasable:town:k1") != sealed);
    CHECK_FALSE(key.open(sealed, "erasable:town:k2"));
    CHECK_FALSE(platform::SealingKey::derive("secret", "webhook-secrets").open(sealed, "erasable:town:k1"));
    CHECK_FALSE(platform::SealingKey::derive("other", "contacts").open(sealed, "erasable:town:k1"));
    for (std::size_t i = 0; i < sealed.size(); i += 7) {
        Bytes changed = sealed;
        changed[i] ^= 1U;
        CHECK_FALSE(key.open(changed, "erasable:town:k1"));
    }
    CHECK_FALSE(key.open(Bytes{1, 2, 3}, ""));
    CHECK(*key.open(key.seal("", "x"), "x") == "");
}

TEST_CASE("a ticket's code is short, and the same for the same token")
{
    std::string const code = ticket_code("secret", hex_of(1, 64));
    CHECK(code.size() == 8);
    CHECK(code == ticket_code("secret", hex_of(1, 64)));
    CHECK(code != ticket_code("secret", hex_of(2, 64)));
    CHECK(code != ticket_code("other", hex_of(1, 64)));
}

TEST_CASE("the gateways' configuration is read strictly, and its secrets from files that others cannot read")
{
    TemporaryFolder const folder;
    auto const write = [&](char const* name, std::string const& text, mode_t mode = 0600) {
        std::ofstream(folder.file(name)) << text;
        ::chmod(folder.file(name).c_str(), mode);
    };
    auto const read = [&](std::string const& text) {
        write("server.toml", text);
        return read_outgoing_config(folder.file("server.toml"));
    };
    write("token", "t0ken\n");
    write("secret", "s3cret\n");
    write("open", "x", 0644);
    auto const config = read(R"([outgoing]
allow = ["127.0.0.1"]
allow_http = true
[notify.line]
channel_token_file = "token"
channel_secret_file = "secret"
per_day = 100
sites = ["hall"]
[notify.sms]
url = "https://sms.example/send"
body = '{"text":"{text}"}'
success = "ok"
)");
    INFO((config ? "" : config.error().context));
    REQUIRE(config);
    CHECK(config->line->channel_token == "t0ken");
    CHECK(config->line->base_url.server() == "https://api.line.me");
    CHECK(config->line->channel.offered_at(SiteId("hall")));
    CHECK_FALSE(config->line->channel.offered_at(SiteId("other")));
    CHECK(config->sms->prefixes == std::vector<std::string>{"+66"});
    CHECK(read_outgoing_config(folder.file("absent.toml")));
    CHECK_FALSE(read_outgoing_config(folder.file("absent.toml"))->line);
    for (char const* wrong :
         {"[outgoing]\nallowed = []", "[outgoing]\nallow = 1", "[notify.fax]\nurl = \"x\"", "[notify.line]\nchannel_token_file = \"absent\"",
          "[notify.line]\nchannel_token_file = \"open\"\nchannel_secret_file = \"secret\"", "[notify.sms]\nurl = \"ftp://x/\"\nbody = \"{text}\"",
          "[notify.sms]\nurl = \"https://x/\"\nbody = \"no mark\"", "[notify.sms]\nurl = \"https://x/\"\nbody = \"{text}\"\nsuccess = \"(\"",
          "[notify.sms]\nurl = \"https://x/\"\nbody = \"{text}\"\nper_day = -1"}) {
        INFO(wrong);
        CHECK_FALSE(read(wrong));
    }
}
