// A view as the texts of its top-level keys, and the messages that carry it. Pure.
#pragma once

#include <map>
#include <string>

#include <boost/json/object.hpp>

#include "core/domain/event.hpp"

namespace saduak::server {

// Top-level key to the JSON text of its value.
using ViewText = std::map<std::string, std::string>;

[[nodiscard]] ViewText view_text(boost::json::object const& view);
// What of `next` differs from `last`. Keys never go away: a view always has all of its own.
[[nodiscard]] ViewText changed_keys(ViewText const& last, ViewText const& next);

[[nodiscard]] std::string state_message(domain::Seq seq, ViewText const& view);
[[nodiscard]] std::string delta_message(domain::Seq from, domain::Seq to, ViewText const& changed);

}  // namespace saduak::server
