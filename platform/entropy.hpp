// Secrets and ids from the operating system, and the hashes of secrets. Any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/base/bytes.hpp"

namespace saduak::platform {

// 32 lower-case hex digits: 128 random bits.
[[nodiscard]] std::string random_id();
// 64 lower-case hex digits: 256 random bits.
[[nodiscard]] std::string random_key();
[[nodiscard]] std::string sha256_hex(std::string_view data);
// The same for what comes in pieces.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256 const&) = delete;
    Sha256& operator=(Sha256 const&) = delete;

    void add(std::string_view data);
    // Of everything added; once.
    [[nodiscard]] std::string hex();

private:
    struct Context;
    std::unique_ptr<Context> context_;
};
[[nodiscard]] std::string hmac_sha256_hex(std::string_view key, std::string_view data);
[[nodiscard]] std::string hmac_sha256_base64(std::string_view key, std::string_view data);
// Takes the same time whatever differs.
[[nodiscard]] bool equal_secrets(std::string_view a, std::string_view b);

}  // namespace saduak::platform
