// overloaded{lambda...}: one visitor of several lambdas, for std::visit.
#pragma once

namespace saduak {

template <class... Ts>
struct overloaded : Ts... {  // NOLINT(readability-identifier-naming): reads as a keyword of std::visit
    using Ts::operator()...;
};
template <class... Ts>
overloaded(Ts...) -> overloaded<Ts...>;

}  // namespace saduak
