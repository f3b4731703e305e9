#include "server/auth/oidc_links.hpp"

#include <algorithm>
#include <mutex>

#include "platform/sqlite.hpp"

namespace saduak::server {
namespace {

using platform::Database;
using platform::Statement;

constexpr std::string_view kSchema = R"sql(
CREATE TABLE IF NOT EXISTS oidc_link (user TEXT PRIMARY KEY REFERENCES user(name) ON DELETE CASCADE, value TEXT NOT NULL UNIQUE,
                                      subject TEXT NOT NULL) STRICT;
)sql";
constexpr std::string_view kHasUser = "SELECT 1 FROM user WHERE name = ?";
constexpr std::string_view kLink =
    "INSERT INTO oidc_link(user, value, subject) VALUES (?, ?, '') ON CONFLICT(user) DO UPDATE SET value = excluded.value, subject = ''";
constexpr std::string_view kUnlink = "DELETE FROM oidc_link WHERE user = ?";
constexpr std::string_view kValueOf = "SELECT value FROM oidc_link WHERE user = ?";
constexpr std::string_view kBySubject = "SELECT user FROM oidc_link WHERE subject = ? AND subject <> ''";
constexpr std::string_view kByValue = "SELECT user, subject FROM oidc_link WHERE value = ?";
constexpr std::string_view kKeepSubject = "UPDATE oidc_link SET subject = ? WHERE user = ? AND subject = ''";

// Addresses differ in capitals without being others.
std::string folded(std::string_view value)
{
    std::string text(value);
    std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

}  // namespace

struct OidcLinks::State {
    explicit State(Database its_database) : database(std::move(its_database)) {}
    std::mutex mutex;
    Database database;
};

Result<std::unique_ptr<OidcLinks>> OidcLinks::open(std::filesystem::path const& data_folder)
{
    SADUAK_TRY(Database database, Database::open((data_folder / "accounts.db").string(), platform::OpenMode::read_write));
    SADUAK_TRY_STATUS(database.execute(kSchema));
    return std::unique_ptr<OidcLinks>(new OidcLinks(std::make_unique<State>(std::move(database))));
}

OidcLinks::OidcLinks(std::unique_ptr<State> state) : state_(std::move(state)) {}
OidcLinks::~OidcLinks() = default;

Status OidcLinks::link(std::string_view user, std::string_view value)
{
    std::lock_guard const lock(state_->mutex);
    SADUAK_TRY(Statement has_user, state_->database.prepare(kHasUser));
    SADUAK_TRY(bool const known, has_user.bind(1, user).step());
    if (!known) return fail(Errc::not_found, "there is no user " + std::string(user));
    SADUAK_TRY(Statement link, state_->database.prepare(kLink));
    auto const linked = link.bind(1, user).bind(2, folded(value)).run();
    if (!linked && linked.error().code == Errc::already_exists) return fail(Errc::already_exists, "this is linked to somebody else");
    if (!linked) return tl::unexpected(linked.error());
    return {};
}

Status OidcLinks::unlink(std::string_view user)
{
    std::lock_guard const lock(state_->mutex);
    SADUAK_TRY(Statement unlink, state_->database.prepare(kUnlink));
    SADUAK_TRY(std::int64_t const removed, unlink.bind(1, user).run());
    if (removed == 0) return fail(Errc::not_found, "there is no link of " + std::string(user));
    return {};
}

Result<std::optional<std::string>> OidcLinks::value_of(std::string_view user)
{
    std::lock_guard const lock(state_->mutex);
    SADUAK_TRY(Statement statement, state_->database.prepare(kValueOf));
    SADUAK_TRY(bool const row, statement.bind(1, user).step());
    if (!row) return std::nullopt;
    return statement.text(0);
}

Result<std::string> OidcLinks::user_of(std::string_view subject, std::string_view value)
{
    std::lock_guard const lock(state_->mutex);
    SADUAK_TRY(Statement by_subject, state_->database.prepare(kBySubject));
    SADUAK_TRY(bool const known, by_subject.bind(1, subject).step());
    if (known) return by_subject.text(0);
    SADUAK_TRY(Statement by_value, state_->database.prepare(kByValue));
    SADUAK_TRY(bool const linked, by_value.bind(1, folded(value)).step());
    if (value.empty() || !linked) return fail(Errc::not_found, "nobody here is linked to who signed in there");
    std::string user = by_value.text(0);
    if (!by_value.text(1).empty()) return fail(Errc::permission, "the link of " + user + " belongs to another person of the provider");
    by_value.reset();
    SADUAK_TRY(Statement keep, state_->database.prepare(kKeepSubject));
    SADUAK_TRY_STATUS(keep.bind(1, subject).bind(2, user).run());
    return user;
}

}  // namespace saduak::server
