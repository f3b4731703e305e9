#include "server/load/crowd_model.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "server/setup/toml_table.hpp"

namespace saduak::server::load {
namespace {

Result<double> read_share(TomlTable& table, std::string_view key)
{
    SADUAK_TRY(double const share, table.number(key));
    if (share < 0 || share > 1) return table.error(key, "must be 0 to 1");
    return share;
}

Result<LogNormal> read_lognormal(TomlTable& table, std::string const& name)
{
    LogNormal law;
    SADUAK_TRY(law.mu, table.number(name + "_mu"));
    SADUAK_TRY(law.sigma, table.number(name + "_sigma"));
    if (law.sigma < 0 || law.sigma > 5) return table.error(name + "_sigma", "must be 0 to 5");
    return law;
}

}  // namespace

Millis LogNormal::draw(Random& random) const
{
    double const drawn_s = random.lognormal(mu, sigma);
    return Millis{static_cast<std::int64_t>(std::clamp(drawn_s, 1.0, 3600.0) * 1000.0)};
}

double LogNormal::mean_s() const { return std::exp(mu + sigma * sigma / 2); }

Result<CrowdModel> parse_crowd(std::string_view text, std::string const& name)
{
    SADUAK_TRY(toml::table const document, parse_toml(text, name));
    TomlTable root(document, name, "");
    CrowdModel model;
    SADUAK_TRY(TomlTable arrivals, root.table("arrivals"));
    SADUAK_TRY(std::vector<double> const per_hour, arrivals.numbers("per_hour"));
    bool const usable =
        per_hour.size() == model.arrivals_per_hour.size() && std::all_of(per_hour.begin(), per_hour.end(), [](double n) { return n >= 0; });
    if (!usable) return arrivals.error("per_hour", "must be 24 numbers, none below 0");
    std::copy(per_hour.begin(), per_hour.end(), model.arrivals_per_hour.begin());

    SADUAK_TRY(TomlTable citizens, root.table("citizens"));
    SADUAK_TRY(model.priority_share, read_share(citizens, "priority_share"));
    SADUAK_TRY(model.leaver_share, read_share(citizens, "leaver_share"));
    SADUAK_TRY(model.patience, read_lognormal(citizens, "patience"));

    SADUAK_TRY(std::vector<TomlTable> services, root.tables("service"));
    for (TomlTable& table : services) {
        ServiceProfile& profile = model.services.emplace_back();
        SADUAK_TRY(profile.share, read_share(table, "share"));
        SADUAK_TRY(profile.service_time, read_lognormal(table, "service"));
        SADUAK_TRY_STATUS(table.finish());
    }
    if (model.services.empty()) return root.error("service", "is missing: at least one [[service]]");
    SADUAK_TRY_STATUS(arrivals.finish());
    SADUAK_TRY_STATUS(citizens.finish());
    SADUAK_TRY_STATUS(root.finish());
    return model;
}

std::vector<double> arrivals_per_hour(CrowdModel const& model, CounterServices const& counters, std::size_t services, std::size_t hour)
{
    auto const& by_hour = model.arrivals_per_hour;
    double const peak = *std::max_element(by_hour.begin(), by_hour.end());
    std::vector<double> rates(services, 0.0);
    if (peak <= 0) return rates;
    auto const work = [&model](std::size_t service) { return model.profile(service).share * model.profile(service).service_time.mean_s(); };
    for (auto const& served : counters) {
        double total_work = 0;
        for (std::size_t const service : served) total_work += work(service);
        if (total_work <= 0) continue;
        // A counter's time goes to its services as their work does.
        for (std::size_t const service : served) rates[service] += work(service) / total_work * 3600.0 / model.profile(service).service_time.mean_s();
    }
    for (double& rate : rates) rate *= kBusyAtPeak * by_hour[hour] / peak;
    return rates;
}

}  // namespace saduak::server::load
