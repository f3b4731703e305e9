#include "platform/tls.hpp"

#include <array>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>

#include <boost/asio/ssl/context.hpp>
#include <fcntl.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include "core/base/bytes.hpp"

namespace saduak::platform {
namespace {

namespace fs = std::filesystem;
namespace ssl = boost::asio::ssl;

struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
    void operator()(BIO* bio) const { BIO_free_all(bio); }
    void operator()(std::FILE* file) const { std::fclose(file); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

constexpr long kValiditySeconds = 10L * 365 * 24 * 3600;

std::string host_name()
{
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) != 0) return {};
    std::string text = name.data();
    for (char const c : text)
        if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '.') return {};
    return text;
}

bool add_extension(X509* certificate, int nid, std::string const& value)
{
    X509V3_CTX context{};
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    Owned<X509_EXTENSION> const extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

Owned<X509> make_certificate(EVP_PKEY* key)
{
    Owned<X509> certificate(X509_new());
    std::array<unsigned char, 16> serial{};
    if (!certificate || RAND_bytes(serial.data(), static_cast<int>(serial.size())) != 1) return nullptr;
    serial[0] &= 0x7F;  // positive
    BIGNUM* number = BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr);
    BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate.get()));
    BN_free(number);
    X509_set_version(certificate.get(), X509_VERSION_3);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -24L * 3600);  // clocks in halls are off by hours
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kValiditySeconds);
    X509_set_pubkey(certificate.get(), key);

    std::string const host = host_name();
    std::string const common_name = host.empty() || host.size() > 64 ? "saduak" : host;
    X509_NAME* name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, as_bytes(common_name).data(), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), name);

    std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";
    if (!host.empty() && host != "localhost") names += ",DNS:" + host;
    bool const complete = add_extension(certificate.get(), NID_basic_constraints, "critical,CA:FALSE") &&
                          add_extension(certificate.get(), NID_key_usage, "critical,digitalSignature") &&
                          add_extension(certificate.get(), NID_ext_key_usage, "serverAuth") &&
                          add_extension(certificate.get(), NID_subject_alt_name, names);
    if (!complete || X509_sign(certificate.get(), key, EVP_sha256()) == 0) return nullptr;
    return certificate;
}

enum class FileMode : mode_t { shared = 0644, secret = 0600 };

// Written beside and renamed: a crash leaves the old file or the new one.
Status write_file(fs::path const& path, std::string_view text, FileMode mode)
{
    fs::path const part = path.string() + ".part";
    auto failed = [&path] { return fail(Errc::io, "writing " + path.string() + ": " + std::strerror(errno)); };
    static_cast<void>(::unlink(part.c_str()));
    int const fd = ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, static_cast<mode_t>(mode));
    if (fd < 0) return failed();
    bool const written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
    ::close(fd);
    if (!written || ::rename(part.c_str(), path.c_str()) != 0) return failed();
    return {};
}

template <class Write>
std::string to_pem(Write write)
{
    Owned<BIO> const bio(BIO_new(BIO_s_mem()));
    if (!bio || write(bio.get()) != 1) return {};
    char* data = nullptr;
    long const size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

Status create_pair(fs::path const& certificate_path, fs::path const& key_path)
{
    Owned<EVP_PKEY> const key(EVP_EC_gen("P-256"));
    if (!key) return fail(Errc::internal, "making a TLS key");
    Owned<X509> const certificate = make_certificate(key.get());
    if (!certificate) return fail(Errc::internal, "making a TLS certificate");
    auto write_key = [&](BIO* bio) { return PEM_write_bio_PKCS8PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr); };
    auto write_certificate = [&](BIO* bio) { return PEM_write_bio_X509(bio, certificate.get()); };
    // The key first: a certificate without its key would be taken for an administrator's half-done work.
    SADUAK_TRY_STATUS(write_file(key_path, to_pem(write_key), FileMode::secret));
    return write_file(certificate_path, to_pem(write_certificate), FileMode::shared);
}

