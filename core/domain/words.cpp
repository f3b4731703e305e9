#include "core/domain/words.hpp"

#include <array>

#include "core/base/word_table.hpp"

namespace saduak::domain {
namespace {

constexpr std::array kClasses{Word<TicketClass>{TicketClass::general, "general"}, Word<TicketClass>{TicketClass::priority, "priority"},
                              Word<TicketClass>{TicketClass::appointment, "appointment"}};
constexpr std::array kChannels{Word<Channel>{Channel::kiosk, "kiosk"}, Word<Channel>{Channel::staff, "staff"},
                               Word<Channel>{Channel::booking, "booking"}, Word<Channel>{Channel::mobile, "mobile"},
                               Word<Channel>{Channel::card, "card"}};
constexpr std::array kPapers{
    Word<Paper>{Paper::none, "none"},         Word<Paper>{Paper::pending, "pending"},         Word<Paper>{Paper::confirmed, "confirmed"},
    Word<Paper>{Paper::accepted, "accepted"}, Word<Paper>{Paper::unconfirmed, "unconfirmed"}, Word<Paper>{Paper::failed, "failed"}};
constexpr std::array kTicketStates{Word<TicketState>{TicketState::waiting, "waiting"},     Word<TicketState>{TicketState::called, "called"},
                                   Word<TicketState>{TicketState::serving, "serving"},     Word<TicketState>{TicketState::held, "held"},
                                   Word<TicketState>{TicketState::finished, "finished"},   Word<TicketState>{TicketState::no_show, "no_show"},
                                   Word<TicketState>{TicketState::cancelled, "cancelled"}, Word<TicketState>{TicketState::expired, "expired"},
                                   Word<TicketState>{TicketState::voided, "void"}};
constexpr std::array kOutcomes{Word<Outcome>{Outcome::served, "served"},
                               Word<Outcome>{Outcome::documents_missing, "documents_missing"},
                               Word<Outcome>{Outcome::refused_by_law, "refused_by_law"},
                               Word<Outcome>{Outcome::wrong_office, "wrong_office"},
                               Word<Outcome>{Outcome::come_back, "come_back"},
                               Word<Outcome>{Outcome::back_office, "back_office"}};
constexpr std::array kCounterStates{Word<CounterState>{CounterState::closed, "closed"}, Word<CounterState>{CounterState::open, "open"},
                                    Word<CounterState>{CounterState::paused, "paused"}};
constexpr std::array kRatingChannels{Word<RatingChannel>{RatingChannel::terminal, "terminal"}, Word<RatingChannel>{RatingChannel::qr, "qr"},
                                     Word<RatingChannel>{RatingChannel::exit, "exit"}};
constexpr std::array kRatingPlaces{Word<RatingPlace>{RatingPlace::counter, "counter"}, Word<RatingPlace>{RatingPlace::exit, "exit"},
                                   Word<RatingPlace>{RatingPlace::qr, "qr"}, Word<RatingPlace>{RatingPlace::paper, "paper"}};
constexpr std::array kRatingReasons{Word<RatingReason>{RatingReason::staff, "staff"}, Word<RatingReason>{RatingReason::process, "process"},
                                    Word<RatingReason>{RatingReason::place, "place"}, Word<RatingReason>{RatingReason::information, "information"}};
constexpr std::array kStandardBases{Word<StandardBasis>{StandardBasis::touch, "touch"}, Word<StandardBasis>{StandardBasis::elapsed, "elapsed"}};
constexpr std::array kStopKinds{Word<StopKind>{StopKind::closing, "closing"}, Word<StopKind>{StopKind::stop, "stop"}};
constexpr std::array kAppointmentStates{
    Word<AppointmentState>{AppointmentState::booked, "booked"}, Word<AppointmentState>{AppointmentState::checked_in, "checked_in"},
    Word<AppointmentState>{AppointmentState::missed, "missed"}, Word<AppointmentState>{AppointmentState::cancelled, "cancelled"}};
constexpr std::array kContactChannels{Word<ContactChannel>{ContactChannel::line, "line"}, Word<ContactChannel>{ContactChannel::sms, "sms"}};
constexpr std::array kDayKinds{Word<DayKind>{DayKind::national, "national"}, Word<DayKind>{DayKind::substitution, "substitution"},
                               Word<DayKind>{DayKind::special, "special"}, Word<DayKind>{DayKind::provincial, "provincial"},
                               Word<DayKind>{DayKind::working, "working"}};

}  // namespace

std::string_view to_string(TicketClass value) { return text_of(kClasses, value); }
std::string_view to_string(Channel value) { return text_of(kChannels, value); }
std::string_view to_string(Paper value) { return text_of(kPapers, value); }
std::string_view to_string(TicketState value) { return text_of(kTicketStates, value); }
std::string_view to_string(Outcome value) { return text_of(kOutcomes, value); }
std::string_view to_string(CounterState value) { return text_of(kCounterStates, value); }
std::string_view to_string(RatingChannel value) { return text_of(kRatingChannels, value); }
std::string_view to_string(RatingPlace value) { return text_of(kRatingPlaces, value); }
std::string_view to_string(RatingReason value) { return text_of(kRatingReasons, value); }
std::string_view to_string(StandardBasis value) { return text_of(kStandardBases, value); }
std::string_view to_string(StopKind value) { return text_of(kStopKinds, value); }
std::string_view to_string(AppointmentState value) { return text_of(kAppointmentStates, value); }
std::string_view to_string(DayKind value) { return text_of(kDayKinds, value); }
std::string_view to_string(ContactChannel value) { return text_of(kContactChannels, value); }

template <>
std::optional<TicketClass> from_string(std::string_view text)
{
    return value_of<TicketClass>(kClasses, text);
}
template <>
std::optional<Channel> from_string(std::string_view text)
{
    return value_of<Channel>(kChannels, text);
}
template <>
std::optional<Paper> from_string(std::string_view text)
{
    return value_of<Paper>(kPapers, text);
}
template <>
std::optional<TicketState> from_string(std::string_view text)
{
    return value_of<TicketState>(kTicketStates, text);
}
template <>
std::optional<Outcome> from_string(std::string_view text)
{
    return value_of<Outcome>(kOutcomes, text);
}
template <>
std::optional<CounterState> from_string(std::string_view text)
{
    return value_of<CounterState>(kCounterStates, text);
}
template <>
std::optional<RatingChannel> from_string(std::string_view text)
{
    return value_of<RatingChannel>(kRatingChannels, text);
}
template <>
std::optional<RatingPlace> from_string(std::string_view text)
{
    return value_of<RatingPlace>(kRatingPlaces, text);
}
template <>
std::optional<RatingReason> from_string(std::string_view text)
{
    return value_of<RatingReason>(kRatingReasons, text);
}
template <>
std::optional<StandardBasis> from_string(std::string_view text)
{
    return value_of<StandardBasis>(kStandardBases, text);
}
template <>
std::optional<StopKind> from_string(std::string_view text)
{
    return value_of<StopKind>(kStopKinds, text);
}
template <>
std::optional<AppointmentState> from_string(std::string_view text)
{
    return value_of<AppointmentState>(kAppointmentStates, text);
}
template <>
std::optional<DayKind> from_string(std::string_view text)
{
    return value_of<DayKind>(kDayKinds, text);
}
template <>
std::optional<ContactChannel> from_string(std::string_view text)
{
    return value_of<ContactChannel>(kContactChannels, text);
}

}  // namespace saduak::domain
