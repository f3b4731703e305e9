#include "server/load/http_client.hpp"

#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "core/base/assert.hpp"

namespace saduak::server::load {
namespace {

namespace http = boost::beast::http;

constexpr std::size_t kReadBytes = 64 * 1024;
constexpr std::uint64_t kBodyBytesMax = 64ULL * 1024 * 1024;
constexpr Millis kPatience = seconds(10);

}  // namespace

HttpClient::HttpClient(platform::Address server, std::string token) : server_(std::move(server)), token_(std::move(token))
{
    SADUAK_ASSERT(platform::is_loopback(server_));
    buffer_.resize(kReadBytes);
}

std::string HttpClient::request_text(HttpCall const& call) const
{
    std::string text = call.method + " " + call.target + " HTTP/1.1\r\nHost: " + platform::to_string(server_) + "\r\n";
    if (!token_.empty()) text += "Authorization: Bearer " + token_ + "\r\n";
    if (!call.idempotency_key.empty()) text += "Idempotency-Key: " + call.idempotency_key + "\r\n";
    if (!call.body.empty()) text += "Content-Type: application/json\r\n";
    if (call.method != "GET") text += "Content-Length: " + std::to_string(call.body.size()) + "\r\n";
    return text + "\r\n" + call.body;
}

platform::Task<Result<HttpReply>> HttpClient::send(HttpCall call)
{
    auto const deadline = platform::deadline_after(kPatience);
    if (!stream_) {
        auto connected = co_await platform::connect_plain(server_, deadline);
        if (!connected) co_return tl::unexpected(std::move(connected).error());
        stream_ = *std::move(connected);
    }
    std::string request = request_text(call);
    auto reply = co_await exchange(std::move(request), deadline);
    if (!reply) stream_.reset();
    co_return reply;
}

platform::Task<Result<HttpReply>> HttpClient::exchange(std::string request, platform::Deadline deadline)
{
    ByteView const bytes = as_bytes(request);
    SADUAK_CO_TRY_STATUS(co_await stream_->write(bytes, deadline));
    http::response_parser<http::string_body> parser;
    parser.eager(true);
    parser.body_limit(kBodyBytesMax);
    std::size_t held = 0;  // bytes in the buffer that the parser has not taken yet
    while (!parser.is_done()) {
        if (held == buffer_.size()) co_return fail(Errc::parse, "HTTP header longer than 64 KiB");
        std::span<Byte> const room = std::span<Byte>(buffer_).subspan(held);
        SADUAK_CO_TRY(std::size_t const read, co_await stream_->read_some(room, deadline));
        held += read;
        boost::system::error_code ec;
        std::size_t const taken = parser.put(boost::asio::buffer(buffer_.data(), held), ec);
        if (ec && ec != http::error::need_more) co_return fail(Errc::parse, "answer is not HTTP: " + ec.message());
        std::move(buffer_.begin() + static_cast<std::ptrdiff_t>(taken), buffer_.begin() + static_cast<std::ptrdiff_t>(held), buffer_.begin());
        held -= taken;
    }
    bool const keep = parser.keep_alive();
    HttpReply reply;
    reply.status = parser.get().result_int();
    reply.body = std::move(parser.get().body());
    if (!keep) stream_.reset();
    co_return reply;
}

}  // namespace saduak::server::load