std::string fingerprint_of(X509 const* certificate)
{
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    unsigned int size = 0;
    if (X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1) return {};
    return to_hex(ByteView(digest.data(), size));
}

// OpenSSL's question about the peer's certificate; `pin` is the fingerprint that we want.
int accept_pinned(X509_STORE_CTX* store, void* pin)
{
    X509 const* certificate = X509_STORE_CTX_get0_cert(store);
    if (certificate != nullptr && fingerprint_of(certificate) == *static_cast<std::string const*>(pin)) return 1;
    X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_UNTRUSTED);
    return 0;
}

}  // namespace

Result<std::string> parse_fingerprint(std::string_view text)
{
    std::string pin;
    for (char const c : text)
        if (c != ':') pin += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (!from_hex(pin) || pin.size() != 64) return fail(Errc::invalid_argument, "a certificate fingerprint has 64 hex digits");
    return pin;
}

void trust_only(ssl_ctx_st* context, std::string const& fingerprint)
{
    SSL_CTX_set_cert_verify_callback(context, accept_pinned, const_cast<std::string*>(&fingerprint));
}

Result<TlsIdentity> load_or_create_identity(fs::path const& folder)
{
    TlsIdentity identity{folder / "certificate.pem", folder / "key.pem", {}, {}};
    std::error_code ec;
    fs::create_directories(folder, ec);
    if (!ec) fs::permissions(folder, fs::perms::owner_all, ec);
    if (ec) return fail(Errc::io, "making the folder " + folder.string() + ": " + ec.message());
    if (!fs::exists(identity.certificate, ec)) {
        SADUAK_TRY_STATUS(create_pair(identity.certificate, identity.key));
    }
    return read_identity(identity.certificate, identity.key);
}

Result<TlsIdentity> read_identity(fs::path certificate_file, fs::path key)
{
    TlsIdentity identity{std::move(certificate_file), std::move(key), {}, {}};
    Owned<std::FILE> const file(std::fopen(identity.certificate.c_str(), "re"));
    if (!file) return fail(Errc::io, "reading " + identity.certificate.string() + ": " + std::strerror(errno));
    Owned<X509> const certificate(PEM_read_X509(file.get(), nullptr, nullptr, nullptr));
    if (!certificate) return fail(Errc::parse, identity.certificate.string() + " holds no PEM certificate");
    identity.fingerprint = fingerprint_of(certificate.get());
    std::tm ends{};
    if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &ends) == 1) identity.ends_at = Instant{::timegm(&ends) * 1000};
    return identity;
}

Result<TlsServer> TlsServer::create(TlsIdentity const& identity)
{
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS);
    context->set_options(ssl::context::no_compression | ssl::context::single_dh_use);
    SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    // Of TLS 1.2 only what has forward secrecy and an authenticated cipher.
    if (SSL_CTX_set_cipher_list(context->native_handle(), "ECDHE+AESGCM:ECDHE+CHACHA20") != 1)
        return fail(Errc::internal, "this OpenSSL knows no sound ciphers");
    boost::system::error_code ec;
    context->use_certificate_chain_file(identity.certificate.string(), ec);
    if (ec) return fail(Errc::parse, "TLS certificate " + identity.certificate.string() + ": " + ec.message());
    context->use_private_key_file(identity.key.string(), ssl::context::pem, ec);
    if (ec) return fail(Errc::parse, "TLS key " + identity.key.string() + ": " + ec.message());
    if (SSL_CTX_check_private_key(context->native_handle()) != 1)
        return fail(Errc::invalid_argument, identity.key.string() + " is not the key of " + identity.certificate.string());
    return TlsServer(std::move(context));
}

Result<TlsClient> TlsClient::create(std::string_view fingerprint)
{
    SADUAK_TRY(std::string pin, parse_fingerprint(fingerprint));
    auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
    auto shared_pin = std::make_shared<std::string const>(std::move(pin));
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    context->set_verify_mode(ssl::verify_peer);
    trust_only(context->native_handle(), *shared_pin);
    return TlsClient(std::move(shared_pin), std::move(context));
}

}  // namespace saduak::platform
