// What the HTTP client does and does not do, against a server of canned answers on loopback.
#include <catch2/catch.hpp>

#include <atomic>
#include <string>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "platform/http_client.hpp"

using namespace saduak;
using namespace saduak::platform;

namespace {

// Answers each connection with the same bytes and closes it; counts them.
class Canned {
public:
    explicit Canned(std::string answer) : answer_(std::move(answer))
    {
        listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto* const bound = reinterpret_cast<sockaddr*>(&address);
        REQUIRE(::bind(listener_, bound, sizeof(address)) == 0);
        socklen_t size = sizeof(address);
        REQUIRE(::getsockname(listener_, bound, &size) == 0);
        port_ = ntohs(address.sin_port);
        REQUIRE(::listen(listener_, 8) == 0);
        thread_ = std::thread([this] { serve(); });
    }
    ~Canned()
    {
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }
    std::string url(char const* host = "127.0.0.1") const { return std::string("http://") + host + ":" + std::to_string(port_); }
    int connections() const { return connections_; }
    int port() const { return port_; }

private:
    void serve()
    {
        for (;;) {
            int const peer = ::accept(listener_, nullptr, nullptr);
            if (peer < 0) return;
            ++connections_;
            std::string bytes(4096, '\0');
            static_cast<void>(::recv(peer, bytes.data(), bytes.size(), 0));
            std::size_t sent = 0;
            while (sent < answer_.size()) {
                ssize_t const n = ::send(peer, answer_.data() + sent, answer_.size() - sent, MSG_NOSIGNAL);
                if (n <= 0) break;
                sent += static_cast<std::size_t>(n);
            }
            ::close(peer);
        }
    }
    std::string answer_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<int> connections_{0};
    std::thread thread_;
};

std::string with_body(std::string const& body)
{
    return "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

Result<HttpResponse> get(HttpServer const& server)
{
    auto client = HttpClient::create(server);
    REQUIRE(client);
    HttpRequest request;
    request.path = "/hook?x=1";
    return client->send(request, seconds(5));
}

}  // namespace

TEST_CASE("a redirect is an answer and is not followed")
{
    Canned elsewhere(with_body("secret"));
    Canned server("HTTP/1.1 302 Found\r\nConnection: close\r\nContent-Length: 0\r\nLocation: " + elsewhere.url() + "/\r\n\r\n");
    HttpServer const to{server.url(), ""};
    auto const answer = get(to);
    REQUIRE(answer);
    CHECK(answer->status == 302);
    CHECK(elsewhere.connections() == 0);
}

TEST_CASE("an answer that is longer than allowed is refused, whatever it says of its length")
{
    std::string const body(70'000, 'x');
    for (std::string const& answer : {with_body(body), "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body}) {
        Canned server(answer);
        HttpServer to{server.url(), ""};
        CHECK(get(to)->body.size() == body.size());
        to.body_bytes_max = 65'536;
        auto const cut = get(to);
        REQUIRE_FALSE(cut);
        CHECK(cut.error().code == Errc::full);
    }
}

TEST_CASE("a header without end is refused")
{
    std::string answer = "HTTP/1.1 200 OK\r\n";
    for (int i = 0; i < 2000; ++i) answer += "X-Filler-" + std::to_string(i) + ": " + std::string(100, 'x') + "\r\n";
    Canned server(answer + "\r\n");
    HttpServer const to{server.url(), ""};
    CHECK_FALSE(get(to));
}

TEST_CASE("an address that may not be connected to is refused before a byte is sent")
{
    Canned server(with_body("secret"));
    for (std::string const& url : {server.url(), server.url("localhost"), "http://2130706433:" + std::to_string(server.port()),
                                   "http://0x7f.1:" + std::to_string(server.port()), "http://[::ffff:127.0.0.1]:" + std::to_string(server.port())}) {
        INFO(url);
        HttpServer to{url, ""};
        to.plain = PlainHttp::anyone;
        std::vector<std::string> seen;
        to.may_connect = [&](std::string const& address) {
            seen.push_back(address);
            return false;
        };
        auto const refused = get(to);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == Errc::permission);
        REQUIRE_FALSE(seen.empty());
        for (std::string const& address : seen) CHECK((address == "127.0.0.1" || address == "::1" || address == "::ffff:127.0.0.1"));
    }
    CHECK(server.connections() == 0);
    HttpServer to{server.url(), ""};
    to.may_connect = [](std::string const& address) { return address == "127.0.0.1"; };
    CHECK(get(to)->body == "secret");
}

TEST_CASE("a proxy of the environment is not used")
{
    Canned proxy(with_body("proxied"));
    Canned server(with_body("direct"));
    ::setenv("http_proxy", proxy.url().c_str(), 1);
    HttpServer const to{server.url(), ""};
    auto const answer = get(to);
    ::unsetenv("http_proxy");
    REQUIRE(answer);
    CHECK(answer->body == "direct");
    CHECK(proxy.connections() == 0);
}

TEST_CASE("plain http to another machine needs to be said")
{
    HttpServer to{"http://hooks.example", ""};
    CHECK_FALSE(HttpClient::create(to));
    to.plain = PlainHttp::anyone;
    CHECK(HttpClient::create(to));
}

TEST_CASE("a header of two lines is refused")
{
    Canned server(with_body(""));
    HttpServer const to{server.url(), ""};
    auto client = HttpClient::create(to);
    HttpRequest request;
    request.path = "/";
    request.headers = {"X-A: b\r\nX-C: d"};
    CHECK(client->send(request, seconds(1)).error().code == Errc::invalid_argument);
}
