// One description of a struct's fields serves both directions: `fields(visitor, value)` names each field once,
// the Writer turns it into JSON and the Reader fills it from JSON. Integers only: Boost.JSON's doubles are not exact.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <type_traits>
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
        json::array array;
        for (T const& value : values) array.push_back(to_json(value));
        return array;
    }
    template <HasFields T>
    static json::value to_json(T const& value)
    {
        Writer writer;
        fields(writer, const_cast<T&>(value));  // one description for both directions: the Writer only reads
        return writer.take();
    }

private:
    json::object object_;
};

// Reads what fields() names. The first fault is kept; reading goes on without effect.
class Reader {
public:
    explicit Reader(json::object const& object) : object_(object) {}

    template <class T>
    void operator()(char const* name, T& value)
    {
        if (!status_) return;
        json::value const* found = object_.if_contains(name);
        ++known_;
        if (found == nullptr) status_ = fail(Errc::parse, std::string("\"") + name + "\" is missing");
        else if (auto read = from_json(*found, value); !read) status_ = fail(Errc::parse, std::string("\"") + name + "\" " + read.error().context);
    }
    template <class T>
    void added(char const* name, T& value)
    {
        if (object_.if_contains(name) != nullptr) (*this)(name, value);
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
        if (!from.is_string()) return fail(Errc::parse, "must be text");
        to.assign(from.get_string().data(), from.get_string().size());
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
    [[nodiscard]] static Status from_json(json::value const& from, Instant& to) { return from_json(from, to.ms); }
    [[nodiscard]] static Status from_json(json::value const& from, Millis& to) { return from_json(from, to.count); }
    [[nodiscard]] static Status from_json(json::value const& from, Date& to)
    {
        std::string text;
        SADUAK_TRY_STATUS(from_json(from, text));
        SADUAK_TRY(to, parse_date(text));
        return {};
    }
    template <class Tag>
    [[nodiscard]] static Status from_json(json::value const& from, Id<Tag>& to)
    {
        std::string text;
        SADUAK_TRY_STATUS(from_json(from, text));
        if (text.size() > 64) return fail(Errc::parse, "is too long for an id");
        to = Id<Tag>(std::move(text));
        return {};
    }
    template <class Enum>
    requires std::is_enum_v<Enum>
    [[nodiscard]] static Status from_json(json::value const& from, Enum& to)
    {
        std::string text;
        SADUAK_TRY_STATUS(from_json(from, text));
        auto const value = domain::from_string<Enum>(text);
        if (!value) return fail(Errc::parse, "has the unknown value \"" + text.substr(0, 40) + "\"");
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
    template <HasFields T>
    [[nodiscard]] static Status from_json(json::value const& from, T& to)
    {
        if (!from.is_object()) return fail(Errc::parse, "must be an object");
        Reader reader(from.get_object());
        fields(reader, to);
        return reader.finish();
    }

private:
    json::object const& object_;
    Status status_;
    std::size_t known_ = 0;
};

}  // namespace saduak::wire
