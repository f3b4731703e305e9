#include "core/wire/bundle.hpp"

#include <algorithm>
#include <set>

#include <boost/json/array.hpp>

#include "core/wire/json.hpp"

namespace saduak::wire {
namespace {

namespace json = boost::json;

constexpr std::string_view kFirstLine = "saduak-bundle 1\n";
constexpr std::size_t kManifestMax = 16 * 1024;

Result<BundleFile> read_entry(json::value const& value, std::string_view& rest)
{
    json::object const* entry = value.if_object();
    json::value const* name = entry != nullptr ? entry->if_contains("name") : nullptr;
    json::value const* bytes = entry != nullptr ? entry->if_contains("bytes") : nullptr;
    if (name == nullptr || bytes == nullptr || !name->is_string() || !bytes->is_int64()) return fail(Errc::parse, "a bundle's manifest is damaged");
    std::string text(name->get_string());
    if (!is_bundle_name(text)) return fail(Errc::parse, "a bundle has no file of such a name");
    if (bytes->get_int64() < 0 || static_cast<std::size_t>(bytes->get_int64()) > rest.size()) return fail(Errc::parse, "the bundle is cut short");
    auto const size = static_cast<std::size_t>(bytes->get_int64());
    BundleFile file{std::move(text), std::string(rest.substr(0, size))};
    rest.remove_prefix(size);
    return file;
}

}  // namespace

bool is_bundle_name(std::string_view name)
{
    if (name == "theme.toml" || name == "ticket.toml" || name == "settings.toml" || name == "logo.png") return true;
    if (!name.starts_with("kiosk.") || !name.ends_with(".json") || name.size() <= 11 || name.size() > 11 + 8) return false;
    std::string_view const language = name.substr(6, name.size() - 11);
    return std::all_of(language.begin(), language.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

Result<std::string> pack_bundle(std::vector<BundleFile> const& files)
{
    json::array manifest;
    std::set<std::string> names;
    std::string content;
    for (BundleFile const& file : files) {
        if (!is_bundle_name(file.name)) return fail(Errc::invalid_argument, "a bundle has no file called " + file.name);
        if (!names.insert(file.name).second) return fail(Errc::invalid_argument, file.name + " stands twice");
        manifest.push_back(json::object{{"name", file.name}, {"bytes", static_cast<std::int64_t>(file.bytes.size())}});
        content += file.bytes;
    }
    if (files.empty() || files.size() > kBundleFilesMax) return fail(Errc::invalid_argument, "a bundle has 1 to 32 files");
    std::string text = std::string(kFirstLine) + to_text(manifest) + "\n" + content;
    if (text.size() > kBundleMax) return fail(Errc::invalid_argument, "a bundle has at most 4 MiB");
    return text;
}

Result<std::vector<BundleFile>> unpack_bundle(std::string_view text)
{
    if (text.size() > kBundleMax) return fail(Errc::parse, "a bundle has at most 4 MiB");
    if (!text.starts_with(kFirstLine)) return fail(Errc::parse, "not a bundle");
    text.remove_prefix(kFirstLine.size());
    std::size_t const end = text.substr(0, kManifestMax).find('\n');
    if (end == std::string_view::npos) return fail(Errc::parse, "a bundle without a manifest");
    SADUAK_TRY(json::value const manifest, parse_value(text.substr(0, end), kManifestMax));
    text.remove_prefix(end + 1);
    json::array const* entries = manifest.if_array();
    if (entries == nullptr || entries->empty() || entries->size() > kBundleFilesMax) return fail(Errc::parse, "a bundle has 1 to 32 files");
    std::vector<BundleFile> files;
    std::set<std::string> names;
    for (json::value const& entry : *entries) {
        SADUAK_TRY(BundleFile file, read_entry(entry, text));
        if (!names.insert(file.name).second) return fail(Errc::parse, file.name + " stands twice in the bundle");
        files.push_back(std::move(file));
    }
    if (!text.empty()) return fail(Errc::parse, "the bundle is longer than its manifest says");
    return files;
}

}  // namespace saduak::wire
