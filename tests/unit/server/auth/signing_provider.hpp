// An OpenID Connect provider of the test: keys, tokens signed with them, and the answers of its addresses.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>
#include <cjose/cjose.h>

#include "server/auth/oidc_provider.hpp"

namespace saduak::test {

// A key pair under a name.
class SigningKey {
public:
    static SigningKey rsa(std::string const& kid, std::size_t bits = 2048)
    {
        static std::uint8_t const exponent[] = {1, 0, 1};
        return {cjose_jwk_create_RSA_random(bits, exponent, sizeof exponent, nullptr), kid, CJOSE_HDR_ALG_RS256};
    }
    static SigningKey ec(std::string const& kid) { return {cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, nullptr), kid, CJOSE_HDR_ALG_ES256}; }
    // A secret that both sides would know.
    static SigningKey shared(std::string const& kid, std::string const& secret)
    {
        return {cjose_jwk_create_oct_spec(reinterpret_cast<std::uint8_t const*>(secret.data()), secret.size(), nullptr), kid, CJOSE_HDR_ALG_HS256};
    }
    SigningKey(SigningKey const& other) : key_(cjose_jwk_retain(other.key_, nullptr)), kid_(other.kid_), algorithm_(other.algorithm_) {}
    SigningKey& operator=(SigningKey const&) = delete;
    ~SigningKey() { cjose_jwk_release(key_); }

    [[nodiscard]] std::string sign(boost::json::object const& claims) const
    {
        cjose_header_t* header = cjose_header_new(nullptr);
        cjose_header_set(header, CJOSE_HDR_ALG, algorithm_.c_str(), nullptr);
        if (!kid_.empty()) cjose_header_set(header, CJOSE_HDR_KID, kid_.c_str(), nullptr);
        std::string const text = boost::json::serialize(claims);
        cjose_jws_t* jws = cjose_jws_sign(key_, header, reinterpret_cast<std::uint8_t const*>(text.data()), text.size(), nullptr);
        REQUIRE(jws != nullptr);
        char const* compact = nullptr;
        REQUIRE(cjose_jws_export(jws, &compact, nullptr));
        std::string token = compact;
        cjose_jws_release(jws);
        cjose_header_release(header);
        return token;
    }
    [[nodiscard]] boost::json::object public_jwk() const
    {
        char* text = cjose_jwk_to_json(key_, false, nullptr);
        REQUIRE(text != nullptr);
        auto object = boost::json::parse(text).as_object();
        std::free(text);
        object["kid"] = kid_;
        return object;
    }

private:
    SigningKey(cjose_jwk_t* key, std::string kid, std::string algorithm) : key_(key), kid_(std::move(kid)), algorithm_(std::move(algorithm))
    {
        REQUIRE(key_ != nullptr);
    }
    cjose_jwk_t* key_;
    std::string kid_;
    std::string algorithm_;
};

inline std::string jwk_set(std::vector<SigningKey> const& keys)
{
    boost::json::array list;
    for (SigningKey const& key : keys) list.push_back(key.public_jwk());
    return boost::json::serialize(boost::json::object{{"keys", std::move(list)}});
}

}  // namespace saduak::test
