#include "server/bundle/site_bundles.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <spdlog/spdlog.h>

#include "core/wire/bundle.hpp"
#include "platform/durable_file.hpp"
#include "platform/entropy.hpp"
#include "server/http/finish.hpp"

namespace saduak::server {
namespace {

namespace fs = std::filesystem;

constexpr Millis kLookEvery = seconds(3);
constexpr char const* kSuffix = ".bundle";

Result<std::string> read_small(fs::path const& file)
{
    std::error_code error;
    auto const size = fs::file_size(file, error);
    if (error || size > wire::kBundleMax) return fail(Errc::invalid_argument, file.string() + " cannot be read, or is larger than 4 MiB");
    std::ifstream in(file, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (!in) return fail(Errc::io, "cannot read " + file.string());
    return text;
}

}  // namespace

fs::path bundle_file(fs::path const& data, SiteId const& site) { return data / "bundles" / (site.str() + kSuffix); }

Result<SiteBundle> keep_bundle(fs::path const& data, SiteId const& site, fs::path const& folder)
{
    std::vector<wire::BundleFile> files;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        std::string name = at->path().filename().string();
        if (name.starts_with('.')) continue;
        if (!at->is_regular_file() || !wire::is_bundle_name(name))
            return fail(Errc::invalid_argument, at->path().string() + " has no place in a bundle");
        SADUAK_TRY(std::string bytes, read_small(at->path()));
        files.push_back({std::move(name), std::move(bytes)});
    }
    if (error) return fail(Errc::io, "cannot read " + folder.string() + ": " + error.message());
    // The same files are the same bundle, in whatever order the disk has them.
    std::sort(files.begin(), files.end(), [](auto const& a, auto const& b) { return a.name < b.name; });
    SADUAK_TRY(std::string text, wire::pack_bundle(files).map_error(in(folder.string())));
    fs::create_directories(data / "bundles", error);
    SADUAK_TRY_STATUS(platform::write_durably(bundle_file(data, site), text));
    std::string hash = platform::sha256_hex(text);
    return SiteBundle{std::move(hash), std::make_shared<std::string const>(std::move(text))};
}

std::string bundles_stamp(fs::path const& data)
{
    std::vector<std::string> files;
    std::error_code error;
    for (fs::directory_iterator at(data / "bundles", error), end; !error && at != end; at.increment(error)) {
        std::error_code gone;
        files.push_back(at->path().filename().string() + ' ' + std::to_string(at->file_size(gone)) + ' ' +
                        std::to_string(at->last_write_time(gone).time_since_epoch().count()) + '\n');
    }
    std::sort(files.begin(), files.end());
    std::string stamp;
    for (std::string const& file : files) stamp += file;
    return stamp;
}

BundlesBySite read_bundles(fs::path const& data, std::vector<std::string>& wrong)
{
    BundlesBySite bundles;
    std::error_code error;
    for (fs::directory_iterator at(data / "bundles", error), end; !error && at != end; at.increment(error)) {
        if (at->path().extension() != kSuffix || !valid_code(at->path().stem().string())) continue;
        auto text = read_small(at->path());
        auto const good = text ? wire::unpack_bundle(*text).map_error(in(at->path().string())) : tl::unexpected(text.error());
        if (!good) {
            wrong.push_back(good.error().context);
            continue;
        }
        std::string hash = platform::sha256_hex(*text);
        bundles.emplace(SiteId(at->path().stem().string()), SiteBundle{std::move(hash), std::make_shared<std::string const>(*std::move(text))});
    }
    return bundles;
}

platform::Task<void> SiteBundles::watch(fs::path data, platform::WorkerPool& pool, std::function<void(std::function<void()>)> post_to_io,
                                        std::function<void(SiteId const&)> changed)
{
    for (;;) {
        look(data, pool, post_to_io, changed);
        co_await platform::sleep_for(kLookEvery);
    }
}

void SiteBundles::look(fs::path const& data, platform::WorkerPool& pool, std::function<void(std::function<void()>)> const& post_to_io,
                       std::function<void(SiteId const&)> const& changed)
{
    auto work = [this, data, known = seen_, post_to_io, changed] {
        std::string stamp = bundles_stamp(data);
        if (stamp == known) return;
        std::vector<std::string> wrong;
        BundlesBySite bundles = read_bundles(data, wrong);
        for (std::string const& what : wrong) spdlog::error("bundle_wrong: {}", what);
        post_to_io([this, bundles = std::move(bundles), stamp = std::move(stamp), changed] {
            seen_ = stamp;
            for (SiteId const& site : replace(bundles)) {
                spdlog::info("bundle_changed site={}", site.str());
                changed(site);
            }
        });
    };
    static_cast<void>(pool.try_post(std::move(work)));  // a busy pool: the next look will do
}

std::vector<SiteId> SiteBundles::replace(BundlesBySite bundles)
{
    std::vector<SiteId> changed;
    for (auto const& [site, bundle] : bundles)
        if (SiteBundle const* before = of(site); before == nullptr || before->sha256 != bundle.sha256) changed.push_back(site);
    for (auto const& [site, bundle] : bundles_)
        if (!bundles.contains(site)) changed.push_back(site);
    bundles_ = std::move(bundles);
    return changed;
}

SiteBundle const* SiteBundles::of(SiteId const& site) const
{
    auto const found = bundles_.find(site);
    return found == bundles_.end() ? nullptr : &found->second;
}

std::vector<Route> SiteBundles::routes()
{
    return {{Method::get, "/api/v1/bundles/{sha256}", Access::anyone, Right::administer, bound(*this, &SiteBundles::get)}};
}

void SiteBundles::get(Call&& call)
{
    std::string const& hash = call.path[0];
    auto const found = std::find_if(bundles_.begin(), bundles_.end(), [&hash](auto const& one) { return one.second.sha256 == hash; });
    if (found == bundles_.end()) return call.respond(problem(404, "not_found", "there is no such bundle", hash));
    Response response;
    response.content_type = "application/octet-stream";
    std::string etag = "\"" + hash + "\"";
    if (etag_matches(call.request.if_none_match, etag)) response.status = 304;
    else response.shared_body = found->second.text;
    response.headers.emplace_back("ETag", std::move(etag));
    response.headers.emplace_back("Cache-Control", "private, max-age=31536000, immutable");
    call.respond(std::move(response));
}

}  // namespace saduak::server
