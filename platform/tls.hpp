// The server's own certificate, made at the first start, and clients that trust exactly one certificate by its
// fingerprint: no authority is needed in a hall. Any thread.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace boost::asio::ssl {
class context;
}

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace saduak::platform {

// 64 lower-case hex digits; colons and capitals are accepted. Errc::invalid_argument.
[[nodiscard]] Result<std::string> parse_fingerprint(std::string_view text);
// Connections of this context accept the certificate with that fingerprint (as parse_fingerprint gives it) and no other, whatever its
// name and dates. `fingerprint` must outlive the context.
void trust_only(ssl_ctx_st* context, std::string const& fingerprint);

struct TlsIdentity {
    std::filesystem::path certificate;  // PEM
    std::filesystem::path key;          // PEM, mode 0600
    std::string fingerprint;            // SHA-256 of the certificate (DER), 64 lower-case hex digits
    Instant ends_at;                    // when the certificate is no longer valid
};

// Reads DIR/certificate.pem and DIR/key.pem, or makes them: EC P-256, valid 10 years, for localhost, 127.0.0.1, ::1 and
// this machine's name. A pair put there by an administrator is used as it is.
[[nodiscard]] Result<TlsIdentity> load_or_create_identity(std::filesystem::path const& folder);

// A certificate with its chain and its key, PEM files of an administrator. Errc::io, parse: says which file and why.
[[nodiscard]] Result<TlsIdentity> read_identity(std::filesystem::path certificate, std::filesystem::path key);

// TLS 1.2 or later with the identity's key. Copies share the key in force. One thread.
class TlsServer {
public:
    [[nodiscard]] static Result<TlsServer> create(TlsIdentity const& identity);
    // New connections of every copy use the other's key; those that are open keep theirs.
    void adopt(TlsServer const& other) { *current_ = *other.current_; }
    [[nodiscard]] boost::asio::ssl::context& context() const { return **current_; }

private:
    using Context = std::shared_ptr<boost::asio::ssl::context>;
    explicit TlsServer(Context context) : current_(std::make_shared<Context>(std::move(context))) {}
    std::shared_ptr<Context> current_;
};

// Accepts the certificate with this fingerprint and no other, whatever its name and dates. Cheap to copy.
class TlsClient {
public:
    // `fingerprint`: 64 hex digits; colons and capitals are accepted.
    [[nodiscard]] static Result<TlsClient> create(std::string_view fingerprint);
    [[nodiscard]] boost::asio::ssl::context& context() const { return *context_; }

private:
    TlsClient(std::shared_ptr<std::string const> pin, std::shared_ptr<boost::asio::ssl::context> context)
        : pin_(std::move(pin)), context_(std::move(context))
    {
    }
    std::shared_ptr<std::string const> pin_;  // OpenSSL's callback points at it
    std::shared_ptr<boost::asio::ssl::context> context_;
};

}  // namespace saduak::platform
