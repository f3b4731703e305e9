// Prometheus' text format, version 0.0.4, family by family.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/time.hpp"

namespace saduak::server {

class MetricsText {
public:
    using Labels = std::vector<std::pair<std::string_view, std::string_view>>;

    // Begins a family; `type`: counter, gauge, histogram. Its samples follow.
    void family(std::string_view name, std::string_view type, std::string_view help);
    void value(std::uint64_t value, Labels const& labels = {}) { part("", value, labels); }
    void value(std::string const& value, Labels const& labels = {}) { part("", value, labels); }
    // A sample whose name has a suffix: "_bucket".
    void part(std::string_view suffix, std::uint64_t value, Labels const& labels = {}) { part(suffix, std::to_string(value), labels); }
    void part(std::string_view suffix, std::string const& value, Labels const& labels = {});

    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    std::string text_;
    std::string name_;
};

// "0.025": seconds with milliseconds.
[[nodiscard]] std::string seconds_text(Millis duration);

}  // namespace saduak::server
