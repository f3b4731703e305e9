#include "tests/sim/world.hpp"

#include <deque>
#include <map>
#include <memory>
#include <vector>

#include "tests/sim/auditor.hpp"
#include "tests/sim/faults.hpp"
#include "tests/sim/staff.hpp"
#include "tests/support/town_config.hpp"

namespace saduak::sim {
namespace {

using namespace server;

constexpr Millis kHealingMax = minutes(30);

struct SiteRecord {
    domain::SiteConfig config;
    Auditor auditor;
    Papers papers;
};

// Most days begin on a Monday morning, some so late that midnight falls into them.
Instant start_of(std::uint64_t seed, std::int64_t minutes_long)
{
    Instant const morning = *parse_rfc3339("2026-11-23T01:30:00Z");
    Instant const midnight = *parse_rfc3339("2026-11-23T17:00:00Z");
    return seed % 5 == 0 ? midnight - minutes(minutes_long) + seconds(30 + static_cast<std::int64_t>(seed % 7) * 40) : morning;
}

class World {
public:
    World(std::uint64_t seed, std::int64_t minutes_long, bool verbose)
        : clockwork_(seed, start_of(seed, minutes_long), verbose), end_(clockwork_.now() + minutes(minutes_long)),
          several_servers_(clockwork_.chance(0.4)),
          database_(clockwork_, several_servers_ ? VirtualDatabase::Servers::several : VirtualDatabase::Servers::one)
    {
        database_.watch([this](StoredEvent const& stored) { written(stored); });
        build_servers();
        std::size_t const sites = 1 + clockwork_.below(2);
        for (std::size_t i = 0; i < sites; ++i) build_site(SiteId("town-" + std::to_string(i)));
        faults_ = std::make_unique<Faults>(clockwork_, Victims{nodes_, devices_, kiosks_, http_});
    }

    Verdict run()
    {
        for (auto& node : nodes_) node->boot();
        Client& manager = clients_.emplace_back(clockwork_, database_, nodes_, http_, AgentId("manager"));
        for (auto const& [id, site] : sites_) set_up(manager, id);
        for (Device* device : devices_) device->power_on();
        for (Staff& staff : staff_) staff.begin();
        faults_->begin();
        while (clockwork_.now() < end_ && !clockwork_.first_fault()) static_cast<void>(clockwork_.step());
        heal();
        while (!clockwork_.first_fault() && !is_settled() && clockwork_.now() < end_ + kHealingMax)
            for (int i = 0; i < 200 && !clockwork_.first_fault(); ++i) static_cast<void>(clockwork_.step());
        if (!clockwork_.first_fault()) check_end();
        return verdict();
    }

private:
    // --- the making of it

    void build_servers()
    {
        EngineOptions options;
        if (several_servers_) options.follow_every = Millis{std::int64_t{100} << clockwork_.below(6)};
        for (int i = 0; i < (several_servers_ ? 2 : 1); ++i) {
            Node& node = *nodes_.emplace_back(std::make_unique<Node>(clockwork_, database_, accounts_, "server-" + std::to_string(i), options));
            node.watch([this](Node const& from, Published const& published) { check_published(from, published.site); });
        }
    }

