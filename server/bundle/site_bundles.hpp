// The bundles of the sites' kiosks: DATA/bundles/SITE.bundle, as `saduak-server site bundle` puts them there.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "platform/net.hpp"
#include "platform/worker_pool.hpp"
#include "server/http/route.hpp"

namespace saduak::server {

struct SiteBundle {
    std::string sha256;
    std::shared_ptr<std::string const> text;
};
using BundlesBySite = std::map<SiteId, SiteBundle>;

[[nodiscard]] std::filesystem::path bundle_file(std::filesystem::path const& data, SiteId const& site);
// Packs a folder's files, durably; a running server notices within seconds. Errc::invalid_argument names the file.
[[nodiscard]] Result<SiteBundle> keep_bundle(std::filesystem::path const& data, SiteId const& site, std::filesystem::path const& folder);
// Changes whenever a file there does. Any thread.
[[nodiscard]] std::string bundles_stamp(std::filesystem::path const& data);
// All of DATA/bundles; what is no bundle is left out and said in `wrong`. Any thread.
[[nodiscard]] BundlesBySite read_bundles(std::filesystem::path const& data, std::vector<std::string>& wrong);

// What is in force, on the I/O thread. Whoever knows a bundle's hash may have it: kiosks are told on their own link.
class SiteBundles {
public:
    // Looks every few seconds, without end; `changed` is called for each site whose bundle is another, on the I/O thread.
    [[nodiscard]] platform::Task<void> watch(std::filesystem::path data, platform::WorkerPool& pool,
                                             std::function<void(std::function<void()>)> post_to_io, std::function<void(SiteId const&)> changed);
    // Reads the folder on the pool, as a disk may be slow.
    void look(std::filesystem::path const& data, platform::WorkerPool& pool, std::function<void(std::function<void()>)> const& post_to_io,
              std::function<void(SiteId const&)> const& changed);
    // The sites whose bundle changed.
    [[nodiscard]] std::vector<SiteId> replace(BundlesBySite bundles);
    [[nodiscard]] SiteBundle const* of(SiteId const& site) const;
    [[nodiscard]] std::vector<Route> routes();

private:
    void get(Call&& call);

    BundlesBySite bundles_;
    std::string seen_;  // bundles_stamp of what was read
};

}  // namespace saduak::server
