// A device gets its key: it shows the one-time code of an administrator to the server's API (docs/DEVICES.md).
#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.hpp"

namespace saduak::kiosk {

struct EnrolmentWish {
    std::string server;       // "https://queue.example:8443"; http on this machine alone
    std::string code;         // as typed
    std::string fingerprint;  // SHA-256 of the API's certificate; empty: the machine's authorities vouch for it
    std::string device;       // the code must be of this one; empty: whichever it is
};

struct Enrolment {
    std::string device;
    std::string site;
    std::string role;         // "issue", "rate" or "issue,rate"
    std::string key;          // 64 hex digits: secret
    std::string address;      // of the device link
    std::string fingerprint;  // of the link's certificate; empty: plain, on loopback
    std::string url;          // of the API, and how it is known
    std::string url_fingerprint;
};

// A provisioning file (TOML): server, code, fingerprint, device. Errc::not_found, or parse with the key.
[[nodiscard]] Result<EnrolmentWish> load_wish(std::filesystem::path const& file);
// Asks, at most 30 s. Errc::permission: the code is wrong or spent, or the server is not the one it should be; busy: too many wrong codes;
// parse: no answer of such a server; else what HttpClient says.
[[nodiscard]] Result<Enrolment> enrol(EnrolmentWish const& wish);

// What `enrol` got, in the kiosk's data folder (mode 0600): read where the configuration has no [device].
[[nodiscard]] std::filesystem::path enrolment_file(std::filesystem::path const& data);
[[nodiscard]] Status keep_enrolment(std::filesystem::path const& data, Enrolment const& enrolment);

}  // namespace saduak::kiosk
