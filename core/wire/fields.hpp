// One description of a struct's fields serves both directions: `fields(visitor, value)` names each field once,
// the Writer turns it into JSON and the Reader fills it from JSON. Integers only: Boost.JSON's doubles are not exact.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "core/base/bytes.hpp"
#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/domain/words.hpp"

namespace saduak::wire {

namespace json = boost::json;

class Writer;
class Reader;

template <class T>
concept HasFields = requires(Writer& writer, T& value)
{
    fields(writer, value);
};

class Writer {
public:
    template <class T>
    void operator()(char const* name, T const& value)
    {
        object_[name] = to_json(value);
    }
    // A field that came later: left out where it says nothing new, so that what was written before stays as it is.
    template <class T>
    void added(char const* name, T const& value)
    {
        added(name, value, T{});
    }
    template <class T>
    void added(char const* name, T const& value, T const& usual)
    {
        if (value != usual) (*this)(name, value);
    }
    [[nodiscard]] json::object take() { return std::move(object_); }

    static json::value to_json(std::string const& value) { return json::value(value); }
    static json::value to_json(bool value) { return json::value(value); }
    static json::value to_json(std::int64_t value) { return json::value(value); }
    static json::value to_json(std::int32_t value) { return json::value(std::int64_t{value}); }
    static json::value to_json(std::size_t value) { return json::value(static_cast<std::int64_t>(value)); }
    static json::value to_json(Instant value) { return json::value(value.ms); }
    static json::value to_json(Millis value) { return json::value(value.count); }
    static json::value to_json(Date value) { return json::value(format_date(value)); }
    template <class Tag>
    static json::value to_json(Id<Tag> const& value)
    {
        return json::value(value.str());
    }
    template <class Enum>
    requires std::is_enum_v<Enum>
    static json::value to_json(Enum value)
    {
        auto const text = domain::to_string(value);
        return json::value(json::string_view(text.data(), text.size()));
    }
    static json::value to_json(std::map<std::string, std::string> const& texts)
    {
        json::object object;
        for (auto const& [lang, text] : texts) object[lang] = text;
        return object;
    }
    template <class T>
    static json::value to_json(std::vector<T> const& values)
    {
        return list(values);
    }
    template <class T>
    static json::value to_json(std::deque<T> const& values)
    {
        return list(values);
    }
    template <class T>
    static json::value to_json(std::set<T> const& values)
    {
        return list(values);
    }
    // Maps are lists of [key, value], by key.
    template <class Key, class T>
    static json::value to_json(std::map<Key, T> const& values)
    {
        return list(values);
    }
    template <class Key, class T>
    static json::value to_json(std::unordered_map<Key, T> const& values)
    {
        std::vector<std::pair<Key const, T> const*> sorted;
        sorted.reserve(values.size());
        for (auto const& value : values) sorted.push_back(&value);
        std::sort(sorted.begin(), sorted.end(), [](auto const* a, auto const* b) { return a->first < b->first; });
        json::array array;
        array.reserve(sorted.size());
        for (auto const* value : sorted) array.push_back(to_json(*value));
        return array;
    }
    template <class First, class Second>
    static json::value to_json(std::pair<First, Second> const& value)
    {
        json::array array;
        array.push_back(to_json(value.first));
        array.push_back(to_json(value.second));
        return array;
    }
    template <class T>
    static json::value to_json(std::optional<T> const& value)
    {
        return value ? to_json(*value) : json::value();
    }
    template <HasFields T>
    static json::value to_json(T const& value)
    {
        Writer writer;
        fields(writer, const_cast<T&>(value));  // one description for both directions: the Writer only reads
        return writer.take();
    }

private:
    template <class List>
    static json::value list(List const& values)
    {
        json::array array;
        array.reserve(values.size());
        for (auto const& value : values) array.push_back(to_json(value));
        return array;
    }

    json::object object_;
};

// Reads what fields() names. The first fault is kept; reading goes on without effect.
class Reader {
public:
    explicit Reader(json::object const& object) : object_(object), next_(object.begin()) {}

    template <class T>
    void operator()(char const* name, T& value)
    {
        if (!status_) return;
        if (json::value const* found = find(name)) read(name, *found, value);
        else status_ = fail(Errc::parse, std::string("\"") + name + "\" is missing");
    }
    template <class T>
    void added(char const* name, T& value)
    {
        if (!status_) return;
        if (json::value const* found = find(name)) read(name, *found, value);
    }
    template <class T>
    void added(char const* name, T& value, T const&)
    {
        added(name, value);
    }
    // Fine, or the first fault; a key that fields() does not name is a fault too.
    [[nodiscard]] Status finish() const
    {
        if (status_ && object_.size() != known_) return fail(Errc::parse, "unknown fields");
        return status_;
    }

