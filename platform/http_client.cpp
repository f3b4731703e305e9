#include "platform/http_client.hpp"

#include <algorithm>
#include <array>

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "core/base/assert.hpp"
#include "platform/tls.hpp"

namespace saduak::platform {

namespace {

struct CurlEnd {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, CurlEnd>;
using Url = std::unique_ptr<CURLU, CurlEnd>;
using List = std::unique_ptr<curl_slist, CurlEnd>;

std::string part(CURLU* url, CURLUPart which)
{
    char* text = nullptr;
    if (curl_url_get(url, which, &text, 0) != CURLUE_OK) return {};
    std::string value(text);
    curl_free(text);
    return value;
}

bool is_loopback_name(std::string const& host) { return host == "localhost" || host == "[::1]" || host.starts_with("127."); }

Status check_url(HttpServer const& server)
{
    Url const url(curl_url());
    auto const bad = [&server](char const* why) { return fail(Errc::invalid_argument, "\"" + server.url + "\": " + why); };
    if (!url || curl_url_set(url.get(), CURLUPART_URL, server.url.c_str(), 0) != CURLUE_OK) return bad("not the URL of a server");
    std::string const path = part(url.get(), CURLUPART_PATH);
    if ((!path.empty() && path != "/") || !part(url.get(), CURLUPART_QUERY).empty() || !part(url.get(), CURLUPART_USER).empty())
        return bad("a server's URL has a scheme, a host and a port alone");
    std::string const scheme = part(url.get(), CURLUPART_SCHEME);
    if (scheme == "https") return {};
    if (scheme != "http") return bad("it must begin with https://");
    if (!server.fingerprint.empty()) return bad("a fingerprint goes with https");
    if (server.plain == PlainHttp::anyone) return {};
    return is_loopback_name(part(url.get(), CURLUPART_HOST)) ? Status{} : Status(bad("plain http is for this machine alone"));
}

Errc code_of(CURLcode code)
{
    switch (code) {
    case CURLE_OPERATION_TIMEDOUT: return Errc::timeout;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE: return Errc::permission;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_PARTIAL_FILE: return Errc::disconnected;
    case CURLE_WRITE_ERROR: return Errc::full;
    default: return Errc::io;
    }
}

struct Received {
    std::string body;
    std::size_t body_bytes_max = 0;
    std::size_t header_bytes = 0;
};

// libcurl calls these; taking less than offered ends the transfer.
std::size_t take_body(char* data, std::size_t, std::size_t size, void* user)
{
    auto& received = *static_cast<Received*>(user);
    if (received.body.size() + size > received.body_bytes_max) return 0;
    received.body.append(data, size);
    return size;
}

std::size_t take_header(char*, std::size_t size, std::size_t count, void* user)
{
    auto& received = *static_cast<Received*>(user);
    received.header_bytes += size * count;
    return received.header_bytes > HttpClient::kHeaderBytesMax ? 0 : size * count;
}

CURLcode pin(CURL*, void* context, void* fingerprint)
{
    trust_only(static_cast<ssl_ctx_st*>(context), *static_cast<std::string const*>(fingerprint));
    return CURLE_OK;
}

std::string numeric(curl_sockaddr const& address)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    void const* bytes = nullptr;
    if (address.family == AF_INET) bytes = &reinterpret_cast<sockaddr_in const*>(&address.addr)->sin_addr;
    else if (address.family == AF_INET6) bytes = &reinterpret_cast<sockaddr_in6 const*>(&address.addr)->sin6_addr;
    if (bytes == nullptr || inet_ntop(address.family, bytes, text.data(), text.size()) == nullptr) return {};
    return text.data();
}

}  // namespace

struct HttpClient::State {
    Handle handle;
    std::string url;
    std::string fingerprint;
    std::array<char, CURL_ERROR_SIZE> words{};
    std::function<bool(std::string const&)> may_connect;
    std::size_t body_bytes_max = 0;
    std::string refused;  // the address that may_connect did not like, in the request under way