    void build_site(SiteId const& id)
    {
        SiteRecord& site = sites_[id];
        site.config = test::town_config();
        site.config.id = id;
        DeviceId const terminal("terminal-of-" + id.str());
        site.config.counters[0].rating_terminal = terminal;
        give_habits(site.config);
        Device::Parts const parts{clockwork_, database_, nodes_};
        for (std::size_t i = 0, kiosks = 1 + clockwork_.below(3); i < kiosks; ++i) {
            DeviceId const kiosk_id("kiosk-" + std::to_string(i) + "-of-" + id.str());
            Kiosk::Habits const habits{std::int64_t{8'000} << clockwork_.below(3), clockwork_.chance(0.5) ? 0.05 : 0.4};
            auto kiosk = std::make_unique<Kiosk>(parts, kiosk_id, id, site.config.services, habits, site.papers);
            kiosks_.push_back(kiosk.get());
            add_device(std::move(kiosk), DeviceAccount{id, {}});
        }
        add_device(std::make_unique<RatingTerminal>(parts, terminal, id), DeviceAccount{id, site.config.counters[0].id});
        for (auto const& counter : site.config.counters) add_staff(id, counter.id);
        add_staff(id, {});
    }

    // Sites differ in their rules.
    void give_habits(domain::SiteConfig& config)
    {
        config.services[1].slot_minutes = 10;
        config.services[1].slot_capacity = 3;
        if (clockwork_.chance(0.3)) config.services[0].priority_prefix = "P";
        if (clockwork_.chance(0.3)) config.calling = {.priority_run = 2, .general_run = 1, .general_ages_after_s = 120};
        config.return_after = static_cast<std::int32_t>(clockwork_.between(0, 4));
        config.no_shows_max = static_cast<std::int32_t>(clockwork_.between(0, 3));
    }

    // The administrator's work of the first day.
    void set_up(Client& manager, SiteId const& id)
    {
        manager.ask(id, domain::ConfigureSite{sites_.at(id).config}, [this, &manager, id](Done const&) {
            for (Kiosk const* kiosk : kiosks_)
                for (char const* prefix : {"A", "B", "C", "P"})
                    if (kiosk->site() == id && clockwork_.chance(0.8))
                        manager.ask(id, domain::GrantRange{kiosk->id(), prefix, 60}, [](Done const&) {});
            manager.ask(id, domain::GrantRange{{}, "A", 20}, [](Done const&) {});
        });
    }

    void add_device(std::unique_ptr<Device> device, DeviceAccount account)
    {
        device->drift_ppm = clockwork_.between(-500, 500);
        accounts_[device->id()] = std::move(account);
        devices_.push_back(device.get());
        owned_devices_.push_back(std::move(device));
    }

    void add_staff(SiteId const& site, CounterId const& counter)
    {
        AgentId const agent("agent-" + (counter.empty() ? "reception" : counter.str()));
        staff_.emplace_back(clockwork_, Client(clockwork_, database_, nodes_, http_, agent), site, counter, sites_.at(site).papers);
    }

    // --- watching it

    void written(StoredEvent const& stored)
    {
        clockwork_.tell("%s %lld %s %s %s", stored.site.str().c_str(), static_cast<long long>(stored.seq),
                        std::string(domain::type_name(stored.event.body)).c_str(), stored.event.ticket.str().c_str(), stored.body.c_str());
        check(stored.site, sites_.at(stored.site).auditor.take(stored));
    }

    void check_published(Node const& node, SiteId const& site)
    {
        if (auto const damage = node.engine()->read_only(site))
            return clockwork_.fault(node.name() + ": " + site.str() + " is read-only: " + *damage);
        if (auto const* state = node.engine()->state(site)) check(site, sites_.at(site).auditor.compare(*state));
    }

    void check(SiteId const& site, std::string const& fault)
    {
        if (!fault.empty()) clockwork_.fault(site.str() + ": " + fault);
    }

    // --- the end of it

    void heal()
    {
        clockwork_.tell("everything is repaired");
        faults_->heal();
        for (Kiosk* kiosk : kiosks_) kiosk->close_door();
        for (Staff& staff : staff_) staff.be_diligent();
    }

    bool is_settled() const
    {
        for (Device const* device : devices_)
            if (!device->is_online() || device->unanswered() != 0) return false;
        for (Staff const& staff : staff_)
            if (staff.unanswered() != 0) return false;
        for (auto const& [id, site] : sites_) {
            if (!site.auditor.state().open.empty()) return false;
            for (auto const& node : nodes_) {
                auto const* state = node->is_up() ? node->engine()->state(id) : nullptr;
                if (state == nullptr || state->seq != site.auditor.state().seq) return false;
            }
        }
        return true;
    }

    void check_end()
    {
        for (Device const* device : devices_) check_device(*device);
        for (Client const& client : clients_)
            if (client.unanswered() != 0) clockwork_.fault("a site could not be configured");
        for (Staff const& staff : staff_)
            if (staff.unanswered() > 1) clockwork_.fault("requests of staff have no answer after healing");
        for (auto const& [id, site] : sites_) {
            check(id, site.auditor.check_whole());
            check(id, site.auditor.check_settled(site.papers));
            check_log(id, site.auditor.state());
            for (auto const& node : nodes_) {
                auto const* state = node->is_up() ? node->engine()->state(id) : nullptr;
                if (state == nullptr) clockwork_.fault(node->name() + " is down after healing");
                else if (!(*state == site.auditor.state())) clockwork_.fault(node->name() + ": " + id.str() + " is not the fold of its log");
            }
        }
    }

    void check_device(Device const& device)
    {
        if (!device.is_online()) clockwork_.fault(device.id().str() + " is not connected after healing");
        if (device.unanswered() != 0) clockwork_.fault(device.id().str() + " has commands without an answer after healing");
        Auditor const& auditor = sites_.at(device.site()).auditor;
        for (auto const& [n, body] : device.journal().commands) {
            auto const command = wire::decode_device_command(body);
            auto const* answer = database_.answer({device.journal().stream, n});
            if (command && answer != nullptr && answer->ok && std::holds_alternative<domain::IssueTicket>(*command))
                check(device.site(), auditor.check_issued(std::get<domain::IssueTicket>(*command)));
        }
    }

    // The log as text folds to the same state.
    void check_log(SiteId const& id, domain::SiteState const& expected)
    {
        StoreTrouble const none;
        domain::SiteState state;
        auto const read = database_.open(none)->read(id, 0, [&](StoredEvent const& stored) { return domain::apply(state, stored.event); });
        if (!read) clockwork_.fault(id.str() + ": the log does not fold: " + read.error().context);
        else if (!(state == expected)) clockwork_.fault(id.str() + ": the log as text folds to another state");
    }

    Verdict verdict() const
    {
        Verdict verdict;
        verdict.ok = !clockwork_.first_fault();
        verdict.fault = clockwork_.first_fault().value_or("");
        verdict.steps = clockwork_.steps();
        verdict.troubles = faults_->count();
        for (auto const& [id, site] : sites_) {
            verdict.events += site.auditor.state().seq;
            verdict.tickets += site.auditor.tickets();
            verdict.calls += site.auditor.calls();
        }
        return verdict;
    }

    Clockwork clockwork_;
    Instant end_;
    bool several_servers_;
    VirtualDatabase database_;
    HttpTrouble http_;
    std::map<SiteId, SiteRecord> sites_;
    std::map<DeviceId, DeviceAccount> accounts_;
    std::vector<std::unique_ptr<Node>> nodes_;
    std::vector<std::unique_ptr<Device>> owned_devices_;
    std::vector<Device*> devices_;
    std::vector<Kiosk*> kiosks_;
    std::deque<Client> clients_;
    std::deque<Staff> staff_;
    std::unique_ptr<Faults> faults_;
};

}  // namespace

Verdict run_seed(std::uint64_t seed, std::int64_t minutes, bool verbose) { return World(seed, minutes, verbose).run(); }

}  // namespace saduak::sim
