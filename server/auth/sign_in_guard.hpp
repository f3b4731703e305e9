// Who has to wait before the next try to sign in, and how long. Nobody is locked out for good, and no address for the sake of one name:
// an office sits behind one address, and who knows a colleague's name must not keep them from their work. How much an address may ask of
// the server at all is limited elsewhere (HttpGate). Pure; one thread at a time.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "core/base/time.hpp"
#include "server/auth/sign_in_limit.hpp"

namespace saduak::server {

class SignInGuard {
public:
    // One name at one address: 5 failures are free, then 1 s, 2 s, 4 s … 5 min.
    static constexpr SignInLimit::Pace kNameAtAddress{5, seconds(1), minutes(5), minutes(30)};
    // One name at all addresses together: for those who guess from many.
    static constexpr SignInLimit::Pace kName{20, seconds(5), minutes(1), hours(2)};
    // Codes of the second step: who guesses them has the password already.
    static constexpr SignInLimit::Pace kCode{5, seconds(30), minutes(15), hours(24)};

    // `with_code`: a code of the second step is part of the try.
    [[nodiscard]] Millis wait(std::string_view name, std::string_view address, bool with_code, Instant now) const;
    void password_failed(std::string_view name, std::string_view address, Instant now);
    void code_failed(std::string_view name, Instant now);
    // All steps were passed. Where somebody signed in, the failures of other addresses do not make them wait.
    void succeeded(std::string_view name, std::string_view address);

    // What outlives a restart: the failures of a name, over all addresses.
    struct Kept {
        int passwords = 0;
        int codes = 0;
    };
    [[nodiscard]] Kept kept(std::string_view name) const;
    void restore(std::string_view name, Kept kept, Instant last);

private:
    static constexpr std::size_t kKnownPlacesMax = 10'000;

    SignInLimit by_name_at_address_{kNameAtAddress};
    SignInLimit by_name_{kName};
    SignInLimit by_code_{kCode};
    std::set<std::string> known_places_;  // name and address of those who signed in
};

}  // namespace saduak::server