    template <class Value>
    void set(CURLoption option, Value value) const
    {
        SADUAK_ASSERT(curl_easy_setopt(handle.get(), option, value) == CURLE_OK);
    }
    void set_fixed();
    // The address is the resolved one, so a name that is bound anew between a check and the connection gains nothing.
    static curl_socket_t open_socket(void* user, curlsocktype, curl_sockaddr* address)
    {
        auto& state = *static_cast<State*>(user);
        std::string const text = numeric(*address);
        if (text.empty() || (state.may_connect && !state.may_connect(text))) {
            state.refused = text.empty() ? "?" : text;
            return CURL_SOCKET_BAD;
        }
        return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    }
    Result<HttpResponse> failed(CURLcode code) const
    {
        if (!refused.empty() && code == CURLE_COULDNT_CONNECT) return fail(Errc::permission, url + ": the address " + refused + " is not allowed");
        return fail(code_of(code), url + ": " + (words[0] != '\0' ? words.data() : curl_easy_strerror(code)));
    }
};

void HttpClient::State::set_fixed()
{
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_PROXY, "");
    set(CURLOPT_USERAGENT, "saduak");
    set(CURLOPT_ERRORBUFFER, words.data());
    set(CURLOPT_WRITEFUNCTION, take_body);
    set(CURLOPT_HEADERFUNCTION, take_header);
    set(CURLOPT_OPENSOCKETFUNCTION, open_socket);
    set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(this));
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(CURLOPT_SSL_VERIFYPEER, 1L);
    set(CURLOPT_SSL_VERIFYHOST, 2L);
    if (fingerprint.empty()) return;
    // One certificate is trusted, whatever its name: no authority is asked.
    set(CURLOPT_SSL_VERIFYHOST, 0L);
    set(CURLOPT_CAINFO, static_cast<char const*>(nullptr));
    set(CURLOPT_CAPATH, static_cast<char const*>(nullptr));
    set(CURLOPT_SSL_CTX_FUNCTION, pin);
    set(CURLOPT_SSL_CTX_DATA, static_cast<void*>(&fingerprint));
}

HttpClient::HttpClient(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;
HttpClient::~HttpClient() = default;

Result<HttpClient> HttpClient::create(HttpServer const& server)
{
    static bool const started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    SADUAK_TRY_STATUS(check_url(server));
    auto state = std::make_unique<State>();
    state->url = server.url;
    state->may_connect = server.may_connect;
    state->body_bytes_max = server.body_bytes_max;
    while (state->url.ends_with('/')) state->url.pop_back();
    if (!server.fingerprint.empty()) {
        SADUAK_TRY(state->fingerprint, parse_fingerprint(server.fingerprint));
    }
    if (started) state->handle.reset(curl_easy_init());
    if (!state->handle) return fail(Errc::internal, "libcurl does not start");
    state->set_fixed();
    return HttpClient(std::move(state));
}

Result<HttpResponse> HttpClient::send(HttpRequest const& request, Millis deadline)
{
    State& state = *state_;
    if (!request.path.starts_with('/')) return fail(Errc::invalid_argument, "a path begins with /");
    List headers;
    for (std::string const& header : request.headers) {
        if (header.find_first_of("\r\n") != std::string::npos) return fail(Errc::invalid_argument, "a header is one line");
        curl_slist* const longer = curl_slist_append(headers.get(), header.c_str());
        if (longer == nullptr) return fail(Errc::internal, "no memory for a header");
        static_cast<void>(headers.release());
        headers.reset(longer);
    }
    Received received;
    received.body_bytes_max = state.body_bytes_max;
    long const timeout_ms = static_cast<long>(std::clamp<std::int64_t>(deadline.count, 1, 600'000));
    state.words[0] = '\0';
    state.refused.clear();
    state.set(CURLOPT_URL, (state.url + request.path).c_str());
    state.set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
    state.set(CURLOPT_HTTPHEADER, headers.get());
    state.set(CURLOPT_WRITEDATA, static_cast<void*>(&received));
    state.set(CURLOPT_HEADERDATA, static_cast<void*>(&received));
    state.set(CURLOPT_TIMEOUT_MS, timeout_ms);
    state.set(CURLOPT_CONNECTTIMEOUT_MS, timeout_ms);
    if (request.method == "GET") {
        state.set(CURLOPT_HTTPGET, 1L);
    } else {
        state.set(CURLOPT_POSTFIELDS, request.body.c_str());
        state.set(CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.size()));
    }
    CURLcode const code = curl_easy_perform(state.handle.get());
    state.set(CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));
    if (code != CURLE_OK) return state.failed(code);
    long status = 0;
    curl_easy_getinfo(state.handle.get(), CURLINFO_RESPONSE_CODE, &status);
    return HttpResponse{static_cast<int>(status), std::move(received.body)};
}

}  // namespace saduak::platform
