// Devices: their keys, how they get them, and how they lose them.
#include <algorithm>

#include "server/auth/accounts_state.hpp"
#include "server/auth/enrolment_code.hpp"

namespace saduak::server {
namespace {

using platform::sha256_hex;

std::string next_key_of(std::string const& secret, DeviceId const& device, std::string const& nonce)
{
    return platform::hmac_sha256_hex(secret, "device-key:" + device.str() + ":" + nonce);
}

Status check_device_record(DeviceRecord const& device)
{
    if (!valid_code(device.id.str()) || !valid_code(device.site.str()))
        return fail(Errc::invalid_argument, "a device and its site have names of 1 to 64 letters, digits, '.', '_' or '-'");
    if (device.roles.empty()) return fail(Errc::invalid_argument, "a device needs a role: issue or rate");
    return {};
}

std::string described(DeviceRecord const& device)
{
    std::string text = "device " + device.id.str() + " at " + device.site.str() + ":";
    for (DeviceRole const role : device.roles) text += " " + std::string(to_string(role));
    if (!device.counter.empty()) text += " at counter " + device.counter.str();
    return text;
}

Enrolment enrolment_of(std::string const& code, Instant now) { return {sha256_hex(plain_enrolment_code(code)), now + kEnrolmentCodeLimit}; }

}  // namespace

bool DeviceRecord::has(DeviceRole role) const { return std::find(roles.begin(), roles.end(), role) != roles.end(); }

Result<DeviceRecord> Accounts::check_device(DeviceId const& device, std::string_view key, Instant now)
{
    auto const snapshot = state_->current();
    auto const found = snapshot->devices.find(device);
    if (found == snapshot->devices.end() || found->second.record.revoked) return fail(Errc::not_found, "unknown device " + device.str());
    StoredDevice const& stored = found->second;
    std::string const sha256 = sha256_hex(key);
    bool const rotating = !stored.next_key_sha256.empty();
    if (rotating && platform::equal_secrets(sha256, stored.next_key_sha256)) {
        std::lock_guard const lock(state_->memory);
        state_->new_keys.insert(stored.next_key_sha256);
        return stored.record;
    }
    bool replaced = false;
    if (rotating) {
        std::lock_guard const lock(state_->memory);
        replaced = now >= stored.old_key_until || state_->new_keys.contains(stored.next_key_sha256);
    }
    if (replaced || !platform::equal_secrets(sha256, stored.key_sha256)) return fail(Errc::permission, "wrong key of device " + device.str());
    return stored.record;
}

std::optional<std::string> Accounts::next_key(DeviceId const& device, std::string_view shown) const
{
    auto const snapshot = state_->current();
    auto const found = snapshot->devices.find(device);
    if (found == snapshot->devices.end() || found->second.next_key_nonce.empty()) return std::nullopt;
    if (!platform::equal_secrets(sha256_hex(shown), found->second.key_sha256)) return std::nullopt;
    return next_key_of(state_->secret, device, found->second.next_key_nonce);
}

// With `file` held.
Status Accounts::adopt_new_keys(Instant now)
{
    std::set<std::string> used;
    {
        std::lock_guard const lock(state_->memory);
        used = state_->new_keys;
    }
    if (used.empty()) return {};
    auto const snapshot = state_->current();
    for (auto const& [id, stored] : snapshot->devices) {
        if (stored.next_key_sha256.empty() || !used.contains(stored.next_key_sha256)) continue;
        AuditEntry act{0, now, "device:" + id.str(), "device.key", "device " + id.str() + " uses its new key", {}};
        SADUAK_TRY_STATUS(state_->accounts_file.adopt_key(id, stored.next_key_sha256, std::move(act)));
    }
    SADUAK_TRY_STATUS(state_->reload());
    std::lock_guard const lock(state_->memory);
    for (std::string const& key : used) state_->new_keys.erase(key);
    return {};
}

bool Accounts::is_revoked(DeviceId const& device) const
{
    auto const snapshot = state_->current();
    auto const found = snapshot->devices.find(device);
    return found == snapshot->devices.end() || found->second.record.revoked;
}

std::vector<DeviceRecord> Accounts::devices() const
{
    std::vector<DeviceRecord> result;
    auto const snapshot = state_->current();
    for (auto const& [id, stored] : snapshot->devices) result.push_back(stored.record);
    return result;
}

std::vector<DeviceRecord> Accounts::devices(SiteId const& site) const
{
    std::vector<DeviceRecord> result = devices();
    std::erase_if(result, [&site](DeviceRecord const& record) { return record.site != site; });
    return result;
}

std::vector<DeviceStanding> Accounts::device_standings(SiteId const& site) const
{
    std::vector<DeviceStanding> result;
    auto const snapshot = state_->current();
    for (auto const& [id, stored] : snapshot->devices) {
        if (stored.record.site != site) continue;
        DeviceKey const key = stored.key_sha256.empty() ? DeviceKey::none : (stored.next_key_sha256.empty() ? DeviceKey::good : DeviceKey::rotating);
        bool const code_open =
            std::any_of(snapshot->enrolments.begin(), snapshot->enrolments.end(), [&id](auto const& one) { return one.second == id; });
        result.push_back({stored.record, key, code_open});
    }
    return result;
}

Result<std::string> Accounts::add_device(DeviceRecord const& device, Actor const& actor, Instant now)
{
    SADUAK_TRY_STATUS(check_device_record(device));
    std::string key = platform::random_key();
    StoredDevice const stored{device, sha256_hex(key), {}, {}, {}};
    AuditEntry act = act_of(actor, "device.add", described(device), now);
    SADUAK_TRY_STATUS(
        state_->change([&](AccountsFile& file) { return file.insert_device(stored, std::nullopt, std::move(act)); }).map_error([&](Error error) {
            return no_entry(std::move(error), "device " + device.id.str());
        }));
    return key;
}

Result<std::string> Accounts::add_device_to_enrol(DeviceRecord const& device, Actor const& actor, Instant now)
{
    SADUAK_TRY_STATUS(check_device_record(device));
    std::string code = draw_enrolment_code();
    StoredDevice const stored{device, {}, {}, {}, {}};
    AuditEntry act = act_of(actor, "device.add", described(device), now);
    SADUAK_TRY_STATUS(state_->change([&](AccountsFile& file) { return file.insert_device(stored, enrolment_of(code, now), std::move(act)); })
                          .map_error([&](Error error) { return no_entry(std::move(error), "device " + device.id.str()); }));
    return code;
}

Result<std::string> Accounts::enrol_again(DeviceId const& device, Actor const& actor, Instant now)
{
    std::string code = draw_enrolment_code();
    AuditEntry act = act_of(actor, "device.code", "device " + device.str(), now);
    SADUAK_TRY_STATUS(state_->change([&](AccountsFile& file) -> Status {
        if (!state_->current()->devices.contains(device)) return fail(Errc::not_found, "there is no device " + device.str());
        return file.put_enrolment(device, enrolment_of(code, now), std::move(act));
    }));
    return code;
}

Result<Accounts::Enrolled> Accounts::enrol(std::string_view code, DeviceId const& expected, std::string_view address, Instant now)
{
    std::string const who = "enrol|" + std::string(address);
    SADUAK_TRY_STATUS(check_limit(who, now));
    auto refused = [&]() -> Result<Enrolled> {
        state_->note_failure({0, now, {}, "device.refused", "an enrolment code that is wrong or too old", std::string(address)});
        std::lock_guard const lock(state_->memory);
        state_->limit.failed(who, now);
        return fail(Errc::not_found, "no such code, or it was used or is too old");
    };
    // Found by its hash: how long that takes tells nothing of the codes that there are.
    std::string const sha256 = sha256_hex(plain_enrolment_code(code));
    auto const snapshot = state_->current();
    auto const found = snapshot->enrolments.find(sha256);
    if (found == snapshot->enrolments.end() || (!expected.empty() && found->second != expected)) return refused();
    DeviceId const device = found->second;
    std::string key = platform::random_key();
    AuditEntry act{0, now, "device:" + device.str(), "device.enrol", "device " + device.str(), std::string(address)};
    Status const enrolled = state_->change([&](AccountsFile& file) { return file.enrol(device, sha256, sha256_hex(key), std::move(act)); });
    if (!enrolled && enrolled.error().code == Errc::not_found) return refused();
    if (!enrolled) return tl::unexpected(enrolled.error());
    {
        std::lock_guard const lock(state_->memory);
        state_->limit.succeeded(who);
    }
    auto const now_known = state_->current();
    return Enrolled{now_known->devices.at(device).record, std::move(key)};
}

Status Accounts::rotate_device(DeviceId const& device, Actor const& actor, Instant now)
{
    AuditEntry act = act_of(actor, "device.rotate", "device " + device.str(), now);
    return state_->change([&](AccountsFile& file) -> Status {
        auto const snapshot = state_->current();
        auto const found = snapshot->devices.find(device);
        if (found == snapshot->devices.end()) return fail(Errc::not_found, "there is no device " + device.str());
        // It may have been told that one already, and would show it.
        if (!found->second.next_key_nonce.empty()) return fail(Errc::busy, "a new key waits for device " + device.str() + " already");
        StoredDevice rotating = found->second;
        rotating.next_key_nonce = platform::random_id();
        rotating.next_key_sha256 = sha256_hex(next_key_of(state_->secret, device, rotating.next_key_nonce));
        rotating.old_key_until = now + kOldKeyLimit;
        return file.rotate_key(rotating, std::move(act));
    });
}

Status Accounts::revoke_device(DeviceId const& device, Actor const& actor, Instant now)
{
    AuditEntry act = act_of(actor, "device.revoke", "device " + device.str(), now);
    return state_->change([&](AccountsFile& file) { return file.revoke_device(device, std::move(act)); });
}

}  // namespace saduak::server
