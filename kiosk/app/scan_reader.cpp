#include "kiosk/app/scan_reader.hpp"

namespace saduak::kiosk {

void ScanReader::key(KeyPressed const& key, Instant now)
{
    if (!held_.empty() && now >= last_ + kScanGap) release();
    last_ = now;
    if (!key.key && key.typed == 0) return keys_.push_back(key);  // a scanner's Shift is no letter of the code
    bool const enter = key.key && key.key->kind == Key::Kind::confirm;
    if (!enter) {
        if (held_.size() < kScanMax) held_.push_back(key);
        return;
    }
    if (held_.size() < kScanMin) {
        release();
        keys_.push_back(key);
        return;
    }
    std::string text;
    for (KeyPressed const& each : held_)
        if (each.typed != 0) text += each.typed;
    held_.clear();
    scan_ = std::move(text);
}

// A burst without an Enter was no whole code, and its digits mean nothing on the screen.
void ScanReader::release()
{
    if (held_.size() < kScanMin) keys_.insert(keys_.end(), held_.begin(), held_.end());
    held_.clear();
}

std::vector<KeyPressed> ScanReader::take_keys(Instant now)
{
    if (!held_.empty() && now >= last_ + kScanGap) release();
    return std::exchange(keys_, {});
}

std::optional<std::string> ScanReader::take_scan() { return std::exchange(scan_, std::nullopt); }

}  // namespace saduak::kiosk