    [[nodiscard]] static Status from_json(json::value const& from, std::string& to)
    {
        SADUAK_TRY(std::string_view const text, text_of(from));
        to.assign(text);
        return {};
    }
    [[nodiscard]] static Status from_json(json::value const& from, bool& to)
    {
        if (!from.is_bool()) return fail(Errc::parse, "must be true or false");
        to = from.get_bool();
        return {};
    }
    [[nodiscard]] static Status from_json(json::value const& from, std::int64_t& to)
    {
        if (!from.is_int64()) return fail(Errc::parse, "must be a whole number");
        to = from.get_int64();
        return {};
    }
    [[nodiscard]] static Status from_json(json::value const& from, std::int32_t& to)
    {
        std::int64_t wide = 0;
        SADUAK_TRY_STATUS(from_json(from, wide));
        if (wide < std::numeric_limits<std::int32_t>::min() || wide > std::numeric_limits<std::int32_t>::max())
            return fail(Errc::parse, "is out of range");
        to = static_cast<std::int32_t>(wide);
        return {};
    }
    [[nodiscard]] static Status from_json(json::value const& from, std::size_t& to)
    {
        std::int64_t wide = 0;
        SADUAK_TRY_STATUS(from_json(from, wide));
        if (wide < 0) return fail(Errc::parse, "must not be below 0");
        to = static_cast<std::size_t>(wide);
        return {};
    }
    [[nodiscard]] static Status from_json(json::value const& from, Instant& to) { return from_json(from, to.ms); }
    [[nodiscard]] static Status from_json(json::value const& from, Millis& to) { return from_json(from, to.count); }
    [[nodiscard]] static Status from_json(json::value const& from, Date& to)
    {
        SADUAK_TRY(std::string_view const text, text_of(from));
        SADUAK_TRY(to, parse_date(text));
        return {};
    }
    template <class Tag>
    [[nodiscard]] static Status from_json(json::value const& from, Id<Tag>& to)
    {
        SADUAK_TRY(std::string_view const text, text_of(from));
        if (text.size() > 64) return fail(Errc::parse, "is too long for an id");
        to.assign(text);
        return {};
    }
    template <class Enum>
    requires std::is_enum_v<Enum>
    [[nodiscard]] static Status from_json(json::value const& from, Enum& to)
    {
        SADUAK_TRY(std::string_view const text, text_of(from));
        auto const value = domain::from_string<Enum>(text);
        if (!value) return fail(Errc::parse, "has the unknown value \"" + std::string(text.substr(0, 40)) + "\"");
        to = *value;
        return {};
    }
    [[nodiscard]] static Status from_json(json::value const& from, std::map<std::string, std::string>& to)
    {
        if (!from.is_object()) return fail(Errc::parse, "must be an object of texts by language");
        to.clear();
        for (auto const& [lang, text] : from.get_object()) SADUAK_TRY_STATUS(from_json(text, to[std::string(lang)]));
        return {};
    }
    template <class T>
    [[nodiscard]] static Status from_json(json::value const& from, std::vector<T>& to)
    {
        if (!from.is_array()) return fail(Errc::parse, "must be a list");
        to.clear();
        for (json::value const& item : from.get_array()) SADUAK_TRY_STATUS(from_json(item, to.emplace_back()));
        return {};
    }
    template <class T>
    [[nodiscard]] static Status from_json(json::value const& from, std::deque<T>& to)
    {
        if (!from.is_array()) return fail(Errc::parse, "must be a list");
        to.clear();
        for (json::value const& item : from.get_array()) SADUAK_TRY_STATUS(from_json(item, to.emplace_back()));
        return {};
    }
    template <class T>
    [[nodiscard]] static Status from_json(json::value const& from, std::set<T>& to)
    {
        return entries<T>(from, to);
    }
    template <class Key, class T>
    [[nodiscard]] static Status from_json(json::value const& from, std::map<Key, T>& to)
    {
        return entries<std::pair<Key, T>>(from, to);
    }
    template <class Key, class T>
    [[nodiscard]] static Status from_json(json::value const& from, std::unordered_map<Key, T>& to)
    {
        return entries<std::pair<Key, T>>(from, to);
    }
    template <class First, class Second>
    [[nodiscard]] static Status from_json(json::value const& from, std::pair<First, Second>& to)
    {
        if (!from.is_array() || from.get_array().size() != 2) return fail(Errc::parse, "must be a list of two");
        SADUAK_TRY_STATUS(from_json(from.get_array()[0], to.first));
        return from_json(from.get_array()[1], to.second);
    }
    template <class T>
    [[nodiscard]] static Status from_json(json::value const& from, std::optional<T>& to)
    {
        to.reset();
        return from.is_null() ? Status{} : from_json(from, to.emplace());
    }
    template <HasFields T>
    [[nodiscard]] static Status from_json(json::value const& from, T& to)
    {
        if (!from.is_object()) return fail(Errc::parse, "must be an object");
        Reader reader(from.get_object());
        fields(reader, to);
        return reader.finish();
    }

private:
    [[nodiscard]] static Result<std::string_view> text_of(json::value const& from)
    {
        if (!from.is_string()) return fail(Errc::parse, "must be text");
        return std::string_view(from.get_string().data(), from.get_string().size());
    }
    // What a Writer wrote comes in the order of fields(): then the next one is the one that is asked for.
    [[nodiscard]] json::value const* find(json::string_view name)
    {
        json::value const* found = nullptr;
        if (next_ != object_.end() && next_->key() == name) found = &(next_++)->value();
        else found = object_.if_contains(name);
        if (found != nullptr) ++known_;
        return found;
    }
    template <class T>
    void read(char const* name, json::value const& from, T& to)
    {
        if (auto const done = from_json(from, to); !done) status_ = fail(Errc::parse, std::string("\"") + name + "\" " + done.error().context);
    }
    // Of a set or map: each once.
    template <class Entry, class Container>
    [[nodiscard]] static Status entries(json::value const& from, Container& to)
    {
        if (!from.is_array()) return fail(Errc::parse, "must be a list");
        to.clear();
        for (json::value const& item : from.get_array()) {
            Entry entry;
            SADUAK_TRY_STATUS(from_json(item, entry));
            to.insert(std::move(entry));
        }
        return to.size() == from.get_array().size() ? Status{} : fail(Errc::parse, "has an entry twice");
    }

    json::object const& object_;
    json::object::const_iterator next_;
    Status status_;
    std::size_t known_ = 0;
};

}  // namespace saduak::wire
