// One table of a configuration file, read strictly.
#pragma once

#include <set>
#include <string>

#include <toml++/toml.h>

#include "core/base/result.hpp"

namespace saduak::kiosk {

// Reads one table's keys; a key that nobody asks for is an error: it is misspelt.
class Section {
public:
    Section(toml::table const& root, std::string name) : name_(std::move(name)), table_(root[name_].as_table()) {}

    template <class T>
    [[nodiscard]] Result<T> value(std::string const& key, T fallback)
    {
        asked_.insert(key);
        if (table_ == nullptr || !table_->contains(key)) return fallback;
        auto const found = (*table_)[key].value<T>();
        if (!found) return fail(Errc::parse, name_ + "." + key + " has a value of the wrong kind");
        return *found;
    }
    [[nodiscard]] Result<std::string> text(std::string const& key, std::string fallback = {}) { return value<std::string>(key, std::move(fallback)); }
    [[nodiscard]] Result<int> pixels(std::string const& key, int fallback)
    {
        SADUAK_TRY(int const found, value<int>(key, fallback));
        if (found < 480 || found > 8192) return fail(Errc::parse, name_ + "." + key + " must be 480 to 8192");
        return found;
    }
    [[nodiscard]] Status all_known() const
    {
        if (table_ == nullptr) return {};
        for (auto const& [key, node] : *table_)
            if (!asked_.contains(std::string(key.str()))) return fail(Errc::parse, "unknown key " + name_ + "." + std::string(key.str()));
        return {};
    }

private:
    std::string name_;
    toml::table const* table_;
    std::set<std::string> asked_;
};

}  // namespace saduak::kiosk
