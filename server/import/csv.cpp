#include "server/import/csv.hpp"

#include <utility>

namespace saduak::server {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

CsvReader::CsvReader(std::string_view text) : text_(text)
{
    if (text_.substr(0, kByteOrderMark.size()) == kByteOrderMark) at_ = kByteOrderMark.size();
}

void CsvReader::end_line()
{
    if (at_end()) return;
    if (text_[at_] == '\r') ++at_;
    if (!at_end() && text_[at_] == '\n') ++at_;
    ++line_;
}

void CsvReader::skip_line()
{
    while (!at_end() && !at_line_end()) ++at_;
    end_line();
}

tl::unexpected<Error> CsvReader::bad(std::string reason)
{
    error_line_ = record_line_;
    skip_line();
    return fail(Errc::parse, std::move(reason));
}

Result<std::string> CsvReader::quoted_field()
{
    std::string value;
    ++at_;
    while (true) {
        if (at_end()) {
            // A quote that never closes swallows the rest of the file: go on behind the line on which it opened.
            at_ = record_at_;
            line_ = record_line_;
            return fail(Errc::parse, "a quoted field is not closed");
        }
        if (at_ - record_at_ > kCsvRecord_bytes_max) {
            at_ = record_at_;
            line_ = record_line_;
            return fail(Errc::parse, "a record is longer than 64 KiB");
        }
        char const c = text_[at_++];
        if (c == '"') {
            if (at_end() || text_[at_] != '"') break;
            ++at_;
        }
        if (c == '\n') ++line_;
        value += c;
    }
    if (!at_end() && text_[at_] != ',' && !at_line_end()) return fail(Errc::parse, "text behind a closing quote");
    return value;
}

Result<std::string> CsvReader::field()
{
    if (!at_end() && text_[at_] == '"') return quoted_field();
    std::size_t const from = at_;
    while (!at_end() && text_[at_] != ',' && !at_line_end()) {
        if (text_[at_] == '"') return fail(Errc::parse, "a quote inside a field that does not begin with one");
        if (at_ - record_at_ > kCsvRecord_bytes_max) return fail(Errc::parse, "a record is longer than 64 KiB");
        ++at_;
    }
    return std::string(text_.substr(from, at_ - from));
}

Result<std::optional<CsvRecord>> CsvReader::next()
{
    while (!at_end() && at_line_end()) end_line();
    if (at_end()) return std::nullopt;
    record_at_ = at_;
    record_line_ = line_;
    CsvRecord record;
    record.line = line_;
    while (true) {
        Result<std::string> value = field();
        if (!value) return bad(value.error().context);
        if (record.fields.size() == kCsvFields_max) return bad("more than 1024 fields");
        record.fields.push_back(*std::move(value));
        if (at_end() || at_line_end()) break;
        ++at_;  // the comma
    }
    end_line();
    return record;
}

}  // namespace saduak::server
