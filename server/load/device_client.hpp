// A kiosk without screen, paper or disk: it takes tickets over the device link, reports their paper, gives out numbers of its offline
// ranges while its server is away, and keeps its stream of commands through every break of the connection, as a kiosk's journal does.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/link/device_session.hpp"
#include "core/wire/message.hpp"
#include "platform/net/stream.hpp"
#include "platform/task_scope.hpp"
#include "server/load/endurance.hpp"

namespace saduak::server::load {

struct DeviceLogin {
    platform::Address server;
    DeviceId device;
    std::string key;
};

// Belongs to one I/O thread; outlives its tasks.
class DeviceClient {
public:
    // `kiosk_number` spreads services and reconnects. What is acknowledged goes to `endured`, which lives longer.
    DeviceClient(DeviceLogin login, std::vector<ServiceId> services, std::uint64_t kiosk_number, Endured& endured);

    // Connects for ever; ends with the scope, or when the server refuses it for good.
    void start(platform::TaskScope& scope);
    // Whether citizens come. Paper reports go out all the same.
    void take_tickets(bool more);
    [[nodiscard]] bool online() const { return session_.state() == link::LinkState::online; }
    // Nothing is unanswered.
    [[nodiscard]] bool idle() const { return refused_ || (online() && session_.unanswered() == 0); }

private:
    platform::Task<void> keep_connected();
    platform::Task<void> read_frames(std::shared_ptr<platform::ByteStream> stream);
    platform::Task<void> write_frames(std::shared_ptr<platform::ByteStream> stream);
    platform::Task<void> heartbeat();
    void write_pending();
    void submit(domain::CommandBody command, std::optional<wire::DeviceClock> const& taken = std::nullopt);
    void issue_more();
    void issue_offline();
    [[nodiscard]] domain::IssueTicket new_issue(ServiceId service) const;
    void learn_ranges(std::string_view state);
    void carry_out(link::Actions actions);
    void answered(link::Answered const& answer);

    // What is left of an offline range, for one service of its prefix.
    struct Spare {
        ServiceId service;
        std::int32_t next = 0, last = 0;
    };

    DeviceLogin login_;
    std::string boot_;
    std::map<std::string, Spare> spares_;  // by prefix; a number is given out once, whatever the server says later
    int given_offline_ = 0;                // since the connection was lost
    std::vector<ServiceId> services_;
    std::size_t turn_;
    Endured& endured_;
    link::DeviceSession session_;
    platform::TaskScope* scope_ = nullptr;
    std::shared_ptr<platform::ByteStream> stream_;  // shared with the tasks that read and write it
    std::deque<std::string> outgoing_;
    std::map<std::int64_t, domain::CommandBody> sent_;  // by n, until answered
    Millis pause_{0};
    bool writing_ = false;
    bool taking_ = false;
    bool refused_ = false;
};

}  // namespace saduak::server::load
